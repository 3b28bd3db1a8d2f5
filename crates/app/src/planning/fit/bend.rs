//! A wish bent by an amount: what it changes in the files, and how it reads.

use jiff::SignedDuration;
use jiff::civil::Date;
use pivot_domain::curriculum::{Deadline, SessionRule, Times, When};
use pivot_domain::duration::show;
use pivot_domain::week::Week;

use super::wish::{Files, binding, days, elapsed};
use super::words::{count, day};

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

/// A file, and what to write in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Its name.
    pub file: &'static str,
    /// The line, or what to do with it.
    pub write: String,
}

/// A week with so many minutes more on each of its days.
pub(super) fn longer(week: &Week, minutes: u32) -> Week {
    week.longer(minutes, EARLY, LATE)
}

/// A week with so many minutes on each day that had none.
pub(super) fn fuller(week: &Week, minutes: u32) -> Week {
    week.fill(TEN, TEN + minutes)
}

impl Bend {
    /// Changes `bent`, which was made from `files`. Changes of one place do not add up: the last one counts.
    pub fn apply(self, files: &Files, bent: &mut Files) {
        let settings = &mut bent.settings;
        let minutes = |m: u32| SignedDuration::from_mins(m.into());
        match self {
            Bend::Date(date) => settings.finish_by = Some(date),
            Bend::Hours(more) => {
                for (hours, before) in settings.hours.iter_mut().zip(&files.settings.hours) {
                    hours.week = longer(&before.week, more);
                    hours.daily_limit = before.daily_limit.map(|l| l + minutes(more));
                }
            }
            Bend::FreeDays(more) => {
                for (hours, before) in settings.hours.iter_mut().zip(&files.settings.hours) {
                    hours.week = fuller(&before.week, more);
                }
            }
            Bend::DailyLimit(more) => {
                for (hours, before) in settings.hours.iter_mut().zip(&files.settings.hours) {
                    hours.daily_limit = before.daily_limit.map(|l| l + minutes(more));
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

    /// The task that it is about.
    pub(super) fn task(self) -> Option<usize> {
        match self {
            Bend::TaskSession(i)
            | Bend::Times(i, _)
            | Bend::Every(i, _)
            | Bend::Deadline(i, _)
            | Bend::Release(i, _)
            | Bend::Wait(i, _)
            | Bend::Drop(i)
            | Bend::Shorten(i, _) => Some(i),
            _ => None,
        }
    }

    /// The change as an order: `study 20m longer on mon-fri`.
    pub(super) fn words(self, files: &Files) -> String {
        let settings = &files.settings;
        match self {
            Bend::Date(date) => {
                let moved = settings.finish_by.map_or(0, |by| days_between(by, date));
                format!("move the date to {}, {} later", day(date), count(moved, "day"))
            }
            Bend::Hours(minutes) => hours_words(files, minutes),
            Bend::FreeDays(minutes) => free_days_words(files, minutes),
            Bend::DailyLimit(minutes) => {
                format!(
                    "work {} more a day than the daily limit",
                    show(SignedDuration::from_mins(minutes.into()))
                )
            }
            Bend::Start(date) => {
                format!(
                    "begin on {}, {} earlier",
                    day(date),
                    count(days_between(date, settings.start), "day")
                )
            }
            Bend::Away(i, last) => {
                let away = &settings.away[i];
                let name = away.why.clone().unwrap_or_else(|| "away".into());
                match (last < away.from, away.from == away.to) {
                    (true, true) => format!("give back the day off, {} ({name})", day(away.from)),
                    (true, _) => format!(
                        "give back the days off from {} to {} ({name})",
                        day(away.from),
                        day(away.to)
                    ),
                    _ => format!(
                        "come back on {} already, {} of “{name}” given back",
                        day(pivot_domain::zones::next_day(last)),
                        count(days_between(last, away.to), "day")
                    ),
                }
            }
            Bend::Calendar(i) => format!("give up the commitments of calendar `{}`", settings.feeds[i].name),
            Bend::Buffer(most) if most.is_zero() => "keep no time free around commitments".into(),
            Bend::Buffer(most) => format!(
                "keep {} free around commitments, not {}",
                show(most),
                show(settings.buffer)
            ),
            Bend::SessionMin(min) => format!(
                "allow sessions of {}, not only of {}",
                show(min),
                show(settings.session.min)
            ),
            Bend::SessionMax(max) => format!(
                "work for {} at a stretch, not {}",
                show(max),
                show(settings.session.max)
            ),
            Bend::Break(rest) if rest.is_zero() => "make no pause between sessions".into(),
            Bend::Break(rest) => format!("pause for {}, not {}", show(rest), show(settings.session.rest)),
            Bend::MachineHours(i) => format!("find a `{}` at any hour", files.curriculum.resources[i].id),
            Bend::Quota(i, time) => {
                let before = settings.machines[i].quota.map_or(time, |q| q.time);
                format!(
                    "use `{}` for {} in each period, not {}",
                    settings.machines[i].id,
                    show(time),
                    show(before)
                )
            }
            _ => self.words_of_task(files),
        }
    }

    fn words_of_task(self, files: &Files) -> String {
        let Some(index) = self.task() else {
            return String::new();
        };
        let task = &files.curriculum.tasks[index];
        let name = format!("{} {}", task.id, task.title);
        match self {
            Bend::TaskSession(_) => format!("divide {name} as any other task"),
            Bend::Times(_, times) => {
                format!(
                    "do {name} {}, not {}",
                    count(times.into(), "time"),
                    task.times.count()
                )
            }
            Bend::Every(_, every) => {
                let before = binding(task).map_or(every, |c| c.every_days);
                format!("do {name} {}, not {}", days(every), days(before))
            }
            Bend::Deadline(_, date) => format!("move the deadline of {name} to {}", day(date)),
            Bend::Release(_, date) => format!("begin {name} on {}", day(date)),
            Bend::Wait(_, most) if most.is_zero() => format!("begin {name} without the wait"),
            Bend::Wait(_, most) => format!("begin {name} after a wait of {}", elapsed(most)),
            Bend::Drop(_) => {
                let others = dependents(files, index);
                let built = match &others[..] {
                    [] => String::new(),
                    [one] => format!(" ({one} builds on it)"),
                    [first, rest @ ..] => {
                        format!(" ({first} and {} build on it)", count(rest.len() as i64, "other"))
                    }
                };
                format!("leave out {name}{built}")
            }
            Bend::Shorten(_, to) => {
                let each = if task.times.count() > 1 { " each time" } else { "" };
                format!(
                    "do {name} in {}{each}, not {}",
                    show(to),
                    show(task.effort.likely)
                )
            }
            _ => String::new(),
        }
    }

    /// What to write where.
    pub(super) fn edit(self, files: &Files) -> Edit {
        let settings = &files.settings;
        let (file, write) = match self {
            Bend::Date(date) => ("pivot.toml", format!("finish_by = {date}")),
            Bend::Hours(minutes) => ("pivot.toml", hours_line(files, minutes)),
            Bend::FreeDays(minutes) => (
                "pivot.toml",
                week_line(files, &fuller(&settings.hours[0].week, minutes)),
            ),
            Bend::DailyLimit(more) => ("pivot.toml", limit_line(files, more).unwrap_or_default()),
            Bend::Start(date) => ("pivot.toml", format!("start = {date}")),
            Bend::Away(i, last) if last < settings.away[i].from => (
                "pivot.toml",
                format!("take out the [[away]] from {}", settings.away[i].from),
            ),
            Bend::Away(i, last) => (
                "pivot.toml",
                format!("to = {last} in the [[away]] from {}", settings.away[i].from),
            ),
            Bend::Calendar(i) => (
                "pivot.toml",
                format!("pivot calendar remove {}", settings.feeds[i].name),
            ),
            Bend::Buffer(most) => ("pivot.toml", format!("buffer = \"{}\"", show(most))),
            Bend::SessionMin(min) => ("pivot.toml", format!("min = \"{}\" in [session]", show(min))),
            Bend::SessionMax(max) => ("pivot.toml", format!("max = \"{}\" in [session]", show(max))),
            Bend::Break(rest) => ("pivot.toml", format!("break = \"{}\" in [session]", show(rest))),
            Bend::MachineHours(i) => {
                let id = &files.curriculum.resources[i].id;
                ("pivot.toml", format!("hours = \"always\" in [resource.{id}]"))
            }
            Bend::Quota(i, time) => {
                let id = &settings.machines[i].id;
                (
                    "pivot.toml",
                    format!("time = \"{}\" in the quota of [resource.{id}]", show(time)),
                )
            }
            _ => ("curriculum.toml", self.line_of_task(files)),
        };
        Edit { file, write }
    }

    fn line_of_task(self, files: &Files) -> String {
        let Some(index) = self.task() else {
            return String::new();
        };
        let task = &files.curriculum.tasks[index];
        let line = match self {
            Bend::TaskSession(_) => "take out `session`".to_owned(),
            Bend::Times(_, times) => format!("times = {times} in the cadence"),
            Bend::Every(_, days) => format!("every = \"{days}d\" in the cadence"),
            Bend::Deadline(_, date) => format!("deadline = {{ date = {date}, hard = true }}"),
            Bend::Release(_, date) => format!("not_before = {date}"),
            Bend::Wait(_, most) => format!("lag = \"{}\" in `after`", show(most)),
            Bend::Drop(_) => "take out the task, and its id from every `after`".to_owned(),
            Bend::Shorten(_, to) => {
                let effort = task.effort;
                let low = effort.low.min(to);
                format!(
                    "effort = [\"{}\", \"{}\", \"{}\"]",
                    show(low),
                    show(to),
                    show(effort.high)
                )
            }
            _ => String::new(),
        };
        format!("task {}: {line}", task.id)
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

fn hours_words(files: &Files, minutes: u32) -> String {
    let before = &files.settings.hours[0].week;
    let more = longer(before, minutes).minutes().saturating_sub(before.minutes());
    format!(
        "study {} longer on each day that has hours, {} more a week",
        show(SignedDuration::from_mins(minutes.into())),
        show(SignedDuration::from_mins(more.into()))
    )
}

fn free_days_words(files: &Files, minutes: u32) -> String {
    let before = &files.settings.hours[0].week;
    let after = fuller(before, minutes);
    let days = after.days_beside(before);
    format!(
        "study {} on {days} too, {} more a week",
        show(SignedDuration::from_mins(minutes.into())),
        show(SignedDuration::from_mins(
            after.minutes().saturating_sub(before.minutes()).into()
        ))
    )
}

fn hours_line(files: &Files, minutes: u32) -> String {
    let week = longer(&files.settings.hours[0].week, minutes);
    match limit_line(files, minutes) {
        Some(limit) => format!("{}, {limit}", week_line(files, &week)),
        None => week_line(files, &week),
    }
}

/// The first rule's line, and that the others change too.
fn week_line(files: &Files, week: &Week) -> String {
    let others = if files.settings.hours.len() > 1 {
        ", and likewise in each [[hours.change]]"
    } else {
        ""
    };
    format!("week = \"{week}\"{others}")
}

fn limit_line(files: &Files, minutes: u32) -> Option<String> {
    let limit = files.settings.hours.iter().find_map(|h| h.daily_limit)?;
    let limit = limit + SignedDuration::from_mins(minutes.into());
    Some(format!("daily_limit = \"{}\"", show(limit)))
}
