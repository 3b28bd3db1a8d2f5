//! How far a wish, or the work itself, can be bent: ladders of bends from the least to the most.

use jiff::SignedDuration;
use pivot_domain::curriculum::Task;
use pivot_domain::zones::later;
use pivot_engine::Outcome;

use super::asks::minutes;
use super::bend::{Bend, days_between, dependents, fuller, longer};
use super::repair::Workshop;
use super::trial::{Trials, Tried};
use super::wish::{Files, Wish, binding, day_before, first_day, last_day};

/// So many tasks are tried for being left out, and for being shortened.
const TASKS_TRIED: usize = 5;
/// So many of each where they go beside other changes.
const BESIDE_TRIED: usize = 3;

/// Bends of one thing, the least first.
pub(super) type Ladder = Vec<Bend>;

impl Workshop<'_, '_, '_> {
    /// The ladders of a wish.
    pub(super) fn ladders(&self, wish: Wish) -> Vec<Ladder> {
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
            // Nobody moves what others set.
            Wish::Date | Wish::Closes(_) => Vec::new(),
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
                // What a machine does for a promise is not forgiven.
                let forgive = curriculum.tasks[i]
                    .unattended
                    .is_none()
                    .then_some(Bend::Forgive(i));
                return vec![
                    (1..cadence.times).rev().map(|t| Bend::Times(i, t)).collect(),
                    (1..cadence.every_days).rev().map(|d| Bend::Every(i, d)).collect(),
                    forgive.into_iter().collect(),
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
    pub(super) fn more_hours(&self) -> Ladder {
        let weeks = || self.files.settings.hours.iter().map(|h| &h.week);
        let grows = |m: &u32| weeks().any(|w| longer(w, *m) != longer(w, *m - 5));
        (1..=48)
            .map(|k| k * 5)
            .take_while(grows)
            .map(Bend::Hours)
            .collect()
    }

    /// Each day without hours, by a quarter of an hour more, up to eight hours.
    pub(super) fn more_days(&self) -> Ladder {
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
    pub(super) fn drops(&self) -> Vec<Ladder> {
        let over = self.over() * 5;
        let mut tasks: Vec<(i64, usize)> = self
            .candidates()
            .filter(|(i, last)| *last || minutes(self.task(*i)) >= over)
            .map(|(i, _)| (self.asks(Bend::Drop(i), 0, 0), i))
            .filter(|(asks, _)| *asks > 0)
            .collect();
        tasks.sort_unstable();
        tasks.truncate(TASKS_TRIED);
        tasks.into_iter().map(|(_, i)| vec![Bend::Drop(i)]).collect()
    }

    /// Work to be left out or shortened beside other changes, of each the largest; first what nothing builds on.
    pub(super) fn less_work(&self) -> Vec<Ladder> {
        let mut tasks: Vec<(bool, i64, usize)> = self
            .candidates()
            .map(|(i, _)| (!dependents(self.files, i).is_empty(), -minutes(self.task(i)), i))
            .filter(|(_, minutes, _)| *minutes < 0)
            .collect();
        tasks.sort_unstable();
        let drops = tasks.into_iter().map(|(_, _, i)| vec![Bend::Drop(i)]);
        let cuts = self.cuts_of(0);
        drops
            .take(BESIDE_TRIED)
            .chain(cuts.into_iter().take(BESIDE_TRIED))
            .collect()
    }

    /// The tasks to shorten by up to what lies between their likely and their low estimate, the largest first.
    pub(super) fn cuts(&self) -> Vec<Ladder> {
        self.cuts_of(self.over() * 5)
    }

    /// Those of them that can be shortened by so many minutes, or run until the end.
    fn cuts_of(&self, over: i64) -> Vec<Ladder> {
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
        // What no file says, such as accepting a competition's rules, cannot be left out of one.
        all.filter(move |(_, t)| picked.contains(&t.id.as_str()) && !t.at.is_empty())
            .map(move |(i, t)| (i, late(&t.id)))
    }

    pub(super) fn task(&self, i: usize) -> &Task {
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
}
