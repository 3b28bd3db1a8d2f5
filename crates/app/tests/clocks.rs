//! Plans through nights in which the clock changes and through a flight, worked out by hand: each in the person's time
//! and in UTC, and beside it a twin in which it cannot be kept.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use pivot_app::planning::{Plan, plan};
use pivot_app::{Options, Situation};
use pivot_domain::{curriculum, settings};

/// Plans a curriculum of these tasks for somebody in Toronto.
fn planned(start: &str, hours: &str, moves: &str, tasks: &str) -> Plan {
    let text = format!(
        "timezone = \"America/Toronto\"\nstart = {start}\n[hours]\nweek = \"{hours}\"\n[session]\nmin = \"5m\"\nmax = \"4h\"\nbreak = \"0m\"\n{moves}"
    );
    let (settings, faults) = settings::parse(&text);
    assert_eq!(faults, [], "{text}");
    let settings = settings.unwrap();
    let text = format!(
        "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[resource]]\nid = \"gpu\"\ntitle = \"GPU\"\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n{tasks}"
    );
    let (curriculum, faults) = curriculum::parse(&text);
    assert_eq!(faults, [], "{text}");
    let situation = Situation {
        now: settings.zones.start_of(settings.start),
        settings,
        curriculum: curriculum.unwrap(),
        feeds: vec![],
        facts: vec![],
        notes: vec![],
        competitions: vec![],
        only_if_unchanged: false,
    };
    plan(&situation, &Options::default()).unwrap()
}

fn task(effort: &str, more: &str) -> String {
    format!(
        "[[task]]\nid = \"a\"\nstep = 1\ntitle = \"A\"\nkind = \"course\"\neffort = [\"{effort}\", \"{effort}\", \"{effort}\"]\n{more}\n"
    )
}

/// The sessions: start and end in UTC, and both by the person's clock.
fn sessions(plan: &Plan) -> Vec<String> {
    let clock = |at| plan.zones.local(at).strftime("%d %H:%M").to_string();
    let show = |s: &pivot_app::planning::PlannedSession| {
        format!("{} {} = {} to {}", s.start, s.end, clock(s.start), clock(s.end))
    };
    plan.sessions.iter().map(show).collect()
}

const FLIGHT: &str = "[[move]]\nfrom = 2027-02-15\ntimezone = \"Europe/Berlin\"\n";

#[test]
fn a_flight_from_toronto_to_berlin_costs_an_evening() {
    // Two hours each evening, 18:00 to 20:00: in Toronto (UTC-5) 23:00 to 01:00 UTC, in Berlin (UTC+1) 17:00 to 19:00.
    // Sunday the 14th has no evening: when it would begin, at 23:00 UTC, Berlin begins the 15th. So eight hours take
    // Saturday, Monday, Tuesday and Wednesday.
    let eight = |moves, deadline| planned("2027-02-13", "mon-sun 18:00-20:00", moves, &task("8h", deadline));
    let plan = eight(FLIGHT, "");
    assert_eq!(
        sessions(&plan),
        [
            "2027-02-13T23:00:00Z 2027-02-14T01:00:00Z = 13 18:00 to 13 20:00",
            "2027-02-15T17:00:00Z 2027-02-15T19:00:00Z = 15 18:00 to 15 20:00",
            "2027-02-16T17:00:00Z 2027-02-16T19:00:00Z = 16 18:00 to 16 20:00",
            "2027-02-17T17:00:00Z 2027-02-17T19:00:00Z = 17 18:00 to 17 20:00",
        ]
    );
    assert!(plan.feasible && plan.proven);
    // By the end of Tuesday it is done where nobody flies, and cannot be where somebody does.
    let by = "deadline = { date = 2027-02-16, hard = true }";
    assert!(eight("", by).feasible);
    assert!(!eight(FLIGHT, by).feasible);
}

#[test]
fn an_hour_that_does_not_exist() {
    // On 2027-03-14 the clock goes from 02:00 to 03:00: of 01:00 to 04:00 two hours are left, 06:00 to 08:00 UTC.
    let plan = planned(
        "2027-03-14",
        "sun 01:00-04:00",
        "",
        &task("2h", "deadline = { date = 2027-03-14, hard = true }"),
    );
    assert_eq!(
        sessions(&plan),
        ["2027-03-14T06:00:00Z 2027-03-14T08:00:00Z = 14 01:00 to 14 04:00"]
    );
    assert!(plan.feasible && plan.proven);
    // Twin: five minutes more go to the next Sunday, at 01:00 of summer time, and the deadline with them.
    let plan = planned(
        "2027-03-14",
        "sun 01:00-04:00",
        "",
        &task("2h5m", "deadline = { date = 2027-03-14, hard = true }"),
    );
    assert_eq!(
        sessions(&plan),
        [
            "2027-03-14T06:00:00Z 2027-03-14T08:00:00Z = 14 01:00 to 14 04:00",
            "2027-03-21T05:00:00Z 2027-03-21T05:05:00Z = 21 01:00 to 21 01:05",
        ]
    );
    assert!(!plan.feasible);
}

#[test]
fn an_hour_that_exists_twice() {
    // On 2027-11-07 the clock goes from 02:00 back to 01:00: 01:00 to 04:00 is four hours, 05:00 to 09:00 UTC.
    let four = |start| {
        planned(
            start,
            "sun 01:00-04:00",
            "",
            &task("4h", &format!("deadline = {{ date = {start}, hard = true }}")),
        )
    };
    let plan = four("2027-11-07");
    assert_eq!(
        sessions(&plan),
        ["2027-11-07T05:00:00Z 2027-11-07T09:00:00Z = 07 01:00 to 07 04:00"]
    );
    assert!(plan.feasible && plan.proven);
    // Twin: a week later it is three again.
    assert!(!four("2027-11-14").feasible);
}

#[test]
fn a_run_over_the_night_in_which_the_clock_changes() {
    // Launch 20 minutes on Saturday at 16:00 (21:00 UTC); the run takes 14 hours that pass, to 11:20 UTC, which is 07:20
    // on Sunday and not 06:20; reading takes 40 minutes from then on.
    let run = task(
        "1h",
        "unattended = { resource = \"gpu\", time = \"14h\", launch = \"20m\", read = \"40m\" }\n",
    );
    let plan = planned("2027-03-13", "sat 16:00-16:20; sun 04:00-09:00", "", &run);
    assert_eq!(
        sessions(&plan),
        [
            "2027-03-13T21:00:00Z 2027-03-13T21:20:00Z = 13 16:00 to 13 16:20",
            "2027-03-13T21:20:00Z 2027-03-14T11:20:00Z = 13 16:20 to 14 07:20",
            "2027-03-14T11:20:00Z 2027-03-14T12:00:00Z = 14 07:20 to 14 08:00",
        ]
    );
    assert!(plan.feasible && plan.proven);
    // Twin: a Sunday that ends at 07:55 has no room to read; a week before, when no clock changes, it has.
    let last = |start| {
        let plan = planned(start, "sat 16:00-16:20; sun 04:00-07:55", "", &run);
        sessions(&plan).pop().unwrap()
    };
    assert_eq!(
        last("2027-03-13"),
        "2027-03-21T08:00:00Z 2027-03-21T08:40:00Z = 21 04:00 to 21 04:40"
    );
    assert_eq!(
        last("2027-03-06"),
        "2027-03-07T11:20:00Z 2027-03-07T12:00:00Z = 07 06:20 to 07 07:00"
    );
}
