//! What a calendar program did with exported sessions comes back: by hand, as programs really rewrite a file, and at random.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use pivot_app::connect::feed::InMemory;
use pivot_app::domain::curriculum::Effort;
use pivot_app::domain::fact::{DatedSession, Event};
use pivot_app::planning::{Answer, Plan};
use pivot_app::verbs::export::{ics, remember};
use pivot_app::verbs::init;
use pivot_app::verbs::record::{Outcome, done, estimate, log};
use pivot_app::verbs::sync::{Synced, Wish, sync};
use pivot_app::verbs::undo::undo;
use pivot_app::{Error, Folder, Options, Situation};
use proptest::prelude::*;
use tempfile::TempDir;

/// The demo, its plan accepted and exported.
struct Pivot {
    home: TempDir,
    folder: Folder,
    now: Timestamp,
    plan: Plan,
    text: String,
}

impl Pivot {
    fn demo() -> Pivot {
        let home = tempfile::tempdir().unwrap();
        let now: Timestamp = "2027-01-04T08:00:00-05:00".parse().unwrap();
        let made = "2027-01-01T12:00:00-05:00".parse().unwrap();
        let folder = init::demo(&home.path().join("p"), made).unwrap();
        let situation = Situation::load(&folder, now).unwrap();
        let mut pivot = Pivot {
            home,
            folder,
            now,
            plan: Answer::of(&situation, &Options::default()).unwrap().plan,
            text: String::new(),
        };
        pivot.export();
        pivot
    }

    fn situation(&self) -> Situation {
        Situation::load(&self.folder, self.now).unwrap()
    }

    fn export(&mut self) {
        let situation = self.situation();
        self.plan = Answer::of(&situation, &Options::default()).unwrap().plan;
        let file = ics(&situation, &self.plan, None);
        remember(&self.folder, &situation, file.sessions).unwrap();
        self.text = file.text;
    }

    fn file(&self, text: &str) -> String {
        let path: PathBuf = self.home.path().join("calendar.ics");
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn sync_as(&self, text: &str, wish: Wish) -> Result<Synced, Error> {
        let from = self.file(text);
        sync(&self.folder, &self.situation(), &from, wish, &InMemory::default())
    }

    fn sync(&self, text: &str) -> Synced {
        self.sync_as(text, Wish::default()).unwrap()
    }

    /// The events of the export, each from BEGIN to END.
    fn events(&self) -> Vec<String> {
        let parts = self.text.split("BEGIN:VEVENT\r\n").skip(1);
        parts
            .map(|p| format!("BEGIN:VEVENT\r\n{}", p.split("END:VCALENDAR").next().unwrap()))
            .collect()
    }
}

fn calendar(events: &[String]) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n",
        events.concat()
    )
}

fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// An event with other times.
fn moved(event: &str, session: &DatedSession) -> String {
    let lines = event.split("\r\n").map(|line| match line.split_once(':') {
        Some(("DTSTART", _)) => format!("DTSTART:{}", stamp(session.start)),
        Some(("DTEND", _)) => format!("DTEND:{}", stamp(session.end)),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\r\n")
}

fn later(session: &DatedSession, minutes: i64) -> DatedSession {
    let by = SignedDuration::from_mins(minutes);
    DatedSession {
        start: session.start + by,
        end: session.end + by,
        ..session.clone()
    }
}

#[test]
fn a_file_that_nobody_touched_says_nothing() {
    let pivot = Pivot::demo();
    let before = pivot.situation().facts.len();
    let synced = pivot.sync(&pivot.text);
    assert_eq!(
        (synced.pinned.len(), synced.missed.len(), synced.left.len()),
        (0, 0, 0)
    );
    assert_eq!((synced.known, synced.foreign), (pivot.plan.sessions.len(), 0));
    assert_eq!(pivot.situation().facts.len(), before);
}

/// Moved by a day, stretched by half an hour, deleted, cancelled: two pins and two misses, once. The plan follows; taken back,
/// they are as they were.
#[test]
fn what_was_moved_is_pinned_and_what_was_deleted_is_missed() {
    let pivot = Pivot::demo();
    let sessions: Vec<DatedSession> = pivot.plan.dated();
    let mut events = pivot.events();
    assert_eq!(events.len(), sessions.len());
    let away = later(&sessions[3], 24 * 60);
    let longer = DatedSession {
        end: sessions[5].end + SignedDuration::from_mins(30),
        ..sessions[5].clone()
    };
    events[3] = moved(&events[3], &away);
    events[5] = moved(&events[5], &longer);
    events[9] = events[9].replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT");
    events.remove(7);
    events.push("BEGIN:VEVENT\r\nUID:choir@example\r\nDTSTART:20270107T180000Z\r\nEND:VEVENT\r\n".into());
    let text = calendar(&events);

    let dry = Wish {
        dry_run: true,
        ..Wish::default()
    };
    let before = pivot.situation().facts.len();
    let seen = pivot.sync_as(&text, dry).unwrap();
    assert_eq!(pivot.situation().facts.len(), before);
    let synced = pivot.sync(&text);
    assert_eq!((&seen.pinned, &seen.missed), (&synced.pinned, &synced.missed));
    assert_eq!(
        synced.pinned,
        [
            (sessions[3].clone(), away.clone()),
            (sessions[5].clone(), longer.clone())
        ]
    );
    assert_eq!(synced.missed, [sessions[7].clone(), sessions[9].clone()]);
    assert_eq!((synced.known, synced.foreign), (sessions.len() - 4, 1));
    let facts = pivot.situation().facts;
    let events: Vec<&Event> = facts[before..].iter().map(|r| &r.fact.event).collect();
    assert_eq!(
        events,
        [
            &Event::Pinned(away.clone()),
            &Event::Pinned(longer),
            &Event::Missed(sessions[7].clone()),
            &Event::Missed(sessions[9].clone())
        ]
    );

    let again = pivot.sync(&text);
    assert_eq!(
        (again.pinned.len(), again.missed.len(), again.facts.len()),
        (0, 0, 0)
    );
    let plan = Answer::of(&pivot.situation(), &Options::default()).unwrap().plan;
    assert!(plan.sessions.iter().any(|s| s.pinned && s.dated() == away));
    // What the person put there themselves stays there.
    let free = |gone: &DatedSession| {
        let mut others = plan.sessions.iter().filter(|s| !s.pinned);
        others.all(|s| s.end <= gone.start || s.start >= gone.end)
    };
    assert!(
        free(&sessions[7]) && free(&sessions[9]),
        "nothing is put in the place of what was deleted"
    );
    let all = format!("{}..{}", synced.facts[0].id, synced.facts[3].id);
    undo(&pivot.folder, &pivot.situation(), &[&all]).unwrap();
    assert_eq!(
        pivot.situation().progress(),
        Situation {
            facts: facts[..before].to_vec(),
            ..pivot.situation()
        }
        .progress()
    );
}

/// A program writes the file anew in its own way: another order, its own zone with a VTIMEZONE, a length instead of an end, longer
/// lines folded elsewhere, more properties, and a METHOD.
#[test]
fn another_programs_writing_is_the_same_calendar() {
    let pivot = Pivot::demo();
    let session = pivot.plan.sessions[4].dated();
    let uid = pivot.events()[4]
        .replace("\r\n ", "")
        .lines()
        .find_map(|l| l.strip_prefix("UID:").map(str::to_owned))
        .unwrap();
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let there = (session.start + SignedDuration::from_mins(45)).to_zoned_datetime(zone);
    let mine = format!(
        "BEGIN:VEVENT\nCREATED:20270101T000000Z\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\nSEQUENCE:7\nSUMMARY:Renamed by \
         me\nDURATION:PT{}M\nDTSTART;TZID=W. Europe Standard Time:{}\nTRANSP:OPAQUE\nUID:{}\n {}\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT10M\nEND:VALARM\nEND:VEVENT\n",
        session.end.duration_since(session.start).as_mins(),
        there.strftime("%Y%m%dT%H%M%S"),
        &uid[..10],
        &uid[10..],
    );
    let mut events = pivot.events();
    events[4] = mine;
    let text = format!(
        "BEGIN:VCALENDAR\nMETHOD:PUBLISH\nPRODID:-//Other//EN\nVERSION:2.0\n{}END:VCALENDAR\n",
        events.concat()
    );
    let synced = pivot.sync(&text);
    assert_eq!(synced.pinned, [(session.clone(), later(&session, 45))]);
    assert_eq!(
        (synced.missed.len(), synced.left.len()),
        (0, 0),
        "{:?}",
        synced.left
    );
}

/// An event that takes a whole day.
fn of_a_whole_day(event: &str) -> String {
    let lines = event.split("\r\n").filter_map(|l| match l.split(':').next() {
        Some("DTSTART") => Some("DTSTART;VALUE=DATE:20270106".to_owned()),
        Some("DTEND") => None,
        _ => Some(l.to_owned()),
    });
    lines.collect::<Vec<_>>().join("\r\n")
}

/// Made a whole day, given no length, moved to the past: each is left, with its reason, and the rest is taken over.
#[test]
fn what_cannot_be_pinned_is_left_with_its_reason() {
    let pivot = Pivot::demo();
    let sessions = pivot.plan.dated();
    let mut events = pivot.events();
    events[2] = of_a_whole_day(&events[2]);
    events[3] = moved(
        &events[3],
        &DatedSession {
            end: sessions[3].start,
            ..sessions[3].clone()
        },
    );
    events[4] = moved(&events[4], &later(&sessions[4], -7 * 24 * 60));
    events[5] = moved(&events[5], &later(&sessions[5], 30));
    let synced = pivot.sync(&calendar(&events));
    let left: Vec<(&str, &str)> = synced
        .left
        .iter()
        .map(|(s, why)| (s.id.as_str(), why.as_str()))
        .collect();
    assert_eq!(left.len(), 3);
    assert!(
        left[0].1.contains("whole days") && left[1].1.contains("no length") && left[2].1.contains("past")
    );
    assert_eq!(synced.pinned.len(), 1);
}

/// What is done, dropped or over is nobody's miss, whatever the calendar says.
#[test]
fn what_is_over_is_left_alone() {
    let mut pivot = Pivot::demo();
    let sessions = pivot.plan.dated();
    let task = sessions[0].task.clone();
    log(
        &pivot.folder,
        &pivot.situation(),
        (&task, None),
        SignedDuration::from_hours(1),
        None,
    )
    .unwrap();
    done(&pivot.folder, &pivot.situation(), (&task, None), None).unwrap();
    let gone: Vec<usize> = (0..sessions.len())
        .filter(|n| sessions[*n].task == task)
        .collect();
    let all = pivot.events();
    let kept = |without: &[usize]| -> Vec<String> {
        let keep = all.iter().enumerate().filter(|(n, _)| !without.contains(n));
        keep.map(|(_, e)| e.clone()).collect()
    };
    let synced = pivot.sync(&calendar(&kept(&gone)));
    assert_eq!((synced.pinned.len(), synced.missed.len()), (0, 0));
    // A week later the first week's sessions are past: programs drop those, and that says nothing.
    pivot.now += SignedDuration::from_hours(7 * 24);
    let past: Vec<usize> = (0..sessions.len())
        .filter(|n| sessions[*n].end <= pivot.now)
        .collect();
    assert!(past.len() > 5);
    let synced = pivot.sync(&calendar(&kept(&past)));
    assert_eq!((synced.pinned.len(), synced.missed.len()), (0, 0));
}

/// A file that is no copy of the calendar is refused, and nothing is recorded.
#[test]
fn half_a_calendar_is_no_calendar() {
    let pivot = Pivot::demo();
    let before = pivot.situation().facts.len();
    let foreign =
        "BEGIN:VEVENT\r\nUID:choir@example\r\nDTSTART:20270107T180000Z\r\nEND:VEVENT\r\n".to_owned();
    let Err(Error::Wrong { what, .. }) = pivot.sync_as(&calendar(&[foreign]), Wish::default()) else {
        panic!()
    };
    assert_eq!(what, "none of this pivot's sessions is in the file");
    let few = pivot.events()[..20].to_vec();
    let Err(Error::Wrong { what, next }) = pivot.sync_as(&calendar(&few), Wish::default()) else {
        panic!()
    };
    let all = pivot.plan.sessions.len();
    assert_eq!(
        what,
        format!(
            "{} of the {all} exported sessions that lie ahead are not in the file",
            all - 20
        )
    );
    assert!(next.unwrap().contains("--most-gone"));
    assert!(matches!(
        pivot.sync_as("no calendar", Wish::default()),
        Err(Error::Wrong { .. })
    ));
    assert_eq!(pivot.situation().facts.len(), before);
    let allowed = Wish {
        most_gone: true,
        ..Wish::default()
    };
    assert_eq!(
        pivot.sync_as(&calendar(&few), allowed).unwrap().missed.len(),
        all - 20
    );
}

/// Another export gives the new times back; from then on these are what a file is compared with.
#[test]
fn the_next_export_has_the_new_times() {
    let mut pivot = Pivot::demo();
    let session = pivot.plan.sessions[3].dated();
    let away = later(&session, 24 * 60);
    let mut events = pivot.events();
    events[3] = moved(&events[3], &away);
    pivot.sync(&calendar(&events));
    pivot.export();
    assert!(pivot.plan.dated().contains(&away));
    let synced = pivot.sync(&pivot.text);
    assert_eq!((synced.pinned.len(), synced.missed.len()), (0, 0));
}

/// The calendar was not given the last export: its events are as the one before had them, and nobody moved or deleted them.
#[test]
fn an_older_export_is_nobodys_wish() {
    let mut pivot = Pivot::demo();
    let (text, mut events, before) = (pivot.text.clone(), pivot.events(), pivot.plan.dated());
    let hours = SignedDuration::from_hours;
    let effort = Effort {
        low: hours(6),
        likely: hours(14),
        high: hours(20),
    };
    estimate(&pivot.folder, &pivot.situation(), "1.1", effort).unwrap();
    pivot.export();
    let after = pivot.plan.dated();
    let of = |all: &[DatedSession], id: &str| all.iter().find(|s| s.id == id).cloned();
    let other_times = |s: &&DatedSession| of(&after, &s.id).is_some_and(|now| now != **s);
    let changed: Vec<&DatedSession> = before.iter().filter(other_times).collect();
    let added = after.iter().filter(|s| of(&before, &s.id).is_none()).count();
    assert!(
        changed.len() > 10 && added > 0,
        "{} changed, {added} added",
        changed.len()
    );
    let synced = pivot.sync(&text);
    assert_eq!((synced.pinned.len(), synced.missed.len()), (0, 0));
    assert_eq!((synced.older.len(), synced.unseen.len()), (changed.len(), added));

    // A move is one on whatever version it is made.
    let n = before.iter().position(|s| s == changed[3]).unwrap();
    let away = later(changed[3], 24 * 60 + 25);
    events[n] = moved(&events[n], &away);
    let synced = pivot.sync(&calendar(&events));
    assert_eq!(synced.pinned, [(of(&after, &away.id).unwrap(), away.clone())]);
    assert_eq!((synced.older.len(), synced.missed.len()), (changed.len() - 1, 0));

    // In the new version, to exactly where it was in the old one: moved all the same. What is gone from that file is missed.
    let n = after.iter().position(|s| s.id == changed[5].id).unwrap();
    let mut events = pivot.events();
    events[n] = moved(&events[n], changed[5]);
    let gone = (n + 1..after.len()).find(|n| after[*n].id != away.id).unwrap();
    events.remove(gone);
    let synced = pivot.sync(&calendar(&events));
    assert!(synced.pinned.contains(&(after[n].clone(), changed[5].clone())));
    assert_eq!(synced.missed, [after[gone].clone()]);
    assert_eq!((synced.older.len(), synced.unseen.len()), (0, 0));
}

/// What only came to the last export changes no event of the one before: when the file's events were written tells.
#[test]
fn a_file_from_before_the_last_export_lacks_what_came_then() {
    let mut pivot = Pivot::demo();
    let all = ics(&pivot.situation(), &pivot.plan, None).sessions;
    let fewer = all[..all.len() - 3].to_vec();
    remember(&pivot.folder, &pivot.situation(), fewer).unwrap();
    let few = pivot.events()[..all.len() - 3].to_vec();
    pivot.now += SignedDuration::from_secs(3600);
    remember(&pivot.folder, &pivot.situation(), all).unwrap();
    let synced = pivot.sync(&calendar(&few));
    assert_eq!((synced.missed.len(), synced.unseen.len()), (0, 3));
    // Written after it, they lack what was deleted.
    let stamped = |e: &String| e.replace("DTSTAMP:20270104T130000Z", "DTSTAMP:20270104T140000Z");
    let dry = |most_gone| Wish {
        dry_run: true,
        most_gone,
    };
    let rewritten: Vec<String> = few.iter().map(stamped).collect();
    assert_ne!(rewritten, few);
    let synced = pivot.sync_as(&calendar(&rewritten), dry(false)).unwrap();
    assert_eq!((synced.missed.len(), synced.unseen.len()), (3, 0));
    let synced = pivot.sync_as(&calendar(&few), dry(true)).unwrap();
    assert_eq!((synced.missed.len(), synced.unseen.len()), (3, 0));
}

/// Several facts are taken back at once, or none of them.
#[test]
fn several_are_taken_back_or_none() {
    let pivot = Pivot::demo();
    let log = |task| match log(
        &pivot.folder,
        &pivot.situation(),
        (task, None),
        SignedDuration::from_mins(30),
        None,
    ) {
        Ok(Outcome::Recorded(facts)) => facts[0].id.clone(),
        other => panic!("{other:?}"),
    };
    let ids: Vec<String> = ["1.1", "1.2", "1.1", "1.2"].into_iter().map(log).collect();
    let facts = || pivot.situation().facts.len();
    let take = |ids: &[&str]| undo(&pivot.folder, &pivot.situation(), ids);
    let before = facts();
    assert!(take(&[&ids[0], "ffffffff"]).is_err());
    assert!(take(&[&format!("{}..{}", ids[3], ids[1])]).is_err());
    // The first fact of the journal is the export.
    let export = pivot.situation().facts[0].id.clone();
    assert!(matches!(take(&[&ids[0], &export]), Ok(Outcome::Nothing(_))));
    assert_eq!(facts(), before);
    assert!(matches!(take(&[&ids[1], &ids[1]]), Ok(Outcome::Recorded(f)) if f.len() == 1));
    assert!(matches!(take(&[&ids[1], &ids[2]]), Ok(Outcome::Nothing(_))));
    // From one to another: those that stand.
    let all = format!("{}..{}", ids[0], ids[3]);
    assert!(matches!(take(&[&all]), Ok(Outcome::Recorded(f)) if f.len() == 3));
    assert!(pivot.situation().progress().tasks.is_empty());
    assert!(matches!(take(&[&all]), Ok(Outcome::Nothing(_))));
}

#[test]
fn without_an_export_there_is_nothing_to_compare_with() {
    let home = tempfile::tempdir().unwrap();
    let now: Timestamp = "2027-01-04T08:00:00-05:00".parse().unwrap();
    let folder = init::demo(&home.path().join("p"), now).unwrap();
    let situation = Situation::load(&folder, now).unwrap();
    let path = home.path().join("x.ics");
    std::fs::write(&path, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").unwrap();
    let from = path.display().to_string();
    let Err(Error::Wrong { what, .. }) =
        sync(&folder, &situation, &from, Wish::default(), &InMemory::default())
    else {
        panic!()
    };
    assert!(what.starts_with("nothing was exported yet"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is done with the sessions of the way, exactly that comes back, in any order of the file; and only once.
    #[test]
    fn exactly_what_was_done_comes_back(deeds in prop::collection::vec((0_usize..240, 0_u8..4, 1_i64..2_000), 0..60), turn in 0_usize..240) {
        thread_local! { static PIVOT: Pivot = Pivot::demo(); }
        PIVOT.with(|pivot| -> Result<(), TestCaseError> {
            let situation = pivot.situation();
            let sessions = pivot.plan.dated();
            let mut events: Vec<Option<String>> = pivot.events().into_iter().map(Some).collect();
            let mut expected = (std::collections::BTreeMap::new(), std::collections::BTreeSet::new());
            for (n, deed, minutes) in deeds {
                let n = n % sessions.len();
                if expected.0.contains_key(&n) || expected.1.contains(&n) {
                    continue;
                }
                let now = match deed {
                    0 => later(&sessions[n], 5 * minutes),
                    1 => DatedSession { end: sessions[n].end + SignedDuration::from_mins(minutes), ..sessions[n].clone() },
                    2 => { events[n] = None; expected.1.insert(n); continue; }
                    _ => continue,
                };
                events[n] = events[n].as_ref().map(|e| moved(e, &now));
                expected.0.insert(n, now);
            }
            let mut left: Vec<String> = events.into_iter().flatten().collect();
            let turn = turn % left.len().max(1);
            left.rotate_left(turn);
            let feed = pivot_app::domain::ical::parse(&calendar(&left));
            let synced = pivot_app::verbs::sync::compare(&situation, &situation.facts, &situation.progress(), &feed);
            let pinned: Vec<DatedSession> = synced.pinned.iter().map(|p| p.1.clone()).collect();
            let mut wanted: Vec<DatedSession> = expected.0.into_values().collect();
            wanted.sort_by(|a, b| a.id.cmp(&b.id));
            let mut found = pinned;
            found.sort_by(|a, b| a.id.cmp(&b.id));
            prop_assert_eq!(found, wanted);
            let mut missed: Vec<String> = synced.missed.iter().map(|s| s.id.clone()).collect();
            missed.sort();
            let mut gone: Vec<String> = expected.1.into_iter().map(|n| sessions[n].id.clone()).collect();
            gone.sort();
            prop_assert_eq!(missed, gone);
            Ok(())
        })?;
    }
}
