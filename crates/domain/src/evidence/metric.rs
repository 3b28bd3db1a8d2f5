//! `metric`: a value that was recorded, by a lab (a `scored` fact), in a file of the person, or by the training of their project.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::with::With;
use super::{Found, Look, Material, Read, table, text};
use crate::fact::Event;
use crate::project::{self, report, scope};

/// Where a person records values.
const FILES: [&str; 2] = ["metrics.csv", "metrics.json"];
/// Where values of the project's own names are beside: what its training reported, and the scope that says what counts.
const OF_PROJECT: [&str; 3] = [
    "project/model/report/report.json",
    "project/report/report.json",
    "project/scope.md",
];

/// The files that a check reads.
pub(super) fn files(with: With<'_>) -> impl Iterator<Item = &'static str> {
    let names = ["name", "more_than", "less_than"];
    let own = names.iter().any(|n| with.name(n).is_some_and(project::is_own));
    FILES
        .into_iter()
        .chain(OF_PROJECT.into_iter().filter(move |_| own))
}

/// A value, where it is from, and when it was measured.
#[derive(Clone, Debug)]
struct Measured<'a> {
    value: f64,
    at: Timestamp,
    read: Option<&'a Read>,
    /// In the words of its source.
    said: String,
}

/// Values of a file, and what is wrong in it.
#[derive(Default)]
struct Values {
    by_name: BTreeMap<String, Vec<(f64, Date, String)>>,
    wrong: Vec<String>,
}

impl Values {
    fn take(&mut self, place: &str, name: &str, value: Option<f64>, date: &str) {
        let name = name.trim();
        let date: Option<Date> = date.trim().get(..10).and_then(|d| d.parse().ok());
        match (value.filter(|v| v.is_finite()), date) {
            (Some(value), Some(date)) => {
                let said = format!("{place}: {name} {value} on {date}");
                self.by_name
                    .entry(name.to_owned())
                    .or_default()
                    .push((value, date, said));
            }
            (None, _) => self.wrong.push(format!(
                "{place}: the value of `{}` is no number",
                text::short(name)
            )),
            (_, None) => self.wrong.push(format!(
                "{place}: `{}` has no date, such as 2027-01-31",
                text::short(name)
            )),
        }
    }
}

fn values(read: &Read) -> Values {
    let mut values = Values::default();
    if read.path.ends_with(".json") {
        let json: Result<BTreeMap<String, Value>, _> = serde_json::from_slice(&read.bytes);
        match json {
            Ok(entries) => {
                for (name, entry) in &entries {
                    let place = "metrics.json";
                    let date = entry.get("date").and_then(Value::as_str).unwrap_or_default();
                    values.take(place, name, entry.get("value").and_then(Value::as_f64), date);
                }
            }
            Err(e) => values.wrong.push(format!(
                "metrics.json is no JSON object: line {}, column {}",
                e.line(),
                e.column()
            )),
        }
        return values;
    }
    match table::read(read) {
        Ok(table) => match (table.column("name"), table.column("value"), table.column("date")) {
            (Some(name), Some(value), Some(date)) => {
                for row in &table.rows {
                    let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
                    let place = format!("metrics.csv, line {}", row.line);
                    values.take(&place, cell(name), cell(value).trim().parse().ok(), cell(date));
                }
            }
            _ => values
                .wrong
                .push("metrics.csv needs the columns name,value,date".into()),
        },
        Err(why) => values.wrong.push(format!("metrics.csv {why}")),
    }
    values
}

/// The value of that name that counts, or what is wrong with what there is.
fn measured<'a>(name: &str, look: &Look<'a>) -> Result<Option<Measured<'a>>, String> {
    let context = look.context;
    let mut scored: Option<Measured<'_>> = None;
    for fact in context.facts {
        if let Event::Scored {
            deed, metric, value, ..
        } = &fact.fact.event
            && metric == name
        {
            scored = Some(Measured {
                value: *value,
                at: fact.fact.at,
                read: None,
                said: format!("{} scored {value} in {}", name, deed.what),
            });
        }
    }
    let mut written: Option<Measured<'_>> = None;
    let mut wrong = None;
    for (number, name_of_file) in FILES.iter().enumerate() {
        let read = match look.at(number) {
            Material::File(read) => read,
            Material::Refused(why) => {
                wrong.get_or_insert(format!("`{name_of_file}` {why}"));
                continue;
            }
            _ => continue,
        };
        let values = values(read);
        let about = |w: &&String| w.contains(&format!("`{name}`")) || !w.contains('`');
        if let Some(first) = values.wrong.iter().find(about) {
            wrong.get_or_insert(first.clone());
        }
        for (value, date, said) in values.by_name.get(name).into_iter().flatten() {
            let day = |at| context.zones.civil(at).date();
            if *date > day(context.now) {
                wrong.get_or_insert(format!("{said}: that lies ahead"));
            } else if *date < day(context.start) {
                wrong.get_or_insert(format!("{said}: that is before this pivot began"));
            } else {
                let at = context.zones.instant(date.at(12, 0, 0, 0)).min(context.now);
                if written.as_ref().is_none_or(|w| w.at <= at) {
                    written = Some(Measured {
                        value: *value,
                        at,
                        read: Some(read),
                        said: said.clone(),
                    });
                }
            }
        }
    }
    match reported(name, look) {
        // What the training says now is newer than what was written down of it.
        Ok(Some(value)) => written = Some(value),
        Ok(None) => {}
        Err(why) => {
            wrong.get_or_insert(why);
        }
    }
    match (scored, written) {
        // What was measured by a machine is not overwritten by hand.
        (Some(scored), Some(written))
            if (scored.value - written.value).abs() > 1e-9 * scored.value.abs().max(1.0) =>
        {
            Err(format!("{}, but {}", written.said, scored.said))
        }
        (Some(scored), _) => Ok(Some(scored)),
        (None, Some(written)) => Ok(Some(written)),
        (None, None) => wrong.map_or(Ok(None), Err),
    }
}

/// The value that the project's training reported, for the names that it has one for.
fn reported<'a>(name: &str, look: &Look<'a>) -> Result<Option<Measured<'a>>, String> {
    if !matches!(name, project::BASELINE | project::IMPROVEMENT) {
        return Ok(None);
    }
    let there = [0, 1].map(|number| look.at(FILES.len() + number));
    let read = match there.into_iter().find(|m| !matches!(m, Material::Absent)) {
        Some(Material::File(read)) => read,
        Some(Material::Refused(why)) => return Err(format!("the report of the training {why}")),
        _ => return Ok(None),
    };
    let path = &read.path;
    let told = report::read(&read.bytes).map_err(|why| format!("`{path}` {why}"))?;
    let scope = match look.at(FILES.len() + 2) {
        Material::File(read) => match scope::parse(&text::lossy(&read.bytes)) {
            (scope, faults) if faults.is_empty() => Some(scope),
            _ => {
                return Err(format!(
                    "`{}` has mistakes: pivot project scope shows them",
                    read.path
                ));
            }
        },
        _ => None,
    };
    let measured = |value: f64, said: String| {
        Some(Measured {
            value,
            at: look.context.now,
            read: Some(read),
            said,
        })
    };
    if name == project::BASELINE {
        let metric = scope.as_ref().and_then(|s| s.metric.as_deref());
        let value = told.baseline(metric.unwrap_or(project::METRIC));
        return Ok(value.and_then(|value| measured(value, format!("{path}: baseline {value}"))));
    }
    let found = project::improvement(scope.as_ref(), &told).map_err(|why| format!("`{path}`: {why}"))?;
    let project::Improvement {
        metric,
        value,
        baseline,
        by,
    } = found;
    Ok(measured(
        by,
        format!("{path}: {metric} {value}, baseline {baseline}"),
    ))
}

/// What to do where a value is not there.
fn next(name: &str, look: &Look<'_>) -> String {
    let today = look.context.zones.civil(look.context.now).date();
    let line = format!("add the line {name},VALUE,{today} to metrics.csv (its head is name,value,date)");
    match name {
        project::GOAL => "pivot project scope --metric NAME --beat-by X records it".into(),
        project::BASELINE | project::IMPROVEMENT => format!(
            "train, so that {} says it; or {line}",
            project::placed(OF_PROJECT[0], look.context.project)
        ),
        _ => line,
    }
}

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let name = with.text("name");
    let of = |name: &str| match measured(name, look) {
        Ok(Some(measured)) => Ok(measured),
        Ok(None) => Err(Found::missing(
            format!("no value `{name}` is recorded"),
            next(name, look),
        )),
        Err(why) => Err(Found::missing(why, format!("put it right: {}", next(name, look)))),
    };
    let value = match of(name) {
        Ok(value) => value,
        Err(found) => return found,
    };
    let by = |found: Found| match value.read {
        Some(read) => found.by(read, &value.said),
        None => Found {
            excerpt: Some(text::excerpt(&value.said)),
            ..found
        },
    };
    let short = |than: String| {
        by(Found::missing(
            format!("`{name}` is {}, {than}", value.value),
            "improve it, and record the new value",
        ))
    };
    if let Some(least) = with.number("at_least")
        && value.value < least
    {
        return short(format!("and at least {least} is asked for"));
    }
    if let Some(most) = with.number("at_most")
        && value.value > most
    {
        return short(format!("and at most {most} is asked for"));
    }
    let mut beside = String::new();
    for (parameter, word) in [("more_than", "more"), ("less_than", "less")] {
        let Some(other) = with.name(parameter) else {
            continue;
        };
        let than = match of(other) {
            Ok(than) => than,
            Err(found) => return found,
        };
        let holds = if parameter == "more_than" {
            value.value > than.value
        } else {
            value.value < than.value
        };
        if !holds {
            return short(format!("and `{other}` is {}: it should be {word}", than.value));
        }
        beside = format!("{beside}, {word} than `{other}` with {}", than.value);
    }
    by(Found::met(format!("`{name}` is {}{beside}", value.value)))
}
