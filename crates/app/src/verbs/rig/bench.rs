//! `pivot rig bench`: what this machine computes, kept beside what it or another computed before.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::planning::bench::{Measure, TABLE, Table};
use jiff::civil::Date;
use pivot_store::Folder;

use crate::connect::bench::{disk, file_of, load, measure};
use crate::connect::train::Trouble;
use crate::error::Error;

/// Where tables are kept, in the pivot's folder.
const TABLES: &str = "rig/bench";
/// The largest table that is read, in bytes.
const TABLE_MAX: u64 = 1 << 20;
/// The person's metrics, which the evidence `metric` reads.
const METRICS: &str = "metrics.csv";
const METRICS_MAX: u64 = 4 << 20;
/// Its head.
const HEAD: &str = "name,value,date";

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Small sizes and few times.
    pub quick: bool,
    /// Keep the table by this name.
    pub save: Option<&'a str>,
    /// Hold it beside the table of this name, not beside the one that was saved last.
    pub against: Option<&'a str>,
    /// The companion; the fault where there is none.
    pub companion: &'a Result<PathBuf, Trouble>,
    /// The folder whose disk is measured.
    pub here: &'a Path,
    /// The day.
    pub today: Date,
}

/// What was measured.
#[derive(Debug)]
pub struct Measured {
    /// The table.
    pub table: Table,
    /// The one that it is held beside, and how many times as fast each thing is now.
    pub beside: Option<(Table, Vec<Option<f64>>)>,
    /// What was not measured, and why.
    pub skipped: Vec<String>,
    /// Why nothing but the disk was measured, and what to do next.
    pub without: Option<(String, Option<String>)>,
    /// What was written, in the pivot's folder.
    pub saved: Vec<String>,
}

/// Measures this machine. A folder is wanted only to keep the table, or to hold it beside one that was kept.
///
/// # Errors
/// A name that is none, a table that is not there or none, a companion that broke, a folder that cannot be written to.
pub fn bench(
    folder: Option<&Folder>,
    wish: &Wish<'_>,
    tell: &mut dyn FnMut(&Measure),
) -> Result<Measured, Error> {
    for name in [wish.save, wish.against].into_iter().flatten() {
        named(name)?;
    }
    // Before all: the last table may be the one that is replaced, and nobody waits minutes to hear of a wrong name.
    let before = match (folder, wish.against) {
        (Some(folder), Some(name)) => Some(table(folder, &path_of(name))?.ok_or_else(|| {
            Error::wrong(format!("there is no table `{name}`"))
                .next(format!("those that are kept are in {TABLES}/ of the pivot"))
        })?),
        (Some(folder), None) => last(folder)?,
        (None, _) => None,
    };
    let mut measured = Measured {
        table: Table {
            format: TABLE.into(),
            name: wish.save.unwrap_or_default().into(),
            date: wish.today.to_string(),
            quick: wish.quick,
            threads: std::thread::available_parallelism().map_or(1, |n| n.get() as u64),
            release: false,
            load: [load(), None],
            measures: Vec::new(),
        },
        beside: None,
        skipped: Vec::new(),
        without: None,
        saved: Vec::new(),
    };
    match wish.companion {
        Ok(program) => {
            let limit = Duration::from_secs(if wish.quick { 300 } else { 1800 });
            let found = measure(program, wish.quick, limit, tell).map_err(|trouble| Error::Outside {
                what: match trouble {
                    Trouble::Refused(why) => format!("{why} (an older pivot-train knows no measurements)"),
                    trouble => trouble.to_string().replacen("the training", "the measurement", 1),
                },
                next: Some("build it anew: cargo build --release -p pivot-train".into()),
            })?;
            measured.table.measures = found.measures;
            measured.table.threads = found.threads;
            measured.table.release = found.release;
            measured.skipped = found.skipped;
        }
        Err(missing) => {
            let what =
                missing
                    .to_string()
                    .replacen("networks are trained by", "all but the disk is measured by", 1);
            measured.without = Some((what, missing.next().map(str::to_owned)));
        }
    }
    of_disk(wish, &mut measured, tell);
    measured.table.load[1] = load();
    if let Some(before) = before {
        let ratios = measured.table.beside(&before);
        measured.beside = Some((before, ratios));
    }
    if let (Some(folder), Some(name)) = (folder, wish.save) {
        keep(folder, name, wish.today, &mut measured)?;
    }
    Ok(measured)
}

/// A disk that cannot be measured hinders nothing else.
fn of_disk(wish: &Wish<'_>, measured: &mut Measured, tell: &mut dyn FnMut(&Measure)) {
    let (most, times) = if wish.quick { (8 << 20, 3) } else { (1 << 30, 5) };
    let Some(bytes) = file_of(wish.here, most) else {
        measured
            .skipped
            .push("disk: too little room for a file to read".into());
        return;
    };
    match disk(wish.here, bytes, times) {
        Ok(measure) => {
            tell(&measure);
            measured.table.measures.push(measure);
        }
        Err(why) => measured.skipped.push(format!("disk: {why}")),
    }
}

fn named(name: &str) -> Result<(), Error> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=40).contains(&name.len()) && name.chars().all(good) {
        return Ok(());
    }
    Err(Error::wrong(format!("`{name}` is no name of a table"))
        .next("write one of small letters, digits and hyphens: own-box, cloud"))
}

fn path_of(name: &str) -> String {
    format!("{TABLES}/{name}.json")
}

fn table(folder: &Folder, path: &str) -> Result<Option<Table>, Error> {
    let Some(bytes) = folder.read_inside(path, TABLE_MAX)? else {
        return Ok(None);
    };
    Table::read(&bytes).map(Some).map_err(|why| {
        Error::wrong(format!("{path} {why}")).next("take the file away, or save it anew with --save")
    })
}

/// The table that was saved last.
fn last(folder: &Folder) -> Result<Option<Table>, Error> {
    let files = folder.list_below(TABLES)?;
    let last = files
        .iter()
        .filter(|f| f.path.ends_with(".json"))
        .max_by_key(|f| f.changed);
    match last {
        Some(last) => table(folder, &last.path),
        None => Ok(None),
    }
}

/// Writes the table, and pictures a second as a metric that evidence can ask for.
fn keep(folder: &Folder, name: &str, today: Date, measured: &mut Measured) -> Result<(), Error> {
    let mut text = serde_json::to_string_pretty(&measured.table)
        .map_err(|error| Error::Bug(format!("a table has no JSON: {error}")))?;
    text.push('\n');
    let path = path_of(name);
    folder.write_inside(&path, text.as_bytes())?;
    measured.saved.push(path);
    let Some((rate, _)) = measured.table.images() else {
        return Ok(());
    };
    let row = format!("{name}-images-per-second,{rate:.1},{today}\n");
    let before = folder.read_inside(METRICS, METRICS_MAX)?.unwrap_or_default();
    match with_row(&before, &row) {
        Some(text) => {
            folder.write_inside(METRICS, &text)?;
            measured.saved.push(METRICS.into());
        }
        None => measured.skipped.push(format!(
            "{METRICS} has other columns than {HEAD}, and stays as it is"
        )),
    }
    Ok(())
}

/// A table of metrics with one more row; `None` where it has other columns.
fn with_row(before: &[u8], row: &str) -> Option<Vec<u8>> {
    let mut text = before.to_vec();
    if before.iter().all(u8::is_ascii_whitespace) {
        text = format!("{HEAD}\n").into_bytes();
    } else {
        let head = before.split(|b| *b == b'\n').next().unwrap_or_default();
        if head.trim_ascii() != HEAD.as_bytes() {
            return None;
        }
        if text.last() != Some(&b'\n') {
            text.push(b'\n');
        }
    }
    text.extend_from_slice(row.as_bytes());
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_added_where_the_columns_are_the_same() {
        let row = "own-images-per-second,12.5,2027-01-31\n";
        for (before, after) in [
            (
                "",
                Some("name,value,date\nown-images-per-second,12.5,2027-01-31\n"),
            ),
            (
                "name,value,date\na,1,2027-01-01",
                Some("name,value,date\na,1,2027-01-01\nown-images-per-second,12.5,2027-01-31\n"),
            ),
            (
                "name,value,date\r\n",
                Some("name,value,date\r\nown-images-per-second,12.5,2027-01-31\n"),
            ),
            ("name;value;date\n", None),
            ("date,name,value\n", None),
        ] {
            let text = with_row(before.as_bytes(), row).map(|t| String::from_utf8_lossy(&t).into_owned());
            assert_eq!(text.as_deref(), after, "{before}");
        }
    }
}
