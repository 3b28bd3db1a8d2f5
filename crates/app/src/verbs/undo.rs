//! `pivot undo`: a fact is taken back by another fact, and where it was wrong a right one takes its place.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::fact::{Event, Recorded, standing, undone};
use pivot_store::Folder;

use super::record::{Outcome, happened, in_a_day, known, write};
use crate::error::Error;
use crate::situation::Situation;

/// Takes facts back, all or none: those of the ids, of which the beginning is enough, each alone or as `FIRST..LAST`; without
/// an id the last one that stands.
pub fn undo(folder: &Folder, situation: &Situation, ids: &[&str]) -> Result<Outcome, Error> {
    let mut refused = None;
    let recorded = write(folder, situation, |facts, _| {
        let mut targets = Vec::new();
        for id in ids {
            match id.split_once("..") {
                Some((first, last)) => targets.extend(between(facts, first, last)?),
                None => targets.push(by_id(facts, id)?),
            }
        }
        if ids.is_empty() {
            targets.extend(last_standing(facts));
        }
        let void = undone(facts);
        let refusal = |target: &&Recorded| {
            let id = &target.id;
            if !target.fact.event.can_be_undone() {
                Some(format!(
                    "{id} was given to a calendar program, which cannot be taken back: export again"
                ))
            } else if void.contains(id.as_str()) {
                Some(format!("{id} was taken back before"))
            } else {
                None
            }
        };
        let nothing = || "there is nothing to take back".to_owned();
        refused = targets
            .iter()
            .find_map(refusal)
            .or_else(|| targets.is_empty().then(nothing));
        if refused.is_some() {
            return Ok(Vec::new());
        }
        let mut seen = BTreeSet::new();
        targets.retain(|target| seen.insert(&target.id));
        let back = |target: &Recorded| Event::Undone {
            fact: target.id.clone(),
        };
        Ok(targets
            .into_iter()
            .map(|target| (situation.now, back(target)))
            .collect())
    })?;
    Ok(match refused {
        Some(why) => Outcome::Nothing(why),
        None => Outcome::Recorded(recorded),
    })
}

/// The facts from one to another, in the order of writing, that stand and can be taken back.
fn between<'f>(facts: &'f [Recorded], first: &str, last: &str) -> Result<Vec<&'f Recorded>, Error> {
    let (first, last) = (by_id(facts, first)?, by_id(facts, last)?);
    let place = |of: &Recorded| facts.iter().position(|r| r.id == of.id).unwrap_or(0);
    let (from, to) = (place(first), place(last));
    if from > to {
        return Err(
            Error::wrong(format!("{} was written after {}", first.id, last.id))
                .next("name the earlier one first: pivot undo FIRST..LAST"),
        );
    }
    let void = undone(facts);
    let stands = |r: &&Recorded| {
        !void.contains(r.id.as_str())
            && !matches!(r.fact.event, Event::Undone { .. })
            && r.fact.event.can_be_undone()
    };
    Ok(facts[from..=to].iter().filter(stands).collect())
}

/// Work that was recorded wrongly: it is taken back, and what it really was is recorded, both or neither. Without `at` it
/// stays where it was.
pub fn correct(
    folder: &Folder,
    situation: &Situation,
    id: &str,
    (task, time): (&str, Option<u32>),
    spent: SignedDuration,
    at: Option<Timestamp>,
) -> Result<Outcome, Error> {
    let told = at.map(|at| happened(situation, Some(at))).transpose()?;
    if spent.is_zero() {
        return Err(Error::wrong("no time is nothing to record").next("take the fact back instead"));
    }
    in_a_day(spent)?;
    let mut refused = None;
    let recorded = write(folder, situation, |facts, progress| {
        let wrong = by_id(facts, id)?;
        if undone(facts).contains(wrong.id.as_str()) {
            refused = Some(Outcome::Nothing(format!("{} was taken back before", wrong.id)));
            return Ok(Vec::new());
        }
        let part = known(situation, progress, task)?.part(time, progress)?;
        let at = told.unwrap_or(wrong.fact.at);
        let back = Event::Undone {
            fact: wrong.id.clone(),
        };
        let mut events = vec![(situation.now, back)];
        match &wrong.fact.event {
            // Without its end the timer would run again, unless it was started anew since.
            Event::Stopped { part: was, .. } if progress.running.iter().all(|r| r.part != *was) => {
                if *was == part {
                    events.push((at, Event::Stopped { part, spent }));
                } else {
                    let (was, none) = (was.clone(), SignedDuration::ZERO);
                    events.push((
                        at,
                        Event::Stopped {
                            part: was,
                            spent: none,
                        },
                    ));
                    events.push((at, Event::Logged { part, spent }));
                }
            }
            Event::Stopped { .. } | Event::Logged { .. } => events.push((at, Event::Logged { part, spent })),
            _ => {
                return Err(Error::wrong(format!("{} records no time", wrong.id))
                    .next("take it back, and record what is right"));
            }
        }
        Ok(events)
    })?;
    Ok(refused.unwrap_or(Outcome::Recorded(recorded)))
}

/// The fact whose id begins so.
fn by_id<'f>(facts: &'f [Recorded], id: &str) -> Result<&'f Recorded, Error> {
    let mut found = facts
        .iter()
        .filter(|r| !id.is_empty() && r.id.starts_with(&id.to_lowercase()));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(one), Some(_)) => Err(Error::wrong(format!("several facts begin with `{id}`"))
            .next(format!("one of them is {}", one.id))),
        (None, _) => Err(Error::wrong(format!("there is no fact `{id}`"))
            .next("pivot journal shows the facts with their ids")),
    }
}

/// The last fact that stands and is neither an undo nor out of reach: undoing again goes further back.
fn last_standing(facts: &[Recorded]) -> Option<&Recorded> {
    standing(facts)
        .rev()
        .find(|r| !matches!(r.fact.event, Event::Undone { .. }) && r.fact.event.can_be_undone())
}
