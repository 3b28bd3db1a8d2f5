//! The files of the template as they stand in this repository. A test holds the list to the folder.

/// Files with their paths.
macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../../../../../templates/image-classifier/", $path)))),*]
    };
}

/// Every file of the template that is in git, but those of `LEFT_OUT`.
#[rustfmt::skip]
pub(super) const FILES: &[(&str, &[u8])] = files![
    "Cargo.toml",
    "src/classifier.rs",
    "src/lib.rs",
    "src/main.rs",
    "test.sh",
];

/// How the template is compiled where it stands: a project has that in its `Cargo.toml`, as this repository does.
#[cfg(test)]
pub(super) const LEFT_OUT: [&str; 1] = [".cargo/config.toml"];

/// The versions of what the template is built of, as cargo wrote them for it alone: those of this repository.
pub(super) const LOCK: &str = include_str!("image-classifier.lock");

/// How this repository compiles.
pub(super) const WORKSPACE: &str = include_str!("../../../../../../Cargo.toml");
