//! Why a session moved: followed from what pushed it to what began it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::{Person, instant, person, slot_from, slot_to};
use pivot_domain::curriculum::{After, Times};
use pivot_domain::duration::show;
use pivot_domain::fact::{self, DatedSession};
use pivot_domain::progress::{Progress, TaskProgress};
use pivot_domain::silence::Silence;

use super::known::time_of;
use super::lost::{blackout, in_words};
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

/// What is said of a session that the person put where it is.
const PINNED: &str = "you pinned it";

/// What all the pairs have in common.
pub(super) struct Causes<'a> {
    situation: &'a Situation,
    accepted: &'a [DatedSession],
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
    progress: Progress,
    blackout: Option<Silence>,
    /// Tasks that were estimated anew since the schedule was accepted.
    estimated: BTreeSet<String>,
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
            accepted,
            plan,
            pairs,
            work,
            ends,
            events,
            person,
            progress: situation.progress(),
            blackout: blackout(situation),
            estimated: estimated(situation),
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
                Cause::Root(text) if text == PINNED && pair != first => {
                    return format!("you pinned {}", self.task(pair));
                }
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

    /// The first of these that holds: the person pinned or deleted it; its task is done or gone; its time is past; its time is taken; its own task slipped; what it
    /// waits for ends later; another session lies there now; something gave it room.
    fn find(&self, pair: &Pair<'_>) -> Cause {
        let Some(old) = pair.old else {
            return match pair.new {
                Some(new) => self.appears(new),
                None => Cause::Unknown(String::new()),
            };
        };
        if pair.new.is_some_and(|new| new.pinned) {
            return Cause::Root(PINNED.into());
        }
        if let Some(done) = self.closed(old) {
            return Cause::Root(done);
        }
        if old.start < self.situation.now {
            return Cause::Root(self.away(old).unwrap_or_else(|| "its time is past".into()));
        }
        let missed = &self.progress.missed;
        if missed.get(&old.id).is_some_and(|gone| gone.start == old.start) {
            return Cause::Root("you deleted it in your calendar".into());
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
        let less = || Cause::Root(self.less(&old.task, before - now));
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
        if new.pinned {
            return Cause::Root(PINNED.into());
        }
        let known = self.ends.get(new.task.as_str());
        if known.is_none_or(|ends| ends.0.is_none()) {
            return Cause::Root(self.new_task(&new.task));
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
            (true, true) => Some(self.more(task, now - before)),
            (false, true) => Some(self.new_task(task)),
            _ => None,
        }
    }

    /// Why a task has more work ahead.
    fn more(&self, task: &str, more: SignedDuration) -> String {
        if let Some(estimate) = self.estimate(task) {
            return format!("{task} is estimated at {estimate} now: {} more to do", show(more));
        }
        let past = self.accepted.iter().filter(|s| s.task == task);
        if let Some(away) = past.filter_map(|s| self.away(s)).next() {
            return away;
        }
        let likely = self.situation.curriculum.task(task).map(|t| t.effort.likely);
        let spent = self.progress.task(task).map(TaskProgress::spent);
        let once = self
            .situation
            .curriculum
            .task(task)
            .is_some_and(|t| t.times == Times::Once);
        if once && spent.is_some_and(|spent| Some(spent) >= likely) {
            return format!("{task} takes longer than estimated: {} more to do", show(more));
        }
        format!("{task} slipped: {} more to do", show(more))
    }

    /// Why a task has less work ahead.
    fn less(&self, task: &str, less: SignedDuration) -> String {
        if let Some(estimate) = self.estimate(task) {
            return format!("{task} is estimated at {estimate} now: {} less to do", show(less));
        }
        let worked = self.progress.task(task).is_some_and(|t| !t.work.is_empty());
        let why = if worked { ", by the time logged" } else { "" };
        format!("{task} needs {} less{why}", show(less))
    }

    /// The person's estimate, where it is newer than the accepted schedule.
    fn estimate(&self, task: &str) -> Option<String> {
        let effort = self.progress.task(task)?.estimate?;
        let hours = [effort.low, effort.likely, effort.high].map(show).join("/");
        self.estimated.contains(task).then_some(hours)
    }

    fn new_task(&self, task: &str) -> String {
        if self.progress.added.contains_key(task) && self.situation.curriculum.task(task).is_none() {
            format!("{task} was added")
        } else {
            format!("{task} is new in the curriculum")
        }
    }

    /// Why nothing is left to do of a session's task.
    fn closed(&self, old: &DatedSession) -> Option<String> {
        let (task, time) = (&old.task, time_of(old));
        if self.progress.dropped.contains(task) {
            return Some(format!("{task} was dropped"));
        }
        if self.progress.done(task, time).is_some() {
            let repeated = self.situation.curriculum.task(task)?.times.count() > 1;
            let time = if repeated {
                format!(" (time {time})")
            } else {
                String::new()
            };
            return Some(format!("{task}{time} is done"));
        }
        let planned = self.situation.curriculum.picked().any(|t| t.id == *task);
        let known = planned || self.progress.added.contains_key(task);
        (!known).then(|| format!("{task} is no longer in the curriculum"))
    }

    /// The long silence in which a session lies.
    fn away(&self, old: &DatedSession) -> Option<String> {
        let silence = self.blackout.as_ref()?;
        let within = silence.from <= old.start && old.start < silence.to;
        within.then(|| in_words(self.situation, silence))
    }

    /// A commitment, an absence or other hours.
    fn taken(&self, old: &DatedSession) -> Option<String> {
        let settings = &self.situation.settings;
        // What a machine does alone asks for nobody's hours.
        let run = self
            .situation
            .curriculum
            .task(&old.task)
            .and_then(|t| t.unattended.as_ref());
        if run.is_some_and(|run| run.time == old.end.duration_since(old.start)) {
            return None;
        }
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

/// The tasks that were estimated anew since the schedule was accepted that is accepted now.
fn estimated(situation: &Situation) -> BTreeSet<String> {
    let facts = fact::standing(&situation.facts).rev().map(|r| &r.fact.event);
    facts
        .take_while(|event| !matches!(event, fact::Event::PlanAccepted(_)))
        .filter_map(|event| match event {
            fact::Event::EstimateChanged { task, .. } => Some(task.clone()),
            _ => None,
        })
        .collect()
}
