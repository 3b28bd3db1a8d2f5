//! Time that was planned and brought no work: a long silence, and sessions that were missed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::fact::{DatedSession, Event, standing};
use pivot_domain::progress::Progress;
use pivot_domain::silence::{BLACKOUT, Silence, blackouts};
use pivot_domain::zones::later;

use super::known::time_of;
use crate::situation::Situation;

/// Work that was planned for a time that is over and was not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The task.
    pub task: String,
    /// Which time of a repeated task.
    pub time: Option<u32>,
    /// Its title.
    pub title: String,
    /// So much less was recorded than planned. It is planned anew.
    pub missing: SignedDuration,
}

/// The last long silence in which sessions of the accepted schedule lie, days away aside: it is taken as time away. Once a
/// later schedule is accepted, it is over.
pub fn blackout(situation: &Situation) -> Option<Silence> {
    let begin = situation.settings.zones.start_of(situation.settings.start);
    let accepted = situation.accepted();
    let planned = |silence: &Silence| {
        accepted
            .iter()
            .any(|s| silence.from <= s.start && s.start < silence.to)
    };
    let silences = blackouts(&situation.facts, begin, situation.now);
    silences
        .into_iter()
        .rev()
        .find(|silence| planned(silence) && unannounced(situation, silence))
}

/// Whether a silence is still a long one without the days that the person was away by their own word.
fn unannounced(situation: &Situation, silence: &Silence) -> bool {
    let zones = &situation.settings.zones;
    let away = situation.settings.away.iter().map(|away| {
        let (from, to) = (zones.start_of(away.from), zones.start_of(later(away.to, 1)));
        let common = to.min(silence.to).duration_since(from.max(silence.from));
        common.max(SignedDuration::ZERO)
    });
    let told = away.fold(SignedDuration::ZERO, SignedDuration::saturating_add);
    silence.to.duration_since(silence.from).saturating_sub(told) >= BLACKOUT
}

/// `nothing was recorded from Tue 5 Jan to Wed 20 Jan: taken as time away`.
pub(super) fn in_words(situation: &Situation, silence: &Silence) -> String {
    let day = |at: Timestamp| {
        let local = situation.settings.zones.local(at);
        local.strftime("%a %-d %b").to_string()
    };
    format!(
        "nothing was recorded from {} to {}: taken as time away",
        day(silence.from),
        day(silence.to)
    )
}

/// What was missed of the accepted schedule since it was accepted, soonest first; a blackout aside, and of open tasks alone.
pub(super) fn missed(situation: &Situation, progress: &Progress, blackout: Option<&Silence>) -> Vec<Missed> {
    let Some(since) = accepted_at(situation) else {
        return Vec::new();
    };
    let away = |s: &DatedSession| blackout.is_some_and(|b| b.from <= s.start && s.start < b.to);
    let over = |s: &&DatedSession| s.end <= situation.now && !away(s) && !situation.is_run(s);
    let mut planned: BTreeMap<(&str, u32), (Timestamp, SignedDuration)> = BTreeMap::new();
    for s in situation.accepted().iter().filter(over) {
        let entry = planned
            .entry((&s.task, time_of(s)))
            .or_insert((s.start, SignedDuration::ZERO));
        *entry = (entry.0.min(s.start), entry.1 + s.end.duration_since(s.start));
    }
    let mut missed: Vec<(Timestamp, Missed)> = Vec::new();
    for ((task, time), (start, length)) in planned {
        if progress.dropped.contains(task) || progress.done(task, time).is_some() {
            continue;
        }
        let own = situation.curriculum.picked().find(|t| t.id == task);
        let title = own.map(|t| t.title.as_str());
        let Some(title) = title.or_else(|| progress.added.get(task).map(|t| t.title.as_str())) else {
            continue;
        };
        let work = progress.task(task).map_or(&[][..], |t| &t.work);
        let done = work.iter().filter(|w| w.time == time && w.at >= since);
        let done = done.fold(SignedDuration::ZERO, |sum, w| sum.saturating_add(w.spent));
        if length > done {
            let repeated = own.is_some_and(|t| t.times.count() > 1);
            let entry = Missed {
                task: task.to_owned(),
                time: repeated.then_some(time),
                title: title.to_owned(),
                missing: length - done,
            };
            missed.push((start, entry));
        }
    }
    missed.sort_by(|a, b| (a.0, &a.1.task).cmp(&(b.0, &b.1.task)));
    missed.into_iter().map(|(_, missed)| missed).collect()
}

/// When the schedule was accepted that is accepted now.
fn accepted_at(situation: &Situation) -> Option<Timestamp> {
    let accepted = |event: &Event| matches!(event, Event::PlanAccepted(_));
    let fact = standing(&situation.facts)
        .rev()
        .find(|r| accepted(&r.fact.event))?;
    Some(fact.fact.at)
}
