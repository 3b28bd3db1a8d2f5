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
    ".dockerignore",
    ".github/workflows/ci.yml",
    ".gitignore",
    "Cargo.toml",
    "Containerfile",
    "LICENSE-MIT",
    "MODEL_CARD.md",
    "README.md",
    "demo.sh",
    "rustfmt.toml",
    "src/classifier.rs",
    "src/data/augment.rs",
    "src/data/flaws.rs",
    "src/data/look.rs",
    "src/data/mod.rs",
    "src/data/report.rs",
    "src/data/sheet.rs",
    "src/data/split.rs",
    "src/demo.rs",
    "src/fault.rs",
    "src/files.rs",
    "src/lib.rs",
    "src/load.rs",
    "src/main.rs",
    "src/model/effnet.rs",
    "src/model/features.rs",
    "src/model/mod.rs",
    "src/model/small.rs",
    "src/model/weights.rs",
    "src/picture.rs",
    "src/random.rs",
    "src/reading.rs",
    "src/serve/assets/page.js",
    "src/serve/assets/style.css",
    "src/serve/batch.rs",
    "src/serve/fault.rs",
    "src/serve/metrics.rs",
    "src/serve/mod.rs",
    "src/serve/page.rs",
    "src/serve/router.rs",
    "src/serve/upload.rs",
    "src/showing.rs",
    "src/train/checkpoint.rs",
    "src/train/fit.rs",
    "src/train/metrics.rs",
    "src/train/mod.rs",
    "src/train/report.rs",
    "src/trained.rs",
    "test.sh",
    "tests/data.rs",
    "tests/program.rs",
    "tests/serving/hostile.rs",
    "tests/serving/made.rs",
    "tests/serving/main.rs",
    "tests/serving/pages.rs",
    "tests/serving/under_load.rs",
    "tests/training.rs",
    "tests/whole_way.rs",
];

/// How the template is compiled where it stands: a project has that in its `Cargo.toml`, as this repository does.
#[cfg(test)]
pub(super) const LEFT_OUT: [&str; 1] = [".cargo/config.toml"];

/// The versions of what the template is built of, as cargo wrote them for it alone: those of this repository.
pub(super) const LOCK: &str = include_str!("image-classifier.lock");

/// How this repository compiles.
pub(super) const WORKSPACE: &str = include_str!("../../../../../../Cargo.toml");
