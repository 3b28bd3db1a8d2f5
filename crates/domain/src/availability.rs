//! When the person and the machines can work: weekly hours, less absences and commitments, cut by breaks.
//!
//! Everything is in whole slots of five minutes of elapsed time: slot `k` is `[300·k, 300·(k + 1))` Unix seconds. A
//! slot is offered only where all of it is free, so a session has the same length in every week, also in the one in
//! which the clock changes.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Span, Timestamp};

use crate::curriculum::NamedResource;
use crate::settings::{Machine, MachineQuota, Resets, SessionLengths, Settings};
use crate::week::{DAY, Week};
use crate::zones::{Zones, next_day};

/// Seconds in a slot.
pub const SLOT_SECONDS: i64 = 300;

/// A stretch of slots, `[start, end)`.
pub type Stretch = (i64, i64);

/// A busy time, `[start, end)`.
pub type Busy = (Timestamp, Timestamp);

/// The slot that begins at or after `at`.
pub fn slot_from(at: Timestamp) -> i64 {
    // Whole seconds are floored for fractions before 1970 only.
    let seconds = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
    seconds.div_euclid(SLOT_SECONDS) + i64::from(seconds.rem_euclid(SLOT_SECONDS) > 0)
}

/// The slot that contains `at`, or, as an end, the last boundary at or before it.
pub fn slot_to(at: Timestamp) -> i64 {
    at.as_second().div_euclid(SLOT_SECONDS)
}

/// The instant at which a slot begins.
pub fn instant(slot: i64) -> Timestamp {
    let latest = Timestamp::MAX.as_second();
    Timestamp::from_second(
        slot.saturating_mul(SLOT_SECONDS)
            .clamp(Timestamp::MIN.as_second(), latest),
    )
    .unwrap_or(Timestamp::MAX)
}

/// A duration in whole slots, rounded up.
pub fn slots(duration: SignedDuration) -> i64 {
    let seconds = duration.as_secs();
    seconds.div_euclid(SLOT_SECONDS) + i64::from(seconds.rem_euclid(SLOT_SECONDS) > 0)
}

/// The whole slots within a duration: what a limit allows.
pub fn slots_within(duration: SignedDuration) -> i64 {
    duration.as_secs().div_euclid(SLOT_SECONDS)
}

/// So many slots as a duration.
pub fn duration(slots: i64) -> SignedDuration {
    SignedDuration::from_secs(slots * SLOT_SECONDS)
}

/// When the person can do what, between two slots. Each list is sorted and disjoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Neither away nor busy, at any hour: when a meetup can be attended.
    pub free: Vec<Stretch>,
    /// Free time within the weekly hours.
    pub open: Vec<Stretch>,
    /// Open time cut so that after at most [`SessionLengths::max`] of work comes a break of at least
    /// [`SessionLengths::rest`], without what is shorter than [`SessionLengths::min`]: when sessions can be.
    pub study: Vec<Stretch>,
}

/// The person's time between two slots. `busy` holds commitments with their buffers, in any order.
pub fn person(settings: &Settings, busy: &[Busy], from: i64, to: i64) -> Person {
    let mut closed: Vec<Stretch> = busy
        .iter()
        .map(|(start, end)| (slot_to(*start), slot_from(*end)))
        .collect();
    for away in &settings.away {
        let (first, after) = (
            settings.zones.start_of(away.from),
            settings.zones.start_of(next_day(away.to)),
        );
        closed.push((slot_to(first), slot_from(after)));
    }
    let closed = union(closed);
    let hours = weekly(&settings.zones, from, to, |date| &settings.hours_on(date).week);
    let open = subtract(&hours, &closed);
    Person {
        free: subtract(&[(from, to)], &closed),
        study: cut(&open, &settings.session),
        open,
    }
}

/// When a machine can be used between two slots.
pub fn machine(machine: &Machine, person: &Zones, from: i64, to: i64) -> Vec<Stretch> {
    let own = machine.zone.clone().map(Zones::from);
    hours(&machine.week, own.as_ref().unwrap_or(person), from, to)
}

/// When a resource that `pivot.toml` says nothing about can be used between two slots.
pub fn named(resource: &NamedResource, person: &Zones, from: i64, to: i64) -> Vec<Stretch> {
    hours(&resource.hours, person, from, to)
}

fn hours(week: &Week, zones: &Zones, from: i64, to: i64) -> Vec<Stretch> {
    if *week == Week::always() {
        vec![(from, to)]
    } else {
        weekly(zones, from, to, |_| week)
    }
}

/// The slots at which the person's days begin, from the day that contains `from` to the one that contains `to`.
pub fn days(zones: &Zones, from: i64, to: i64) -> Vec<(i64, Date)> {
    let mut days: Vec<(i64, Date)> = Vec::new();
    let mut date = zones.local(instant(from)).date();
    loop {
        let start = slot_from(zones.start_of(date));
        if start >= to && !days.is_empty() {
            return days;
        }
        match days.last_mut() {
            // A day that a move swallowed has no slot of its own.
            Some(last) if last.0 >= start => last.1 = date,
            _ => days.push((start, date)),
        }
        let next = next_day(date);
        if next == date {
            return days;
        }
        date = next;
    }
}

/// The periods of the person's daily limit: the slot at which each begins, and how many slots it allows.
/// `None` where no day is limited.
pub fn daily_limits(settings: &Settings, from: i64, to: i64) -> Option<Vec<(i64, i64)>> {
    settings.hours.iter().any(|h| h.daily_limit.is_some()).then(|| {
        days(&settings.zones, from, to)
            .into_iter()
            .map(|(start, date)| {
                (
                    start,
                    settings
                        .hours_on(date)
                        .daily_limit
                        .map_or(i64::from(DAY), |d| d.as_secs() / SLOT_SECONDS),
                )
            })
            .collect()
    })
}

/// The periods of a machine's quota, likewise, beginning with the one that contains `from`.
pub fn quota(quota: &MachineQuota, zones: &Zones, from: i64, to: i64) -> Vec<(i64, i64)> {
    let limit = quota.time.as_secs() / SLOT_SECONDS;
    let mut periods: Vec<(i64, i64)> = Vec::new();
    // A period that began before `from` began at most a week before; the first kept is the last that did.
    let first = zones
        .local(instant(from))
        .date()
        .checked_sub(Span::new().days(8))
        .unwrap_or(Date::MIN);
    let mut date = first;
    loop {
        let minute = match quota.resets {
            Resets::Daily(minute) => Some(minute),
            Resets::Weekly(day, minute) => {
                (i64::from(date.weekday().to_monday_zero_offset()) == i64::from(day)).then_some(minute)
            }
        };
        if let Some(minute) = minute {
            let at = date
                .to_datetime(Time::midnight())
                .checked_add(Span::new().minutes(i64::from(minute)));
            let zone = zones.zone_at(zones.start_of(date));
            let start = at
                .ok()
                .and_then(|at| zone.to_ambiguous_timestamp(at).compatible().ok())
                .map(slot_from);
            if let Some(start) = start {
                if start >= to {
                    return periods;
                }
                if start <= from {
                    periods.clear();
                }
                periods.push((start, limit));
            }
        }
        let next = next_day(date);
        if next == date {
            return periods;
        }
        date = next;
    }
}

/// Weekly hours as stretches of slots between two slots: sorted, disjoint.
fn weekly<'w>(zones: &Zones, from: i64, to: i64, week_of: impl Fn(Date) -> &'w Week) -> Vec<Stretch> {
    let (lo, hi) = (instant(from), instant(to));
    let mut open: Vec<Stretch> = Vec::new();
    // Hours over midnight begin on the day before.
    let mut date = zones
        .local(lo)
        .date()
        .checked_sub(Span::new().days(2))
        .unwrap_or(Date::MIN);
    let last = next_day(next_day(zones.local(hi).date()));
    while date < last {
        let next = next_day(date);
        for (start, end) in week_of(date).on(date.weekday()) {
            let at = |minute: u32| {
                let (day, minute) = if minute >= DAY {
                    (next, minute - DAY)
                } else {
                    (date, minute)
                };
                let (day, minute) = if minute >= DAY {
                    (next_day(day), minute - DAY)
                } else {
                    (day, minute)
                };
                let time =
                    Time::new((minute / 60) as i8, (minute % 60) as i8, 0, 0).unwrap_or(Time::midnight());
                day.to_datetime(time)
            };
            for (a, b) in zones.stretches(at(*start), at(*end), lo, hi) {
                open.push((slot_from(a), slot_to(b)));
            }
        }
        if next == date {
            break;
        }
        date = next;
    }
    union(open)
}

/// Sorted, disjoint stretches that cover the same slots.
fn union(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|(start, end)| start < end);
    stretches.sort_unstable();
    let mut merged: Vec<Stretch> = Vec::new();
    for (start, end) in stretches {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// `open` without `closed`; both are sorted and disjoint, and so is the result.
fn subtract(open: &[Stretch], closed: &[Stretch]) -> Vec<Stretch> {
    let mut rest = Vec::new();
    let mut i = 0;
    for &(mut start, end) in open {
        while i < closed.len() && closed[i].1 <= start {
            i += 1;
        }
        let mut j = i;
        while start < end {
            match closed.get(j) {
                Some(&(from, to)) if from < end => {
                    if start < from {
                        rest.push((start, from));
                    }
                    start = start.max(to);
                    j += 1;
                }
                _ => {
                    rest.push((start, end));
                    break;
                }
            }
        }
    }
    rest
}

/// Cuts open time into stretches of at most the longest session with a break after each. Where a rest shorter than the
/// shortest session would be left at the end, the stretch before it gives way. Ten minutes between two commitments are no
/// session: what is shorter than the shortest is left out.
fn cut(open: &[Stretch], lengths: &SessionLengths) -> Vec<Stretch> {
    let (min, max, rest) = (
        slots(lengths.min),
        slots_within(lengths.max).max(1),
        slots(lengths.rest),
    );
    let mut blocks: Vec<Stretch> = Vec::new();
    for &(start, end) in open {
        // A gap shorter than a break is no break.
        let mut at = blocks.last().map_or(start, |last| start.max(last.1 + rest));
        while at < end {
            let length = end - at;
            if length <= max {
                blocks.push((at, end));
                break;
            }
            let left = length - max - rest;
            if left <= 0 {
                blocks.push((at, at + max));
                break;
            }
            if rest > 0 && left < min && length - rest - min >= min {
                blocks.push((at, end - rest - min));
                blocks.push((end - min, end));
                break;
            }
            blocks.push((at, at + max));
            at += max + rest;
        }
        if blocks.last().is_some_and(|(from, to)| to - from < min) {
            blocks.pop();
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;

    fn settings(extra: &str) -> Settings {
        let text = format!("timezone = \"America/Toronto\"\nstart = 2027-01-04\n{extra}");
        let (settings, faults) = settings::parse(&text);
        assert_eq!(faults, [], "{text}");
        settings.unwrap()
    }

    fn slot(text: &str) -> i64 {
        slot_from(text.parse().unwrap())
    }

    /// Stretches by the person's clock.
    fn show(settings: &Settings, stretches: &[Stretch]) -> Vec<String> {
        let clock = |s: i64| settings.zones.local(instant(s));
        stretches
            .iter()
            .map(|(a, b)| {
                format!(
                    "{} to {}",
                    clock(*a).strftime("%a %d %H:%M"),
                    clock(*b).strftime("%H:%M")
                )
            })
            .collect()
    }

    #[test]
    fn hours_less_commitments_and_absences_cut_by_breaks() {
        let s = settings(
            "[hours]\nweek = \"mon-fri 09:00-12:00,13:00-17:00\"\n[session]\nmax = \"90m\"\n[[away]]\nfrom = 2027-01-05\nto = 2027-01-07",
        );
        let busy = [(
            "2027-01-04T13:50:00-05:00".parse().unwrap(),
            "2027-01-04T15:10:00-05:00".parse().unwrap(),
        )];
        let open = person(
            &s,
            &busy,
            slot("2027-01-04T00:00:00-05:00"),
            slot("2027-01-09T00:00:00-05:00"),
        )
        .study;
        // 90 minutes of work, 15 of break; Monday afternoon is cut by the commitment; Tuesday to Thursday are away.
        // Monday 15:10-17:00 is 110 minutes: after 90 + 15 only 5 would be left, so the last half hour is a session and
        // the one before it gives way. Friday 13:00-17:00 is 240 minutes: 90 + 15 + 90 + 15 leaves 30.
        assert_eq!(
            show(&s, &open),
            [
                "Mon 04 09:00 to 10:30",
                "Mon 04 10:45 to 12:00",
                "Mon 04 13:00 to 13:50",
                "Mon 04 15:10 to 16:15",
                "Mon 04 16:30 to 17:00",
                "Fri 08 09:00 to 10:30",
                "Fri 08 10:45 to 12:00",
                "Fri 08 13:00 to 14:30",
                "Fri 08 14:45 to 16:15",
                "Fri 08 16:30 to 17:00",
            ]
        );
    }

    #[test]
    fn a_short_rest_is_no_session_of_its_own() {
        let cut = |open: i64| {
            super::cut(
                &[(0, open)],
                &SessionLengths {
                    min: duration(6),
                    max: duration(18),
                    rest: duration(3),
                },
            )
        };
        // 18 + 3 + 6 = 27 fits as it is; at 26 the first gives way by one; at 21 nothing is left after the break.
        assert_eq!(cut(27), [(0, 18), (21, 27)]);
        assert_eq!(cut(26), [(0, 17), (20, 26)]);
        assert_eq!(cut(21), [(0, 18)]);
        assert_eq!(cut(18), [(0, 18)]);
        assert_eq!(cut(39), [(0, 18), (21, 39)]);
        assert_eq!(cut(6), [(0, 6)]);
        assert_eq!(cut(5), []);
    }

    #[test]
    fn nights_in_which_the_clock_changes() {
        let s = settings("[hours]\nweek = \"sat-sun 22:00-04:00\"\n[session]\nmax = \"24h\"");
        let minutes = |from: &str, to: &str| -> i64 {
            person(&s, &[], slot(from), slot(to))
                .study
                .iter()
                .map(|(a, b)| (b - a) * 5)
                .sum()
        };
        // Saturday 22:00 to Sunday 04:00 is six hours; five on 2027-03-13/14, seven on 2027-11-06/07.
        assert_eq!(
            minutes("2027-03-06T12:00:00-05:00", "2027-03-07T12:00:00-05:00"),
            360
        );
        assert_eq!(
            minutes("2027-03-13T12:00:00-05:00", "2027-03-14T12:00:00-04:00"),
            300
        );
        assert_eq!(
            minutes("2027-11-06T12:00:00-04:00", "2027-11-07T12:00:00-05:00"),
            420
        );
    }

    #[test]
    fn a_move_in_week_six() {
        let s = settings(
            "[hours]\nweek = \"mon-sun 18:00-20:00\"\n[session]\nmax = \"2h\"\n[[move]]\nfrom = 2027-02-15\ntimezone = \"Europe/Paris\"",
        );
        let open = person(
            &s,
            &[],
            slot("2027-02-13T00:00:00Z"),
            slot("2027-02-17T00:00:00Z"),
        )
        .study;
        let show: Vec<String> = open
            .iter()
            .map(|(a, b)| format!("{} {}", instant(*a), instant(*b)))
            .collect();
        // Toronto evenings end at 01:00Z; those of the 14th would begin at 23:00Z, when Paris begins the 15th.
        assert_eq!(
            show,
            [
                "2027-02-13T00:00:00Z 2027-02-13T01:00:00Z",
                "2027-02-13T23:00:00Z 2027-02-14T01:00:00Z",
                "2027-02-15T17:00:00Z 2027-02-15T19:00:00Z",
                "2027-02-16T17:00:00Z 2027-02-16T19:00:00Z",
            ]
        );
    }

    #[test]
    fn quota_weeks_begin_where_they_say() {
        let q = MachineQuota {
            time: SignedDuration::from_hours(30),
            resets: Resets::Weekly(5, 0),
        };
        let utc = Zones::from(jiff::tz::TimeZone::UTC);
        let periods = quota(
            &q,
            &utc,
            slot("2027-01-04T00:00:00Z"),
            slot("2027-01-17T00:00:00Z"),
        );
        // Saturdays: 2 January (before the range), 9 and 16 January; 30 h are 360 slots.
        let days: Vec<String> = periods
            .iter()
            .map(|(s, l)| format!("{} {l}", instant(*s)))
            .collect();
        assert_eq!(
            days,
            [
                "2027-01-02T00:00:00Z 360",
                "2027-01-09T00:00:00Z 360",
                "2027-01-16T00:00:00Z 360"
            ]
        );
    }

    #[test]
    fn days_follow_the_clock() {
        let s = settings("[hours]\nweek = \"always\"\ndaily_limit = \"4h\"");
        let days = daily_limits(&s, slot("2027-03-13T12:00:00Z"), slot("2027-03-16T12:00:00Z")).unwrap();
        let lengths: Vec<i64> = days.windows(2).map(|d| (d[1].0 - d[0].0) / 12).collect();
        // Saturday to Monday: the Sunday of the change has 23 hours.
        assert_eq!(lengths, [24, 23, 24]);
        assert!(days.iter().all(|(_, limit)| *limit == 48));
    }
}
