//! What a repair asks.
//!
//! Hours of the person, so that they can be compared:
//!
//! | bend | asks |
//! |---|---|
//! | hours, daily limit, breaks, session lengths, buffers, start | the study time that it adds until the date |
//! | days off given back | the same, and 8 h for each day |
//! | the commitments of a calendar | twice the study time that they take |
//! | a task shortened, times of a promise left out or let go | the work left undone |
//! | a task left out | its work; twice where others build on it |
//! | a promise more often, a task divided | 1 h for each time |
//! | a resource at any hour | an ordinary week's study: it is for others to give |
//! | a quota | the hours added to a period |
//! | the date, a deadline or a beginning moved, a wait shortened | an ordinary day's study for each day |

use pivot_domain::curriculum::Task;

use super::bend::{Bend, days_between, dependents};
use super::repair::{Came, Workshop};
use super::wish::{Files, day_before, first_day, last_day};

/// Study and breaks of a day that was meant to be off, beside the hours that are studied.
const DAY_OFF_MINUTES: i64 = 8 * 60;

impl Workshop<'_, '_, '_> {
    /// What bends ask together, in minutes, where this came of them. Each is asked the study time that it adds to that of
    /// the bends before it.
    pub(super) fn ask_in_all(&mut self, bends: &[Bend], came: &Came) -> i64 {
        let mut study = self.study(&[]);
        let mut asks = 0;
        for (i, bend) in bends.iter().enumerate() {
            let before = study;
            if bend.is_of_time() {
                study = self.study(&bends[..=i]);
            }
            asks += self.asks(*bend, (study - before).max(0) * 5, came.let_go(*bend));
        }
        asks
    }

    /// What a bend asks, in minutes; `gained` are the minutes of study that it adds until the date, `let_go` the times of a
    /// promise that are forgiven by it.
    pub(super) fn asks(&self, bend: Bend, gained: i64, let_go: u32) -> i64 {
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
            Bend::Forgive(i) => i64::from(let_go) * self.task(i).effort.likely.as_mins(),
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
pub(super) fn minutes(task: &Task) -> i64 {
    task.effort.likely.as_mins() * i64::from(task.times.count())
}
