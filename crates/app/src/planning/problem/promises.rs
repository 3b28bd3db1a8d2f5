//! Promises of a period: each time gets its period as its release and due date.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;
use pivot_domain::availability::slot_from;
use pivot_domain::curriculum::{Cadence, Missed, Task, Times};
use pivot_domain::zones::Zones;
use pivot_engine::{Due, Problem, Slot};

use super::activities::Ends;
use super::dates::first_day;
use super::{Ground, Setup};

/// The most days by which a date is moved: three centuries.
const MOST_DAYS: i64 = 300 * 366;

/// Cadences: the `k`-th time belongs to the `k`-th period. Where what the first waits for cannot be done in the first
/// period, the periods begin with the one in which it can.
pub(super) fn add_promises(setup: &mut Setup<'_>, ground: &Ground<'_>, ends: &BTreeMap<&str, Ends>) {
    let promises: Vec<(&Task, Cadence)> = setup
        .tasks
        .iter()
        .filter_map(|task| match task.times {
            Times::Cadence(cadence) => Some((*task, cadence)),
            _ => None,
        })
        .collect();
    if promises.is_empty() {
        return;
    }
    let earliest = pivot_engine::earliest_starts(&setup.problem);
    for (task, cadence) in promises {
        let times = &ends[task.id.as_str()];
        let periods = Periods::new(ground, cadence, setup.origin);
        let can_start = earliest.get(times[0].0).copied().unwrap_or(0);
        let skipped = periods.at(can_start.clamp(0, setup.problem.horizon));
        hurry(&mut setup.problem, times, periods.begin(skipped + 1));
        for (k, &(first, last)) in (skipped..).zip(times) {
            let end = periods.begin(k + 1);
            let activity = &mut setup.problem.activities[first];
            activity.release = activity.release.max(periods.begin(k)).max(0);
            let part = &mut setup.parts[last];
            part.wished = Some(part.wished.map_or(end, |at| at.min(end)));
            let promise = &mut setup.problem.activities[last];
            let weight = promise
                .due
                .map_or(u32::try_from(promise.work.max(1)).unwrap_or(1), |d| d.weight);
            let at = part.wished.unwrap_or(end).max(0);
            promise.due = Some(Due { at, weight });
            promise.forgiven = cadence.missed == Missed::Forgive && first == last;
        }
    }
}

/// What a promise waits for is due when its first period ends, and puts all its times at risk.
fn hurry(problem: &mut Problem, times: &Ends, end: Slot) {
    let at_risk: i64 = times.iter().map(|(_, last)| problem.activities[*last].work).sum();
    let before: Vec<usize> = problem.activities[times[0].0]
        .after
        .iter()
        .map(|l| l.activity)
        .collect();
    for activity in before {
        let activity = &mut problem.activities[activity];
        let own = activity.due.map_or(activity.work, |d| i64::from(d.weight));
        let at = activity.due.map_or(Slot::MAX, |d| d.at).min(end).max(0);
        activity.due = Some(Due {
            at,
            weight: u32::try_from(own + at_risk).unwrap_or(u32::MAX),
        });
    }
}

/// The periods of a cadence, from 0.
struct Periods<'s> {
    zones: &'s Zones,
    origin: i64,
    from: Date,
    /// Days of each.
    every: i64,
}

impl Periods<'_> {
    fn new<'s>(ground: &Ground<'s>, cadence: Cadence, origin: i64) -> Periods<'s> {
        Periods {
            zones: &ground.settings.zones,
            origin,
            from: cadence
                .from
                .map_or(ground.settings.start, |when| first_day(ground, when)),
            every: i64::from(cadence.every_days.max(1)),
        }
    }

    /// The slot of the problem that period `k` begins with.
    fn begin(&self, k: i64) -> Slot {
        let days = Span::new().days(k.saturating_mul(self.every).min(MOST_DAYS));
        let date = self.from.checked_add(days).unwrap_or(Date::MAX);
        slot_from(self.zones.start_of(date)) - self.origin
    }

    /// The last period that begins by a slot; the first, where none does.
    fn at(&self, slot: Slot) -> i64 {
        // The division is out by a day at most, when the clock changes.
        let days = (slot - self.begin(0)).div_euclid(288);
        let guess = (days / self.every - 1).max(0);
        (guess..guess + 3)
            .rev()
            .find(|k| self.begin(*k) <= slot)
            .unwrap_or(0)
    }
}
