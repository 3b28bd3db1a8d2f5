//! Changing `pivot.toml`, correcting what was recorded, and finding it again.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_app::domain::fact::{Event, Part};
use pivot_app::verbs::calendar::{self, Incoming};
use pivot_app::verbs::init::{self, Wish};
use pivot_app::verbs::journal::{Filter, search, taken_back};
use pivot_app::verbs::record::{self, Outcome};
use pivot_app::verbs::settings::{Change, Place, Written, change, look_ahead, save};
use pivot_app::verbs::undo::{correct, undo};
use pivot_app::{Error, Folder, Situation};

const NOW: &str = "2027-01-11T09:30:00-05:00";

struct Home {
    _dir: tempfile::TempDir,
    folder: Folder,
}

impl Home {
    fn demo() -> Home {
        let dir = tempfile::tempdir().unwrap();
        let folder = init::demo(dir.path(), "2027-01-01T12:00:00-05:00".parse().unwrap()).unwrap();
        Home { _dir: dir, folder }
    }

    fn at(&self, now: &str) -> Situation {
        Situation::load(&self.folder, now.parse().unwrap()).unwrap()
    }

    fn now(&self) -> Situation {
        self.at(NOW)
    }
}

fn week(text: &str) -> Change {
    Change {
        at: vec![Place::Key("hours"), Place::Key("week")],
        to: Some(Written::Text(text.into())),
    }
}

#[test]
fn a_change_keeps_the_comments_and_says_what_it_would_do() {
    let home = Home::demo();
    let seen = home.folder.settings().unwrap();
    let situation = home.now();
    let less = [week("sat 10:00-13:00")];
    let then = look_ahead(
        &home.folder,
        &situation,
        &pivot_app::verbs::settings::edited(&seen, &less).unwrap(),
    )
    .unwrap();
    let today = pivot_app::planning::plan(&situation, &pivot_app::Options::default()).unwrap();
    assert!(then.finish > today.finish);
    assert_eq!(
        home.folder.settings().unwrap(),
        seen,
        "looking ahead writes nothing"
    );
    let text = change(&home.folder, &seen, &less).unwrap();
    let line = |text: &str| text.lines().position(|l| l.starts_with("week = ")).unwrap();
    let same = |(a, b): &(&str, &str)| a == b;
    let differ = seen.lines().zip(text.lines()).filter(|pair| !same(pair)).count();
    assert_eq!((differ, line(&seen)), (1, line(&text)), "one line is another one");
    assert_eq!(home.folder.settings().unwrap(), text);
    assert_eq!(home.now().settings.hours[0].week.to_string(), "sat 10:00-13:00");
}

#[test]
fn what_has_a_fault_or_was_changed_meanwhile_is_not_written() {
    let home = Home::demo();
    let seen = home.folder.settings().unwrap();
    let Err(Error::Files(files)) = change(&home.folder, &seen, &[week("mon 25:00-26:00")]) else {
        panic!("hours that no clock shows were taken")
    };
    assert_eq!(files[0].path, home.folder.settings_path());
    // A machine that the curriculum does not have is a fault of the two files together.
    let machine = seen.clone() + "\n[resource.gpus]\nhours = \"always\"\n";
    let Err(Error::Files(files)) = save(&home.folder, &seen, &machine) else {
        panic!("an unknown machine was taken")
    };
    assert_eq!(files[0].faults[0].hint.as_deref(), Some("did you mean `gpu`?"));
    assert_eq!(home.folder.settings().unwrap(), seen);
    let other = seen.clone() + "\n# an editor was faster\n";
    home.folder.write_settings(&other).unwrap();
    assert!(matches!(
        change(&home.folder, &seen, &[week("sat 10:00-13:00")]),
        Err(Error::Changed)
    ));
    assert_eq!(home.folder.settings().unwrap(), other);
    // Whole or not at all: nothing lies beside it.
    let left: Vec<String> = std::fs::read_dir(home.folder.root())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".new-"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

/// A curriculum that has faults of its own does not keep a person from mending their hours.
#[test]
fn faults_of_the_curriculum_are_its_own() {
    let home = Home::demo();
    let seen = home.folder.settings().unwrap();
    std::fs::write(home.folder.curriculum_path(), "format = \"pivot.curriculum/1\"\n").unwrap();
    change(
        &home.folder,
        &seen,
        &[Change {
            at: vec![Place::Key("finish_by")],
            to: Some(Written::Day(Date::constant(2027, 5, 1))),
        }],
    )
    .unwrap();
    assert!(home.folder.settings().unwrap().contains("finish_by = 2027-05-01"));
}

#[test]
fn a_pivot_is_made_of_a_text_and_a_file_that_was_handed_over() {
    let dir = tempfile::tempdir().unwrap();
    let text = "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[step]]\nnumber = 1\ntitle = \"One\"\n\
                [[task]]\nid = \"a\"\nstep = 1\ntitle = \"A\"\neffort = [1, 2, 3]\n";
    let wish = Wish {
        text: Some(text.into()),
        timezone: Some("UTC".into()),
        ..Wish::default()
    };
    let now: Timestamp = NOW.parse().unwrap();
    let faulty = Wish {
        text: Some(text.replace("effort = [1, 2, 3]", "effort = [3, 2, 1]")),
        ..wish.clone()
    };
    assert!(matches!(
        init::init(dir.path(), &faulty, now, None),
        Err(Error::Files(_))
    ));
    assert_eq!(
        std::fs::read_dir(dir.path()).unwrap().count(),
        0,
        "nothing was written"
    );
    let folder = init::init(dir.path(), &wish, now, None).unwrap();
    assert_eq!(folder.curriculum().unwrap(), text);
    let feed = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20270112T100000Z\nDTEND:20270112T110000Z\nEND:VEVENT\nEND:VCALENDAR\n";
    assert!(Incoming::file("song.mp3", vec![0xff, 0xfb, 0x90]).is_err());
    let incoming = Incoming::file("My Life.ics", feed.to_vec()).unwrap();
    let report = calendar::take(&folder, &incoming, None, false).unwrap();
    assert_eq!(report.name, "my-life");
    assert_eq!(
        folder.address("my-life").unwrap(),
        None,
        "there is nowhere to get it anew"
    );
    assert_eq!(Situation::load(&folder, now).unwrap().feeds.len(), 1);
}

fn facts(outcome: Result<Outcome, Error>) -> Vec<pivot_app::domain::fact::Recorded> {
    match outcome.unwrap() {
        Outcome::Recorded(facts) => facts,
        other => panic!("{other:?}"),
    }
}

fn mins(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

#[test]
fn a_correction_takes_back_and_records_in_one() {
    let home = Home::demo();
    let wrong = facts(record::log(
        &home.folder,
        &home.now(),
        ("1.1", None),
        mins(90),
        None,
    ));
    let at: Timestamp = "2027-01-10T20:00:00-05:00".parse().unwrap();
    let right = facts(correct(
        &home.folder,
        &home.now(),
        &wrong[0].id,
        ("1.2", None),
        mins(45),
        Some(at),
    ));
    assert_eq!(right.len(), 2);
    assert!(matches!(&right[0].fact.event, Event::Undone { fact } if *fact == wrong[0].id));
    let situation = home.now();
    let progress = situation.progress();
    assert!(progress.task("1.1").is_none());
    assert_eq!(progress.task("1.2").unwrap().spent(), mins(45));
    assert_eq!(right[1].fact.at, at);
    let by = taken_back(&situation.facts);
    assert_eq!(by[wrong[0].id.as_str()].id, right[0].id);
    // Once is enough; what records no time, what lies ahead and no time at all are refused, and nothing is written.
    assert!(matches!(
        correct(
            &home.folder,
            &home.now(),
            &wrong[0].id,
            ("1.2", None),
            mins(45),
            None
        )
        .unwrap(),
        Outcome::Nothing(_)
    ));
    let refused = [
        correct(
            &home.folder,
            &home.now(),
            &right[0].id,
            ("1.2", None),
            mins(45),
            None,
        ),
        correct(
            &home.folder,
            &home.now(),
            &right[1].id,
            ("1.2", None),
            mins(0),
            None,
        ),
        correct(
            &home.folder,
            &home.now(),
            &right[1].id,
            ("9.99", None),
            mins(5),
            None,
        ),
        correct(
            &home.folder,
            &home.now(),
            &right[1].id,
            ("1.2", None),
            mins(5),
            Some("2027-02-01T00:00:00Z".parse().unwrap()),
        ),
    ];
    for one in refused {
        assert!(matches!(one, Err(Error::Wrong { .. })), "{one:?}");
    }
    assert_eq!(home.now().facts.len(), 3);
}

/// What a timer counted is corrected without starting the timer again, and without stopping one that was started since.
#[test]
fn a_timer_that_was_stopped_stays_stopped() {
    let home = Home::demo();
    let part = |task: &str| Part {
        task: task.into(),
        time: None,
    };
    let stop = |home: &Home| {
        facts(record::start(
            &home.folder,
            &home.at("2027-01-11T09:00:00-05:00"),
            ("1.1", None),
            None,
        ));
        facts(record::stop(
            &home.folder,
            &home.now(),
            record::Stop::Asking,
            None,
        ))
        .remove(0)
    };
    let stopped = stop(&home);
    facts(correct(
        &home.folder,
        &home.now(),
        &stopped.id,
        ("1.1", None),
        mins(20),
        None,
    ));
    let progress = home.now().progress();
    assert_eq!(
        (progress.running.len(), progress.task("1.1").unwrap().spent()),
        (0, mins(20))
    );

    let home = Home::demo();
    let stopped = stop(&home);
    facts(correct(
        &home.folder,
        &home.now(),
        &stopped.id,
        ("1.2", None),
        mins(20),
        None,
    ));
    let progress = home.now().progress();
    assert_eq!(progress.running.len(), 0);
    assert_eq!(progress.task("1.1").unwrap().spent(), mins(0));
    assert_eq!(progress.task("1.2").unwrap().spent(), mins(20));

    let home = Home::demo();
    let stopped = stop(&home);
    facts(record::start(&home.folder, &home.now(), ("1.1", None), None));
    facts(correct(
        &home.folder,
        &home.now(),
        &stopped.id,
        ("1.1", None),
        mins(20),
        None,
    ));
    let progress = home.now().progress();
    assert_eq!(progress.running[0].part, part("1.1"));
    assert_eq!(progress.task("1.1").unwrap().spent(), mins(20));
}

#[test]
fn facts_are_found_by_what_they_say() {
    let home = Home::demo();
    let at = |text: &str| Some(text.parse().unwrap());
    let one = facts(record::log(
        &home.folder,
        &home.now(),
        ("1.1", None),
        mins(90),
        at("2027-01-04T20:00:00-05:00"),
    ));
    facts(record::done(
        &home.folder,
        &home.now(),
        ("1.1", None),
        at("2027-01-05T23:30:00-05:00"),
    ));
    facts(record::log(
        &home.folder,
        &home.now(),
        ("2.1", None),
        mins(30),
        None,
    ));
    facts(undo(&home.folder, &home.now(), &[&one[0].id]));
    let situation = home.now();
    let kinds = |filter: Filter| -> Vec<&str> {
        search(&situation, &filter)
            .iter()
            .map(|r| r.fact.event.kind())
            .collect()
    };
    let title = situation.curriculum.task("2.1").unwrap().title.to_uppercase();
    let text = |text: &str| Filter {
        text: Some(text.into()),
        ..Filter::default()
    };
    assert_eq!(kinds(Filter::default()), ["logged", "done", "logged", "undone"]);
    assert_eq!(kinds(text("30M ON 2.1")), ["logged"]);
    assert_eq!(kinds(text(&title)), ["logged"]);
    assert_eq!(kinds(text(&one[0].id)), ["logged"]);
    assert_eq!(kinds(text("no such thing")), [""; 0]);
    let task = Filter {
        task: Some("1.1".into()),
        ..Filter::default()
    };
    assert_eq!(kinds(task.clone()), ["logged", "done"]);
    let kind = Filter {
        kind: Some("done".into()),
        ..task
    };
    assert_eq!(kinds(kind), ["done"]);
    // By the person's clock: half past eleven in the evening is still the fifth, though it is the sixth in UTC.
    let day = Date::constant(2027, 1, 5);
    let days = Filter {
        from: Some(day),
        to: Some(day),
        ..Filter::default()
    };
    assert_eq!(kinds(days), ["done"]);
}
