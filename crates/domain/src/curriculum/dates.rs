//! What can be said about a curriculum once the day of the start is known: deadlines that nobody could keep.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};

use super::{Curriculum, Months, Task, Times, When};
use crate::fault::Fault;

/// Minutes from midnight of the start.
type Minute = i64;
const DAY: Minute = 24 * 60;

/// The first day of month `month` (from 1) of a plan that starts on `start`: `month - 1` calendar months later, the last
/// day of a shorter month where it has no such day. Month `month` ends where the next begins. `None` past the year 9999.
///
/// ```
/// use jiff::civil::date;
/// use pivot_domain::curriculum::month_begins;
/// assert_eq!(month_begins(date(2017, 4, 17), 2), Some(date(2017, 5, 17)));
/// assert_eq!(month_begins(date(2027, 1, 31), 2), Some(date(2027, 2, 28)));
/// ```
pub fn month_begins(start: Date, month: u32) -> Option<Date> {
    let span = Span::new().try_months(i64::from(month) - 1).ok()?;
    start.checked_add(span).ok()
}

/// The written deadlines of picked tasks that cannot be kept by a plan that starts on `start`, whoever works how fast: the
/// task's earliest end by elapsed time alone, day and night at the low effort, with what it waits for, is later. Each
/// fault names what holds the task up and the earliest date. Deadlines of `deadlines = "months"` are not written and not
/// reported; months are looked at only where they are calendar months ([`Months::Calendar`]).
pub fn check_dates(curriculum: &Curriculum, start: Date) -> Vec<Fault> {
    let clock = Clock {
        start,
        calendar: curriculum.months == Months::Calendar,
    };
    let tasks: Vec<&Task> = curriculum.picked().collect();
    let places: BTreeMap<&str, usize> = tasks
        .iter()
        .enumerate()
        .map(|(i, t)| (t.id.as_str(), i))
        .collect();
    let mut waiting: Vec<usize> = vec![0; tasks.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); tasks.len()];
    for (i, task) in tasks.iter().enumerate() {
        for place in task.after.iter().filter_map(|a| places.get(a.task.as_str())) {
            waiting[i] += 1;
            followers[*place].push(i);
        }
    }
    let mut ready: Vec<usize> = (0..tasks.len()).filter(|i| waiting[*i] == 0).collect();
    let mut ends: Vec<Minute> = vec![0; tasks.len()];
    let mut faults = Vec::new();
    while let Some(i) = ready.pop() {
        let task = tasks[i];
        // The latest of its predecessors; of several the first.
        let known = task
            .after
            .iter()
            .filter_map(|a| Some((places.get(a.task.as_str())?, a)));
        let ready_at = known.map(|(place, after)| (ends[*place] + after.lag.as_mins(), after.task.as_str()));
        let last = ready_at.rev().max_by_key(|(end, _)| *end);
        let from = task.not_before.and_then(|when| clock.begins(when)).unwrap_or(0);
        let begin = from.max(last.map_or(0, |(end, _)| end)).max(0);
        ends[i] = clock.end(task, begin);
        if let Some(fault) = clock.fault(task, ends[i], last, from) {
            faults.push(fault);
        }
        for follower in &followers[i] {
            waiting[*follower] -= 1;
            if waiting[*follower] == 0 {
                ready.push(*follower);
            }
        }
    }
    faults.sort_by_key(|f| (f.at.start, f.at.end));
    faults
}

struct Clock {
    start: Date,
    /// Whether months are calendar months; otherwise their dates are not known here.
    calendar: bool,
}

impl Clock {
    fn minute(&self, date: Date) -> Minute {
        // Two dates are at most 20,000 years apart.
        self.start.duration_until(date).as_mins()
    }

    fn begins(&self, when: When) -> Option<Minute> {
        match when {
            When::Date(date) => Some(self.minute(date)),
            When::Month(month) if self.calendar => {
                month_begins(self.start, month).map(|date| self.minute(date))
            }
            When::Month(_) => None,
        }
    }

    /// The end of the day or month.
    fn ends(&self, when: When) -> Option<Minute> {
        match when {
            When::Date(date) => Some(self.minute(date) + DAY),
            When::Month(month) => self.begins(When::Month(month.saturating_add(1))),
        }
    }

    /// The earliest end of `task` where it cannot begin before `begin`.
    fn end(&self, task: &Task, begin: Minute) -> Minute {
        let run = task.unattended.as_ref().map_or(0, |run| run.time.as_mins());
        let once = task.effort.low.as_mins() + run;
        match task.times {
            Times::Once => begin + once,
            Times::Repeat(times) => begin + once * i64::from(times),
            Times::Cadence(cadence) => {
                // The last period begins `times - 1` periods after the first in which the task can be done.
                let every = i64::from(cadence.every_days) * DAY;
                let from = cadence
                    .from
                    .and_then(|when| self.begins(when))
                    .unwrap_or(0)
                    .max(0);
                let first = from + (begin - from).max(0) / every * every;
                let last = first + i64::from(cadence.times - 1) * every;
                (begin + once * i64::from(cadence.times)).max(last.max(begin) + once)
            }
        }
    }

    fn fault(&self, task: &Task, end: Minute, last: Option<(Minute, &str)>, from: Minute) -> Option<Fault> {
        let deadline = task.deadline?;
        let at = task.deadline_at.clone()?;
        let due = self.ends(deadline.when)?;
        if end <= due {
            return None;
        }
        let (earliest, due) = (self.day(end), self.day(due));
        let why = match last {
            Some((ready, name)) if ready >= from && ready > 0 => {
                format!(
                    "`{name}`, which it waits for, lets it begin on {} at the earliest",
                    self.moment(ready)
                )
            }
            _ if from > 0 => format!("it may not begin before {}", self.moment(from)),
            _ => format!("the plan starts on {}", self.start),
        };
        let what = format!("`{}` cannot be done by the end of {due}: {why}", task.id);
        let expected = format!("{earliest} or later, even at the low effort, day and night");
        Some(Fault::new(at, what, expected).hint("a later deadline, an earlier start, or less to wait for"))
    }

    /// The day whose end is `end` or the next after it.
    fn day(&self, end: Minute) -> Date {
        self.date((end - 1).div_euclid(DAY))
    }

    fn moment(&self, minute: Minute) -> Date {
        self.date(minute.div_euclid(DAY))
    }

    /// So many days after the start, or the last day there is.
    fn date(&self, days: i64) -> Date {
        let later = i32::try_from(days)
            .ok()
            .and_then(|days| self.start.checked_add(days.days()).ok());
        later.unwrap_or(DateTime::MAX.date())
    }
}
