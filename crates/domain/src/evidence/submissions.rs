//! `submissions`: the list of one's submissions as Kaggle's program saves it with `-v`.
//!
//! A list on one's own disk can be edited. What can be told is told: rows that contradict themselves, dates that lie ahead, and
//! rows that earlier checks saw with another score, or that have gone. Kaggle's list only grows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::with::With;
use super::{Found, Look, Material, Read, table, text};
use crate::fact::{Event, Recorded};

/// Says of competitions whether a higher or a lower score is better: columns `competition` and `better`.
pub(super) const BETTER: &str = "kaggle/better.csv";
/// The list of competitions, which is none of submissions.
const EXPORTED: &str = "kaggle/competitions.csv";
/// Kaggle's own name for the competition stands in the file's name.
const HINT: &str = "kaggle competitions submissions -c";
/// So many rows are kept with a check, to be compared later.
const KEPT: usize = 60;

/// A complete submission.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    at: Timestamp,
    /// Date and file as they are written.
    key: String,
    score: f64,
}

/// A row of a saved list, as it is written there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Its line, from 1.
    pub line: u64,
    /// `fileName`.
    pub file: String,
    /// `date`.
    pub date: String,
    /// `description`; empty where there is none.
    pub description: String,
    /// `status`: `SubmissionStatus.COMPLETE`, `complete`.
    pub status: String,
    /// `publicScore`; empty where there is none.
    pub public: String,
    /// `privateScore`; empty where there is none.
    pub private: String,
}

/// The rows of a list as `kaggle competitions submissions -v` prints it, in their order.
///
/// # Errors
/// It is no such list: the end of a sentence that begins with the file's name.
pub fn listed(read: &Read) -> Result<Vec<Listed>, String> {
    let table = table::read(read)?;
    let place = |name: &str| {
        table
            .column(name)
            .ok_or_else(|| format!("has no column `{name}`: it is no list of submissions"))
    };
    let (file, date, status, public) = (
        place("fileName")?,
        place("date")?,
        place("status")?,
        place("publicScore")?,
    );
    let (description, private) = (table.column("description"), table.column("privateScore"));
    let row = |row: &table::Row| {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).cloned().unwrap_or_default();
        Listed {
            line: row.line,
            file: cell(Some(file)),
            date: cell(Some(date)),
            description: cell(description),
            status: cell(Some(status)),
            public: cell(Some(public)),
            private: cell(private),
        }
    };
    Ok(table.rows.iter().map(row).collect())
}

/// Complete rows, oldest first; an error is the end of a sentence that begins with the file's name.
fn rows(read: &Read, look: &Look<'_>) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for row in listed(read)? {
        // Printed from an enumeration: SubmissionStatus.COMPLETE.
        if !row.status.to_lowercase().ends_with("complete") {
            continue;
        }
        let (line, score) = (row.line, row.public);
        let at = moment(&row.date)
            .ok_or_else(|| format!("line {line}: `{}` is no date", text::short(&row.date)))?;
        if at > look.context.now {
            return Err(format!("line {line}: {} lies ahead", text::short(&row.date)));
        }
        let number: f64 = score
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite())
            .ok_or_else(|| {
                format!(
                    "line {line}: it is complete, and its publicScore `{}` is no number",
                    text::short(&score)
                )
            })?;
        let key = format!(
            "{} {}",
            row.date.get(..19).unwrap_or(&row.date),
            text::short(&row.file)
        );
        if let Some(other) = seen.insert(key.clone(), score.clone()) {
            if other == score {
                continue;
            }
            return Err(format!(
                "line {line}: {key} is there twice, with {other} and {score}"
            ));
        }
        rows.push(Row {
            at,
            key,
            score: number,
        });
    }
    rows.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.key.cmp(&b.key)));
    Ok(rows)
}

/// A moment as Kaggle writes it: `2027-01-05 18:20:31.123000` or `2027-01-05T18:20:31.1234567Z`, with a fraction of any length; in UTC
/// where it says nothing else.
pub fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let civil: DateTime = text.replace(' ', "T").parse().ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()
    })
}

/// The rows as they are kept with a check: `file|date name=score;…`.
fn kept(path: &str, rows: &[Row]) -> String {
    let newest = rows
        .iter()
        .rev()
        .take(KEPT)
        .map(|r| format!("{}={}", r.key, r.score));
    format!("{path}|{}", newest.collect::<Vec<_>>().join(";"))
}

/// The check that saw it: who knows it to be wrong takes it back.
fn seen_by(fact: &Recorded) -> String {
    let id = fact.id.get(..8).unwrap_or(&fact.id);
    format!("pivot undo {id} if that check saw the wrong list")
}

/// What an earlier check saw otherwise.
fn edited(path: &str, rows: &[Row], look: &Look<'_>) -> Option<String> {
    let now: BTreeMap<&str, f64> = rows.iter().map(|r| (r.key.as_str(), r.score)).collect();
    for fact in look.context.facts {
        let Event::Checked {
            check,
            proof: Some(proof),
            ..
        } = &fact.fact.event
        else {
            continue;
        };
        let Some((seen_path, seen)) = proof.excerpt.as_deref().and_then(|e| e.split_once('|')) else {
            continue;
        };
        if check != "submissions" || seen_path != path {
            continue;
        }
        for row in seen.split(';') {
            let Some((key, score)) = row.rsplit_once('=') else {
                continue;
            };
            match (now.get(key), score.parse::<f64>()) {
                (Some(now), Ok(was)) if (now - was).abs() > 1e-12 => {
                    return Some(format!(
                        "was edited: {key} had {was}, and has {now} now ({})",
                        seen_by(fact)
                    ));
                }
                (None, Ok(_)) => return Some(format!("was edited: {key} has gone ({})", seen_by(fact))),
                _ => {}
            }
        }
    }
    None
}

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let competition = with.name("competition");
    let name = competition.unwrap_or("COMPETITION");
    let next = format!("run: mkdir -p kaggle; {HINT} {name} -v > kaggle/{name}.csv");
    let files: Vec<&Read> = match look.at(0) {
        Material::File(read) => vec![read],
        Material::Folder(files, _) => files
            .iter()
            .filter(|f| f.path != BETTER && f.path != EXPORTED)
            .collect(),
        Material::Refused(why) => return Found::missing(format!("`kaggle/{name}.csv` {why}"), next),
        Material::Absent => Vec::new(),
        _ => Vec::new(),
    };
    let better = match (look.at(0), look.at(1)) {
        (Material::Folder(files, _), _) => files.iter().find(|f| f.path == BETTER),
        (_, Material::File(read)) => Some(read),
        _ => None,
    };
    if files.is_empty() {
        return Found::missing("there is no saved list of submissions", next);
    }
    let mut best: Option<Found> = None;
    for file in files {
        let found = one(file, better, with, look, &next);
        let rank = |f: &Found| (f.state, std::cmp::Reverse(f.times));
        if best.as_ref().is_none_or(|b| rank(&found) < rank(b)) {
            best = Some(found);
        }
    }
    best.unwrap_or_else(|| Found::missing("there is no saved list of submissions", next))
}

fn one(file: &Read, better: Option<&Read>, with: With<'_>, look: &Look<'_>, next: &str) -> Found {
    let path = &file.path;
    let keep = |found: Found, rows: &[Row]| Found {
        sha256: Some(file.sha256.clone()),
        excerpt: (!rows.is_empty()).then(|| kept(path, rows)),
        ..found
    };
    let rows = match rows(file, look) {
        Ok(rows) => rows,
        Err(why) => return Found::missing(format!("`{path}` {why}"), next).by(file, ""),
    };
    if let Some(why) = edited(path, &rows, look) {
        // What an edited list says is not kept: it would make the honest one look edited.
        return Found::missing(format!("`{path}` {why}"), format!("fetch the list again: {next}"))
            .by(file, "");
    }
    let counted: Vec<&Row> = rows.iter().filter(|r| r.at >= look.context.start).collect();
    let week = |row: &Row| {
        let week = look.context.zones.civil(row.at).date().iso_week_date();
        (week.year(), week.week())
    };
    let least = with.least("at_least", 1).max(1);
    if counted.len() < least {
        let found = format!(
            "`{path}` has {} since the start, of which it needs {least}",
            text::count(counted.len(), "complete submission")
        );
        return keep(
            Found::missing(found, format!("submit, then fetch the list again: {next}")),
            &rows,
        );
    }
    if with.flag("improves") {
        return keep(improved(&counted, path, better, &week), &rows);
    }
    if with.flag("per_week") {
        let mut weeks: BTreeMap<(i16, i8), usize> = BTreeMap::new();
        for row in &counted {
            *weeks.entry(week(row)).or_default() += 1;
        }
        let weeks = weeks.values().filter(|n| **n >= least).count();
        return keep(
            Found::met(format!(
                "`{path}` has submissions in {}",
                text::count(weeks, "week")
            ))
            .times(weeks),
            &rows,
        );
    }
    keep(
        Found::met(format!(
            "`{path}` has {}",
            text::count(counted.len(), "complete submission")
        )),
        &rows,
    )
}

/// Whether the best score of a later week beats that of the first.
fn improved(rows: &[&Row], path: &str, better: Option<&Read>, week: &dyn Fn(&Row) -> (i16, i8)) -> Found {
    let competition = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".csv");
    let higher = better.and_then(|b| table::read(b).ok()).and_then(|table| {
        let (name, which) = (table.column("competition")?, table.column("better")?);
        let row = table
            .rows
            .iter()
            .find(|r| r.cells.get(name).is_some_and(|c| c == competition))?;
        match row.cells.get(which)?.to_lowercase().as_str() {
            "higher" => Some(true),
            "lower" => Some(false),
            _ => None,
        }
    });
    let Some(higher) = higher else {
        let found = format!("`{path}` has scores, and whether higher or lower is better is not known");
        return Found::missing(
            found,
            format!(
                "write {BETTER}: the head competition,better and the line {competition},lower (or higher)"
            ),
        );
    };
    let weeks: BTreeSet<(i16, i8)> = rows.iter().map(|r| week(r)).collect();
    let Some(first) = weeks.first() else {
        return Found::missing("there are no scores", "submit");
    };
    let best = |of: &mut dyn Iterator<Item = f64>| of.reduce(|a, b| if (a > b) == higher { a } else { b });
    let before = best(&mut rows.iter().filter(|r| week(r) == *first).map(|r| r.score));
    let after = best(&mut rows.iter().filter(|r| week(r) != *first).map(|r| r.score));
    match (before, after) {
        (Some(before), Some(after)) if before != after && (after > before) == higher => {
            Found::met(format!("`{path}`: {after} beats the {before} of the first week"))
        }
        (Some(before), Some(after)) => Found::missing(
            format!("`{path}`: {after} does not beat the {before} of the first week"),
            "improve the model, submit, and fetch the list again",
        ),
        _ => Found::missing(
            format!("`{path}` has submissions of one week only"),
            "submit again in another week",
        ),
    }
}
