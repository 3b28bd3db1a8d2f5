//! Thousands of random situations, weeks in which the clock changes included: every plan is held against the rules as
//! a person would read them, by wall clock and date. Nothing here is shared with what makes the plan; the engine's own
//! checker runs within it on every schedule.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod worlds;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pivot_app::planning::{Plan, PlannedSession, plan};
use pivot_app::{Options, Situation};
use pivot_domain::{curriculum, settings};
use proptest::prelude::*;
use worlds::{HOURS, PLACES, World, day, situation, worlds};

/// Whether a moment lies within the weekly hours, by the wall clock alone.
fn in_hours(world: &World, at: Timestamp, zone: &TimeZone) -> bool {
    let local = at.to_zoned_datetime(zone.clone());
    let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
    let weekday = local.weekday().to_monday_zero_offset();
    let yesterday = (weekday + 6) % 7;
    HOURS[world.hours].1.iter().any(|(day, from, to)| {
        (*day == weekday && *from <= minute && minute < *to)
            || (*day == yesterday && minute + 1440 >= *from && minute + 1440 < *to)
    })
}

/// The busy times of the events, by their definition: a weekly one at the same wall-clock time, for twenty weeks.
fn busy(world: &World, zone: &TimeZone) -> Vec<(Timestamp, Timestamp)> {
    let buffer = SignedDuration::from_mins(world.buffer);
    let mut busy = Vec::new();
    for (n, minute, length, weekly) in &world.events {
        for week in 0..if *weekly { 60 } else { 1 } {
            let at = day(world, n + 7 * week)
                .at(0, 0, 0, 0)
                .checked_add(jiff::Span::new().minutes(*minute))
                .unwrap();
            let start = at.to_zoned_datetime(zone.clone()).unwrap().timestamp();
            // A floating time in a gap: the calendar's reading of it is tested where calendars are read.
            if zone.to_ambiguous_timestamp(at).is_ambiguous() {
                continue;
            }
            busy.push((
                start - buffer,
                start + SignedDuration::from_mins(*length) + buffer,
            ));
        }
    }
    busy
}

fn hold(world: &World, plan: &Plan) {
    let zone = TimeZone::get(world.zone).unwrap();
    let busy = busy(world, &zone);
    let step = SignedDuration::from_mins(5);
    let mut by_task: BTreeMap<&str, Vec<&PlannedSession>> = BTreeMap::new();
    let mut by_day: BTreeMap<Date, i64> = BTreeMap::new();
    let mut block = SignedDuration::ZERO;
    let mut last: Option<&PlannedSession> = None;
    for s in &plan.sessions {
        by_task.entry(&s.task).or_default().push(s);
        let task: usize = s.task[1..].parse().unwrap();
        let whole = world.tasks[task].2;
        let length = s.end.duration_since(s.start);
        let long = length > SignedDuration::from_mins(world.max);
        assert!(s.start >= plan.now, "{s:?} begins in the past");
        assert!(!long || whole, "{s:?} is longer than {} minutes", world.max);
        if let Some(before) = last {
            assert!(before.end <= s.start, "{before:?} and {s:?} overlap");
            // Work without a pause of the break's length adds up.
            let pause = s.start.duration_since(before.end);
            block = if pause >= SignedDuration::from_mins(world.rest) && !pause.is_zero() {
                length
            } else {
                block + length
            };
        } else {
            block = length;
        }
        let short_tasks_only = plan
            .sessions
            .iter()
            .all(|s| !world.tasks[s.task[1..].parse::<usize>().unwrap()].2);
        if world.rest > 0 && short_tasks_only {
            assert!(
                block <= SignedDuration::from_mins(world.max),
                "{block:#} without a break before the end of {s:?}"
            );
        }
        last = Some(s);
        let mut at = s.start;
        while at < s.end {
            assert!(in_hours(world, at, &zone), "{s:?}: {at} is outside the hours");
            let date = at.to_zoned_datetime(zone.clone()).date();
            if let Some((from, days)) = world.away {
                assert!(
                    !(day(world, from)..=day(world, from + days)).contains(&date),
                    "{s:?} on a day away"
                );
            }
            assert!(
                !busy.iter().any(|(a, b)| *a < at + step && at < *b),
                "{s:?} meets a commitment at {at}"
            );
            if !(whole && long) {
                *by_day.entry(date).or_default() += 5;
            }
            at += step;
        }
        assert_eq!(at, s.end, "{s:?} is no whole number of slots");
    }
    if let Some(limit) = world.daily_limit {
        assert!(
            by_day.values().all(|m| *m <= limit),
            "a day has more than {limit} minutes: {by_day:?}"
        );
    }
    for (i, (effort, after, whole, not_before)) in world.tasks.iter().enumerate() {
        let id = format!("t{i}");
        let Some(sessions) = by_task.get(id.as_str()) else {
            assert!(plan.unplaced.iter().any(|u| u.task == id), "{id} is nowhere");
            continue;
        };
        let work: i64 = sessions
            .iter()
            .map(|s| s.end.duration_since(s.start).as_mins())
            .sum();
        assert_eq!(work, effort * 15, "{id}");
        assert!(!whole || sessions.len() == 1);
        for s in &sessions[..sessions.len() - 1] {
            assert!(
                s.end.duration_since(s.start).as_mins() >= world.min,
                "{s:?} is shorter than {}",
                world.min
            );
        }
        if let Some(n) = not_before {
            assert!(sessions[0].start.to_zoned_datetime(zone.clone()).date() >= day(world, *n));
        }
        if let (Some(lag), true) = (after, i > 0) {
            let before = by_task[format!("t{}", i - 1).as_str()].last().unwrap();
            assert!(
                sessions[0].start >= before.end + SignedDuration::from_hours(*lag),
                "{id} does not wait"
            );
        }
    }
    assert!(plan.bound <= plan.finish);
    assert_eq!(plan.feasible, plan.unplaced.is_empty());
}

/// The plan keeps every rule, and is twice the same.
fn keeps(world: &World) -> Result<(), TestCaseError> {
    let situation = situation(world);
    let options = Options {
        effort: 2_000,
        ..Options::default()
    };
    let first = plan(&situation, &options).unwrap();
    hold(world, &first);
    prop_assert_eq!(&first, &plan(&situation, &options).unwrap(), "twice the same");
    Ok(())
}

// 3,000 worlds in two halves, so that two processors share them.
proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_plan_keeps_every_rule(world in worlds()) {
        keeps(&world)?;
    }

    #[test]
    fn every_other_plan_keeps_every_rule(world in worlds()) {
        keeps(&world)?;
    }
}

/// The built-in curricula at any moment of anybody's plan: before the start, in the middle, years after every deadline.
fn moments() -> impl Strategy<Value = (usize, usize, usize, i64, i64, bool)> {
    (
        0..2usize,
        0..PLACES.len(),
        0..HOURS.len(),
        -400i64..4000,
        -30i64..900,
        any::<bool>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_can_be_made_at_any_moment((which, place, hours, start, since, hope) in moments()) {
        let start = jiff::civil::date(2020, 1, 1).checked_add(jiff::Span::new().days(start)).unwrap();
        let mut text = format!("timezone = \"{}\"\nstart = {start}\n", PLACES[place].0);
        if hope {
            text += &format!("finish_by = {}\n", start.checked_add(jiff::Span::new().days(90)).unwrap());
        }
        text += &format!("[hours]\nweek = \"{}\"\n[resource.gpu]\nquota = {{ time = \"30h\", every = \"week\", resets = \"sat 00:00\" }}\n", HOURS[hours].0);
        let (settings, faults) = settings::parse(&text);
        prop_assert_eq!(faults, []);
        let curriculum = curriculum::parse(curriculum::built_in()[which].1).0.unwrap();
        let now = start.checked_add(jiff::Span::new().days(since)).unwrap().at(13, 7, 0, 0).to_zoned_datetime(TimeZone::UTC).unwrap().timestamp();
        let situation = Situation { now, settings: settings.unwrap(), curriculum, feeds: vec![], facts: vec![], notes: vec![], competitions: vec![], only_if_unchanged: false };
        let plan = plan(&situation, &Options { effort: 0, ..Options::default() }).unwrap();
        prop_assert!(plan.unplaced.iter().all(|u| u.forgiven), "{:?}", plan.unplaced);
        for s in &plan.sessions {
            prop_assert!(s.start >= now);
        }
        // Late by a written date: the day's end, of the curriculum, the hope or a period; none of them is invented.
        for l in &plan.late {
            prop_assert!(l.finish > l.deadline);
        }
    }
}
