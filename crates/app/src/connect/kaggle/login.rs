//! How the person is known to Kaggle: what Kaggle's own program reads, in its order. Nothing of it is ever written.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::connect::http::Login;
use crate::connect::secret::{Secret, of_file};
use crate::error::Error;

/// What to do with a token.
pub const HINT: &str = "put it in the file ~/.kaggle/access_token and make that yours alone (chmod 600), or in the variable KAGGLE_API_TOKEN";

/// A login, and where it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// To be sent.
    pub login: Login,
    /// The variable or the file.
    pub place: String,
}

/// `kaggle.json`.
#[derive(Deserialize)]
struct Pair {
    username: String,
    key: String,
}

/// The login that there is: a token of `KAGGLE_API_TOKEN` (itself, or a file that has it) or `~/.kaggle/access_token`, then the name and
/// key of `KAGGLE_USERNAME` and `KAGGLE_KEY` or of a `kaggle.json`. `variable` gives the value of one.
///
/// # Errors
/// A file that others can read, that cannot be read, or that holds something else.
pub fn find(variable: impl Fn(&str) -> Option<String>, home: Option<&Path>) -> Result<Option<Found>, Error> {
    let variable = |name: &str| {
        variable(name)
            .map(|v| v.trim().to_owned())
            .filter(|v| !v.is_empty())
    };
    let token = |place: String, token: Secret| Found {
        login: Login::Bearer(token),
        place,
    };
    if let Some(value) = variable("KAGGLE_API_TOKEN") {
        let path = Path::new(&value);
        if !path.is_file() {
            return Ok(Some(token("KAGGLE_API_TOKEN".into(), Secret::new(value))));
        }
        if let Some(secret) = of_file(path)? {
            return Ok(Some(token(path.display().to_string(), secret)));
        }
    }
    let own = home.map(|home| home.join(".kaggle"));
    for name in ["access_token", "access_token.txt"] {
        let Some(path) = own.as_ref().map(|own| own.join(name)) else {
            continue;
        };
        if let Some(secret) = of_file(&path)? {
            return Ok(Some(token(path.display().to_string(), secret)));
        }
    }
    if let (Some(name), Some(key)) = (variable("KAGGLE_USERNAME"), variable("KAGGLE_KEY")) {
        return Ok(Some(Found {
            login: Login::Basic(name, Secret::new(key)),
            place: "KAGGLE_USERNAME and KAGGLE_KEY".into(),
        }));
    }
    let folders = [
        variable("KAGGLE_CONFIG_DIR").map(PathBuf::from),
        own,
        variable("XDG_CONFIG_HOME").map(|config| Path::new(&config).join("kaggle")),
    ];
    for folder in folders.into_iter().flatten() {
        let path = folder.join("kaggle.json");
        let Some(text) = of_file(&path)? else { continue };
        let pair: Pair = serde_json::from_str(text.reveal()).map_err(|_| {
            Error::wrong(format!(
                "{} holds no name and key: {{\"username\": …, \"key\": …}} was expected",
                path.display()
            ))
            .next(format!(
                "make a new token at https://www.kaggle.com/settings, and {HINT}"
            ))
        })?;
        return Ok(Some(Found {
            login: Login::Basic(pair.username, Secret::new(pair.key)),
            place: path.display().to_string(),
        }));
    }
    Ok(None)
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

    fn put(path: &Path, text: &str, mode: u32) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn basic(name: &str, key: &str) -> Login {
        Login::Basic(name.into(), Secret::new(key))
    }

    /// Each place before the one that follows it: they are filled from the last to the first.
    #[test]
    fn the_places_have_an_order() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path();
        let none = |_: &str| None;
        assert_eq!(find(none, Some(home)).unwrap(), None);
        assert_eq!(find(none, None).unwrap(), None);
        let (config, other) = (home.join("xdg"), home.join("other"));
        let folders = |name: &str| match name {
            "XDG_CONFIG_HOME" => Some(config.display().to_string()),
            "KAGGLE_CONFIG_DIR" => Some(other.display().to_string()),
            _ => None,
        };
        let login =
            |variable: &dyn Fn(&str) -> Option<String>| find(variable, Some(home)).unwrap().unwrap().login;
        let json = |key: &str| format!(r#"{{"username":"ada","key":"{key}","more":1}}"#);
        put(&config.join("kaggle/kaggle.json"), &json("xdg"), 0o600);
        assert_eq!(login(&folders), basic("ada", "xdg"));
        put(&home.join(".kaggle/kaggle.json"), &json("home"), 0o600);
        assert_eq!(login(&folders), basic("ada", "home"));
        put(&other.join("kaggle.json"), &json("other"), 0o600);
        assert_eq!(login(&folders), basic("ada", "other"));
        let pair = |name: &str| match name {
            "KAGGLE_USERNAME" => Some("eve".to_owned()),
            "KAGGLE_KEY" => Some(" word ".to_owned()),
            _ => folders(name),
        };
        assert_eq!(login(&pair), basic("eve", "word"));
        put(&home.join(".kaggle/access_token.txt"), "second\n", 0o600);
        assert_eq!(login(&pair), Login::Bearer(Secret::new("second")));
        put(&home.join(".kaggle/access_token"), "first\n", 0o600);
        assert_eq!(login(&pair), Login::Bearer(Secret::new("first")));
        let of = |value: String| move |name: &str| (name == "KAGGLE_API_TOKEN").then(|| value.clone());
        assert_eq!(login(&of("itself".into())), Login::Bearer(Secret::new("itself")));
        let file = home.join("token");
        put(&file, "of a file\n", 0o600);
        assert_eq!(
            login(&of(file.display().to_string())),
            Login::Bearer(Secret::new("of a file"))
        );
    }

    #[test]
    fn a_file_for_everybody_is_told_with_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".kaggle/kaggle.json");
        put(&path, r#"{"username":"ada","key":"the-key"}"#, 0o644);
        let error = find(|_| None, Some(dir.path())).unwrap_err();
        let Error::Wrong { what, next } = &error else {
            panic!("{error:?}")
        };
        assert!(what.contains("others can read"), "{what}");
        assert!(next.as_ref().unwrap().contains("chmod 600"), "{next:?}");
        put(&path, r#"{"username":"ada","ke"#, 0o600);
        let error = format!("{:?}", find(|_| None, Some(dir.path())).unwrap_err());
        assert!(
            error.contains("holds no name and key") && !error.contains("ada"),
            "{error}"
        );
    }
}
