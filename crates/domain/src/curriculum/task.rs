//! Reading one task. What concerns several tasks is in `check`.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::SignedDuration;
use toml::Spanned;
use toml::de::DeValue;

use super::fields::{self, month, need, need_id, take};
use super::{
    After, Basis, Cadence, Deadline, Effort, Missed, Need, SessionRule, Task, Times, Unattended, When, check,
    evidence,
};
use crate::duration;
use crate::fault::Fault;
use crate::read::{self, Table, Value, wrong_kind};
use crate::skills;

/// The most options that `only` may name of one choice.
const OPTIONS_MAX: usize = 100;
/// The most times that one task is done.
const TIMES_MAX: u32 = 1_000;
const WEIGHT_MAX: u32 = 1_000;
const PERIOD_DAYS_MAX: i64 = 366;
const DAY: SignedDuration = SignedDuration::from_hours(24);
const EFFORT: &str = "three times of the person's own work, low, likely and high: hours, such as [7, 10, 18], or texts, \
                      such as [\"45m\", 1, \"1h30m\"]";

/// Where a task's names stand; the lists run beside those of the task.
pub(super) struct TaskMarks {
    pub(super) id: Range<usize>,
    pub(super) step: Range<usize>,
    pub(super) after: Vec<Range<usize>>,
    pub(super) needs: Vec<Range<usize>>,
    pub(super) unattended: Range<usize>,
    pub(super) only: Vec<(Range<usize>, Range<usize>)>,
}

/// One `[[task]]`.
pub(super) fn task(mut table: Table<'_, '_>, faults: &mut Vec<Fault>) -> (Task, TaskMarks) {
    let at = table.at.clone();
    let (id, id_at) = need_id(&mut table, faults);
    table.need("step", "the number of its step", faults);
    let (step, step_at) = table
        .count_within("step", (1, 10_000), faults)
        .unwrap_or((0, 0..0));
    let title = need(&mut table, "title", "what is to be done", faults, fields::line).unwrap_or_default();
    let kind = take(&mut table, "kind", faults, fields::id).unwrap_or_else(|| "work".into());
    let effort = table
        .need("effort", EFFORT, faults)
        .and_then(|v| effort(v, faults));
    let basis = take(&mut table, "basis", faults, |v| {
        fields::word(v, &["ours", "source"])
    });
    let (after, after_at) = after(&mut table, faults);
    let (not_before, not_before_at) = match table.get("not_before") {
        Some(value) => (when(value, faults), value.span()),
        None => (None, 0..0),
    };
    let deadline_value = table.get("deadline");
    let deadline = deadline_value.and_then(|v| deadline(v, faults));
    let deadline_at = deadline_value.map(Spanned::span);
    let (needs, needs_at) = needs(&mut table, faults);
    let session = table
        .get("session")
        .and_then(|v| session(v, faults))
        .unwrap_or_default();
    let times = times(&mut table, faults);
    let unattended_at = table.get("unattended").map_or(0..0, Spanned::span);
    let unattended = table.get("unattended").and_then(|v| unattended(v, faults));
    let (only, only_at) = only(&mut table, faults);
    let done_when = table.get("done_when").and_then(|v| evidence::read(v, faults));
    let skills = skills::read(&mut table, faults);
    let note = take(&mut table, "note", faults, fields::prose);
    let link = take(&mut table, "link", faults, fields::link);
    table.close(faults);

    if let Some(effort) = effort {
        check::fits_effort(
            effort,
            (&needs, &needs_at),
            (unattended.as_ref(), &unattended_at),
            faults,
        );
    }
    check::window(not_before, &not_before_at, deadline, faults);
    let task = Task {
        id,
        step,
        title,
        kind,
        effort: effort.unwrap_or(Effort {
            low: SignedDuration::ZERO,
            likely: SignedDuration::ZERO,
            high: SignedDuration::ZERO,
        }),
        basis: if basis == Some("source") {
            Basis::Sourced
        } else {
            Basis::Ours
        },
        after,
        not_before,
        deadline,
        closes: None,
        needs,
        session,
        times,
        unattended,
        only,
        done_when,
        skills,
        note,
        link,
        at,
        deadline_at,
    };
    let marks = TaskMarks {
        id: id_at,
        step: step_at,
        after: after_at,
        needs: needs_at,
        unattended: unattended_at,
        only: only_at,
    };
    (task, marks)
}

/// Three times, the low no more than the likely, the likely no more than the high.
fn effort(value: Value<'_, '_>, faults: &mut Vec<Fault>) -> Option<Effort> {
    let items = match value.get_ref() {
        DeValue::Array(items) if items.len() == 3 => items,
        _ => {
            faults.push(wrong_kind(value, EFFORT));
            return None;
        }
    };
    let mut hours = Vec::new();
    for item in items {
        match read::read_duration(item) {
            Some(time) => hours.push(time),
            None => faults.push(wrong_kind(item, read::DURATION)),
        }
    }
    let [low, likely, high] = hours[..] else {
        return None;
    };
    let mut ordered = true;
    for (at, (less, less_name), (more, more_name)) in [
        (0, (low, "low"), (likely, "likely")),
        (1, (likely, "likely"), (high, "high")),
    ] {
        if less > more {
            let what = format!(
                "the {less_name} effort, {}, is more than the {more_name}, {}",
                duration::show(less),
                duration::show(more)
            );
            let at = items.get(at).map_or(value.span(), Spanned::span);
            faults.push(Fault::new(
                at,
                what,
                "low, likely, high, each no less than the one before",
            ));
            ordered = false;
        }
    }
    ordered.then_some(Effort { low, likely, high })
}

fn after(table: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> (Vec<After>, Vec<Range<usize>>) {
    let expected = "a list of task ids, such as [\"1.1\", { task = \"2.2\", lag = \"7d\" }]";
    let Some((items, _)) = table.read("after", faults, |v| fields::list(v, expected)) else {
        return Default::default();
    };
    let (mut after, mut marks): (Vec<After>, Vec<_>) = Default::default();
    let mut named = BTreeSet::new();
    for item in items {
        let (id, lag) = if item.get_ref().is_table() {
            let Some(mut entry) = Table::from_value("a predecessor", item, faults) else {
                continue;
            };
            entry.need("task", "the id of a task", faults);
            let id = entry.read("task", faults, fields::id);
            let lag = entry
                .duration("lag", faults)
                .map_or(SignedDuration::ZERO, |(lag, _)| lag);
            entry.close(faults);
            (id, lag)
        } else {
            match fields::id(item) {
                Ok(id) => (Some((id, item.span())), SignedDuration::ZERO),
                Err(_) => {
                    faults.push(wrong_kind(
                        item,
                        "the id of a task in quotes, or { task = \"…\", lag = \"7d\" }",
                    ));
                    (None, SignedDuration::ZERO)
                }
            }
        };
        let Some((id, at)) = id else { continue };
        if !named.insert(id.clone()) {
            faults.push(Fault::new(
                at,
                format!("`{id}` is named twice"),
                "each predecessor once",
            ));
        } else {
            after.push(After { task: id, lag });
            marks.push(at);
        }
    }
    (after, marks)
}

/// A date, or { month = 2 }.
fn when(value: Value<'_, '_>, faults: &mut Vec<Fault>) -> Option<When> {
    const WHEN: &str = "a date such as 2027-01-31, or { month = 2 }";
    if !value.get_ref().is_table() {
        let date = read::read_date(value);
        if date.is_none() {
            faults.push(wrong_kind(value, WHEN));
        }
        return date.map(When::Date);
    }
    let mut table = Table::from_value("a time", value, faults)?;
    let when = when_fields(&mut table, WHEN, faults);
    table.close(faults);
    when
}

/// The one of `month` and `date` that a table has.
fn when_fields(table: &mut Table<'_, '_>, expected: &str, faults: &mut Vec<Fault>) -> Option<When> {
    let before = faults.len();
    let month = take(table, "month", faults, month).map(When::Month);
    let date = table.date("date", faults).map(|(date, _)| When::Date(date));
    match (month, date) {
        (Some(_), Some(_)) => {
            faults.push(Fault::new(
                table.at.clone(),
                "there are a `month` and a `date`",
                "one of the two",
            ));
            None
        }
        (None, None) if faults.len() == before => {
            faults.push(Fault::new(
                table.at.clone(),
                "there is neither `month` nor `date`",
                expected,
            ));
            None
        }
        (month, date) => month.or(date),
    }
}

fn deadline(value: Value<'_, '_>, faults: &mut Vec<Fault>) -> Option<Deadline> {
    const DEADLINE: &str = "a date such as 2027-01-31, or { month = 1, hard = false, weight = 1 }";
    if !value.get_ref().is_table() {
        let date = read::read_date(value);
        if date.is_none() {
            faults.push(wrong_kind(value, DEADLINE));
        }
        return date.map(|date| Deadline {
            when: When::Date(date),
            hard: false,
            weight: 1,
        });
    }
    let mut table = Table::from_value("a deadline", value, faults)?;
    let when = when_fields(&mut table, DEADLINE, faults);
    let hard = table.boolean("hard", faults).unwrap_or(false);
    let weight = table
        .count_within("weight", (1, WEIGHT_MAX), faults)
        .map_or(1, |(weight, _)| weight);
    table.close(faults);
    Some(Deadline {
        when: when?,
        hard,
        weight,
    })
}

fn needs(table: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> (Vec<Need>, Vec<Range<usize>>) {
    let value = table.get("needs");
    let Some(table) = value.and_then(|v| Table::from_value("`needs`, such as { gpu = \"4h\" }", v, faults))
    else {
        return Default::default();
    };
    let mut needs = Vec::new();
    for (name, at, value) in table.entries() {
        match read::read_duration(value) {
            Some(time) => needs.push((
                Need {
                    resource: name.to_owned(),
                    time,
                },
                at,
            )),
            None => faults.push(wrong_kind(value, read::DURATION)),
        }
    }
    needs.into_iter().unzip()
}

fn session(value: Value<'_, '_>, faults: &mut Vec<Fault>) -> Option<SessionRule> {
    let mut table = Table::from_value("`session`", value, faults)?;
    let mut length = |table: &mut Table<'_, '_>, name| {
        let good = |time: &SignedDuration| (SignedDuration::from_mins(1)..=DAY).contains(time);
        let read = |v: Value<'_, '_>| {
            read::read_duration(v)
                .filter(good)
                .ok_or_else(|| "1m to 24h".to_owned())
        };
        table.read(name, faults, read)
    };
    let (min, max, per_day) = (
        length(&mut table, "min"),
        length(&mut table, "max"),
        length(&mut table, "per_day"),
    );
    let whole = table.boolean("whole", faults).unwrap_or(false);
    if let Some((min, min_at)) = &min {
        for (most, name) in [(&max, "longest session"), (&per_day, "most in one day")] {
            if let Some((most, _)) = most.as_ref().filter(|(most, _)| most < min) {
                let what = format!(
                    "the shortest session, {}, is longer than the {name}, {}",
                    duration::show(*min),
                    duration::show(*most)
                );
                faults.push(Fault::new(
                    min_at.clone(),
                    what,
                    format!("at most {}", duration::show(*most)),
                ));
            }
        }
    }
    if let Some((_, at)) = [&min, &max].into_iter().flatten().next().filter(|_| whole) {
        let what = "a task that is done in one go has one session, as long as the task";
        faults.push(Fault::new(
            at.clone(),
            what,
            "either `whole = true`, or `min` and `max`",
        ));
    }
    table.close(faults);
    let time = |read: Option<(SignedDuration, Range<usize>)>| read.map(|(time, _)| time);
    Some(SessionRule {
        min: time(min),
        max: time(max),
        per_day: time(per_day),
        whole,
    })
}

fn times(table: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Times {
    let repeat = table.count_within("repeat", (1, TIMES_MAX), faults);
    let value = table.get("cadence");
    if let (Some((_, at)), Some(_)) = (&repeat, value) {
        let what = "a task has a `repeat` or a `cadence`, not both";
        faults.push(Fault::new(
            at.clone(),
            what,
            "one of the two: a cadence is done once in each period",
        ));
    }
    match value.and_then(|v| cadence(v, faults)) {
        Some(cadence) => Times::Cadence(cadence),
        None => repeat.map_or(Times::Once, |(times, _)| Times::Repeat(times)),
    }
}

fn cadence(value: Value<'_, '_>, faults: &mut Vec<Fault>) -> Option<Cadence> {
    const EVERY: &str = "a period of whole days, \"1d\" to \"366d\", such as \"1w\" or \"10d\"";
    let mut table = Table::from_value("a cadence", value, faults)?;
    let every_days = need(&mut table, "every", EVERY, faults, |v| {
        let time = v.get_ref().as_str().and_then(duration::parse).ok_or(EVERY)?;
        let days = time.as_hours() / 24;
        let whole = time == DAY * i32::try_from(days).unwrap_or(0) && (1..=PERIOD_DAYS_MAX).contains(&days);
        u32::try_from(days)
            .ok()
            .filter(|_| whole)
            .ok_or_else(|| EVERY.to_owned())
    });
    table.need("times", "how many periods there are", faults);
    let times = table
        .count_within("times", (1, TIMES_MAX), faults)
        .map(|(times, _)| times);
    let from = table.get("from").and_then(|v| when(v, faults));
    let missed = take(&mut table, "missed", faults, |v| {
        fields::word(v, &["catch-up", "forgive"])
    });
    table.close(faults);
    let missed = if missed == Some("forgive") {
        Missed::Forgive
    } else {
        Missed::CatchUp
    };
    Some(Cadence {
        times: times?,
        every_days: every_days?,
        from,
        missed,
    })
}

fn unattended(value: Value<'_, '_>, faults: &mut Vec<Fault>) -> Option<Unattended> {
    let mut table = Table::from_value("`unattended`", value, faults)?;
    let resource = need(&mut table, "resource", "the id of a resource", faults, fields::id);
    table.need("time", read::DURATION, faults);
    let time = table.duration("time", faults);
    let launch = table
        .duration("launch", faults)
        .map_or(SignedDuration::ZERO, |(time, _)| time);
    let read = table
        .duration("read", faults)
        .map_or(SignedDuration::ZERO, |(time, _)| time);
    table.close(faults);
    if let Some((_, at)) = time.as_ref().filter(|(time, _)| time.is_zero()) {
        faults.push(Fault::new(at.clone(), "a run takes time", "more than 0"));
    }
    Some(Unattended {
        resource: resource?,
        time: time?.0,
        launch,
        read,
    })
}

/// `only = { choice = "option" }`, or a list of options.
#[expect(clippy::type_complexity, reason = "names and their places, side by side")]
fn only(
    table: &mut Table<'_, '_>,
    faults: &mut Vec<Fault>,
) -> (Vec<(String, String)>, Vec<(Range<usize>, Range<usize>)>) {
    let value = table.get("only");
    let Some(table) = value.and_then(|v| Table::from_value("`only`, such as { course = \"A\" }", v, faults))
    else {
        return Default::default();
    };
    let mut only = Vec::new();
    for (choice, choice_at, value) in table.entries() {
        let options = match value.get_ref() {
            DeValue::Array(items) if (1..=OPTIONS_MAX).contains(&items.len()) => items.iter().collect(),
            _ => vec![value],
        };
        for option in options {
            match fields::id(option) {
                Ok(id) => only.push(((choice.to_owned(), id), (choice_at.clone(), option.span()))),
                Err(_) => faults.push(wrong_kind(
                    option,
                    "the id of an option, or a list of 1 to 100 of them",
                )),
            }
        }
    }
    only.into_iter().unzip()
}
