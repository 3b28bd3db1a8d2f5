//! `pivot calendar connect`, `push` and `sync`, with Radicale as the person's server.

use std::path::Path;

use pivot_app::connect::caldav::{Calendars, If};

use crate::servers::{hasty, radicale};
use crate::{World, task};

const PASSWORD: &str = "secret word";

/// Whether a text stands in any file below a folder.
fn stands(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return stands(&path, text);
        }
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    })
}

#[test]
fn sessions_go_out_and_come_back() {
    let server = radicale();
    let mut world = World::small(&(task("a", 2, "") + &task("b", 4, "")));
    world.now = "2027-01-04T08:00:00Z";
    let connect = ["calendar", "connect", &server.base, "--user", "ada"];

    // Without a password: which file it belongs into. One that others can read is refused.
    let without = world.run_in("p", &connect);
    let port = server.base.rsplit(':').next().unwrap();
    let file = format!(".config/pivot/caldav-127.0.0.1-{port}.key");
    assert_eq!(without.status, 2);
    assert!(without.err.contains(&file), "{}", without.err);
    std::fs::create_dir_all(world.path().join(".config/pivot")).unwrap();
    world.write(&file, PASSWORD);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let rights = |mode| {
            std::fs::set_permissions(world.path().join(&file), std::fs::Permissions::from_mode(mode))
                .unwrap();
        };
        rights(0o644);
        let open = world.run_in("p", &connect);
        assert!(
            open.status == 2 && open.err.contains("others can read"),
            "{}",
            open.err
        );
        rights(0o600);
    }

    for address in ["nowhere", "https://ada:word@dav.example/"] {
        let odd = world.run_in("p", &["calendar", "connect", address, "--user", "ada"]);
        assert!(odd.status == 2 && odd.err.contains("address"), "{}", odd.err);
    }

    // Shown, and made only where the person agrees.
    let shown = world.run_in("p", &connect);
    assert_eq!(shown.status, 1, "{}{}", shown.out, shown.err);
    assert!(
        shown.out.contains("would be made") && shown.out.contains("--yes"),
        "{}",
        shown.out
    );
    assert!(!world.read("p/pivot.toml").contains("caldav"));
    let wrong = world.run_with("p", &connect, &[("PIVOT_CALDAV_PASSWORD", "other")]);
    assert!(wrong.status == 2 && wrong.err.contains("401"), "{}", wrong.err);
    let made = world.ok("p", &[&connect[..], &["--yes"]].concat());
    assert!(made.contains("Made the calendar `Pivot`"), "{made}");
    assert!(world.read("p/pivot.toml").contains("[caldav]"));
    assert!(
        world
            .ok("p", &[&connect[..], &["--yes"]].concat())
            .contains("Found the calendar")
    );

    // 6 hours, two each evening: 3 sessions.
    let first = world.run_in("p", &["calendar", "push"]);
    assert_eq!(first.status, 1, "{}", first.err);
    assert!(
        first.out.contains("Mon 4 Jan 18:00") && first.out.contains("nothing was sent"),
        "{}",
        first.out
    );
    assert!(
        world
            .ok("p", &["calendar", "push", "--yes"])
            .contains("Sent 3 events")
    );
    assert!(
        world
            .ok("p", &["calendar", "push"])
            .contains("3 sessions stand there as they should")
    );
    let journal = world.json("p", &["journal"])["facts"].as_array().unwrap().len();

    // The last one is moved to half past six, by another program.
    let client = server.client(hasty());
    let calendar = client.calendars().unwrap().1.remove(0).url;
    let names: Vec<String> = client
        .changes(&calendar, None)
        .unwrap()
        .unwrap()
        .changes
        .into_iter()
        .map(|c| c.name)
        .collect();
    let objects = client.objects(&calendar, &names).unwrap();
    let last = objects
        .into_iter()
        .find(|o| o.text.contains("20270106T180000Z"))
        .unwrap();
    let text = last
        .text
        .replace("T180000Z", "T183000Z")
        .replace("T200000Z", "T203000Z");
    client
        .put(&calendar, &last.name, &text, If::Is(&last.etag))
        .unwrap();
    let synced = world.json("p", &["calendar", "sync"]);
    assert_eq!(synced["pinned"][0]["start"], "2027-01-06T18:30:00+00:00");
    assert_eq!(
        world.json("p", &["journal"])["facts"].as_array().unwrap().len(),
        journal + 1
    );
    let plan = world.json("p", &["plan"]);
    assert!(
        plan["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .any(|s| s["start"] == "2027-01-06T18:30:00+00:00" && s["pinned"] == true)
    );
    assert!(
        world
            .ok("p", &["calendar", "push"])
            .contains("3 sessions stand there")
    );

    assert!(!stands(&world.path().join("p"), PASSWORD));
    let gone = World::small(&task("a", 2, ""));
    let none = gone.run_in("p", &["calendar", "push"]);
    assert!(
        none.status == 2 && none.err.contains("no calendar on a server"),
        "{}",
        none.err
    );
}
