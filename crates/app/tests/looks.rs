//! Looking at what is not a plain file: repositories that would run something, and addresses.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use pivot_app::connect::feed::InMemory;
use pivot_app::connect::git;
use pivot_app::domain::evidence::Material;
use pivot_app::planning::plan;
use pivot_app::verbs::evidence::{Asked, Looked, look};
use pivot_app::{Folder, Options, Situation};

const SETTINGS: &str = "format = \"pivot.settings/1\"\ntimezone = \"UTC\"\nstart = \"2027-01-04\"\n[hours]\nweek = \"mon-fri 18:00-20:00\"\n";

fn curriculum(done_when: &str) -> String {
    format!(
        "format = \"pivot.curriculum/1\"\nid = \"c\"\ntitle = \"C\"\n[[step]]\nnumber = 1\ntitle = \"S\"\n[[task]]\nid = \"t\"\n\
         step = 1\ntitle = \"T\"\neffort = [1, 1, 1]\ndone_when = {done_when}\n"
    )
}

fn git_in(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_repository_runs_nothing() {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::create(
        &home.path().join("p"),
        SETTINGS,
        &curriculum("{ kind = \"git\" }"),
    )
    .unwrap();
    let project = folder.root().join("project");
    std::fs::create_dir(&project).unwrap();
    assert!(matches!(git::look(&folder, "project"), Material::Absent));
    // A repository above the pivot is not the project's.
    git_in(home.path(), &["init", "-q", "."]);
    assert!(matches!(git::look(&folder, "project"), Material::Absent));
    git_in(&project, &["init", "-q", "."]);
    let Material::Repository(empty) = git::look(&folder, "project") else {
        panic!()
    };
    assert!(empty.commits.is_empty() && empty.clean);
    std::fs::write(project.join("a.py"), "x = 1\n").unwrap();
    git_in(&project, &["add", "."]);
    git_in(&project, &["commit", "-q", "-m", "a: first"]);
    let trap = home.path().join("trap.sh");
    let sprung = home.path().join("sprung");
    std::fs::write(&trap, format!("#!/bin/sh\ntouch {}\n", sprung.display())).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&trap, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let trap = trap.to_str().unwrap();
    for name in [
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "gpg.program",
        "core.sshCommand",
        "diff.external",
    ] {
        git_in(&project, &["config", name, trap]);
    }
    git_in(&project, &["config", "log.showSignature", "true"]);
    std::fs::write(project.join("b.py"), "y = 1\n").unwrap();
    let Material::Repository(found) = git::look(&folder, "project") else {
        panic!()
    };
    assert_eq!(
        (found.commits.len(), found.last.as_str(), found.clean),
        (1, "a: first", false)
    );
    assert_eq!(found.sha256.len(), 64);
    assert!(!sprung.exists(), "something was run");
}

fn ask(folder: &Folder, asked: &Asked<'_>) -> Looked {
    let situation = Situation::load(folder, "2027-02-01T12:00:00Z".parse().unwrap()).unwrap();
    let plan = plan(&situation, &Options::default()).unwrap();
    look(folder, &situation, &plan, asked).unwrap()
}

/// An address is recorded and looked at when it is given, later only when that is asked for; a pass stands.
#[test]
fn an_address_is_looked_at_when_asked() {
    let home = tempfile::tempdir().unwrap();
    let done_when = "{ kind = \"url\", name = \"demo\" }";
    let folder = Folder::create(&home.path().join("p"), SETTINGS, &curriculum(done_when)).unwrap();
    let url = "https://me.example/demo";
    let none = InMemory::default();
    let web = InMemory(BTreeMap::from([(
        url.to_owned(),
        b"<title>Demo</title>".to_vec(),
    )]));
    let state = |asked: Asked<'_>| {
        let looked = ask(&folder, &asked);
        let kinds: Vec<&str> = looked.recorded.iter().map(|r| r.fact.event.kind()).collect();
        (looked.steps[0].tasks[0].is_met(), kinds.join(" "))
    };
    let given = || Asked {
        about: Some("t"),
        url: Some(url),
        ..Asked::default()
    };
    assert_eq!(
        state(Asked {
            fetch: Some(&web),
            ..Asked::default()
        }),
        (false, String::new())
    );
    assert_eq!(
        state(Asked {
            fetch: Some(&none),
            ..given()
        }),
        (false, "published".into())
    );
    assert_eq!(
        state(Asked {
            fetch: Some(&web),
            ..Asked::default()
        }),
        (false, String::new()),
        "nobody asked"
    );
    assert_eq!(
        state(Asked {
            fetch: Some(&web),
            look: true,
            ..Asked::default()
        }),
        (true, "checked".into())
    );
    assert_eq!(
        state(Asked {
            fetch: Some(&none),
            look: true,
            ..Asked::default()
        }),
        (true, "checked".into()),
        "gone, told, and stands"
    );
    assert_eq!(state(Asked::default()), (true, String::new()));
}
