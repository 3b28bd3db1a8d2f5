//! A submission held against the answers: all of its faults, or its score on the public and on the private part.

use super::answers::{Answers, Usage};
use super::{Bar, Form, Lab, Set, csv, form};
use crate::score::{Error, Fault, Limits, Side, score};

/// The file that names the rows which a submission must have.
pub const QUESTIONS: &str = "test.csv";

/// What a submission is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The metric over the public rows: what is shown.
    pub public: f64,
    /// The metric over the private rows: what bars are held against.
    pub private: f64,
    /// The highest bar that it reaches ([`Lab::bar`]).
    pub bar: Option<Bar>,
}

/// Judges a submission of this form ([`form::of_set`]).
///
/// # Errors
/// Every fault of the submission with its place, before anything is scored; or a metric that has no value for a part of the rows.
pub fn judge(lab: &Lab, set: &Set, answers: &Answers, of: &Form, submission: &[u8]) -> Result<Judged, Error> {
    whole(lab, answers, of, submission)?;
    let public = part(lab, answers, Usage::Public, submission)?;
    let private = part(lab, answers, Usage::Private, submission)?;
    Ok(Judged {
        public,
        private,
        bar: lab.bar(set, private),
    })
}

/// The metric over all rows, public and private, where the submission has no fault.
///
/// # Errors
/// As [`judge`].
pub fn whole(lab: &Lab, answers: &Answers, of: &Form, submission: &[u8]) -> Result<f64, Error> {
    let form = form::check(of, submission);
    // With a wrong header there is nothing to score.
    if let Err(Error::Faults { faults, more: true }) = &form
        && faults.iter().all(|fault| fault.line.is_none_or(|line| line == 1))
    {
        return form.map(|()| 0.0);
    }
    match (form, value(lab, &answers.table(None), submission)) {
        (Ok(()), scored) => scored,
        (Err(wrong), Ok(_)) => Err(wrong),
        (
            Err(Error::Faults { faults, more }),
            Err(Error::Faults {
                faults: others,
                more: and_more,
            }),
        ) => Err(Error::Faults {
            faults: merged(faults, others),
            more: more || and_more,
        }),
        (Err(wrong), Err(_)) => Err(wrong),
    }
}

/// Faults in the order of their places, of two at one place the first.
fn merged(faults: Vec<Fault>, others: Vec<Fault>) -> Vec<Fault> {
    let place = |fault: &Fault| {
        // What concerns the whole comes last.
        let column = fault.column.as_ref().map_or(0, |column| column.number);
        (fault.line.unwrap_or(u64::MAX), column)
    };
    let mut all: Vec<Fault> = faults.into_iter().chain(others).collect();
    all.sort_by_key(place);
    all.dedup_by(|later, first| later.line.is_some() && place(later) == place(first));
    all
}

fn value(lab: &Lab, truth: &[u8], submission: &[u8]) -> Result<f64, Error> {
    let limits = Limits {
        questions: Some(QUESTIONS),
        ..Limits::default()
    };
    let (mut truth, mut submission) = (truth, submission);
    let scored = score(lab.metric, &lab.parameters, &mut truth, &mut submission, &limits)?;
    Ok(scored.value)
}

/// The metric over a part of the rows of a submission without faults.
fn part(lab: &Lab, answers: &Answers, part: Usage, submission: &[u8]) -> Result<f64, Error> {
    value(
        lab,
        &answers.table(Some(part)),
        &rows_of(answers, part, submission)?,
    )
}

/// The rows of a submission that belong to a part.
fn rows_of(answers: &Answers, part: Usage, submission: &[u8]) -> Result<Vec<u8>, Error> {
    let header = form::columns(submission)?;
    let id = header.iter().position(|c| c == "id").unwrap_or(0);
    let mut out = Vec::new();
    csv::push(&mut out, header.iter().map(String::as_str));
    csv::each(
        Side::Predictions,
        submission,
        |_| {},
        |row| {
            if answers.of(row.get(id).trim()).is_some_and(|a| a.usage == part) {
                csv::push(&mut out, (0..row.len()).map(|field| row.get(field)));
            }
        },
    )?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::parse;

    const LAB: &str = "format = \"pivot.lab/1\"\nid = \"x\"\ntitle = \"X\"\ntopic = \"x\"\n\
        metric = { name = \"accuracy\" }\nsubmission = { classes = [\"a\", \"b\"] }\n\
        [[set]]\nname = \"own\"\ntruth = \"truth.csv\"\nbars = { passed = 0.5, good = 0.75, excellent = 1 }\n";
    /// Two public rows, four private ones.
    const TRUTH: &str =
        "id,usage,label\n1,public,a\n2,public,b\n3,private,a\n4,private,a\n5,private,b\n6,private,b\n";

    fn judged(submission: &str) -> Result<Judged, Error> {
        let lab = parse(LAB).0.unwrap();
        let answers = Answers::read(TRUTH.as_bytes()).unwrap();
        let form = form::of_set(&lab, b"id,label\n", None, &answers).unwrap();
        judge(&lab, &lab.sets[0], &answers, &form, submission.as_bytes())
    }

    /// Public: one of two. Private: three of four.
    #[test]
    fn the_bar_is_held_against_the_private_part() {
        let judged = judged("label,id\na,1\na,2\na,3\na,4\nb,5\na,6\n").unwrap();
        let expected = Judged {
            public: 0.5,
            private: 0.75,
            bar: Some(Bar::Good),
        };
        assert_eq!(judged, expected);
    }

    fn faults(submission: &str) -> Vec<String> {
        match judged(submission) {
            Err(Error::Faults { faults, .. }) => faults
                .into_iter()
                .map(|f| format!("{}: {}", f.line.map_or("-".into(), |l| l.to_string()), f.what))
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    /// Form and scorer look at the same file; their faults come as one list, and tell nothing of the answers.
    #[test]
    fn all_faults_come_before_a_score() {
        assert_eq!(
            faults("id,label\n1,a\n1,b\n2,c\n9,a\n3,\n4,a,b\n"),
            [
                "3: the id `1` stands in line 2 too",
                "4: there is no class `c`",
                "5: test.csv has no id `9`",
                "6: the field is empty",
                "7: 3 fields, and the header has 2",
                "-: 3 ids of test.csv have no row: `4`, `5`, `6`"
            ]
        );
        assert_eq!(
            faults("id,value\n1,a\n"),
            [
                "1: there is no column `value` to submit",
                "1: the column `label` is missing"
            ]
        );
        assert_eq!(faults(""), ["-: the file is empty"]);
    }
}
