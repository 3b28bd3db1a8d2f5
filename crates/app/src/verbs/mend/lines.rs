//! A bend as lines of the files.

use pivot_domain::duration::show;
use pivot_domain::settings::{self, Settings};
use pivot_store::{Change, Place, Written};

use crate::planning::fit::{Bend, Files};

pub(super) fn set(at: Vec<Place>, to: Written) -> Change {
    Change { at, to: Some(to) }
}

/// A bend of `pivot.toml`, which becomes what `after` says; `None` where that cannot be written.
pub(super) fn of_settings(bend: Bend, files: &Files, after: &Settings) -> Option<Vec<Change>> {
    use Place::{Key, Named, Nth, With};
    use Written::{Day, Text};
    let before = &files.settings;
    let one = |at: Vec<Place>, to: Written| Some(vec![set(at, to)]);
    let length = |d| Text(show(d));
    match bend {
        Bend::Date(date) => one(vec![Key("finish_by")], Day(date)),
        Bend::Hours(_) | Bend::FreeDays(_) | Bend::DailyLimit(_) => Some(of_hours(before, after)),
        Bend::Start(date) => one(vec![Key("start")], Day(date)),
        Bend::Away(i, last) if last < before.away[i].from => Some(vec![Change {
            at: vec![Key("away"), Nth(i)],
            to: None,
        }]),
        Bend::Away(i, last) => one(vec![Key("away"), Nth(i), Key("to")], Day(last)),
        Bend::Calendar(i) => Some(vec![Change {
            at: vec![Key("calendar"), With("name", before.feeds[i].name.clone())],
            to: None,
        }]),
        Bend::Buffer(most) => {
            let own = before.feeds.iter().filter(|f| f.buffer.is_some_and(|b| b > most));
            let of =
                |f: &settings::FeedRule| vec![Key("calendar"), With("name", f.name.clone()), Key("buffer")];
            let feeds = own.map(|f| set(of(f), length(most)));
            let whole = (before.buffer > most).then(|| set(vec![Key("buffer")], length(most)));
            Some(whole.into_iter().chain(feeds).collect())
        }
        Bend::SessionMin(min) => one(vec![Key("session"), Key("min")], length(min)),
        Bend::SessionMax(max) => one(vec![Key("session"), Key("max")], length(max)),
        Bend::Break(rest) => one(vec![Key("session"), Key("break")], length(rest)),
        Bend::Quota(i, time) => {
            let id = Named(before.machines[i].id.clone());
            one(vec![Key("resource"), id, Key("quota"), Key("time")], length(time))
        }
        // The hours of a machine are those of others.
        _ => None,
    }
}

/// The hours that differ: the first rule is `[hours]`, the others are its changes.
pub(super) fn of_hours(before: &Settings, after: &Settings) -> Vec<Change> {
    use Place::{Key, Nth};
    let rules = before.hours.iter().zip(&after.hours).enumerate();
    let mut changes = Vec::new();
    for (i, (old, new)) in rules {
        let at = |key| match i.checked_sub(1) {
            None => vec![Key("hours"), Key(key)],
            Some(n) => vec![Key("hours"), Key("change"), Nth(n), Key(key)],
        };
        if old.week != new.week {
            changes.push(set(at("week"), Written::Text(new.week.to_string())));
        }
        // A change without a limit has that of `[hours]`.
        if let Some(limit) = new.daily_limit.filter(|_| old.daily_limit != new.daily_limit) {
            changes.push(set(at("daily_limit"), Written::Text(show(limit))));
        }
    }
    changes
}

/// A bend of a task in `curriculum.toml`; `None` where that cannot be written.
pub(super) fn of_task(bend: Bend, files: &Files) -> Option<Vec<Change>> {
    use Place::{Key, Nth, With};
    use Written::{Day, Number, Text};
    let task = files.curriculum.tasks.get(bend.task()?)?;
    let at = |keys: &[Place]| {
        let own = [Key("task"), With("id", task.id.clone())];
        own.into_iter().chain(keys.iter().cloned()).collect::<Vec<_>>()
    };
    let one = |keys: &[Place], to: Written| Some(vec![set(at(keys), to)]);
    match bend {
        Bend::TaskSession(_) => Some(vec![Change {
            at: at(&[Key("session")]),
            to: None,
        }]),
        Bend::Times(_, times) => one(&[Key("cadence"), Key("times")], Number(times.into())),
        Bend::Every(_, days) => one(&[Key("cadence"), Key("every")], Text(format!("{days}d"))),
        Bend::Forgive(_) => one(&[Key("cadence"), Key("missed")], Text("forgive".into())),
        Bend::Release(_, date) => one(&[Key("not_before")], Day(date)),
        Bend::Deadline(_, date) => Some(vec![
            set(at(&[Key("deadline"), Key("date")]), Day(date)),
            Change {
                at: at(&[Key("deadline"), Key("month")]),
                to: None,
            },
        ]),
        Bend::Wait(_, most) => {
            let longer = task.after.iter().enumerate().filter(|(_, a)| a.lag > most);
            let lag = |j| at(&[Key("after"), Nth(j), Key("lag")]);
            Some(longer.map(|(j, _)| set(lag(j), Text(show(most)))).collect())
        }
        _ => None,
    }
}
