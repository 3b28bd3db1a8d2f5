//! What a person wishes for, each wish a value that can be left out.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use pivot_domain::curriculum::{Cadence, Curriculum, Missed, SessionRule, Task, Times, When};
use pivot_domain::duration::show;
use pivot_domain::settings::Settings;
use pivot_domain::week::Week;
use pivot_domain::zones::later;

use super::words::{day, hours_and_minutes};
use crate::planning::problem::month_start;

/// Both files of a person, as they are or as they might be. The date that is asked for is `finish_by` of the settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Files {
    /// `pivot.toml`.
    pub settings: Settings,
    /// `curriculum.toml`.
    pub curriculum: Curriculum,
}

/// Something that the files ask for and that may stand in the way of a date. Indices name places in the files.
///
/// The order is that in which wishes are given up to find the smallest conflict, least changeable and most trivial first:
/// what is left is what a person can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// The time that must pass before a task, nobody's work. Index into the curriculum's tasks.
    Wait(usize),
    /// The date before which a task may not begin. Index into the tasks.
    Release(usize),
    /// The hours of a resource. Index into the curriculum's resources.
    MachineHours(usize),
    /// The quota of a machine. Index into the settings' machines.
    Quota(usize),
    /// The time kept free around commitments.
    Buffer,
    /// The shortest session.
    SessionMin,
    /// The longest session.
    SessionMax,
    /// How a task may be divided. Index into the tasks.
    TaskSession(usize),
    /// The pause after the longest session.
    Break,
    /// The commitments of a calendar. Index into the settings' feeds.
    Calendar(usize),
    /// A deadline that cannot move. Index into the tasks.
    Deadline(usize),
    /// A competition that takes no more. Index into the tasks.
    Closes(usize),
    /// The first day, where it is to come.
    Start,
    /// A promise of a period. Index into the tasks.
    Cadence(usize),
    /// A stretch of days off. Index into the settings' absences.
    Away(usize),
    /// The most work in one day.
    DailyLimit,
    /// The weekly hours. Without them any waking hour will do, 07:00 to 23:00 on every day, beside the hours there are.
    Hours,
    /// The date by which all is to be done.
    Date,
}

/// The waking hours that take the place of the weekly ones.
const WAKING: &str = "mon-sun 07:00-23:00";
/// No session is shorter than a slot.
const SLOT: SignedDuration = SignedDuration::from_mins(5);
/// Longer than any session.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Whether a promise stands in the way: one that is forgiven does not, as it is left out where it cannot be kept.
pub(super) fn binding(task: &Task) -> Option<Cadence> {
    match task.times {
        Times::Cadence(c) if c.missed == Missed::CatchUp || task.unattended.is_some() => Some(c),
        _ => None,
    }
}

/// Whether a task that is done in one go may be divided where its session rule is left out: what happens at an hour of its
/// own (it needs a resource) is no longer at that hour then.
fn divisible(rule: &SessionRule, task: &Task) -> bool {
    *rule != SessionRule::default() && (!rule.whole || task.needs.is_empty())
}

impl Wish {
    /// The wishes of the files at a moment, in their order. Those that ask for nothing (a break of no length, an absence
    /// that is over) are not among them.
    pub fn all(files: &Files, now: Timestamp) -> Vec<Wish> {
        let Files { settings, curriculum } = files;
        let today = settings.zones.local(now).date();
        let mut wishes = Vec::new();
        let mut add = |there: bool, wish: Wish| {
            if there {
                wishes.push(wish);
            }
        };
        add(settings.finish_by.is_some(), Wish::Date);
        add(
            settings.hours.iter().any(|h| h.week != Week::always()),
            Wish::Hours,
        );
        add(
            settings.hours.iter().any(|h| h.daily_limit.is_some()),
            Wish::DailyLimit,
        );
        add(settings.zones.start_of(settings.start) > now, Wish::Start);
        for (i, away) in settings.away.iter().enumerate() {
            add(away.to >= today, Wish::Away(i));
        }
        for i in 0..settings.feeds.len() {
            add(true, Wish::Calendar(i));
        }
        let feeds = &settings.feeds;
        let buffer = |own: Option<SignedDuration>| !own.unwrap_or(settings.buffer).is_zero();
        add(feeds.iter().any(|f| buffer(f.buffer)), Wish::Buffer);
        add(settings.session.min > SLOT, Wish::SessionMin);
        add(settings.session.max < DAY, Wish::SessionMax);
        add(!settings.session.rest.is_zero(), Wish::Break);
        for (i, named) in curriculum.resources.iter().enumerate() {
            let machine = settings.machines.iter().find(|m| m.id == named.id);
            let week = machine.map_or(&named.hours, |m| &m.week);
            add(*week != Week::always(), Wish::MachineHours(i));
        }
        for (i, machine) in settings.machines.iter().enumerate() {
            add(machine.quota.is_some(), Wish::Quota(i));
        }
        let picked: BTreeSet<&str> = curriculum.picked().map(|t| t.id.as_str()).collect();
        for (i, task) in curriculum.tasks.iter().enumerate() {
            if !picked.contains(task.id.as_str()) {
                continue;
            }
            add(divisible(&task.session, task), Wish::TaskSession(i));
            add(binding(task).is_some(), Wish::Cadence(i));
            add(task.deadline.is_some_and(|d| d.hard), Wish::Deadline(i));
            add(task.closes.is_some(), Wish::Closes(i));
            add(task.not_before.is_some(), Wish::Release(i));
            let waits =
                |a: &pivot_domain::curriculum::After| !a.lag.is_zero() && picked.contains(a.task.as_str());
            add(task.after.iter().any(waits), Wish::Wait(i));
        }
        wishes.sort_unstable();
        wishes
    }

    /// A short name, the same for the same wish: `hours`, `away 2027-03-08`, `3.4 cadence`.
    pub fn name(self, files: &Files) -> String {
        let Files { settings, curriculum } = files;
        let of_task = |i: usize, what: &str| format!("{} {what}", curriculum.tasks[i].id);
        match self {
            Wish::Date => "date".into(),
            Wish::Hours => "hours".into(),
            Wish::DailyLimit => "daily_limit".into(),
            Wish::Start => "start".into(),
            Wish::Away(i) => format!("away {}", settings.away[i].from),
            Wish::Calendar(i) => format!("calendar {}", settings.feeds[i].name),
            Wish::Buffer => "buffer".into(),
            Wish::SessionMin => "session min".into(),
            Wish::SessionMax => "session max".into(),
            Wish::Break => "session break".into(),
            Wish::MachineHours(i) => format!("{} hours", curriculum.resources[i].id),
            Wish::Quota(i) => format!("{} quota", settings.machines[i].id),
            Wish::TaskSession(i) => of_task(i, "session"),
            Wish::Cadence(i) => of_task(i, "cadence"),
            Wish::Deadline(i) => of_task(i, "deadline"),
            Wish::Closes(i) => of_task(i, "competition"),
            Wish::Release(i) => of_task(i, "not_before"),
            Wish::Wait(i) => of_task(i, "wait"),
        }
    }

    /// The wish as a sentence.
    pub fn what(self, files: &Files) -> String {
        let Files { settings, curriculum } = files;
        let task = |i: usize| format!("{} {}", curriculum.tasks[i].id, curriculum.tasks[i].title);
        let lengths = &settings.session;
        match self {
            Wish::Date => match settings.finish_by {
                Some(by) => format!("everything is to be done by {}", day(by)),
                None => "everything is to be done in time".into(),
            },
            Wish::Hours => format!(
                "you work {}, which is {} a week",
                settings.hours[0].week,
                hours_and_minutes(SignedDuration::from_mins(settings.hours[0].week.minutes().into()))
            ),
            Wish::DailyLimit => {
                let limit = settings.hours.iter().filter_map(|h| h.daily_limit).min();
                format!("you work at most {} a day", show(limit.unwrap_or(DAY)))
            }
            Wish::Start => format!("you begin on {}", day(settings.start)),
            Wish::Away(i) => {
                let away = &settings.away[i];
                let why = away.why.as_ref().map_or(String::new(), |why| format!(": {why}"));
                if away.from == away.to {
                    format!("you are away on {}{why}", day(away.from))
                } else {
                    format!("you are away from {} to {}{why}", day(away.from), day(away.to))
                }
            }
            Wish::Calendar(i) => format!(
                "the commitments of calendar `{}` are kept free",
                settings.feeds[i].name
            ),
            Wish::Buffer => format!("{} are kept free around commitments", show(settings.buffer)),
            Wish::SessionMin => format!("no session is shorter than {}", show(lengths.min)),
            Wish::SessionMax => format!("no session is longer than {}", show(lengths.max)),
            Wish::Break => format!(
                "after {} of work you pause for {}",
                show(lengths.max),
                show(lengths.rest)
            ),
            Wish::MachineHours(i) => {
                let named = &curriculum.resources[i];
                let machine = settings.machines.iter().find(|m| m.id == named.id);
                format!(
                    "`{}` can be used {} only",
                    named.id,
                    machine.map_or(&named.hours, |m| &m.week)
                )
            }
            Wish::Quota(i) => {
                let quota = settings.machines[i].quota.map_or(SLOT, |q| q.time);
                format!(
                    "`{}` can be used for {} in each period",
                    settings.machines[i].id,
                    show(quota)
                )
            }
            Wish::TaskSession(i) => format!("{} {}", task(i), session_words(&curriculum.tasks[i].session)),
            Wish::Cadence(i) => {
                let (times, every) =
                    binding(&curriculum.tasks[i]).map_or((1, 1), |c| (c.times, c.every_days));
                format!("{} is promised {times} times, once in {}", task(i), days(every))
            }
            Wish::Deadline(i) => {
                let by = curriculum.tasks[i].deadline.map(|d| last_day(files, d.when));
                format!(
                    "{} must be done by {}",
                    task(i),
                    day(by.unwrap_or(settings.start))
                )
            }
            Wish::Closes(i) => {
                let closes = curriculum.tasks[i].closes.map(|at| settings.zones.local(at));
                format!(
                    "{} must be finished by {}: its competition takes nothing later",
                    task(i),
                    closes.map_or_else(String::new, |at| at.strftime("%a %-d %b %Y %H:%M").to_string())
                )
            }
            Wish::Release(i) => {
                let from = curriculum.tasks[i].not_before.map(|w| first_day(files, w));
                format!(
                    "{} cannot begin before {}",
                    task(i),
                    day(from.unwrap_or(settings.start))
                )
            }
            Wish::Wait(i) => {
                let after = curriculum.tasks[i].after.iter().max_by_key(|a| a.lag);
                let (wait, other) = after.map_or((SLOT, ""), |a| (a.lag, a.task.as_str()));
                format!("{} begins {} after {other}", task(i), elapsed(wait))
            }
        }
    }

    /// The files without these wishes. Months become the dates that they are now, so that a month does not move with the
    /// hours.
    pub fn without(files: &Files, wishes: &BTreeSet<Wish>) -> Files {
        let mut less = files.clone();
        fix_months(&mut less);
        for &wish in wishes {
            wish.leave_out(files, &mut less);
        }
        less
    }

    fn leave_out(self, files: &Files, less: &mut Files) {
        let settings = &mut less.settings;
        let tasks = &mut less.curriculum.tasks;
        match self {
            Wish::Date => settings.finish_by = None,
            Wish::Hours => {
                let waking = Week::parse(WAKING).unwrap_or_default();
                for hours in &mut settings.hours {
                    hours.week = hours.week.join(&waking);
                }
            }
            Wish::DailyLimit => settings.hours.iter_mut().for_each(|h| h.daily_limit = None),
            // A start that is past does not bind.
            Wish::Start => settings.start = Date::MIN,
            Wish::Away(i) => settings.away.retain(|a| *a != files.settings.away[i]),
            Wish::Calendar(i) => settings.feeds.retain(|f| f.name != files.settings.feeds[i].name),
            Wish::Buffer => {
                settings.buffer = SignedDuration::ZERO;
                settings.feeds.iter_mut().for_each(|f| f.buffer = None);
            }
            Wish::SessionMin => settings.session.min = SLOT,
            Wish::SessionMax => settings.session.max = DAY,
            Wish::Break => settings.session.rest = SignedDuration::ZERO,
            Wish::MachineHours(i) => {
                let id = &files.curriculum.resources[i].id;
                for machine in settings.machines.iter_mut().filter(|m| m.id == *id) {
                    machine.week = Week::always();
                }
                less.curriculum.resources[i].hours = Week::always();
            }
            Wish::Quota(i) => settings.machines[i].quota = None,
            Wish::TaskSession(i) => tasks[i].session = SessionRule::default(),
            Wish::Cadence(i) => tasks[i].times = Times::Repeat(tasks[i].times.count()),
            Wish::Deadline(i) => tasks[i].deadline = None,
            Wish::Closes(i) => tasks[i].closes = None,
            Wish::Release(i) => tasks[i].not_before = None,
            Wish::Wait(i) => {
                for after in &mut tasks[i].after {
                    after.lag = SignedDuration::ZERO;
                }
            }
        }
    }
}

/// Writes dates in the place of months.
fn fix_months(files: &mut Files) {
    let before = files.clone();
    for task in &mut files.curriculum.tasks {
        task.not_before = task.not_before.map(|w| When::Date(first_day(&before, w)));
        if let Some(deadline) = &mut task.deadline {
            deadline.when = When::Date(last_day(&before, deadline.when));
        }
        if let Times::Cadence(cadence) = &mut task.times {
            let from = cadence
                .from
                .map_or(before.settings.start, |w| first_day(&before, w));
            cadence.from = Some(When::Date(from));
        }
    }
}

/// The first day of a date or a month.
pub(super) fn first_day(files: &Files, when: When) -> Date {
    match when {
        When::Date(date) => date,
        When::Month(month) => month_start(&files.curriculum, &files.settings, month),
    }
}

/// The last day of a date or a month.
pub(super) fn last_day(files: &Files, when: When) -> Date {
    match when {
        When::Date(date) => date,
        When::Month(month) => {
            let next = month_start(&files.curriculum, &files.settings, month.saturating_add(1));
            next.checked_sub(Span::new().days(1)).unwrap_or(next)
        }
    }
}

/// `each week`, `every 10 days`.
pub(super) fn days(every: u32) -> String {
    match every {
        1 => "each day".into(),
        7 => "each week".into(),
        n if n % 7 == 0 => format!("every {} weeks", n / 7),
        n => format!("every {n} days"),
    }
}

/// A wait, in days where it is that long.
pub(super) fn elapsed(wait: SignedDuration) -> String {
    match (wait.as_hours() / 24, wait.as_mins() % (24 * 60)) {
        (0, _) => show(wait),
        (1, 0) => "1 day".into(),
        (n, 0) => format!("{n} days"),
        (1, rest) => format!("1 day and {}", show(SignedDuration::from_mins(rest))),
        (n, rest) => format!("{n} days and {}", show(SignedDuration::from_mins(rest))),
    }
}

fn session_words(rule: &SessionRule) -> String {
    if rule.whole {
        return "is done in one go".into();
    }
    let parts = [
        ("no session shorter than", rule.min),
        ("none longer than", rule.max),
        ("at most", rule.per_day),
    ];
    let mut said: Vec<String> = parts
        .iter()
        .filter_map(|(words, length)| length.map(|l| format!("{words} {}", show(l))))
        .collect();
    if let (Some(_), Some(last)) = (rule.per_day, said.last_mut()) {
        last.push_str(" of it a day");
    }
    format!("has a rule of its own: {}", said.join(", "))
}

/// The day before.
pub(super) fn day_before(date: Date) -> Date {
    later(date, -1)
}
