//! What would help: changes that make everything fit the date, each solved before it is offered, the least asking first.
//!
//! # Where they come from
//!
//! A change of one wish alone helps only if the wish belongs to every conflict: where the rest collides without it, it
//! collides with the wish changed. So the wishes of the conflict that was found are bent, and the work itself: a task left
//! out, a task shortened to its low estimate at the most. Each is a ladder of bends from the least to the most; the least
//! that suffices is found by bisection. Where nothing but another date suffices alone, several are bent together
//! (`combine`). What a repair asks is said in `asks`.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::instant;
use pivot_domain::zones::later;

use super::bend::{Bend, fuller, longer};
use super::ladder::Ladder;
use super::order::{Edit, edits, order};
use super::trial::{QUICK, Trials, Tried};
use super::wish::{Files, Wish};
use crate::error::Error;

/// Changes that make everything fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What is bent: one thing, or several together, none of which can be left out.
    pub bends: Vec<Bend>,
    /// The change as an order.
    pub change: String,
    /// What to write where.
    pub edits: Vec<Edit>,
    /// What it asks of the person, for comparison.
    pub asks: SignedDuration,
    /// When everything is finished then.
    pub finish: Timestamp,
}

/// So many repairs are offered.
pub(super) const OFFERED: usize = 6;

/// The files after these bends.
pub fn bent(files: &Files, bends: &[Bend]) -> Files {
    let mut bent = files.clone();
    for bend in bends {
        bend.apply(files, &mut bent);
    }
    bent
}

/// What is known when repairs are looked for.
pub(super) struct Workshop<'t, 's, 'f> {
    pub trials: &'t mut Trials<'s>,
    /// The files with the date that cannot be kept.
    pub files: &'f Files,
    /// The wishes that collide.
    pub conflict: &'f [Wish],
    /// The files without the date, solved.
    pub undated: &'f Tried<'f>,
    /// What came of bends that were tried.
    pub known: BTreeMap<Vec<Bend>, Came>,
}

/// What came of bends.
#[derive(Clone, Debug)]
pub(super) struct Came {
    fits: bool,
    /// Of the schedule, in slots since 1970.
    finish: Option<i64>,
    /// The bends that forgive promises, each with the times that are let go.
    let_go: Vec<(Bend, u32)>,
}

impl Came {
    /// The times of a promise that are let go by a bend that forgives it.
    pub(super) fn let_go(&self, bend: Bend) -> u32 {
        self.let_go
            .iter()
            .find(|(b, _)| *b == bend)
            .map_or(0, |(_, times)| *times)
    }
}

impl Workshop<'_, '_, '_> {
    /// The repairs, the least asking first.
    pub(super) fn repairs(&mut self) -> Result<Vec<Repair>, Error> {
        let mut found: Vec<Vec<Bend>> = Vec::new();
        let mut ladders: Vec<Ladder> = Vec::new();
        for wish in self.conflict.iter().filter(|w| **w != Wish::Date) {
            ladders.extend(self.ladders(*wish));
        }
        for ladder in &ladders {
            found.extend(self.climb(&[], ladder)?.map(|bend| vec![bend]));
        }
        let (drops, cuts) = (self.drops(), self.cuts());
        for ladder in drops.iter().chain(&cuts) {
            // One task of each kind is enough: they are tried from the least asking on.
            let again = |b: &Vec<Bend>| std::mem::discriminant(&b[0]) == std::mem::discriminant(&ladder[0]);
            if !found.iter().any(again) {
                found.extend(self.climb(&[], ladder)?.map(|bend| vec![bend]));
            }
        }
        if found.is_empty() {
            found.extend(self.combined()?);
        }
        found.extend(self.date()?.map(|bend| vec![bend]));
        self.offer(found)
    }

    /// What was found, solved, the least asking first.
    fn offer(&mut self, found: Vec<Vec<Bend>>) -> Result<Vec<Repair>, Error> {
        let mut repairs = Vec::new();
        for bends in found {
            let came = self.came_of(&bends)?;
            let (true, Some(finish)) = (came.fits, came.finish) else {
                continue;
            };
            repairs.push(Repair {
                change: order(&bends, self.files, &came),
                edits: edits(&bends, self.files, &bent(self.files, &bends)),
                asks: SignedDuration::from_mins(self.ask_in_all(&bends, &came)),
                finish: instant(finish),
                bends,
            });
        }
        // The sort is stable: of two that ask the same, the one of the wish that is named first.
        repairs.sort_by_key(|r| r.asks);
        let kinds = |r: &Repair| {
            r.bends
                .iter()
                .map(|b| (std::mem::discriminant(b), b.task()))
                .collect::<Vec<_>>()
        };
        let mut seen = Vec::new();
        repairs.retain(|r| {
            let kind = kinds(r);
            !seen.contains(&kind) && {
                seen.push(kind);
                true
            }
        });
        if repairs.len() > OFFERED {
            // Another date is always offered: it asks for nothing to be done.
            let date = repairs[OFFERED..]
                .iter()
                .position(|r| matches!(r.bends[..], [Bend::Date(_)]));
            if let Some(at) = date {
                repairs.swap(OFFERED - 1, OFFERED + at);
            }
            repairs.truncate(OFFERED);
        }
        Ok(repairs)
    }

    /// Solves the files with these bends; what was solved before is known.
    pub(super) fn came_of(&mut self, bends: &[Bend]) -> Result<Came, Error> {
        let mut key = bends.to_vec();
        key.sort_unstable();
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let files = bent(self.files, bends);
        let tried = self.trials.attempt(&files, QUICK)?;
        let forgiven = |i: usize| tried.forgiven(&self.files.curriculum.tasks[i].id);
        let came = Came {
            fits: tried.fits,
            finish: tried.finish(),
            let_go: bends
                .iter()
                .filter_map(|&bend| match bend {
                    Bend::Forgive(i) => Some((bend, forgiven(i))),
                    _ => None,
                })
                .collect(),
        };
        self.known.insert(key, came.clone());
        Ok(came)
    }

    pub(super) fn fits(&mut self, bends: &[Bend]) -> Result<bool, Error> {
        Ok(self.came_of(bends)?.fits)
    }

    /// Slots of study until the date with these bends.
    pub(super) fn study(&mut self, bends: &[Bend]) -> i64 {
        let mut files = bent(self.files, bends);
        files.settings.finish_by = self.files.settings.finish_by;
        self.trials.study(&files)
    }

    /// The least bend of a ladder that suffices beside others, if the last one does.
    pub(super) fn climb(&mut self, beside: &[Bend], ladder: &[Bend]) -> Result<Option<Bend>, Error> {
        let with = |bend: Bend| [beside, &[bend]].concat();
        let Some(last) = ladder.last() else {
            return Ok(None);
        };
        if !self.fits(&with(*last))? {
            return Ok(None);
        }
        let (mut low, mut high) = (0, ladder.len() - 1);
        while low < high {
            let middle = (low + high) / 2;
            if self.fits(&with(ladder[middle]))? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(Some(ladder[high]))
    }

    /// The soonest date that was seen to fit.
    fn date(&mut self) -> Result<Option<Bend>, Error> {
        let Some(finish) = self.undated.finish() else {
            return Ok(None);
        };
        let zones = &self.files.settings.zones;
        let last = zones.local(instant(finish - 1)).date();
        // Promises that are forgiven depend on the date: a day or two more where the schedule is another one then.
        let ladder: Ladder = (0..=2).map(|more| Bend::Date(later(last, more))).collect();
        for bend in ladder {
            if self.fits(&[bend])? {
                return Ok(Some(bend));
            }
        }
        Ok(None)
    }
}

/// Minutes a week that the first rule's hours grow by, where the hours are bent.
pub(super) fn minutes_a_week(files: &Files, repair: &Repair) -> Option<SignedDuration> {
    let week = &files.settings.hours[0].week;
    let more = repair.bends.iter().find_map(|bend| match bend {
        Bend::Hours(more) => Some(longer(week, *more)),
        Bend::FreeDays(more) => Some(fuller(week, *more)),
        _ => None,
    })?;
    let minutes = more.minutes().saturating_sub(week.minutes());
    Some(SignedDuration::from_mins(minutes.into()))
}
