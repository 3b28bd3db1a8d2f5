//! A form of the settings becomes changes of places in the file.

use jiff::SignedDuration;
use jiff::civil::Date;
use pivot_app::Error;
use pivot_app::domain::duration;
use pivot_app::domain::settings::Settings;
use pivot_app::domain::week::Week;
use pivot_app::verbs::settings::{Change, Place, Written};

use crate::pages::fields::{self, Filled};

/// What a form of some section asks for. What is as it was is left as it is written; `own` is what the file says.
pub(super) fn of(filled: &Filled, own: &Settings) -> Result<Vec<Change>, Error> {
    match filled.get("section").unwrap_or_default() {
        "hours" => hours(filled, own),
        "other-hours" => other_hours(filled),
        "away" => away(filled),
        "sessions" => sessions(filled, own),
        "place" => place(filled),
        other => Err(Error::wrong(format!("there is no section `{other}`"))),
    }
}

/// What stands under keys from the root on.
fn set(path: &[&'static str], to: Option<Written>) -> Change {
    Change {
        at: path.iter().map(|key| Place::Key(key)).collect(),
        to,
    }
}

/// A table more in a list; what has no value is left out.
fn add<const N: usize>(path: &[&'static str], fields: [(&'static str, Option<Written>); N]) -> Vec<Change> {
    let mut table = Place::New;
    let mut changes = Vec::new();
    for (key, to) in fields.into_iter().filter(|(_, to)| to.is_some()) {
        let mut change = set(path, to);
        change.at.extend([table, Place::Key(key)]);
        changes.push(change);
        table = Place::Last;
    }
    changes
}

fn text(text: &str) -> Option<Written> {
    Some(Written::Text(text.to_owned()))
}

/// A date that must be there.
fn must(filled: &Filled, name: &str, called: &str) -> Result<Date, Error> {
    let date = filled.date(name).map_err(Error::wrong)?;
    date.ok_or_else(|| Error::wrong(format!("{called} is missing")))
}

/// A date that may be there.
fn may(filled: &Filled, name: &str) -> Result<Option<Written>, Error> {
    Ok(filled.date(name).map_err(Error::wrong)?.map(Written::Day))
}

/// A duration at `path`, where it is another than it was; an empty field takes it out.
fn time(
    edits: &mut Vec<Change>,
    filled: &Filled,
    name: &str,
    path: &[&'static str],
    was: Option<SignedDuration>,
) -> Result<(), Error> {
    let Some(typed) = filled.get(name) else {
        edits.push(set(path, None));
        return Ok(());
    };
    let read = duration::parse(typed)
        .ok_or_else(|| Error::wrong(format!("`{typed}` is no duration")).next("write 45m, 2h or 1h30m"))?;
    if Some(read) != was {
        edits.push(set(path, text(typed)));
    }
    Ok(())
}

/// A date at `path`, where it is another than it was.
fn day(edits: &mut Vec<Change>, path: &[&'static str], new: Option<Date>, was: Option<Date>) {
    if new != was {
        edits.push(set(path, new.map(Written::Day)));
    }
}

/// The table of a list that is to be taken out.
fn gone(filled: &Filled, path: &[&'static str]) -> Option<Result<Vec<Change>, Error>> {
    let typed = filled.get("remove")?;
    let number = typed.parse::<usize>();
    Some(
        number
            .map(|number| {
                let mut change = set(path, None);
                change.at.push(Place::Nth(number));
                vec![change]
            })
            .map_err(|_| Error::wrong(format!("`{typed}` is no number of a row"))),
    )
}

fn hours(filled: &Filled, own: &Settings) -> Result<Vec<Change>, Error> {
    let week = fields::read_days(filled).map_err(|faults| {
        let all: Vec<String> = faults.into_iter().map(|(_, what)| what).collect();
        Error::wrong(all.join(". "))
    })?;
    let usual = own.hours.first();
    let mut edits = Vec::new();
    if usual.is_none_or(|h| h.week != week) {
        edits.push(set(&["hours", "week"], text(&week.to_string())));
    }
    let limit = usual.and_then(|h| h.daily_limit);
    time(&mut edits, filled, "limit", &["hours", "daily_limit"], limit)?;
    Ok(edits)
}

fn other_hours(filled: &Filled) -> Result<Vec<Change>, Error> {
    let path = ["hours", "change"];
    if let Some(edits) = gone(filled, &path) {
        return edits;
    }
    let spec = filled.get("spec").unwrap_or_default();
    let week = Week::parse(spec).map_err(Error::wrong)?;
    let (from, to) = (may(filled, "from")?, may(filled, "to")?);
    if from.is_none() && to.is_none() {
        return Err(
            Error::wrong("a first or a last day is missing").next("without one it is your usual week")
        );
    }
    let fields = [("from", from), ("to", to), ("week", text(&week.to_string()))];
    Ok(add(&path, fields))
}

fn away(filled: &Filled) -> Result<Vec<Change>, Error> {
    if let Some(edits) = gone(filled, &["away"]) {
        return edits;
    }
    let from = must(filled, "from", "the first day")?;
    let fields = [
        ("from", Some(Written::Day(from))),
        ("to", may(filled, "to")?),
        ("why", filled.get("why").and_then(text)),
    ];
    Ok(add(&["away"], fields))
}

fn sessions(filled: &Filled, own: &Settings) -> Result<Vec<Change>, Error> {
    let start = must(filled, "start", "the plan's first day")?;
    let finish = filled.date("finish").map_err(Error::wrong)?;
    let mut edits = Vec::new();
    day(&mut edits, &["start"], Some(start), Some(own.start));
    day(&mut edits, &["finish_by"], finish, own.finish_by);
    let lengths = &own.session;
    for (name, path, was) in [
        ("min", &["session", "min"][..], lengths.min),
        ("max", &["session", "max"], lengths.max),
        ("break", &["session", "break"], lengths.rest),
        ("buffer", &["buffer"], own.buffer),
        ("frozen", &["frozen"], own.frozen),
    ] {
        time(&mut edits, filled, name, path, Some(was))?;
    }
    Ok(edits)
}

fn place(filled: &Filled) -> Result<Vec<Change>, Error> {
    let name = filled.get("zone").unwrap_or_default();
    let zone = fields::zone(name).map_err(Error::wrong)?;
    let zone = text(zone.iana_name().unwrap_or(name));
    // From a day on it is a move; without one the person has been there all along.
    Ok(match may(filled, "from")? {
        Some(from) => add(&["move"], [("from", Some(from)), ("timezone", zone)]),
        None => vec![set(&["timezone"], zone)],
    })
}
