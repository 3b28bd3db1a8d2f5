//! Why a session moved: followed from what pushed it to what began it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::{Person, instant, person, slot_from, slot_to};
use pivot_domain::curriculum::{After, Times};
use pivot_domain::duration::show;
use pivot_domain::fact::DatedSession;

use super::known::time_of;
use super::moves::Pair;
use super::plan::{Plan, PlannedSession};
use crate::situation::{Event, Situation};

/// Why one session moved.
enum Cause {
    /// This is where it began.
    Root(String),
    /// Because this pair moved.
    Pushed(usize),
    /// No cause was found; what can be said all the same.
    Unknown(String),
}

/// What all the pairs have in common.
pub(super) struct Causes<'a> {
    situation: &'a Situation,
    plan: &'a Plan,
    pairs: &'a [Pair<'a>],
    /// Of each task: work ahead in the accepted schedule, and now.
    work: BTreeMap<&'a str, (SignedDuration, SignedDuration)>,
    /// End of each task in the accepted schedule, and now.
    ends: BTreeMap<&'a str, (Option<Timestamp>, Option<Timestamp>)>,
    /// Commitments over the time of the accepted schedule.
    events: Vec<Event>,
    /// The person's time then.
    person: Person,
    /// Which sessions of the plan belong to which pair, by start and end.
    places: BTreeMap<(Timestamp, Timestamp, &'a str), usize>,
    causes: Vec<Cause>,
}

impl<'a> Causes<'a> {
    pub(super) fn new(
        situation: &'a Situation,
        accepted: &'a [DatedSession],
        plan: &'a Plan,
        pairs: &'a [Pair<'a>],
    ) -> Causes<'a> {
        let mut work: BTreeMap<&str, (SignedDuration, SignedDuration)> = BTreeMap::new();
        let mut ends: BTreeMap<&str, (Option<Timestamp>, Option<Timestamp>)> = BTreeMap::new();
        for s in accepted {
            if s.start >= situation.now {
                work.entry(&s.task).or_default().0 += s.end.duration_since(s.start);
            }
            let end = &mut ends.entry(&s.task).or_default().0;
            *end = (*end).max(Some(s.end));
        }
        for s in &plan.sessions {
            work.entry(&s.task).or_default().1 += s.end.duration_since(s.start);
            let end = &mut ends.entry(&s.task).or_default().1;
            *end = (*end).max(Some(s.end));
        }
        let moved = || pairs.iter().filter_map(|pair| pair.old);
        let from = moved()
            .map(|s| s.start)
            .min()
            .unwrap_or(situation.now)
            .max(situation.now);
        let to = moved().map(|s| s.end).max().unwrap_or(from).max(from);
        let (first, last) = (slot_to(from) - 288, slot_from(to) + 288);
        let (events, _) = situation.events(instant(first), instant(last));
        let (busy, _) = situation.busy(instant(first), instant(last));
        let person = person(&situation.settings, &busy, first, last);
        let places = pairs
            .iter()
            .enumerate()
            .filter_map(|(i, pair)| pair.new.map(|s| ((s.start, s.end, s.id.as_str()), i)))
            .collect();
        let mut causes = Causes {
            situation,
            plan,
            pairs,
            work,
            ends,
            events,
            person,
            places,
            causes: Vec::new(),
        };
        causes.causes = pairs.iter().map(|pair| causes.find(pair)).collect();
        causes
    }

    /// The cause of a pair in words, followed to its root.
    pub(super) fn of(&self, mut pair: usize) -> String {
        let mut seen = vec![false; self.causes.len()];
        let first = pair;
        loop {
            match &self.causes[pair] {
                Cause::Root(text) => return text.clone(),
                Cause::Pushed(by) if !seen[*by] => {
                    seen[pair] = true;
                    pair = *by;
                }
                // In a circle, or without a root: what stands at the beginning.
                Cause::Pushed(_) | Cause::Unknown(_) => {
                    return match &self.causes[first] {
                        Cause::Pushed(by) => format!("{} comes first there now", self.task(*by)),
                        Cause::Unknown(text) | Cause::Root(text) => text.clone(),
                    };
                }
            }
        }
    }

    fn task(&self, pair: usize) -> &str {
        let Pair { old, new } = &self.pairs[pair];
        new.map(|s| s.task.as_str())
            .or(old.map(|s| s.task.as_str()))
            .unwrap_or_default()
    }

    /// The first of these that holds: its time is past; its task is gone; its time is taken; its own task slipped; what it
    /// waits for ends later; another session lies there now; something gave it room.
    fn find(&self, pair: &Pair<'_>) -> Cause {
        let Some(old) = pair.old else {
            return match pair.new {
                Some(new) => self.appears(new),
                None => Cause::Unknown(String::new()),
            };
        };
        if old.start < self.situation.now {
            return Cause::Root("its time is past".into());
        }
        if !self.situation.curriculum.picked().any(|t| t.id == old.task) {
            return Cause::Root(format!("{} is no longer in the curriculum", old.task));
        }
        let alone = pair.new.is_some_and(|s| s.resource != "me");
        if let Some(taken) = self.taken(old).filter(|_| !alone) {
            return Cause::Root(taken);
        }
        if let Some(by) = self.pushed_by(old) {
            return by;
        }
        let (before, now) = self.work.get(old.task.as_str()).copied().unwrap_or_default();
        if let Some(slip) = self.slip(&old.task) {
            return Cause::Root(slip);
        }
        let less = || Cause::Root(format!("{} needs {} less", old.task, show(before - now)));
        if now < before && pair.new.is_none() {
            return less();
        }
        if let Some(other) = self.displaced_by(old) {
            return other;
        }
        if now < before {
            return less();
        }
        match pair.new {
            Some(new) if new.start < old.start => self.room_at(new),
            _ => Cause::Unknown("the task is divided in another way".into()),
        }
    }

    /// Why a session exists that was not in the accepted schedule.
    fn appears(&self, new: &PlannedSession) -> Cause {
        let known = self.ends.get(new.task.as_str());
        if known.is_none_or(|ends| ends.0.is_none()) {
            return Cause::Root(format!("{} is new in the curriculum", new.task));
        }
        match self.slip(&new.task) {
            Some(slip) => Cause::Root(slip),
            None => Cause::Unknown("the task is divided in another way".into()),
        }
    }

    /// Whether a task has more work ahead than the accepted schedule had for it.
    fn slip(&self, task: &str) -> Option<String> {
        let (before, now) = self.work.get(task).copied().unwrap_or_default();
        let known = self.ends.get(task).is_some_and(|ends| ends.0.is_some());
        match (known, now > before) {
            (true, true) => Some(format!("{task} slipped: {} more to do", show(now - before))),
            (false, true) => Some(format!("{task} is new in the curriculum")),
            _ => None,
        }
    }

    /// A commitment, an absence or other hours.
    fn taken(&self, old: &DatedSession) -> Option<String> {
        let settings = &self.situation.settings;
        let overlaps = |from: Timestamp, to: Timestamp| from < old.end && old.start < to;
        let blocking = || self.events.iter().filter(|e| e.blocks);
        if let Some(event) = blocking().find(|e| overlaps(e.occurrence.start, e.occurrence.end)) {
            return Some(format!(
                "“{}” of calendar `{}` takes the time",
                event.occurrence.summary, event.calendar
            ));
        }
        let first = settings.zones.local(old.start).date();
        if let Some(away) = settings.away.iter().find(|a| a.from <= first && first <= a.to) {
            return Some(
                away.why
                    .as_ref()
                    .map_or("you are away".into(), |why| format!("you are away: {why}")),
            );
        }
        let (from, to) = (slot_to(old.start), slot_from(old.end));
        let within = |open: &[(i64, i64)]| open.iter().any(|(a, b)| *a <= from && to <= *b);
        let task = self.situation.curriculum.task(&old.task);
        // What happens at an hour of its own does not ask for the person's hours.
        let any_hour = task.is_some_and(|t| t.session.whole && !t.needs.is_empty());
        let free = within(&self.person.free);
        if within(&self.person.open) || (any_hour && free) {
            return None;
        }
        if !free {
            let buffered = |e: &&Event| {
                let own = settings.feeds.iter().find(|f| f.name == e.calendar);
                let buffer = own.and_then(|f| f.buffer).unwrap_or(settings.buffer);
                let from = e.occurrence.start.checked_sub(buffer).unwrap_or(Timestamp::MIN);
                let to = e.occurrence.end.checked_add(buffer).unwrap_or(Timestamp::MAX);
                overlaps(from, to)
            };
            if let Some(event) = blocking().find(buffered) {
                return Some(format!(
                    "“{}” of calendar `{}` is too near",
                    event.occurrence.summary, event.calendar
                ));
            }
        }
        Some("it would lie outside your hours".into())
    }

    /// What the session waits for, where that ends too late for it now.
    fn pushed_by(&self, old: &DatedSession) -> Option<Cause> {
        let task = self.situation.curriculum.task(&old.task)?;
        let late = |after: &&After| {
            let (before, now) = self.ends.get(after.task.as_str()).copied().unwrap_or_default();
            let since = |end: Option<Timestamp>| end.and_then(|end| end.checked_add(after.lag).ok());
            since(now) > Some(old.start) && before < now
        };
        let first_time = task.times == Times::Once || time_of(old) == 1;
        let after = task.after.iter().filter(|_| first_time).find(late)?;
        if let Some(slip) = self.slip(&after.task) {
            return Some(Cause::Root(slip));
        }
        // The last session of it that moved.
        let of = |pair: &Pair<'_>| pair.new.filter(|s| s.task == after.task).map(|s| s.end);
        let last = (0..self.pairs.len()).max_by_key(|&i| of(&self.pairs[i]))?;
        of(&self.pairs[last])?;
        Some(Cause::Pushed(last))
    }

    /// The session of another task that lies there now.
    fn displaced_by(&self, old: &DatedSession) -> Option<Cause> {
        let there = |s: &&PlannedSession| {
            let other = s.task != old.task || s.time.map_or(1, |(time, _)| time) != time_of(old);
            other && s.resource == "me" && s.start < old.end && old.start < s.end
        };
        let other = self.plan.sessions.iter().find(there)?;
        Some(
            match self.places.get(&(other.start, other.end, other.id.as_str())) {
                Some(pair) => Cause::Pushed(*pair),
                None => Cause::Unknown(format!("{} comes first there now", other.task)),
            },
        )
    }

    /// Where a session is earlier now: what made room for it.
    fn room_at(&self, new: &PlannedSession) -> Cause {
        let left = |pair: &Pair<'_>| pair.old.is_some_and(|s| s.start < new.end && new.start < s.end);
        let gone = self
            .pairs
            .iter()
            .position(|pair| left(pair) && pair.old.is_some_and(|s| s.task != new.task));
        match gone {
            Some(pair) => Cause::Pushed(pair),
            None => Cause::Unknown("it can be earlier now".into()),
        }
    }
}
