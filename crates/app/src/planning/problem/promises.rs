//! Promises of a period: each time gets its period as its release and due date.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use pivot_domain::availability::slot_from;
use pivot_domain::curriculum::{Cadence, Missed, Task, Times};
use pivot_domain::zones::Zones;
use pivot_engine::{Due, Problem, Slot};

use super::activities::{Ends, Open, done_and};
use super::dates::{first_day, start_slot};
use super::{Ground, Setup};

/// The most days by which a date is moved: three centuries.
const MOST_DAYS: i64 = 300 * 366;

/// Cadences: the `k`-th time belongs to the `k`-th period, the first of which is the one in which the promise could be kept
/// first. A time that is done stays in its period, and so do the others: one that was missed is late, or forgiven.
pub(super) fn add_promises(
    setup: &mut Setup<'_>,
    ground: &Ground<'_>,
    tasks: &[Cow<'_, Task>],
    ends: &Ends<'_>,
) {
    let promises: Vec<(&Task, Cadence)> = tasks
        .iter()
        .filter_map(|task| match task.times {
            Times::Cadence(cadence) => Some((task.as_ref(), cadence)),
            _ => None,
        })
        .collect();
    if promises.is_empty() {
        return;
    }
    let earliest = pivot_engine::earliest_starts(&setup.problem);
    for (task, cadence) in promises {
        let open = &ends[task.id.as_str()];
        let Some(next) = open.first() else { continue };
        let periods = Periods::new(ground, cadence, setup.origin);
        let waits = !setup.problem.activities[next.first].after.is_empty();
        let can_start = if waits {
            earliest.get(next.first).copied().unwrap_or(0)
        } else {
            could_start(setup.origin, ground, task)
        };
        let first = periods.at(can_start.min(setup.problem.horizon));
        let first = began(setup.origin, ground, task, &periods).map_or(first, |began| began.min(first));
        let period = |time: u32| first + i64::from(time) - 1;
        hurry(&mut setup.problem, open, periods.begin(period(next.time) + 1));
        for open in open {
            let k = period(open.time);
            let end = periods.begin(k + 1);
            let activity = &mut setup.problem.activities[open.first];
            activity.release = activity.release.max(periods.begin(k)).max(0);
            let part = &mut setup.parts[open.last];
            part.wished = Some(part.wished.map_or(end, |at| at.min(end)));
            let promise = &mut setup.problem.activities[open.last];
            let weight = promise
                .due
                .map_or(u32::try_from(promise.work.max(1)).unwrap_or(1), |d| d.weight);
            let at = part.wished.unwrap_or(end).max(0);
            promise.due = Some(Due { at, weight });
            promise.forgiven = cadence.missed == Missed::Forgive && open.first == open.last;
        }
    }
}

/// The slot in which a promise that waits for nothing could be kept first: what it waited for was done, and the plan and its
/// own time had begun. It may lie before now.
fn could_start(origin: i64, ground: &Ground<'_>, task: &Task) -> Slot {
    let start = ground.settings.zones.start_of(ground.settings.start);
    let after = task.after.iter();
    let done = after.filter_map(|after| done_and(ground, &after.task, after.lag));
    let free = done.fold(start, Timestamp::max);
    let own = task.not_before.map(|when| start_slot(ground, origin, when));
    (slot_from(free) - origin).max(own.unwrap_or(Slot::MIN))
}

/// The latest period that can be the first one where the times that are done were not done before theirs.
fn began(origin: i64, ground: &Ground<'_>, task: &Task, periods: &Periods<'_>) -> Option<i64> {
    let done = &ground.progress.task(&task.id)?.done;
    let first = |(time, at): (&u32, &Timestamp)| {
        let period = periods.at(slot_from(*at) - origin);
        (period - i64::from(time.saturating_sub(1))).max(0)
    };
    done.iter().map(first).min()
}

/// What a promise waits for is due when its first period ends, and puts all its times at risk.
fn hurry(problem: &mut Problem, open: &[Open], end: Slot) {
    let at_risk: i64 = open.iter().map(|o| problem.activities[o.last].work).sum();
    let before: Vec<usize> = problem.activities[open[0].first]
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
