//! The answers of a set: which rows there are, which of them are public, and what is true of each.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::csv;
use crate::metrics::Metric;
use crate::score::fault::quote;
use crate::score::{Column, Error, Fault, Side};

/// Which part of the score a row counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Usage {
    /// The part whose score is shown.
    Public,
    /// The part by which bars are reached.
    Private,
}

impl Usage {
    /// As in the file.
    pub fn name(self) -> &'static str {
        match self {
            Usage::Public => "public",
            Usage::Private => "private",
        }
    }
}

/// A row of answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its id.
    pub id: String,
    /// Its part.
    pub usage: Usage,
    /// What is true of it, one value for each column.
    pub values: Vec<String>,
}

/// All answers of a set, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The columns beside `id` and `usage`.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Answer>,
    places: BTreeMap<String, usize>,
}

impl Answers {
    /// Reads CSV `id,usage,…`. Without the column `usage` a third of the rows is public, by a hash of their ids.
    ///
    /// # Errors
    /// Faults of the table, with their places.
    pub fn read(bytes: &[u8]) -> Result<Answers, Error> {
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        let mut places = BTreeMap::new();
        let mut faults: Vec<Fault> = Vec::new();
        let mut wrong = |line: u64, number: usize, name: &str, what: String, expected: &str| {
            faults.push(Fault {
                side: Side::Truth,
                line: Some(line),
                column: Some(Column {
                    number: number + 1,
                    name: name.to_owned(),
                }),
                what,
                expected: expected.to_owned(),
                hint: None,
            });
        };
        let mut found = (None, None);
        let mut each: Vec<(u64, Vec<String>)> = Vec::new();
        csv::each(
            Side::Truth,
            bytes,
            |columns| header = columns.to_vec(),
            |row| each.push((row.line, (0..row.len()).map(|f| row.get(f).to_owned()).collect())),
        )?;
        for (number, name) in header.iter().enumerate() {
            match name.as_str() {
                "id" => found.0 = Some(number),
                "usage" => found.1 = Some(number),
                _ => {}
            }
        }
        let (Some(id), usage) = found else {
            wrong(
                1,
                0,
                &header[0],
                "there is no column `id`".into(),
                "a header such as `id,usage,label`",
            );
            return Err(Error::Faults { faults, more: false });
        };
        let is_value = |number: usize| number != id && Some(number) != usage;
        let columns: Vec<String> = (0..header.len())
            .filter(|n| is_value(*n))
            .map(|n| header[n].clone())
            .collect();
        if columns.is_empty() {
            wrong(
                1,
                id,
                "id",
                "there is no answer beside the id".into(),
                "a column with what is true",
            );
        }
        for (line, fields) in each {
            let name = fields[id].trim().to_owned();
            if let Some(before) = places.insert(name.clone(), rows.len()) {
                let _: usize = before;
                wrong(
                    line,
                    id,
                    "id",
                    format!("the id {} stands there twice", quote(&name)),
                    "each id once",
                );
            }
            let part = match usage.map(|n| fields[n].trim()) {
                None if is_public(&name) => Usage::Public,
                None => Usage::Private,
                Some("public") => Usage::Public,
                Some("private") => Usage::Private,
                Some(other) => {
                    let what = format!("{} is no usage", quote(other));
                    wrong(line, usage.unwrap_or(0), "usage", what, "public or private");
                    Usage::Private
                }
            };
            rows.push(Answer {
                id: name,
                usage: part,
                values: fields
                    .into_iter()
                    .enumerate()
                    .filter(|(n, _)| is_value(*n))
                    .map(|(_, field)| field)
                    .collect(),
            });
        }
        for part in [Usage::Public, Usage::Private] {
            if !rows.iter().any(|row| row.usage == part) {
                let what = format!("no row is {}", part.name());
                wrong(1, usage.unwrap_or(id), "usage", what, "rows of both parts");
            }
        }
        if faults.is_empty() {
            Ok(Answers {
                columns,
                rows,
                places,
            })
        } else {
            faults.truncate(20);
            Err(Error::Faults { faults, more: false })
        }
    }

    /// The answer of an id.
    pub fn of(&self, id: &str) -> Option<&Answer> {
        self.places.get(id).map(|place| &self.rows[*place])
    }

    /// So many rows of a part, of all where none is named.
    pub fn count(&self, part: Option<Usage>) -> usize {
        let of = |row: &&Answer| part.is_none_or(|part| row.usage == part);
        self.rows.iter().filter(of).count()
    }

    /// As a table of truth, for scoring: `id` and the answers of a part, of all where none is named.
    pub fn table(&self, part: Option<Usage>) -> Vec<u8> {
        let mut out = Vec::new();
        csv::push(
            &mut out,
            ["id"].into_iter().chain(self.columns.iter().map(String::as_str)),
        );
        for row in self.rows.iter().filter(|row| part.is_none_or(|p| row.usage == p)) {
            csv::push(
                &mut out,
                [row.id.as_str()]
                    .into_iter()
                    .chain(row.values.iter().map(String::as_str)),
            );
        }
        out
    }

    /// The whole file, with its usage.
    pub fn file(&self) -> Vec<u8> {
        let mut out = Vec::new();
        csv::push(
            &mut out,
            ["id", "usage"]
                .into_iter()
                .chain(self.columns.iter().map(String::as_str)),
        );
        for row in &self.rows {
            let head = [row.id.as_str(), row.usage.name()];
            csv::push(
                &mut out,
                head.into_iter().chain(row.values.iter().map(String::as_str)),
            );
        }
        out
    }

    /// The submission that says what is true, for a metric and these columns beside the id; `None` where a column of the
    /// submission has no counterpart.
    pub fn perfect(&self, metric: Metric, columns: &[String]) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        csv::push(
            &mut out,
            ["id"].into_iter().chain(columns.iter().map(String::as_str)),
        );
        let [one] = self.columns.as_slice() else {
            // A column for each: the same names on both sides.
            let places: Option<Vec<usize>> = columns
                .iter()
                .map(|c| self.columns.iter().position(|own| own == c))
                .collect();
            let places = places?;
            for row in &self.rows {
                let values = places.iter().map(|place| row.values[*place].as_str());
                csv::push(&mut out, [row.id.as_str()].into_iter().chain(values));
            }
            return Some(out);
        };
        for row in &self.rows {
            let truth = row.values[0].trim();
            let value = |column: &String| match metric {
                Metric::DetectionMap if truth.is_empty() => String::new(),
                Metric::DetectionMap => {
                    let boxes = truth.split(';').map(|b| format!("{} 1", b.trim()));
                    boxes.collect::<Vec<_>>().join("; ")
                }
                _ if columns.len() > 1 && column != one => u8::from(column == truth).to_string(),
                _ => row.values[0].clone(),
            };
            let values: Vec<String> = columns.iter().map(value).collect();
            csv::push(
                &mut out,
                [row.id.as_str()]
                    .into_iter()
                    .chain(values.iter().map(String::as_str)),
            );
        }
        Some(out)
    }
}

/// Whether a row without usage is public: a third is.
fn is_public(id: &str) -> bool {
    Sha256::digest(id.as_bytes())[0] < 85
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        match Answers::read(text.as_bytes()) {
            Err(Error::Faults { faults, .. }) => faults.into_iter().map(|f| f.what).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn answers_go_by_their_part() {
        let text = "id,usage,a,b\n1,public,\"x, y\",2\n2,private,\"say \"\"z\"\"\",3\n";
        let answers = Answers::read(text.as_bytes()).unwrap();
        assert_eq!(answers.columns, ["a", "b"]);
        assert_eq!(answers.table(Some(Usage::Public)), b"id,a,b\n1,\"x, y\",2\n");
        assert_eq!(
            answers.table(Some(Usage::Private)),
            b"id,a,b\n2,\"say \"\"z\"\"\",3\n"
        );
        assert_eq!(answers.count(None), 2);
        assert_eq!(answers.file(), text.as_bytes());
        assert_eq!(answers.of("2").unwrap().values, ["say \"z\"", "3"]);
    }

    #[test]
    fn rows_without_usage_are_parted_by_their_id() {
        let rows: String = (0..900).map(|n| format!("r{n},1\n")).collect();
        let answers = Answers::read(format!("id,y\n{rows}").as_bytes()).unwrap();
        // 85 of 256 of 900 are 299, deviation √(900 · ⅓ · ⅔) = 14: within five of them.
        assert!((228..370).contains(&answers.count(Some(Usage::Public))));
        assert_eq!(Answers::read(&answers.file()).unwrap(), answers, "it stays so");
    }

    #[test]
    fn faults_are_said() {
        assert_eq!(faults("no,usage,a\n1,public,2\n"), ["there is no column `id`"]);
        assert_eq!(
            faults("id,usage,a\n1,public,2\n1,secret,3\n"),
            ["the id `1` stands there twice", "`secret` is no usage"]
        );
        assert_eq!(faults("id,usage,a\n1,public,2\n"), ["no row is private"]);
        assert_eq!(
            faults("id,usage\n1,public\n2,private\n"),
            ["there is no answer beside the id"]
        );
    }

    #[test]
    fn what_is_true_can_be_submitted() {
        let of = |text: &str, metric, columns: &[&str]| {
            let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
            let answers = Answers::read(text.as_bytes()).unwrap();
            String::from_utf8(answers.perfect(metric, &columns).unwrap()).unwrap()
        };
        let classes = "id,usage,next\n1,public,a\n2,private,b\n";
        assert_eq!(
            of(classes, Metric::BitsPerCharacter, &["a", "b"]),
            "id,a,b\n1,1,0\n2,0,1\n"
        );
        assert_eq!(of(classes, Metric::Accuracy, &["label"]), "id,label\n1,a\n2,b\n");
        let boxes = "id,usage,boxes\n1,public,a 0 0 1 1; b 1 1 2 2\n2,private,\n";
        assert_eq!(
            of(boxes, Metric::DetectionMap, &["boxes"]),
            "id,boxes\n1,a 0 0 1 1 1; b 1 1 2 2 1\n2,\n"
        );
    }
}
