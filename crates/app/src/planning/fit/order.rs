//! A bend as an order, and as what to write in which file.

use jiff::SignedDuration;
use pivot_domain::duration::show;

use super::bend::{Bend, days_between, dependents, fuller, longer};
use super::repair::Came;
use super::wish::{Files, binding, days, elapsed};
use super::words::{count, day};

/// A file, and what to write in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Its name.
    pub file: &'static str,
    /// The line, or what to do with it.
    pub write: String,
}

/// Bends as one order.
pub(super) fn order(bends: &[Bend], files: &Files, came: &Came) -> String {
    let parts: Vec<String> = bends.iter().map(|b| b.words(files, came.let_go(*b))).collect();
    match &parts[..] {
        [parts @ .., last] if !parts.is_empty() => format!("{}; and {last}", parts.join("; ")),
        parts => parts.concat(),
    }
}

impl Bend {
    /// The change as an order: `study 20m longer on mon-fri`. `let_go` are the times of a promise that it forgives.
    fn words(self, files: &Files, let_go: u32) -> String {
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
            _ => self.words_of_task(files, let_go),
        }
    }

    fn words_of_task(self, files: &Files, let_go: u32) -> String {
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
            Bend::Forgive(_) => {
                let missed = match let_go {
                    0 => String::new(),
                    n => format!(", {n} of {}", count(task.times.count().into(), "time")),
                };
                format!("forgive what is missed of {name}{missed}")
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

    /// What to write where, so that the files become those that are bent, by this and perhaps by other bends.
    fn edit(self, files: &Files, bent: &Files) -> Edit {
        let settings = &files.settings;
        let (file, write) = match self {
            Bend::Date(date) => ("pivot.toml", format!("finish_by = {date}")),
            Bend::Hours(_) => ("pivot.toml", hours_line(bent)),
            Bend::FreeDays(_) => ("pivot.toml", week_line(bent)),
            Bend::DailyLimit(_) => ("pivot.toml", limit_line(bent).unwrap_or_default()),
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
            Bend::Forgive(_) => "missed = \"forgive\" in the cadence".to_owned(),
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

fn hours_line(bent: &Files) -> String {
    match limit_line(bent) {
        Some(limit) => format!("{}, {limit}", week_line(bent)),
        None => week_line(bent),
    }
}

/// The first rule's line, and that the others change too.
fn week_line(bent: &Files) -> String {
    let others = if bent.settings.hours.len() > 1 {
        ", and likewise in each [[hours.change]]"
    } else {
        ""
    };
    format!("week = \"{}\"{others}", bent.settings.hours[0].week)
}

fn limit_line(bent: &Files) -> Option<String> {
    let limit = bent.settings.hours.iter().find_map(|h| h.daily_limit)?;
    Some(format!("daily_limit = \"{}\"", show(limit)))
}

/// What to write where for these bends, which make the files those that are bent.
pub(super) fn edits(bends: &[Bend], files: &Files, bent: &Files) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for bend in bends {
        let edit = bend.edit(files, bent);
        // Two changes of the hours are one line.
        if !edits.contains(&edit) {
            edits.push(edit);
        }
    }
    edits
}
