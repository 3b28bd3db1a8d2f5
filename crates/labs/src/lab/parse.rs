//! Reading `lab.toml`.

use std::time::Duration;

use pivot_domain::Fault;
use pivot_domain::read::{Table, document, integer, number};

use super::{Bars, Baseline, Check, Download, Form, Hint, Known, Lab, Limits, Set, Source};
use crate::metrics::boxes::Protocol;
use crate::metrics::{Direction, Metric};
use crate::score::{Error, Parameters};
use crate::serving::Promise;

/// What stands in the file's `format`.
pub const FORMAT: &str = "pivot.lab/1";

/// Digits of a SHA-256.
const SHA256_DIGITS: usize = 64;
/// The largest file that may be asked for: 16 GiB.
const DOWNLOAD_BYTES_MAX: u64 = 16 << 30;
const NAME: &str = "small letters, digits and `-`, a letter first, at most 40";
const FILE: &str = "a file's name beside lab.toml: letters, digits, `.`, `_` and `-`";
const ADDRESS: &str = "addresses that begin with https:// or http://";

/// Reads `lab.toml`: the lab where there is no fault, else every fault there is.
pub fn parse(text: &str) -> (Option<Lab>, Vec<Fault>) {
    let (root, mut faults) = document(text);
    let mut root = Table::new("lab.toml", root.get_ref(), 0..0);
    let lab = read(&mut root, &mut faults);
    root.close(&mut faults);
    // Of two faults at one place the first is the cause.
    faults.sort_by_key(|f| f.at.start);
    faults.dedup_by(|later, first| later.at.start == first.at.start && first.at.start > 0);
    (lab.filter(|_| faults.is_empty()), faults)
}

/// Whether a text will do as the name of a lab or of a set.
pub fn is_name(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Whether a text will do as the name of a file beside `lab.toml`.
fn is_file(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

fn read(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Option<Lab> {
    root.read("format", faults, |v| {
        let said = v.get_ref().as_str().filter(|s| *s == FORMAT);
        said.map(|_| ())
            .ok_or_else(|| format!("\"{FORMAT}\", the only format there is"))
    });
    let id = name(root, "id", "the lab's name: id = \"my-lab\"", faults);
    let title = root.need_string("title", "what it is called: title = \"…\"", faults);
    let topic = root.need_string("topic", "what it is about: topic = \"…\"", faults);
    let skills = pivot_domain::skills::read(root, faults);
    let attempts = root.count_within("attempts", (1, 1000), faults);
    let metric = read_metric(root, faults);
    let form = read_form(root, faults);
    let limits = read_limits(root, faults);
    let service = read_service(root, faults);
    let direction = match service {
        Some(_) => Some(Direction::Higher),
        None => metric.as_ref().map(|(metric, _)| metric.direction()),
    };
    let sets = read_sets(root, direction, faults);
    let hints = read_hints(root, faults);
    let baselines = read_baselines(root, &sets, faults);
    let check = read_check(root, &sets, faults);
    let (metric, parameters) = metric?;
    Some(Lab {
        id: id?,
        title: title?.0,
        topic: topic?.0,
        skills,
        metric,
        parameters,
        form,
        sets,
        service,
        limits,
        attempts: attempts.map_or(5, |(n, _)| n),
        hints,
        baselines,
        check,
    })
}

/// What a service must keep to: `[service]`, where there is one.
fn read_service(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Option<Promise> {
    let mut table = root
        .get("service")
        .and_then(|v| Table::from_value("[service]", v, faults))?;
    let share = |table: &mut Table<'_, '_>, field, faults: &mut Vec<Fault>| {
        let (share, at) = need_real(table, field, "a share such as 0.9", faults)?;
        if (0.0..=1.0).contains(&share) {
            return Some(share);
        }
        faults.push(Fault::new(at, "this is no share", "a number from 0 to 1"));
        None
    };
    let accuracy = share(&mut table, "accuracy", faults);
    let errors = share(&mut table, "errors", faults);
    table.need(
        "p95_ms",
        "milliseconds of 95 of 100 requests: p95_ms = 250",
        faults,
    );
    let p95 = table.count_within("p95_ms", (1, 4_000), faults);
    table.close(faults);
    Some(Promise {
        accuracy: accuracy?,
        errors: errors?,
        p95: Duration::from_millis(u64::from(p95?.0)),
    })
}

/// A name that must be there.
fn name(
    table: &mut Table<'_, '_>,
    field: &'static str,
    expected: &str,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    let (text, at) = table.need_string(field, expected, faults)?;
    if is_name(&text) {
        return Some(text);
    }
    faults.push(Fault::new(at, "this will not do as a name", NAME));
    None
}

/// A file's name.
fn file(table: &mut Table<'_, '_>, field: &'static str, faults: &mut Vec<Fault>) -> Option<String> {
    let (text, at) = table.string(field, faults)?;
    if is_file(&text) {
        return Some(text);
    }
    faults.push(Fault::new(at, "this is no file beside lab.toml", FILE));
    None
}

/// A finite number.
fn real(
    table: &mut Table<'_, '_>,
    field: &'static str,
    faults: &mut Vec<Fault>,
) -> Option<(f64, std::ops::Range<usize>)> {
    table.read(field, faults, |v| {
        number(v)
            .filter(|n| n.is_finite())
            .ok_or_else(|| "a number such as 0.85".into())
    })
}

/// A finite number that must be there.
fn need_real(
    table: &mut Table<'_, '_>,
    field: &'static str,
    expected: &str,
    faults: &mut Vec<Fault>,
) -> Option<(f64, std::ops::Range<usize>)> {
    table.need(field, expected, faults)?;
    real(table, field, faults)
}

/// A list of texts, at least one, none of them twice.
fn texts(
    table: &mut Table<'_, '_>,
    field: &'static str,
    expected: &str,
    faults: &mut Vec<Fault>,
) -> Option<Vec<String>> {
    let read = table.read(field, faults, |v| {
        let list = v.get_ref().as_array().filter(|list| !list.is_empty());
        let texts = list.and_then(|list| {
            list.iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
        });
        texts.ok_or_else(|| expected.to_owned())
    });
    let (texts, at) = read?;
    let mut seen = std::collections::BTreeSet::new();
    if let Some(twice) = texts.iter().find(|text| !seen.insert(text.as_str())) {
        faults.push(Fault::new(
            at,
            format!("`{twice}` stands there twice"),
            "each once",
        ));
        return None;
    }
    Some(texts)
}

fn read_metric(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Option<(Metric, Parameters)> {
    let value = root.need("metric", "a table [metric] with name = \"accuracy\"", faults)?;
    let mut table = Table::from_value("[metric]", value, faults)?;
    let (said, at) = table.need_string("name", "a metric: name = \"accuracy\"", faults)?;
    let Some(metric) = Metric::named(&said) else {
        let names = || Metric::ALL.iter().map(|metric| metric.name());
        let expected = format!("one of: {}", names().collect::<Vec<_>>().join(", "));
        faults.push(Fault::new(at, format!("there is no metric `{said}`"), expected).nearest(&said, names()));
        return None;
    };
    let parameters = read_parameters(&mut table, metric, faults);
    if let Err(Error::Wish { what, next }) = parameters.check(metric) {
        // Written for a command line, where a parameter is an option.
        faults.push(Fault::new(
            table.at.clone(),
            what.replace("--", ""),
            next.replace("--", ""),
        ));
    }
    table.close(faults);
    Some((metric, parameters))
}

/// The parameters that the metric knows; others are left for `close` to tell.
fn read_parameters(table: &mut Table<'_, '_>, metric: Metric, faults: &mut Vec<Fault>) -> Parameters {
    let mut parameters = Parameters::default();
    let size = |table: &mut Table<'_, '_>, field, faults: &mut Vec<Fault>| {
        table.count(field, 1, faults).map(|(n, _)| n as usize)
    };
    for known in metric.parameters() {
        match *known {
            "positive" => parameters.positive = table.string("positive", faults).map(|(text, _)| text),
            "k" => parameters.k = size(table, "k", faults),
            "ngram" => parameters.ngram = size(table, "ngram", faults),
            "beta" => parameters.beta = real(table, "beta", faults).map(|(n, _)| n),
            "iou" => parameters.iou = real(table, "iou", faults).map(|(n, _)| n),
            "levels" => {
                let levels = table.read("levels", faults, |v| {
                    let list = v.get_ref().as_array();
                    let whole = list.map(|l| l.iter().filter_map(integer).collect::<Vec<_>>());
                    match whole.as_deref() {
                        Some([least, greatest]) => Ok((*least, *greatest)),
                        _ => Err("the least and the greatest rating, such as [1, 5]".into()),
                    }
                });
                parameters.levels = levels.map(|(levels, _)| levels);
            }
            "protocol" => {
                let protocol = table.read("protocol", faults, |v| match v.get_ref().as_str() {
                    Some("coco") => Ok(Protocol::Coco),
                    Some("voc") => Ok(Protocol::Voc),
                    _ => Err("\"coco\" or \"voc\"".into()),
                });
                parameters.protocol = protocol.map(|(protocol, _)| protocol);
            }
            "sets" => parameters.sets = table.boolean("sets", faults).unwrap_or_default(),
            "scores" => parameters.scores = table.boolean("scores", faults).unwrap_or_default(),
            "masks" => parameters.masks = table.boolean("masks", faults).unwrap_or_default(),
            "words" => parameters.words = table.boolean("words", faults).unwrap_or_default(),
            "rate" => parameters.rate = table.boolean("rate", faults).unwrap_or_default(),
            _ => {}
        }
    }
    parameters
}

fn read_form(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Form {
    let Some(mut table) = root
        .get("submission")
        .and_then(|v| Table::from_value("[submission]", v, faults))
    else {
        return Form::default();
    };
    let columns = texts(
        &mut table,
        "columns",
        "the columns beside id, such as [\"label\"]",
        faults,
    );
    let classes = texts(
        &mut table,
        "classes",
        "the values there are, such as [\"cat\", \"dog\"]",
        faults,
    );
    let range = table.read("range", faults, |v| {
        let list = v.get_ref().as_array();
        let numbers = list.map(|l| l.iter().filter_map(number).collect::<Vec<_>>());
        match numbers.as_deref() {
            Some([least, greatest]) if least < greatest && (greatest - least).is_finite() => {
                Ok((*least, *greatest))
            }
            _ => Err("the least and the greatest number, such as [0, 1]".into()),
        }
    });
    table.close(faults);
    Form {
        columns,
        classes,
        range: range.map(|(range, _)| range),
    }
}

fn read_limits(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Limits {
    let mut limits = Limits {
        minutes: 60,
        memory_mib: 8192,
        file_mib: 16,
        parameters: None,
    };
    let Some(mut table) = root
        .get("limits")
        .and_then(|v| Table::from_value("[limits]", v, faults))
    else {
        return limits;
    };
    if let Some((minutes, _)) = table.count_within("minutes", (1, 7 * 24 * 60), faults) {
        limits.minutes = minutes;
    }
    if let Some((mib, _)) = table.count_within("memory_mib", (64, 1 << 20), faults) {
        limits.memory_mib = mib;
    }
    if let Some((mib, _)) = table.count_within("file_mib", (1, 1024), faults) {
        limits.file_mib = mib;
    }
    let parameters = table.count_within("parameters", (1, 1_000_000_000), faults);
    limits.parameters = parameters.map(|(n, _)| n);
    table.close(faults);
    limits
}

fn read_sets(root: &mut Table<'_, '_>, direction: Option<Direction>, faults: &mut Vec<Fault>) -> Vec<Set> {
    root.need("set", "the data: [[set]] with name = \"made\"", faults);
    let mut sets: Vec<Set> = Vec::new();
    for mut table in root.tables("set", "a set", faults) {
        let at = table.at.clone();
        let name = name(&mut table, "name", "the set's name: name = \"made\"", faults);
        if let Some(name) = name.as_deref().filter(|n| sets.iter().any(|set| set.name == *n)) {
            faults.push(Fault::new(
                at.clone(),
                format!("there is a set `{name}` already"),
                "a name for each set",
            ));
        }
        let source = read_source(&mut table, faults);
        let licence = table.string("licence", faults).map(|(text, _)| text);
        let files = read_files(&mut table, faults);
        let bars = read_bars(&mut table, direction, faults);
        table.close(faults);
        if let (Some(name), Some(source), Some(bars)) = (name, source, bars) {
            sets.push(Set {
                name,
                source,
                licence,
                files,
                bars,
            });
        }
    }
    sets
}

fn read_source(table: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Option<Source> {
    const EXPECTED: &str = "one of recipe = \"garments\", real = \"cifar-10\", truth = \"truth.csv\"";
    let at = table.at.clone();
    let seed = table.read("seed", faults, |v| {
        let seed = integer(v).and_then(|n| u64::try_from(n).ok());
        seed.ok_or_else(|| "a whole number, 0 or more".into())
    });
    let recipe = table.string("recipe", faults).map(|(text, _)| text);
    let real = table.string("real", faults).map(|(text, _)| text);
    let truth = file(table, "truth", faults);
    let said = ["recipe", "real", "truth"]
        .iter()
        .filter(|field| table.get(field).is_some())
        .count();
    if said != 1 {
        let what = if said == 0 {
            "nothing says where the set comes from"
        } else {
            "the set comes from several places"
        };
        faults.push(Fault::new(at, what, EXPECTED));
        return None;
    }
    if let Some((_, at)) = seed.as_ref().filter(|_| table.get("truth").is_some()) {
        faults.push(Fault::new(
            at.clone(),
            "files that are there need no seed",
            "a seed beside `recipe` or `real`",
        ));
    }
    let seed = seed.map_or(1, |(seed, _)| seed);
    match (recipe, real, truth) {
        (Some(recipe), ..) => Some(Source::Made { recipe, seed }),
        (_, Some(name), _) => Some(Source::Real { name, seed }),
        (.., Some(truth)) => Some(Source::Own(truth)),
        _ => None,
    }
}

fn read_files(table: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Vec<Download> {
    let mut files = Vec::new();
    for mut table in table.tables("file", "a file of a set", faults) {
        table.need("name", "the file's name", faults);
        let name = file(&mut table, "name", faults);
        table.need("addresses", ADDRESS, faults);
        let at = table.at.clone();
        let addresses = texts(&mut table, "addresses", ADDRESS, faults);
        let is_address = |a: &String| a.starts_with("https://") || a.starts_with("http://");
        if let Some(wrong) = addresses.iter().flatten().find(|a| !is_address(a)) {
            faults.push(Fault::new(at, format!("`{wrong}` is no address"), ADDRESS));
        }
        table.need("bytes", "its size: bytes = 29515", faults);
        let bytes = table.read("bytes", faults, |v| {
            let bytes = integer(v).and_then(|n| u64::try_from(n).ok());
            bytes
                .filter(|n| (1..=DOWNLOAD_BYTES_MAX).contains(n))
                .ok_or_else(|| format!("a whole number of bytes, 1 to {DOWNLOAD_BYTES_MAX}"))
        });
        table.need("sha256", "its SHA-256 in 64 hexadecimal digits", faults);
        let sha256 = table.read("sha256", faults, |v| {
            let text = v.get_ref().as_str().map(str::to_lowercase);
            let is_hash = |t: &String| t.len() == SHA256_DIGITS && t.chars().all(|c| c.is_ascii_hexdigit());
            text.filter(is_hash)
                .ok_or_else(|| "64 hexadecimal digits in quotes".into())
        });
        table.close(faults);
        if let (Some(name), Some(addresses), Some((bytes, _)), Some((sha256, _))) =
            (name, addresses, bytes, sha256)
        {
            files.push(Download {
                name,
                addresses,
                bytes,
                sha256,
            });
        }
    }
    files
}

fn read_bars(
    table: &mut Table<'_, '_>,
    direction: Option<Direction>,
    faults: &mut Vec<Fault>,
) -> Option<Bars> {
    const EXPECTED: &str = "bars = { passed = 0.7, good = 0.8, excellent = 0.9 }";
    let value = table.need("bars", EXPECTED, faults)?;
    let mut table = Table::from_value("bars", value, faults)?;
    let passed = need_real(&mut table, "passed", EXPECTED, faults);
    let good = need_real(&mut table, "good", EXPECTED, faults);
    let excellent = need_real(&mut table, "excellent", EXPECTED, faults);
    table.close(faults);
    let (passed, good, excellent) = (passed?, good?, excellent?);
    if let Some(direction) = direction {
        let better = match direction {
            Direction::Higher => "higher",
            Direction::Lower => "lower",
        };
        for (lower, upper, name) in [(&passed, &good, "passed"), (&good, &excellent, "good")] {
            if direction.better(lower.0, upper.0) {
                faults.push(Fault::new(
                    upper.1.clone(),
                    format!("this bar is easier than `{name}`"),
                    format!("{} or {better}, for {better} is better", lower.0),
                ));
            }
        }
    }
    Some(Bars {
        passed: passed.0,
        good: good.0,
        excellent: excellent.0,
    })
}

fn read_hints(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Vec<Hint> {
    let mut hints: Vec<Hint> = Vec::new();
    for mut table in root.tables("hint", "a hint", faults) {
        table.need("after", "honest tries that unlock it: after = 2", faults);
        let after = table.count("after", 0, faults);
        let text = table.need_string("text", "what it says: text = \"…\"", faults);
        table.close(faults);
        let (Some((after, at)), Some((text, _))) = (after, text) else {
            continue;
        };
        if let Some(before) = hints.last().filter(|h| h.after > after) {
            faults.push(Fault::new(
                at,
                "this hint unlocks before the one above it",
                format!("{} or more", before.after),
            ));
        }
        hints.push(Hint { after, text });
    }
    hints
}

/// A set that is named, the first where none is.
fn set_of(table: &mut Table<'_, '_>, sets: &[Set], faults: &mut Vec<Fault>) -> Option<String> {
    let Some((name, at)) = table.string("set", faults) else {
        return sets.first().map(|set| set.name.clone());
    };
    if sets.iter().any(|set| set.name == name) {
        return Some(name);
    }
    let names = || sets.iter().map(|set| set.name.as_str());
    let expected = format!("one of: {}", names().collect::<Vec<_>>().join(", "));
    faults.push(Fault::new(at, format!("there is no set `{name}`"), expected).nearest(&name, names()));
    None
}

fn read_baselines(root: &mut Table<'_, '_>, sets: &[Set], faults: &mut Vec<Fault>) -> Vec<Baseline> {
    let mut baselines = Vec::new();
    for mut table in root.tables("baseline", "a baseline", faults) {
        let name = table.need_string("name", "who reached it: name = \"linear\"", faults);
        let set = set_of(&mut table, sets, faults);
        let value = need_real(&mut table, "value", "what was reached: value = 0.8", faults);
        let seconds = real(&mut table, "seconds", faults);
        table.close(faults);
        if let (Some((name, _)), Some(set), Some((value, _))) = (name, set, value) {
            baselines.push(Baseline {
                name,
                set,
                value,
                seconds: seconds.map(|(n, _)| n),
            });
        }
    }
    baselines
}

fn read_check(root: &mut Table<'_, '_>, sets: &[Set], faults: &mut Vec<Fault>) -> Check {
    let mut check = Check::default();
    if let Some(mut table) = root
        .get("check")
        .and_then(|v| Table::from_value("[check]", v, faults))
    {
        check.starter = file(&mut table, "starter", faults);
        check.reference = file(&mut table, "reference", faults);
        check.run = table.string("run", faults).map(|(text, _)| text);
        table.close(faults);
    }
    for mut table in root.tables("known", "a known answer", faults) {
        let set = set_of(&mut table, sets, faults);
        table.need("file", FILE, faults);
        let file = file(&mut table, "file", faults);
        let value = need_real(
            &mut table,
            "value",
            "its score over all rows: value = 0.5",
            faults,
        );
        table.close(faults);
        if let (Some(set), Some(file), Some((value, _))) = (set, file, value) {
            check.known.push(Known { set, file, value });
        }
    }
    check
}
