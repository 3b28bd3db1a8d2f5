//! What would help: changes that make everything fit the date, each solved before it is offered, the least asking first.
//!
//! # Where they come from
//!
//! A change of one wish alone helps only if the wish belongs to every conflict: where the rest collides without it, it
//! collides with the wish changed. So the wishes of the conflict that was found are bent, and the work itself: a task left
//! out, a task shortened to its low estimate at the most. Each is a ladder of bends from the least to the most; the least
//! that suffices is found by bisection. Where nothing but another date suffices alone, two ladders are climbed together.
//!
//! # What a repair asks
//!
//! Hours of the person, so that they can be compared:
//!
//! | bend | asks |
//! |---|---|
//! | hours, daily limit, breaks, session lengths, buffers, start | the study time that it adds until the date |
//! | days off given back | the same, and 8 h for each day |
//! | the commitments of a calendar | twice the study time that they take |
//! | a task shortened, times of a promise left out | the work left undone |
//! | a task left out | its work; twice where others build on it |
//! | a promise more often, a task divided | 1 h for each time |
//! | a resource at any hour | an ordinary week's study: it is for others to give |
//! | a quota | the hours added to a period |
//! | the date, a deadline or a beginning moved, a wait shortened | an ordinary day's study for each day |

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::availability::instant;
use pivot_domain::curriculum::Task;
use pivot_domain::zones::later;
use pivot_engine::Outcome;

use super::bend::{Bend, Edit, days_between, dependents, fuller, longer};
use super::trial::{QUICK, Trials, Tried};
use super::wish::{Files, Wish, binding, day_before, first_day, last_day};
use crate::error::Error;

/// Changes that make everything fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What is bent: one thing, or two together.
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
const OFFERED: usize = 6;
/// So many tasks are tried for being left out, and for being shortened.
const TASKS_TRIED: usize = 5;
/// So many pairs are tried.
const PAIRS_TRIED: usize = 12;
/// Study and breaks of a day that was meant to be off, beside the hours that are studied.
const DAY_OFF_MINUTES: i64 = 8 * 60;

/// Bends of one thing, the least first.
type Ladder = Vec<Bend>;

/// The files after these bends.
pub(super) fn bent(files: &Files, bends: &[Bend]) -> Files {
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
#[derive(Clone, Copy, Debug)]
pub(super) struct Came {
    fits: bool,
    /// Of the schedule, in slots since 1970.
    finish: Option<i64>,
    /// Slots of study until the date.
    study: i64,
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
            // What is left over may collide by itself, most often with the hours.
            if !self.conflict.contains(&Wish::Hours) {
                ladders.extend([self.more_hours(), self.more_days()]);
            }
            ladders.extend(drops.into_iter().next_back());
            ladders.extend(cuts.into_iter().next());
            found.extend(self.pairs(&ladders)?);
        }
        found.extend(self.date()?.map(|bend| vec![bend]));
        self.offer(found)
    }

    /// What was found, solved, the least asking first.
    fn offer(&mut self, found: Vec<Vec<Bend>>) -> Result<Vec<Repair>, Error> {
        let mut repairs = Vec::new();
        let base = self.came_of(&[])?.study;
        for bends in found {
            let Came { fits, finish, study } = self.came_of(&bends)?;
            let (true, Some(finish)) = (fits, finish) else {
                continue;
            };
            let gained = (study - base).max(0) * 5;
            let asks = bends.iter().map(|b| self.asks(*b, gained)).sum();
            repairs.push(Repair {
                change: bends
                    .iter()
                    .map(|b| b.words(self.files))
                    .collect::<Vec<_>>()
                    .join(", and "),
                edits: bends.iter().map(|b| b.edit(self.files)).collect(),
                bends,
                asks: SignedDuration::from_mins(asks),
                finish: instant(finish),
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
    fn came_of(&mut self, bends: &[Bend]) -> Result<Came, Error> {
        if let Some(known) = self.known.get(bends) {
            return Ok(*known);
        }
        let files = bent(self.files, bends);
        let tried = self.trials.attempt(&files, QUICK)?;
        let limit = Trials::limit(self.files).unwrap_or(i64::MAX / 2);
        let came = Came {
            fits: tried.fits,
            finish: tried.finish(),
            study: tried.study(i64::MIN, limit),
        };
        self.known.insert(bends.to_vec(), came);
        Ok(came)
    }

    fn fits(&mut self, bends: &[Bend]) -> Result<bool, Error> {
        Ok(self.came_of(bends)?.fits)
    }

    /// The least bend of a ladder that suffices beside others, if the last one does.
    fn climb(&mut self, beside: &[Bend], ladder: &[Bend]) -> Result<Option<Bend>, Error> {
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

    /// The first pairs of ladders that suffice together, each bent as little as it can be beside the other.
    fn pairs(&mut self, ladders: &[Ladder]) -> Result<Vec<Vec<Bend>>, Error> {
        let mut found = Vec::new();
        let mut tried = 0;
        for (i, one) in ladders.iter().enumerate() {
            for other in &ladders[i + 1..] {
                let Some(most) = one.last() else { continue };
                tried += 1;
                if tried > PAIRS_TRIED || found.len() >= OFFERED {
                    return Ok(found);
                }
                if let Some(second) = self.climb(&[*most], other)?
                    && let Some(first) = self.climb(&[second], one)?
                {
                    found.push(vec![first, second]);
                }
            }
        }
        Ok(found)
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

    /// The ladders of a wish.
    fn ladders(&self, wish: Wish) -> Vec<Ladder> {
        let Files { settings, curriculum } = self.files;
        let steps = |least: i64, most: i64, by: i64| {
            (1..).map(move |k| least + k * by).take_while(move |m| *m <= most)
        };
        let down = |from: SignedDuration, to: i64, by: i64| {
            let from = from.as_mins();
            (1..)
                .map(move |k| from - k * by)
                .take_while(move |m| *m > to)
                .chain([to])
                .map(SignedDuration::from_mins)
        };
        let ladder: Ladder = match wish {
            Wish::Date => Vec::new(),
            Wish::Hours => return vec![self.more_hours(), self.more_days()],
            Wish::DailyLimit => (1..=64).map(|k| Bend::DailyLimit(k * 15)).collect(),
            Wish::Start => self
                .earlier(settings.start)
                .into_iter()
                .map(Bend::Start)
                .collect(),
            Wish::Away(i) => {
                let away = &settings.away[i];
                let length = days_between(away.from, away.to) + 1;
                (1..=length.min(366))
                    .map(|k| Bend::Away(i, later(away.to, -k)))
                    .collect()
            }
            Wish::Calendar(i) => vec![Bend::Calendar(i)],
            Wish::Buffer => down(settings.buffer, 0, 5).map(Bend::Buffer).collect(),
            Wish::SessionMin => down(settings.session.min, 5, 5).map(Bend::SessionMin).collect(),
            Wish::SessionMax => steps(settings.session.max.as_mins(), 24 * 60, 30)
                .map(|m| Bend::SessionMax(SignedDuration::from_mins(m)))
                .collect(),
            Wish::Break => down(settings.session.rest, 0, 5).map(Bend::Break).collect(),
            Wish::MachineHours(i) => vec![Bend::MachineHours(i)],
            Wish::Quota(i) => {
                let time = settings.machines[i].quota.map_or(0, |q| q.time.as_mins());
                steps(time, 7 * 24 * 60, 60)
                    .map(|m| Bend::Quota(i, SignedDuration::from_mins(m)))
                    .collect()
            }
            Wish::TaskSession(i) => vec![Bend::TaskSession(i)],
            Wish::Cadence(i) => {
                let Some(cadence) = binding(&curriculum.tasks[i]) else {
                    return Vec::new();
                };
                return vec![
                    (1..cadence.times).rev().map(|t| Bend::Times(i, t)).collect(),
                    (1..cadence.every_days).rev().map(|d| Bend::Every(i, d)).collect(),
                ];
            }
            Wish::Deadline(i) => {
                let by = curriculum.tasks[i].deadline.map(|d| last_day(self.files, d.when));
                by.into_iter()
                    .flat_map(|by| (1..=366).map(move |k| Bend::Deadline(i, later(by, k))))
                    .collect()
            }
            Wish::Release(i) => {
                let from = curriculum.tasks[i].not_before.map(|w| first_day(self.files, w));
                let earlier = from.map(|from| self.earlier(from)).unwrap_or_default();
                earlier.into_iter().map(|date| Bend::Release(i, date)).collect()
            }
            Wish::Wait(i) => {
                let longest = curriculum.tasks[i]
                    .after
                    .iter()
                    .map(|a| a.lag)
                    .max()
                    .unwrap_or_default();
                let by = if longest >= SignedDuration::from_hours(24) {
                    24 * 60
                } else {
                    60
                };
                down(longest, 0, by).map(|most| Bend::Wait(i, most)).collect()
            }
        };
        vec![ladder]
    }

    /// Each day longer, by five minutes more, up to four hours or until no day can be.
    fn more_hours(&self) -> Ladder {
        let weeks = || self.files.settings.hours.iter().map(|h| &h.week);
        let grows = |m: &u32| weeks().any(|w| longer(w, *m) != longer(w, *m - 5));
        (1..=48)
            .map(|k| k * 5)
            .take_while(grows)
            .map(Bend::Hours)
            .collect()
    }

    /// Each day without hours, by a quarter of an hour more, up to eight hours.
    fn more_days(&self) -> Ladder {
        let mut weeks = self.files.settings.hours.iter().map(|h| &h.week);
        if weeks.all(|w| fuller(w, 15) == *w) {
            return Vec::new();
        }
        (1..=32).map(|k| Bend::FreeDays(k * 15)).collect()
    }

    /// The dates before one, back to today.
    fn earlier(&self, from: jiff::civil::Date) -> Vec<jiff::civil::Date> {
        let today = self.files.settings.zones.local(self.trials.now).date();
        let mut dates = Vec::new();
        let mut date = day_before(from);
        while date >= today && dates.len() < 366 && dates.last() != Some(&date) {
            dates.push(date);
            date = day_before(date);
        }
        dates
    }

    /// Slots of study between the date and the finish there is without it: what is too much, roughly.
    fn over(&self) -> i64 {
        match (Trials::limit(self.files), self.undated.finish()) {
            (Some(limit), Some(finish)) => self.undated.study(limit, finish),
            _ => 0,
        }
    }

    /// The tasks to leave out, the least asking first. A task helps by its work, or by ending what runs until the end.
    fn drops(&self) -> Vec<Ladder> {
        let over = self.over() * 5;
        let mut tasks: Vec<(i64, usize)> = self
            .candidates()
            .filter(|(i, last)| *last || minutes(self.task(*i)) >= over)
            .map(|(i, _)| (self.asks(Bend::Drop(i), 0), i))
            .filter(|(asks, _)| *asks > 0)
            .collect();
        tasks.sort_unstable();
        tasks.truncate(TASKS_TRIED);
        tasks.into_iter().map(|(_, i)| vec![Bend::Drop(i)]).collect()
    }

    /// The tasks to shorten by up to what lies between their likely and their low estimate, the largest first.
    fn cuts(&self) -> Vec<Ladder> {
        let over = self.over() * 5;
        let mut tasks: Vec<(i64, usize)> = self
            .candidates()
            .map(|(i, last)| (self.reserve(i) * i64::from(self.task(i).times.count()), i, last))
            .filter(|(most, _, last)| *most >= 15 && (*last || *most >= over))
            .map(|(most, i, _)| (-most, i))
            .collect();
        tasks.sort_unstable();
        tasks.truncate(TASKS_TRIED);
        let ladder = |i: usize| {
            let likely = self.task(i).effort.likely.as_mins();
            let least = likely - self.reserve(i);
            (1..)
                .map(|k| likely - 15 * k)
                .take_while(|m| *m > least)
                .chain([least])
                .map(|m| Bend::Shorten(i, SignedDuration::from_mins(m)))
                .collect()
        };
        tasks.into_iter().map(|(_, i)| ladder(i)).collect()
    }

    /// The picked tasks, and whether each has a session after the date.
    fn candidates(&self) -> impl Iterator<Item = (usize, bool)> + '_ {
        let limit = Trials::limit(self.files).unwrap_or(i64::MAX);
        let Tried { setup, solution, .. } = self.undated;
        let late = move |id: &str| {
            let outcomes = solution.as_ref().map_or(&[][..], |s| &s.outcomes);
            setup.parts.iter().zip(outcomes).any(|(part, outcome)| {
                setup.tasks[part.task].id == id
                    && matches!(outcome, Outcome::Placed { finish, .. } if setup.origin + finish > limit)
            })
        };
        let curriculum = &self.files.curriculum;
        let picked: Vec<&str> = curriculum.picked().map(|t| t.id.as_str()).collect();
        let all = curriculum.tasks.iter().enumerate();
        all.filter(move |(_, t)| picked.contains(&t.id.as_str()))
            .map(move |(i, t)| (i, late(&t.id)))
    }

    fn task(&self, i: usize) -> &Task {
        &self.files.curriculum.tasks[i]
    }

    /// Minutes by which a task can be shortened each time.
    fn reserve(&self, i: usize) -> i64 {
        let task = self.task(i);
        let attended = task
            .unattended
            .as_ref()
            .map_or(0, |u| (u.launch + u.read).as_mins());
        (task.effort.likely.as_mins() - task.effort.low.as_mins().max(attended)).max(0)
    }

    /// What a bend asks, in minutes; `gained` are the minutes of study that it adds until the date.
    fn asks(&self, bend: Bend, gained: i64) -> i64 {
        let Files { settings, .. } = self.files;
        let of_days = |days: i64| days.abs() * settings.weekly().as_mins() / 7;
        match bend {
            Bend::Date(date) => of_days(settings.finish_by.map_or(0, |by| days_between(by, date))),
            Bend::Hours(_) | Bend::FreeDays(_) | Bend::DailyLimit(_) | Bend::Start(_) => gained,
            Bend::Buffer(_) | Bend::SessionMin(_) | Bend::SessionMax(_) | Bend::Break(_) => gained,
            Bend::Away(i, last) => {
                let away = &settings.away[i];
                gained + DAY_OFF_MINUTES * days_between(last.max(day_before(away.from)), away.to)
            }
            Bend::Calendar(_) => 2 * gained,
            Bend::MachineHours(_) => settings.weekly().as_mins(),
            Bend::Quota(i, time) => {
                let before = settings.machines[i].quota.map_or(time, |q| q.time);
                (time - before).as_mins()
            }
            Bend::TaskSession(i) => 60 * i64::from(self.task(i).times.count()),
            Bend::Times(i, times) => {
                let task = self.task(i);
                let fewer = task.times.count().saturating_sub(times);
                i64::from(fewer) * task.effort.likely.as_mins()
            }
            Bend::Every(i, _) => 60 * i64::from(self.task(i).times.count()),
            Bend::Deadline(i, date) => {
                let by = self
                    .task(i)
                    .deadline
                    .map_or(date, |d| last_day(self.files, d.when));
                of_days(days_between(by, date))
            }
            Bend::Release(i, date) => {
                let from = self.task(i).not_before.map_or(date, |w| first_day(self.files, w));
                of_days(days_between(date, from))
            }
            Bend::Wait(i, most) => {
                let longest = self.task(i).after.iter().map(|a| a.lag).max().unwrap_or(most);
                of_days(((longest - most).as_hours() + 23) / 24)
            }
            Bend::Drop(i) => {
                minutes(self.task(i))
                    * if dependents(self.files, i).is_empty() {
                        1
                    } else {
                        2
                    }
            }
            Bend::Shorten(i, to) => {
                let task = self.task(i);
                (task.effort.likely - to).as_mins() * i64::from(task.times.count())
            }
        }
    }
}

/// Minutes of a task in all.
fn minutes(task: &Task) -> i64 {
    task.effort.likely.as_mins() * i64::from(task.times.count())
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
