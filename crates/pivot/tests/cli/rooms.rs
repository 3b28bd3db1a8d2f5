//! The rooms and their arrows, as `ARCHITECTURE.md` draws them, held against the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Which rooms a room may use. An arrow may skip a room and never turns back.
const ARROWS: [(&str, &[&str]); 10] = [
    ("pivot-engine", &[]),
    ("pivot-domain", &[]),
    ("pivot-store", &["pivot-domain"]),
    ("pivot-labs", &["pivot-domain"]),
    ("pivot-publish", &["pivot-domain"]),
    (
        "pivot-app",
        &[
            "pivot-domain",
            "pivot-engine",
            "pivot-labs",
            "pivot-publish",
            "pivot-store",
        ],
    ),
    ("pivot-web", &["pivot-app"]),
    ("pivot", &["pivot-app", "pivot-web"]),
    // The companions: nobody uses them but by running them.
    ("pivot-train", &["pivot-labs"]),
    ("pivot-typeset", &["pivot-publish"]),
];

/// What only one room may bring in, and why.
const ONLY: [(&str, &[&str]); 9] = [
    // Only labs read tables.
    ("csv-core", &["pivot-labs"]),
    // Only the companions are built from Burn and from Typst, and only one of them opens a PDF.
    ("burn", &["pivot-train"]),
    ("typst", &["pivot-typeset"]),
    ("lopdf", &["pivot-typeset"]),
    // Only the store knows a table.
    ("rusqlite", &["pivot-store"]),
    // Only the connectors reach out.
    ("ureq", &["pivot-app"]),
    // Only the binary has a command line.
    ("clap", &["pivot"]),
    // The engine never sees a date.
    (
        "jiff",
        &[
            "pivot-domain",
            "pivot-publish",
            "pivot-store",
            "pivot-app",
            "pivot-web",
            "pivot",
        ],
    ),
    // Only the pages are asynchronous.
    ("tokio", &["pivot-web"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Name of each room and what it depends on at run time.
fn manifests() -> BTreeMap<String, BTreeSet<String>> {
    let mut rooms = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path().join("Cargo.toml")).unwrap();
        let manifest: toml::Table = text.parse().unwrap();
        let name = manifest["package"]["name"].as_str().unwrap().to_owned();
        let mut uses = BTreeSet::new();
        for table in ["dependencies", "build-dependencies"] {
            if let Some(table) = manifest.get(table).and_then(toml::Value::as_table) {
                uses.extend(table.keys().cloned());
            }
        }
        rooms.insert(name, uses);
    }
    rooms
}

#[test]
fn arrows_run_one_way() {
    let rooms = manifests();
    let drawn: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    assert_eq!(
        rooms.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        drawn.keys().copied().collect()
    );
    for (room, uses) in &rooms {
        let ours: Vec<&String> = uses.iter().filter(|u| u.starts_with("pivot")).collect();
        for used in ours {
            assert!(
                drawn[room.as_str()].contains(&used.as_str()),
                "{room} may not use {used}"
            );
        }
    }
}

#[test]
fn what_belongs_to_one_room_stays_there() {
    for (room, uses) in manifests() {
        for (library, allowed) in ONLY {
            assert!(
                !uses.contains(library) || allowed.contains(&room.as_str()),
                "{room} may not use {library}"
            );
        }
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for (room, uses) in manifests() {
        for used in uses.iter().filter(|u| !u.starts_with("pivot")) {
            assert!(
                text.contains(&format!("`{used}`")),
                "ARCHITECTURE.md does not say why {room} uses {used}"
            );
        }
    }
}

/// Below the binary nothing prints: the rooms return values.
#[test]
fn only_the_binary_prints() {
    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut count = 0;
    for room in ["engine", "domain", "store", "labs", "app"] {
        let mut files = Vec::new();
        sources(&root().join("crates").join(room).join("src"), &mut files);
        for file in files {
            count += 1;
            let text = std::fs::read_to_string(&file).unwrap();
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap();
                for print in ["println!", "print!", "dbg!"] {
                    assert!(!code.contains(print), "{}:{} prints", file.display(), number + 1);
                }
            }
        }
    }
    assert!(count > 20, "the sources were found");
}
