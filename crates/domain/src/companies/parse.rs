//! Reading `companies.toml`.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;

use super::{Better, City, CityWeight, Companies, Company, ROWS, Said, is_same};
use crate::fault::{Fault, nearest};
use crate::read::{NOT_TOML, Table, Value, document, number, shorten, wrong_kind};

/// What stands in the file's `format`.
pub const FORMAT: &str = "pivot.companies/1";
/// The longest text, in characters.
const TEXT_MAX: usize = 2000;
/// The largest number of a city's row, to either side.
const ROW_MAX: f64 = 1e12;

/// Reads `companies.toml`: the list where there is no fault, else every fault there is.
pub fn parse(text: &str) -> (Option<Companies>, Vec<Fault>) {
    let (root, mut faults) = document(text);
    let mut root = Table::new("companies.toml", root.get_ref(), 0..0);
    let companies = read(&mut root, &mut faults);
    root.close(&mut faults);
    // Of two faults at one place the first is the cause.
    faults.sort_by_key(|f| f.at.start);
    faults.dedup_by(|later, first| later.at.start == first.at.start && first.what.starts_with(NOT_TOML));
    (faults.is_empty().then_some(companies), faults)
}

fn read(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Companies {
    root.read("format", faults, |v| {
        let format = v.get_ref().as_str().filter(|s| *s == FORMAT);
        format
            .map(|_| ())
            .ok_or_else(|| format!("\"{FORMAT}\", the only format there is"))
    });
    let weights = weights(root, faults);
    let postings = super::wanted::read(root, faults);
    let bases = super::bases::read(root, faults);
    let mut companies: Vec<(Company, Range<usize>)> = Vec::new();
    for table in root.tables("company", "a company", faults) {
        let Some((company, at)) = company(table, faults) else {
            continue;
        };
        once(
            "company",
            &company.name,
            &at,
            companies.iter().map(|(c, _)| &*c.name),
            faults,
        );
        companies.push((company, at));
    }
    let city_weights = city_weights(root, faults);
    let mut cities: Vec<(City, Range<usize>)> = Vec::new();
    for table in root.tables("city", "a city", faults) {
        let Some((city, at)) = city(table, &city_weights, faults) else {
            continue;
        };
        once(
            "city",
            &city.name,
            &at,
            cities.iter().map(|(c, _)| &*c.name),
            faults,
        );
        cities.push((city, at));
    }
    Companies {
        weights,
        companies: companies.into_iter().map(|(company, _)| company).collect(),
        cities: cities.into_iter().map(|(city, _)| city).collect(),
        city_weights,
        postings,
        bases,
    }
}

/// A fault where a name was there before.
fn once<'a>(
    what: &str,
    name: &str,
    at: &Range<usize>,
    mut before: impl Iterator<Item = &'a str>,
    faults: &mut Vec<Fault>,
) {
    if before.any(|known| is_same(known, name)) {
        let told = format!("there are two of the name `{}`", shorten(name));
        faults.push(Fault::new(at.clone(), told, format!("each {what} once")));
    }
}

fn weights(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> [f64; ROWS.len()] {
    let mut weights = [1.0; ROWS.len()];
    let Some(value) = root.get("weights") else {
        return weights;
    };
    let Some(mut table) = Table::from_value("[weights]", value, faults) else {
        return weights;
    };
    for (name, weight) in ROWS.into_iter().zip(&mut weights) {
        if let Some(read) = mark(&mut table, name, faults) {
            *weight = read;
        }
    }
    table.close(faults);
    if weights.iter().all(|w| *w == 0.0) {
        faults.push(Fault::new(
            value.span(),
            "every weight is 0, so that no company differs from another",
            "at least one above 0",
        ));
    }
    weights
}

/// A number of 0 to 10.
fn mark(table: &mut Table<'_, '_>, name: &'static str, faults: &mut Vec<Fault>) -> Option<f64> {
    table.read(name, faults, ten).map(|(mark, _)| mark)
}

fn ten(value: Value<'_, '_>) -> Result<f64, String> {
    number(value)
        .filter(|n| (0.0..=10.0).contains(n))
        .ok_or_else(|| "a number from 0 to 10".into())
}

fn company(mut table: Table<'_, '_>, faults: &mut Vec<Fault>) -> Option<(Company, Range<usize>)> {
    let name = name(
        &mut table,
        "the company's name: name = \"Example Vision\"",
        faults,
    );
    let text = |table: &mut Table<'_, '_>, name, faults: &mut Vec<Fault>| {
        table.read(name, faults, text).map(|(text, _)| text)
    };
    let mut company = Company {
        at: table.at.clone(),
        why: text(&mut table, "why", faults).unwrap_or_default(),
        ..Company::default()
    };
    for (row, read) in ROWS.into_iter().zip(&mut company.marks) {
        *read = mark(&mut table, row, faults);
    }
    company.city = text(&mut table, "city", faults);
    company.relocation = said(&mut table, "relocation", faults);
    company.remote = said(&mut table, "remote", faults);
    company.contacts = table
        .read("contacts", faults, |v| {
            let list = v.get_ref().as_array().map(|list| list.iter().map(text_of));
            list.and_then(Iterator::collect)
                .ok_or_else(|| "a list of texts: [\"Grace, met at the March meetup\"]".into())
        })
        .map_or(Vec::new(), |(list, _): (Vec<String>, _)| list);
    company.board = text(&mut table, "board", faults);
    table.close(faults);
    let (name, at) = name?;
    company.name = name;
    Some((company, at))
}

/// A name, which must be there and say something.
fn name(
    table: &mut Table<'_, '_>,
    expected: &str,
    faults: &mut Vec<Fault>,
) -> Option<(String, Range<usize>)> {
    table.need("name", expected, faults)?;
    table.read("name", faults, text)
}

fn text(value: Value<'_, '_>) -> Result<String, String> {
    text_of(value).ok_or_else(|| format!("a text in quotes, of 1 to {TEXT_MAX} characters"))
}

/// A text that says something. A control character but the line break, which could steer a terminal, is taken for a space.
pub(super) fn text_of(value: Value<'_, '_>) -> Option<String> {
    let text = value.get_ref().as_str()?.trim();
    let fine = !text.is_empty() && text.chars().count() <= TEXT_MAX;
    let plain = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    fine.then(|| text.chars().map(plain).collect())
}

fn said(table: &mut Table<'_, '_>, name: &'static str, faults: &mut Vec<Fault>) -> Option<Said> {
    let read = table.read(name, faults, |value| match value.get_ref() {
        DeValue::Boolean(flag) => Ok(Said::Flag(*flag)),
        _ => text_of(value)
            .map(Said::Words)
            .ok_or_else(|| "true, false, or a text in quotes".into()),
    });
    read.map(|(said, _)| said)
}

fn city_weights(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> BTreeMap<String, CityWeight> {
    let mut weights = BTreeMap::new();
    let Some(value) = root.get("city_weights") else {
        return weights;
    };
    let Some(rows) = Table::from_value("[city_weights]", value, faults) else {
        return weights;
    };
    for (row, at, value) in rows.entries() {
        if row == "name" || row.trim().is_empty() || row.chars().any(char::is_control) {
            let what = format!("`{}` is no name for a row", shorten(row));
            faults.push(Fault::new(at, what, "such as rent, climate or language"));
            continue;
        }
        if value.get_ref().as_table().is_none() {
            faults.push(wrong_kind(
                value,
                "what it counts and which end is better: { weight = 3, better = \"low\" }",
            ));
            continue;
        }
        let Some(mut table) = Table::from_value("a row of [city_weights]", value, faults) else {
            continue;
        };
        table.need("weight", "what it counts, 0 to 10: weight = 3", faults);
        let weight = mark(&mut table, "weight", faults);
        table.need(
            "better",
            "which end is better: better = \"low\" (rent) or \"high\" (sun)",
            faults,
        );
        let better = table.read("better", faults, |v| match v.get_ref().as_str() {
            Some("low") => Ok(Better::Low),
            Some("high") => Ok(Better::High),
            _ => Err("\"low\" or \"high\"".into()),
        });
        table.close(faults);
        // Also where it has a fault: cities may have this row.
        let (weight, better) = (weight.unwrap_or(0.0), better.map_or(Better::High, |(b, _)| b));
        weights.insert(row.to_owned(), CityWeight { weight, better });
    }
    weights
}

fn city(
    mut table: Table<'_, '_>,
    weights: &BTreeMap<String, CityWeight>,
    faults: &mut Vec<Fault>,
) -> Option<(City, Range<usize>)> {
    let name = name(&mut table, "the city's name: name = \"Lyon\"", faults);
    let mut rows = BTreeMap::new();
    for (row, at, value) in table.entries().filter(|(row, ..)| *row != "name") {
        if !weights.contains_key(row) {
            let what = format!("nothing says what `{}` counts", shorten(row));
            let fault = Fault::new(
                at,
                what,
                "a row of [city_weights], such as rent = { weight = 3, better = \"low\" }",
            );
            // Written well it may be one of those that count.
            let near = nearest(row, weights.keys().map(String::as_str));
            faults.push(match near {
                Some(near) => fault.hint(format!("did you mean `{near}`?")),
                None => fault.hint("give it weight = 0 where it is a note alone"),
            });
        }
        match number(value).filter(|n| n.abs() <= ROW_MAX) {
            Some(n) => {
                rows.insert(row.to_owned(), n);
            }
            None => faults.push(wrong_kind(value, "a number, in a unit of your own")),
        }
    }
    // Its names are free, so that there is none too many.
    let (name, name_at) = name?;
    let at = table.at.clone();
    Some((City { name, rows, at }, name_at))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::companies::Said;

    /// What is wrong, at which line, and the hint.
    fn faults(text: &str) -> Vec<(usize, String, Option<String>)> {
        let (companies, faults) = parse(text);
        assert_eq!(companies.is_none(), !faults.is_empty());
        faults
            .into_iter()
            .map(|f| (f.place(text).0, f.what, f.hint))
            .collect()
    }

    #[test]
    fn an_empty_file_is_an_empty_list() {
        let (companies, faults) = parse("");
        assert_eq!(faults, []);
        let companies = companies.unwrap();
        assert_eq!((companies.companies.len(), companies.weights), (0, [1.0; 5]));
    }

    #[test]
    fn yes_no_and_words_will_do() {
        let text = "[[company]]\nname = \"A\"\nremote = true\nrelocation = \"they\\u0007 pay\"\n";
        let companies = parse(text).0.unwrap();
        let a = companies.company(" a").unwrap();
        assert_eq!(a.remote, Some(Said::Flag(true)));
        assert_eq!(a.relocation, Some(Said::Words("they  pay".into())));
    }

    #[test]
    fn every_fault_has_its_place() {
        let text = r#"[weights]
work = 11
peple = 2
[[company]]
why = "no name"
[[company]]
name = "A"
work = "good"
contacts = "Grace"
remote = 3
[[company]]
name = "a "
[[city]]
name = "Lyon"
rent = "cheap"
famly = 3
[[city]]
name = "LYON"
[city_weights]
rent = { weight = 3, better = "cheap" }
climate = 2
family = { better = "high" }
name = { weight = 1, better = "low" }
"#;
        let found = faults(text);
        let expected = [
            (2, "`11` will not do here"),
            (3, "[weights] has no field `peple`"),
            (4, "a company has no `name`"),
            (8, "`good` will not do here"),
            (9, "`Grace` will not do here"),
            (10, "`3` will not do here"),
            (12, "there are two of the name `a`"),
            (15, "`cheap` will not do here"),
            (16, "nothing says what `famly` counts"),
            (18, "there are two of the name `LYON`"),
            (20, "`cheap` will not do here"),
            (21, "`2` will not do here"),
            (22, "a row of [city_weights] has no `weight`"),
            (23, "`name` is no name for a row"),
        ];
        let short: Vec<(usize, &str)> = found.iter().map(|(line, what, _)| (*line, &**what)).collect();
        assert_eq!(short, expected);
        assert_eq!(found[1].2.as_deref(), Some("did you mean `people`?"));
        assert_eq!(found[8].2.as_deref(), Some("did you mean `family`?"));
    }

    #[test]
    fn what_is_no_list_is_told() {
        assert_eq!(faults("company = 3")[0].0, 1);
        assert_eq!(faults("weights = 3").len(), 1);
        assert_eq!(faults("city_weights = []").len(), 1);
        assert_eq!(faults("format = \"pivot.companies/9\"").len(), 1);
        assert_eq!(faults("[[company]\nname = \"A\"")[0].0, 1);
        assert_eq!(faults("[weights]\nwork = nan")[0].0, 2);
        let none = "[weights]\nwork = 0\npeople = 0\nplace = 0\npay = 0\nmission = 0";
        assert!(faults(none)[0].1.starts_with("every weight is 0"));
        assert_eq!(faults("[[company]]\nname = \"  \"")[0].1, "`  ` will not do here");
        // An infinite rent would make nothing of all others.
        let text =
            "[[city]]\nname = \"A\"\nrent = inf\n[city_weights]\nrent = { weight = 1, better = \"low\" }";
        assert_eq!(faults(text).len(), 1);
    }
}
