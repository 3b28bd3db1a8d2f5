//! Keys of services: from the environment, or from a file that is its owner's alone, outside of any pivot. They are never written, shown
//! or recorded.

use std::env;
use std::fmt;
use std::path::PathBuf;

use crate::error::Error;

/// A key. It shows itself to nobody by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A key that was read or typed.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The key itself, to be sent to its service.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Where the key of a service is looked for: a variable, then a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The variable: `PIVOT_DEV_TO_KEY`.
    pub variable: String,
    /// The file: `~/.config/pivot/dev-to.key`; `None` where there is no home.
    pub file: Option<PathBuf>,
}

/// Where the key of a service is looked for. `name` is of small letters and hyphens.
pub fn place(name: &str) -> Place {
    let folder = |variable: &str| env::var_os(variable).filter(|v| !v.is_empty()).map(PathBuf::from);
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")));
    Place {
        variable: format!("PIVOT_{}_KEY", name.to_uppercase().replace('-', "_")),
        file: config.map(|config| config.join("pivot").join(format!("{name}.key"))),
    }
}

impl Place {
    /// The key, where there is one.
    ///
    /// # Errors
    /// A file that others can read, or that cannot be read.
    pub fn read(&self) -> Result<Option<Secret>, Error> {
        if let Some(key) = env::var(&self.variable).ok().filter(|key| !key.trim().is_empty()) {
            return Ok(Some(Secret(key.trim().to_owned())));
        }
        match &self.file {
            Some(file) => of_file(file),
            None => Ok(None),
        }
    }

    /// Keeps a key that was typed in the file, for its owner alone. Where that is.
    ///
    /// # Errors
    /// There is no place for it, or it cannot be written.
    pub fn keep(&self, key: &Secret) -> Result<PathBuf, Error> {
        let Some(file) = &self.file else {
            return Err(Error::wrong("there is no home in which a key could be kept").next(self.hint()));
        };
        let failed = |error: std::io::Error| Error::Outside {
            what: format!("{} cannot be written: {error}", file.display()),
            next: Some(self.hint()),
        };
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut open = options.open(file).map_err(failed)?;
        // One that was there before may have other rights.
        #[cfg(unix)]
        open.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .map_err(failed)?;
        std::io::Write::write_all(&mut open, key.0.as_bytes()).map_err(failed)?;
        Ok(file.clone())
    }

    /// What to do where there is none.
    pub fn hint(&self) -> String {
        match &self.file {
            Some(file) => format!(
                "put it in the file {} and make that yours alone (chmod 600), or in the variable {}",
                file.display(),
                self.variable
            ),
            None => format!("put it in the variable {}", self.variable),
        }
    }
}

/// Has something read from the terminal, which shows nothing of what is typed in the meantime. `None`: standard input is no terminal, or
/// one that cannot be told to be silent.
pub fn unseen<T>(read: impl FnOnce() -> T) -> Option<T> {
    #[cfg(unix)]
    {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let terminal = std::io::stdin();
        let before = tcgetattr(&terminal).ok()?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&terminal, OptionalActions::Flush, &silent).ok()?;
        let came = read();
        // Where that fails the terminal has gone.
        let _ = tcsetattr(&terminal, OptionalActions::Flush, &before);
        Some(came)
    }
    #[cfg(not(unix))]
    {
        drop(read);
        None
    }
}

/// What a file of one key holds, without the space around it.
///
/// # Errors
/// Others can read it, or it cannot be read.
pub(super) fn of_file(file: &std::path::Path) -> Result<Option<Secret>, Error> {
    let failed = |error: std::io::Error| Error::Outside {
        what: format!("the key in {} cannot be read: {error}", file.display()),
        next: None,
    };
    let about = match std::fs::metadata(file) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
        Ok(about) => about,
    };
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o077 != 0 {
        return Err(
            Error::wrong(format!("others can read the key in {}", file.display())).next(format!(
                "chmod 600 {}; if others use this machine, make a new key at the service",
                file.display()
            )),
        );
    }
    if about.len() > 4096 {
        return Err(Error::wrong(format!("{} is too long for a key", file.display())));
    }
    let text = std::fs::read_to_string(file).map_err(failed)?;
    Ok(Some(text.trim()).filter(|key| !key.is_empty()).map(Secret::new))
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test ends where what it asks for is not there"
    )]

    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_read_only_where_nobody_else_can() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x.key");
        let place = Place {
            variable: "PIVOT_NO_SUCH_VARIABLE_KEY".into(),
            file: Some(file.clone()),
        };
        assert_eq!(place.read().unwrap(), None);
        fs::write(&file, "abc\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(place.read().unwrap_err(), Error::Wrong { .. }));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let key = place.read().unwrap().unwrap();
        assert_eq!(key.reveal(), "abc");
        assert_eq!(format!("{key:?}"), "Secret(…)");
        assert!(place.hint().contains("chmod 600"));
        // One that is typed is kept for its owner alone, also where the file was open to others.
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(place.keep(&Secret::new("typed")).unwrap(), file);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(place.read().unwrap().unwrap().reveal(), "typed");
    }
}
