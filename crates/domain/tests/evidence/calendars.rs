//! `calendar`: events of feeds, and meetups that were noted.

use pivot_domain::fact::{DatedSession, Deed};

use super::*;

fn calendar(events: &[(&str, &str, &str)]) -> String {
    let event = |(n, (start, title, note)): (usize, &(&str, &str, &str))| {
        let more = if note.is_empty() {
            String::new()
        } else {
            format!("DESCRIPTION:{note}\r\n")
        };
        format!(
            "BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:{start}\r\nDURATION:PT2H\r\nSUMMARY:{title}\r\n{more}END:VEVENT\r\n"
        )
    };
    let events: String = events.iter().enumerate().map(event).collect();
    format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n")
}

#[test]
fn calendars() {
    let with = |events: &[(&str, &str, &str)]| Person::new().with("calendars/m.ics", calendar(events));
    let ahead = "{ kind = \"calendar\", category = \"meetup\", future = 2 }";
    with(&[
        ("20270305T180000Z", "PyTorch Meetup", ""),
        ("20270405T180000Z", "meetup: vision", ""),
    ])
    .meets(ahead, "2 events ahead");
    with(&[
        ("20270305T180000Z", "Meetup", ""),
        ("20270405T180000Z", "Dentist", ""),
    ])
    .lacks(ahead, "1 event ahead, of which it needs 2");
    let by_category = calendar(&[
        ("20270305T180000Z", "Talks", ""),
        ("20270306T180000Z", "Talks", ""),
    ])
    .replace("SUMMARY", "CATEGORIES:Meetup\r\nSUMMARY");
    Person::new()
        .with("calendars/m.ics", by_category)
        .meets(ahead, "2 events ahead");
    Person::new().lacks(ahead, "there is no calendar file");
    let went = "{ kind = \"calendar\", category = \"meetup\", past = 1, note = true }";
    let met = with(&[
        ("20270205T180000Z", "Meetup", "Met Ana\\, works on maps"),
        ("20270212T180000Z", "Meetup", "Ben hires"),
        ("20270215T180000Z", "Meetup", ""),
    ]);
    met.meets(went, "2 events over, each with a note");
    assert_eq!(met.check(went).now.times, Some(2));
    with(&[("20270205T180000Z", "Meetup", "")]).lacks(went, "1 event over, 0 with a note of its own");
    with(&[("20261205T180000Z", "Meetup", "Met Ana")]).lacks(went, "0 events over");
    // One text under a whole series is one note: four evenings were not four.
    let series = calendar(&[("20270105T180000Z", "Meetup", "Met Ana")])
        .replace("SUMMARY", "RRULE:FREQ=WEEKLY;COUNT=7\r\nSUMMARY");
    let person = Person::new().with("calendars/m.ics", series).times(4);
    assert_eq!(person.judge(went).times, 1);
}

/// Notes of `pivot meetup note`: of the task's own, each once, and beside what stands in a calendar. The second fact is of
/// 2027-02-01 at 13:00, one hour after the first.
#[test]
fn meetups_that_were_noted() {
    let went = "{ kind = \"calendar\", category = \"meetup\", past = 2, note = true }";
    let noted = |task: &str, note: &str| {
        Event::Attended(Deed {
            task: Some(task.into()),
            what: "Evening".into(),
            link: None,
            note: Some(note.into()),
        })
    };
    let once = Person::new().told(noted("t", "met Ana: maps"));
    once.lacks(went, "1 event over, of which it needs 2");
    let twice = Person::new()
        .told(noted("t", "met Ana: maps"))
        .told(noted("t", "met Ben: boats"));
    twice.meets(went, "2 events over, each with a note");
    let same = Person::new()
        .told(noted("t", "met Ana: maps"))
        .told(noted("t", "met Ana: maps"));
    same.lacks(went, "2 events over, 1 with a note of its own");
    let other = Person::new()
        .told(noted("t", "met Ana: maps"))
        .told(noted("u", "met Ben: boats"));
    other.lacks(went, "1 event over");
    // The same evening in a calendar is the same evening.
    let both = Person::new()
        .told(noted("t", "met Ana: maps"))
        .with("calendars/m.ics", calendar(&[("20270201T120000Z", "Meetup", "")]));
    both.lacks(went, "1 event over, of which it needs 2");
    // Of two evenings of two hours that a group announces one is in the plan, with half an hour on either side.
    let ahead = "{ kind = \"calendar\", category = \"meetup\", future = 1 }";
    let announced = calendar(&[
        ("20270310T180000Z", "Evening", ""),
        ("20270311T180000Z", "Other", ""),
    ]);
    let group = || Person::new().with("meetups/ml.ics", &announced);
    let pin = |from: &str, to: &str| {
        Event::Pinned(DatedSession {
            id: "t#1/1".into(),
            task: "t".into(),
            start: at(from),
            end: at(to),
        })
    };
    group().lacks(ahead, "there is no calendar file");
    let go = pin("2027-03-10T17:30:00Z", "2027-03-10T20:30:00Z");
    group().told(go.clone()).meets(ahead, "1 event ahead");
    group()
        .told(go.clone())
        .lacks(&ahead.replace('1', "2"), "1 event ahead, of which it needs 2");
    group()
        .told(pin("2027-03-10T18:30:00Z", "2027-03-10T20:30:00Z"))
        .lacks(ahead, "there is no calendar file");
    Person::new()
        .with("meetups/ml.kept.ics", &announced)
        .told(go)
        .lacks(ahead, "there is no calendar file");
    let talk = "{ kind = \"calendar\", category = \"talk\", past = 1 }";
    once.lacks(talk, "there is no calendar file");
}
