//! A wish bent by an amount, and what it changes in the files.

use jiff::SignedDuration;
use jiff::civil::Date;
use pivot_domain::curriculum::{Deadline, Missed, SessionRule, Times, When};
use pivot_domain::week::Week;

use super::wish::Files;

/// A change of the files that makes room. Indices name places in the files as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bend {
    /// The date moves to this one.
    Date(Date),
    /// Each day that has hours has so many minutes more, and as much more of a daily limit.
    Hours(u32),
    /// Each day without hours has so many minutes from ten in the morning on.
    FreeDays(u32),
    /// The daily limits are so many minutes longer.
    DailyLimit(u32),
    /// The plan begins on this day.
    Start(Date),
    /// Of an absence only the days up to this one are left; none where it lies before the absence.
    Away(usize, Date),
    /// The commitments of a feed are not kept free.
    Calendar(usize),
    /// No more than so much is kept free around commitments.
    Buffer(SignedDuration),
    /// The shortest session.
    SessionMin(SignedDuration),
    /// The longest session.
    SessionMax(SignedDuration),
    /// The pause.
    Break(SignedDuration),
    /// A resource can be used at any hour.
    MachineHours(usize),
    /// A machine's quota per period.
    Quota(usize, SignedDuration),
    /// A task may be divided as any other.
    TaskSession(usize),
    /// A promise is for so many periods only.
    Times(usize, u32),
    /// A promise is for each so many days.
    Every(usize, u32),
    /// What is missed of a promise is let go, not caught up.
    Forgive(usize),
    /// A deadline that cannot move moves.
    Deadline(usize, Date),
    /// A task may begin on this day.
    Release(usize, Date),
    /// A task waits for no longer than this.
    Wait(usize, SignedDuration),
    /// A task is left out.
    Drop(usize),
    /// A task takes so much (each time).
    Shorten(usize, SignedDuration),
}

/// The earliest and the latest minute of a day at which somebody studies who did not before.
const EARLY: u32 = 6 * 60;
const LATE: u32 = 23 * 60;

/// When study begins on a day that had no hours.
const TEN: u32 = 10 * 60;

/// A week with so many minutes more on each of its days.
pub(super) fn longer(week: &Week, minutes: u32) -> Week {
    week.longer(minutes, EARLY, LATE)
}

/// A week with so many minutes on each day that had none.
pub(super) fn fuller(week: &Week, minutes: u32) -> Week {
    week.fill(TEN, TEN + minutes)
}

impl Bend {
    /// Changes `bent`, which was made from `files`. Longer days and fuller weeks add up, and the longest daily limit counts;
    /// of other changes of one place the last one.
    pub fn apply(self, files: &Files, bent: &mut Files) {
        let settings = &mut bent.settings;
        let minutes = |m: u32| SignedDuration::from_mins(m.into());
        match self {
            Bend::Date(date) => settings.finish_by = Some(date),
            Bend::Hours(more) => {
                for (hours, before) in settings.hours.iter_mut().zip(&files.settings.hours) {
                    hours.week = hours.week.join(&longer(&before.week, more));
                    hours.daily_limit = hours
                        .daily_limit
                        .max(before.daily_limit.map(|l| l + minutes(more)));
                }
            }
            Bend::FreeDays(more) => {
                for (hours, before) in settings.hours.iter_mut().zip(&files.settings.hours) {
                    hours.week = hours.week.join(&fuller(&before.week, more));
                }
            }
            Bend::DailyLimit(more) => {
                for (hours, before) in settings.hours.iter_mut().zip(&files.settings.hours) {
                    hours.daily_limit = hours
                        .daily_limit
                        .max(before.daily_limit.map(|l| l + minutes(more)));
                }
            }
            Bend::Start(date) => settings.start = date,
            Bend::Away(i, last) => {
                let whole = &files.settings.away[i];
                if last < whole.from {
                    settings.away.retain(|a| a != whole);
                }
                for away in settings.away.iter_mut().filter(|a| *a == whole) {
                    away.to = last;
                }
            }
            Bend::Calendar(i) => settings.feeds.retain(|f| f.name != files.settings.feeds[i].name),
            Bend::Buffer(most) => {
                settings.buffer = settings.buffer.min(most);
                for feed in &mut settings.feeds {
                    feed.buffer = feed.buffer.map(|b| b.min(most));
                }
            }
            Bend::SessionMin(min) => settings.session.min = min,
            Bend::SessionMax(max) => settings.session.max = max,
            Bend::Break(rest) => settings.session.rest = rest,
            Bend::MachineHours(i) => {
                let id = &files.curriculum.resources[i].id;
                for machine in settings.machines.iter_mut().filter(|m| m.id == *id) {
                    machine.week = Week::always();
                }
                bent.curriculum.resources[i].hours = Week::always();
            }
            Bend::Quota(i, time) => {
                if let Some(quota) = &mut settings.machines[i].quota {
                    quota.time = time;
                }
            }
            _ => self.apply_to_task(files, bent),
        }
    }

    fn apply_to_task(self, files: &Files, bent: &mut Files) {
        let Some(index) = self.task() else { return };
        let id = &files.curriculum.tasks[index].id;
        let tasks = &mut bent.curriculum.tasks;
        if matches!(self, Bend::Drop(_)) {
            tasks.retain(|t| t.id != *id);
            for task in tasks {
                task.after.retain(|a| a.task != *id);
            }
            return;
        }
        let Some(task) = tasks.iter_mut().find(|t| t.id == *id) else {
            return;
        };
        match (self, &mut task.times) {
            (Bend::Times(_, times), Times::Cadence(cadence)) => cadence.times = times,
            (Bend::Every(_, days), Times::Cadence(cadence)) => cadence.every_days = days,
            (Bend::Forgive(_), Times::Cadence(cadence)) => cadence.missed = Missed::Forgive,
            (Bend::TaskSession(_), _) => task.session = SessionRule::default(),
            (Bend::Deadline(_, date), _) => {
                task.deadline = task.deadline.map(|d| Deadline {
                    when: When::Date(date),
                    ..d
                });
            }
            (Bend::Release(_, date), _) => task.not_before = Some(When::Date(date)),
            (Bend::Wait(_, most), _) => {
                for after in &mut task.after {
                    after.lag = after.lag.min(most);
                }
            }
            (Bend::Shorten(_, to), _) => {
                // What a machine is used for in it grows and shrinks with the work.
                let before = task.effort.likely.as_mins().max(1);
                for need in &mut task.needs {
                    let minutes = (need.time.as_mins() * to.as_mins() + before - 1) / before;
                    need.time = SignedDuration::from_mins(minutes);
                }
                task.effort.likely = to;
                task.effort.low = task.effort.low.min(to);
            }
            _ => {}
        }
    }

    /// Whether it changes the study time.
    pub(super) fn is_of_time(self) -> bool {
        self.task().is_none() && !matches!(self, Bend::Date(_) | Bend::MachineHours(_) | Bend::Quota(..))
    }

    /// The task that it is about.
    pub fn task(self) -> Option<usize> {
        match self {
            Bend::TaskSession(i)
            | Bend::Times(i, _)
            | Bend::Every(i, _)
            | Bend::Forgive(i)
            | Bend::Deadline(i, _)
            | Bend::Release(i, _)
            | Bend::Wait(i, _)
            | Bend::Drop(i)
            | Bend::Shorten(i, _) => Some(i),
            _ => None,
        }
    }
}

/// The ids of the picked tasks that wait for a task.
pub(super) fn dependents(files: &Files, index: usize) -> Vec<&str> {
    let id = &files.curriculum.tasks[index].id;
    let waits = |t: &&pivot_domain::curriculum::Task| t.after.iter().any(|a| a.task == *id);
    files
        .curriculum
        .picked()
        .filter(waits)
        .map(|t| t.id.as_str())
        .collect()
}

/// Days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    to.since((jiff::Unit::Day, from))
        .map_or(0, |s| s.get_days().into())
}
