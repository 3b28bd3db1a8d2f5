use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use super::*;

fn template() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../templates/image-classifier")
}

fn names(package: &str) -> Names {
    Names::new(package, "Ada Example", 2027).unwrap()
}

fn text(files: &[Made], path: &str) -> String {
    let file = files.iter().find(|file| file.path == path);
    String::from_utf8(file.map(|file| file.bytes.clone()).unwrap_or_default()).unwrap()
}

/// None is forgotten, and none is there that git does not have.
#[test]
fn the_list_is_the_folder() {
    let listed = Command::new("git")
        .args(["ls-files", "."])
        .current_dir(template())
        .output()
        .unwrap();
    assert!(listed.status.success());
    let listed = String::from_utf8(listed.stdout).unwrap();
    let in_git = listed.lines().filter(|path| !files::LEFT_OUT.contains(path));
    let in_git: BTreeSet<&str> = in_git.collect();
    let here: BTreeSet<&str> = files::FILES.iter().map(|(path, _)| *path).collect();
    assert_eq!(
        here, in_git,
        "files.rs (left) lists what templates/image-classifier has (right), a line each"
    );
}

#[test]
fn a_project_has_its_own_names_everywhere() {
    let all = files(&names("fish-finder"));
    assert!(all.is_sorted_by(|a, b| a.path < b.path));
    for file in &all {
        let told = String::from_utf8_lossy(&file.bytes).to_lowercase();
        for old in ["image-classifier", "image_classifier", "pivot"] {
            assert!(!told.contains(old), "{} has {old}", file.path);
        }
    }
    let manifest: toml::Table = text(&all, "Cargo.toml").parse().unwrap();
    assert_eq!(manifest["package"]["name"].as_str(), Some("fish-finder"));
    assert!(manifest["profile"]["dev"]["package"].get("burn-flex").is_some());
    assert!(text(&all, "src/main.rs").contains("`fish-finder`"));
}

#[test]
fn names_that_will_not_do() {
    for wrong in [
        "",
        "Fish",
        "1fish",
        "fish_finder",
        "-fish",
        "fish-",
        "a--b",
        "../x",
        "a b",
        "test",
        "std",
        "burn",
        "axum",
        "é",
    ] {
        assert!(Names::new(wrong, "", 2027).is_err(), "{wrong}");
    }
    assert!(Names::new(&"a".repeat(61), "", 2027).is_err());
    assert!(Names::new("image-classifier", "", 2027).is_ok());
    assert_eq!(names("fish-finder").title(), "Fish finder");
}

#[test]
fn a_licence_has_its_holder() {
    let text = b"MIT License\n\nCopyright (c) YEAR HOLDER\n\nPermission\n";
    let put = names("fish").put_into("LICENSE-MIT", text);
    assert_eq!(
        String::from_utf8(put).unwrap(),
        "MIT License\n\nCopyright (c) 2027 Ada Example\n\nPermission\n"
    );
    let elsewhere = names("fish").put_into("src/a.rs", b"// Copyright (c) X\n");
    assert_eq!(elsewhere, b"// Copyright (c) X\n");
    // What is no text stays as it is.
    assert_eq!(
        names("fish").put_into("a.png", b"\xff\xd8image-classifier"),
        b"\xff\xd8image-classifier"
    );
}

/// Cargo, asked to change nothing, takes the lock that a project gets; and its versions are those that are tested here. Where this
/// fails after a change of dependencies: `RENEW=1 cargo test -p pivot-app --lib the_lock` writes it anew.
#[test]
fn the_lock_is_the_one_that_cargo_would_write() {
    let own =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/verbs/project/template/image-classifier.lock");
    // Takes in what the manifest says, moves no version, fetches nothing.
    let cargo = |folder: &std::path::Path, more: &[&str]| {
        Command::new(env!("CARGO"))
            .args(["update", "--workspace", "--offline"])
            .args(more)
            .current_dir(folder)
            .output()
            .unwrap()
    };
    let make = |lock: &str, package: &str| {
        let folder = tempfile::tempdir().unwrap();
        for file in files(&names(package)) {
            let path = folder.path().join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let bytes = if file.path == "Cargo.lock" {
                lock::renamed(lock, TEMPLATES[0], package).into_bytes()
            } else {
                file.bytes
            };
            std::fs::write(path, bytes).unwrap();
        }
        folder
    };
    let here =
        std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock")).unwrap();
    if std::env::var_os("RENEW").is_some() {
        // From this repository's lock: cargo takes out what the project does not need, and moves no version.
        let folder = make(&here, TEMPLATES[0]);
        let done = cargo(folder.path(), &[]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        std::fs::copy(folder.path().join("Cargo.lock"), &own).unwrap();
    }
    let lock = std::fs::read_to_string(&own).unwrap();
    let versions = |lock: &str| -> BTreeSet<String> {
        let packages = lock.split("[[package]]").skip(1);
        packages
            .filter(|p| p.contains("checksum = "))
            .map(|p| {
                p.lines()
                    .filter(|l| {
                        l.starts_with("name") || l.starts_with("version") || l.starts_with("checksum")
                    })
                    .collect()
            })
            .collect()
    };
    let (own_versions, all) = (versions(&lock), versions(&here));
    assert!(own_versions.len() > 50);
    assert_eq!(
        own_versions.difference(&all).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    for package in [TEMPLATES[0], "a-fish", "zebra-finder"] {
        let folder = make(&lock, package);
        let done = cargo(folder.path(), &["--locked"]);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            done.status.success() && !said.contains("warning"),
            "{package}: {said}"
        );
    }
}
