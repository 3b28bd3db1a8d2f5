//! What a project begins with: the files of a template, under the person's names.

mod files;
mod lock;
mod names;
mod profile;

pub(super) use names::Names;

/// The templates, the usual one first.
pub const TEMPLATES: [&str; 1] = ["image-classifier"];

/// A file of a project that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    /// Its path in the repository, with `/` between its parts.
    pub(super) path: String,
    /// What stands in it.
    pub(super) bytes: Vec<u8>,
    /// It is a program.
    pub(super) program: bool,
}

/// All files of a project, sorted by path: those of the template under its names, with the versions of what it is built of and how
/// they are compiled.
pub(super) fn files(names: &Names) -> Vec<Made> {
    let mut all: Vec<Made> = files::FILES
        .iter()
        .map(|(path, bytes)| Made {
            path: (*path).to_owned(),
            bytes: names.put_into(path, bytes),
            program: bytes.starts_with(b"#!"),
        })
        .collect();
    for file in all.iter_mut().filter(|file| file.path == "Cargo.toml") {
        file.bytes
            .extend(profile::of(files::WORKSPACE, files::LOCK, names).bytes());
    }
    all.push(Made {
        path: "Cargo.lock".into(),
        bytes: lock::renamed(files::LOCK, TEMPLATES[0], &names.package).into_bytes(),
        program: false,
    });
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// Whether something that the template is built of has this name.
pub(super) fn is_taken(package: &str) -> bool {
    lock::names(files::LOCK).any(|name| name == package) && package != TEMPLATES[0]
}

#[cfg(test)]
mod tests;
