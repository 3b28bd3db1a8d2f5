//! Reasons in words.

use jiff::civil::Date;
use pivot_domain::availability::{duration, instant, person};
use pivot_domain::curriculum::Times;
use pivot_domain::duration::show;
use pivot_domain::zones::next_day;
use pivot_engine::{Reason, Slot};

use crate::planning::plan::title;
use crate::planning::problem::{DESK, OPEN, Setup, TRIES};
use crate::situation::Situation;

/// So many commitments are named.
const NAMED: usize = 3;

/// What is needed to say a reason.
pub(super) struct Words<'w, 's> {
    pub(super) setup: &'w Setup<'s>,
    pub(super) situation: &'w Situation,
}

impl Words<'_, '_> {
    fn id(&self, activity: usize) -> &str {
        &self.setup.tasks[self.setup.parts[activity].task].id
    }

    fn named(&self, activity: usize) -> String {
        format!("{} {}", self.id(activity), title(self.setup, activity))
    }

    /// A reason of a session of an activity; `between` is what lies between the first slot that is permitted and its start.
    pub(super) fn of(&self, activity: usize, reason: &Reason, between: (Slot, Slot)) -> String {
        let spell = |slots: i64| show(duration(slots));
        let mine = &self.setup.problem.activities[activity];
        match *reason {
            Reason::Pinned => {
                "it is fixed: you pinned it, or it is so near that it stays as you accepted it".into()
            }
            Reason::Origin => "nothing: the plan begins here".into(),
            Reason::Release => self.release(activity),
            Reason::After { activity, lag: 0 } => format!("after {}", self.named(activity)),
            Reason::After { activity, lag } => format!("{} after {}", long(lag), self.named(activity)),
            Reason::Follows { activity } => format!("it starts as {} ends", title(self.setup, activity)),
            Reason::Previous { .. } => "after its own session before".into(),
            Reason::Closed { slots } => self.closed(activity, slots, between),
            Reason::Busy { activity, slots } => format!("{} go to {}", spell(slots), self.named(activity)),
            Reason::Quota {
                resource,
                period_start,
            } => self.quota(resource, period_start),
            Reason::PerDay { .. } => match mine.split.and_then(|s| s.per_day) {
                Some(most) => format!("the most of it in one day, {}, is reached", spell(most)),
                None => "the most of it in one day is reached".into(),
            },
            Reason::TooShort { slots } => {
                let least = mine.split.map_or(mine.work, |s| s.min.min(mine.work));
                format!(
                    "{} are free only in pieces shorter than its shortest session, {}",
                    spell(slots),
                    spell(least)
                )
            }
            Reason::Left { slots } => format!("{} were left free: no better use was found", spell(slots)),
        }
    }

    fn date(&self, slot: Slot) -> Date {
        let zones = &self.situation.settings.zones;
        zones.local(instant(self.setup.origin + slot)).date()
    }

    fn release(&self, activity: usize) -> String {
        let part = self.setup.parts[activity];
        let date = day(self.date(self.setup.problem.activities[activity].release));
        match self.setup.tasks[part.task].times {
            Times::Cadence(_) => format!("its period begins on {date}"),
            _ => format!("it may not start before {date}"),
        }
    }

    fn quota(&self, resource: usize, period_start: Slot) -> String {
        let since = day(self.date(period_start));
        let periods = self.setup.problem.resources[resource].quotas.iter();
        let limit = periods
            .flat_map(|q| q.periods.iter().filter(|p| p.0 == period_start).map(|p| p.1))
            .min();
        let limit = limit.map_or(String::new(), |l| format!(", {},", show(duration(l))));
        match self.setup.resources[resource] {
            "me" => format!("the daily limit{limit} of {since} is used up"),
            TRIES => "the day's tries of its competition are made (days of UTC)".to_owned(),
            name => format!("the quota of `{name}`{limit} since {since} is used up"),
        }
    }

    /// What is shut between two slots: hours, breaks; commitments and days off by name.
    fn closed(&self, activity: usize, slots: Slot, (from, to): (Slot, Slot)) -> String {
        let (from, to) = (self.setup.origin + from, self.setup.origin + to);
        let demands = &self.setup.problem.activities[activity].demands;
        let within_hours = demands.iter().any(|d| d.resource == DESK || d.resource == OPEN);
        let mut said = vec![if within_hours {
            "outside your hours or in breaks".to_owned()
        } else {
            "not free".to_owned()
        }];
        for demand in demands.iter().filter(|d| d.resource > OPEN) {
            let calendar = &self.setup.problem.resources[demand.resource].calendar;
            let origin = self.setup.origin;
            if !calendar
                .iter()
                .any(|w| origin + w.start <= from && to <= origin + w.end)
            {
                said.push(format!(
                    "outside those of `{}`",
                    self.setup.resources[demand.resource]
                ));
            }
        }
        let events = self.commitments(from, to, within_hours);
        if !events.is_empty() {
            said.push(format!("taken by {}", events.join(", ")));
        }
        let zones = &self.situation.settings.zones;
        for away in &self.situation.settings.away {
            let (first, after) = (zones.start_of(away.from), zones.start_of(next_day(away.to)));
            if first < instant(to) && instant(from) < after {
                let why = away.why.as_ref().map_or(String::new(), |why| format!(": {why}"));
                said.push(format!("away from {} to {}{why}", day(away.from), day(away.to)));
            }
        }
        format!("{} {}", show(duration(slots)), said.join(", "))
    }

    /// The commitments in a stretch, those within the hours only where that is asked: the longest ones by name.
    fn commitments(&self, from: i64, to: i64, within_hours: bool) -> Vec<String> {
        let mut bare = self.situation.settings.clone();
        bare.away.clear();
        let open = person(&bare, &[], from, to).open;
        let (events, _) = self.situation.events(instant(from), instant(to));
        let mut named: Vec<(i64, String)> = Vec::new();
        for event in events.iter().filter(|e| e.blocks) {
            let (start, end) = (
                pivot_domain::availability::slot_to(event.occurrence.start).max(from),
                pivot_domain::availability::slot_from(event.occurrence.end).min(to),
            );
            let taken: i64 = if within_hours {
                open.iter()
                    .map(|(a, b)| (end.min(*b) - start.max(*a)).max(0))
                    .sum()
            } else {
                end - start
            };
            if taken > 0 {
                let zones = &self.situation.settings.zones;
                let date = zones
                    .local(event.occurrence.start)
                    .strftime("%a %-d %b")
                    .to_string();
                named.push((-taken, format!("“{}” ({date})", event.occurrence.summary)));
            }
        }
        named.sort_by_key(|(taken, _)| *taken);
        let more = named.len().saturating_sub(NAMED);
        let mut said: Vec<String> = named.into_iter().take(NAMED).map(|(_, name)| name).collect();
        if more > 0 {
            said.push(format!("{more} more"));
        }
        said
    }
}

/// `Fri 5 Mar 2027`.
fn day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// A wait in days where it is that long.
fn long(slots: i64) -> String {
    match (slots / 288, slots % 288) {
        (0, _) => show(duration(slots)),
        (1, 0) => "1 day".into(),
        (days, 0) => format!("{days} days"),
        (days, rest) => format!("{days} days and {}", show(duration(rest))),
    }
}
