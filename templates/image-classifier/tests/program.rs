//! The program as a person runs it: from no pictures at all to an answer.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs the program in a folder: whether it went well, and what it said.
fn run(dir: &Path, arguments: &[&str]) -> (bool, String) {
    let ended = Command::new(env!("CARGO_BIN_EXE_image-classifier"))
        .current_dir(dir)
        .args(arguments)
        .output()
        .unwrap();
    let said = [ended.stdout, ended.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (ended.status.success(), said.concat())
}

/// Each command says which one comes next, and that one can be copied as it stands.
#[test]
fn every_command_leads_to_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let well = |arguments: &[&str]| {
        let (well, said) = run(dir.path(), arguments);
        assert!(well, "{arguments:?}: {said}");
        said
    };
    let said = well(&["demo-data", "pictures", "--each", "12"]);
    assert!(said.contains("48 pictures of blue-cross"), "{said}");
    assert!(said.ends_with("next: image-classifier data pictures\n"), "{said}");
    let said = well(&["data", "pictures"]);
    assert!(said.contains("48 pictures in 4 classes; 0 left out"), "{said}");
    assert!(
        said.ends_with("next: image-classifier train pictures\n"),
        "{said}"
    );
    assert!(dir.path().join("report/classes.png").exists());
    let said = well(&["train", "pictures", "--epochs", "2", "--size", "32"]);
    assert!(said.contains("epoch 2 of 2"), "{said}");
    assert!(said.contains("on 8 pictures that it never saw"), "{said}");
    assert!(
        said.ends_with("next: image-classifier serve --model model\n"),
        "{said}"
    );
    assert!(dir.path().join("model/report/report.json").exists());
    let file = "pictures/red-disc/red-disc-000.png";
    let said = well(&["classify", file, file, "--top", "2"]);
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(
        said.lines()
            .all(|line| line.starts_with(file) && line.matches('%').count() == 2),
        "{said}"
    );
}

#[test]
fn what_goes_wrong_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let badly = |arguments: &[&str]| {
        let (well, said) = run(dir.path(), arguments);
        assert!(!well, "{arguments:?}: {said}");
        said
    };
    assert!(badly(&["data", "nowhere"]).contains("nowhere cannot be read"));
    let said = badly(&["classify", "picture.png"]);
    assert!(
        said.contains("model.json cannot be read") && said.contains("image-classifier train"),
        "{said}"
    );
    fs::create_dir(dir.path().join("full")).unwrap();
    fs::write(dir.path().join("full/notes.txt"), "mine").unwrap();
    assert!(badly(&["demo-data", "full"]).contains("has something in it"));
    assert_eq!(fs::read(dir.path().join("full/notes.txt")).unwrap(), b"mine");
}
