//! A lab is proven as code is: its starter falls short, its reference passes, known wrong answers get known scores, and twice is
//! the same.

use super::answers::{Answers, Usage};
use super::form::{columns, of_set};
use super::judge::{Judged, QUESTIONS, judge, whole};
use super::{Form, Lab, Set, Source};
use crate::made::Made;
use crate::score::Error;

/// The sample of a submission, which every set has.
pub const SAMPLE: &str = "sample_submission.csv";
/// The training data, which every set has, but for [`OTHER_TRAINING`].
pub const TRAINING: &str = "train.csv";
/// What may stand in the place of the training data.
pub const OTHER_TRAINING: [&str; 2] = ["examples.jsonl", "train.txt"];
/// How far a known score may be from what is said: a few digits of rounding.
const CLOSE: f64 = 1e-9;

/// One thing that a lab promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What, as a clause: "the sample falls short".
    pub what: String,
    /// Whether it holds; `None` where that could not be looked at.
    pub holds: Option<bool>,
    /// What was found.
    pub found: String,
}

/// A file of a submission that should pass, and where it comes from.
pub type Reference<'a> = (&'a str, Vec<u8>);

struct Proof<'a> {
    lab: &'a Lab,
    set: &'a Set,
    answers: Answers,
    form: Form,
    steps: Vec<Step>,
}

/// Holds a set of a lab to what it promises. `again` is the same data made a second time; `file` reads what lies beside `lab.toml`;
/// `reference` is what a command made that should pass.
pub fn prove(
    lab: &Lab,
    set: &Set,
    data: &Made,
    again: Option<&Made>,
    file: &dyn Fn(&str) -> Option<Vec<u8>>,
    reference: Option<&Reference<'_>>,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut step = |what: &str, holds: bool, found: String| {
        steps.push(Step {
            what: what.to_owned(),
            holds: Some(holds),
            found,
        });
    };
    if let Some(again) = again {
        let found = format!("{} files", data.files.len() + 1);
        step("twice the same seed gives the same bytes", data == again, found);
    }
    let of = |name: &str| data.files.iter().find(|f| f.path == name).map(|f| &f.bytes);
    for name in [TRAINING, QUESTIONS, SAMPLE] {
        // A lab of code has examples, one of text has its text, not a table to train on.
        if name == TRAINING && OTHER_TRAINING.iter().any(|other| of(other).is_some()) {
            continue;
        }
        if of(name).is_none() {
            step("the data are whole", false, format!("there is no {name}"));
        }
    }
    let answers = match Answers::read(&data.truth) {
        Ok(answers) => answers,
        Err(error) => {
            step("the answers can be read", false, said(&error));
            return steps;
        }
    };
    let (public, private) = (
        answers.count(Some(Usage::Public)),
        answers.count(Some(Usage::Private)),
    );
    step(
        "the answers have two parts",
        true,
        format!("{public} public, {private} private rows"),
    );
    let (Some(questions), Some(sample)) = (of(QUESTIONS), of(SAMPLE)) else {
        return steps;
    };
    match columns(questions) {
        Ok(there) => {
            let leak = there.iter().find(|c| answers.columns.contains(c));
            let found = leak.map_or_else(
                || format!("its columns are {}", there.join(", ")),
                |c| format!("its column {c} is named as an answer"),
            );
            step("test.csv tells no answer", leak.is_none(), found);
        }
        Err(error) => step("test.csv can be read", false, said(&error)),
    }
    let header = match columns(sample) {
        Ok(header) => header,
        Err(error) => {
            step("the sample can be read", false, said(&error));
            return steps;
        }
    };
    let submitted: Vec<String> = header.into_iter().filter(|c| c != "id").collect();
    if let Some(columns) = &lab.form.columns {
        let same = columns.len() == submitted.len() && columns.iter().all(|c| submitted.contains(c));
        step(
            "the sample has the columns of lab.toml",
            same,
            submitted.join(", "),
        );
    }
    let training = of(TRAINING).map(Vec::as_slice);
    let form = match of_set(lab, sample, training, &answers) {
        Ok(form) => form,
        Err(error) => {
            step("the sample can be read", false, said(&error));
            return steps;
        }
    };
    let columns = form.columns.clone().unwrap_or_default();
    let mut proof = Proof {
        lab,
        set,
        answers,
        form,
        steps,
    };
    proof.short("the sample falls short", sample);
    if let Some(name) = &lab.check.starter {
        match file(name) {
            Some(bytes) => proof.short(&format!("the starter {name} falls short"), &bytes),
            None => proof.missing(name),
        }
    }
    match (&lab.check.reference, proof.answers.perfect(lab.metric, &columns)) {
        (Some(name), _) => match file(name) {
            Some(bytes) => proof.passes(&format!("the reference {name} passes"), &bytes),
            None => proof.missing(name),
        },
        (None, Some(bytes)) => proof.passes("the answers themselves pass", &bytes),
        (None, None) => {}
    }
    if let Some((name, bytes)) = reference {
        proof.passes(&format!("what `{name}` writes passes"), bytes);
    }
    for known in lab.check.known.iter().filter(|known| known.set == set.name) {
        match file(&known.file) {
            Some(bytes) => proof.known(&known.file, known.value, &bytes),
            None => proof.missing(&known.file),
        }
    }
    if matches!(set.source, Source::Own(_)) && lab.check.known.is_empty() {
        proof.steps.push(Step {
            what: "known wrong answers get known scores".into(),
            holds: None,
            found: "lab.toml names none: [[known]] with file and value".into(),
        });
    }
    proof.steps
}

impl Proof<'_> {
    fn step(&mut self, what: &str, holds: bool, found: String) {
        self.steps.push(Step {
            what: what.to_owned(),
            holds: Some(holds),
            found,
        });
    }

    fn missing(&mut self, name: &str) {
        let what = format!("{name} is there");
        self.step(
            &what,
            false,
            "lab.toml names it, and there is no such file".into(),
        );
    }

    /// Judges twice; that both are the same is a promise too.
    fn judged(&mut self, bytes: &[u8]) -> Result<Judged, Error> {
        let first = judge(self.lab, self.set, &self.answers, &self.form, bytes)?;
        let second = judge(self.lab, self.set, &self.answers, &self.form, bytes)?;
        if first != second {
            self.step(
                "twice the same score",
                false,
                format!("{first:?}, then {second:?}"),
            );
        }
        Ok(first)
    }

    fn short(&mut self, what: &str, bytes: &[u8]) {
        match self.judged(bytes) {
            Ok(judged) => {
                // Neither part may pass: one of both is what people see.
                let bar = self.lab.bar(self.set, judged.public).max(judged.bar);
                self.step(what, bar.is_none(), self.values(&judged));
            }
            Err(error) => self.step(what, false, said(&error)),
        }
    }

    fn passes(&mut self, what: &str, bytes: &[u8]) {
        match self.judged(bytes) {
            Ok(judged) => self.step(what, judged.bar.is_some(), self.values(&judged)),
            Err(error) => self.step(what, false, said(&error)),
        }
    }

    fn values(&self, judged: &Judged) -> String {
        let bar = judged.bar.map_or(super::SHORT, super::Bar::name);
        format!(
            "{} {} public, {} private: {bar}",
            self.lab.metric.name(),
            judged.public,
            judged.private
        )
    }

    fn known(&mut self, name: &str, value: f64, bytes: &[u8]) {
        let what = format!("{name} scores {value}");
        match whole(self.lab, &self.answers, &self.form, bytes) {
            Ok(found) => {
                let close = (found - value).abs() <= CLOSE * value.abs().max(1.0);
                self.step(&what, close, format!("it scores {found}"));
            }
            Err(error) => self.step(&what, false, said(&error)),
        }
    }
}

/// Why there is no score, in a line.
pub fn said(error: &Error) -> String {
    match error {
        Error::Faults { faults, .. } => {
            let first = faults.first().map(|fault| {
                let line = fault.line.map(|line| format!("line {line}: "));
                format!("{}{}", line.unwrap_or_default(), fault.what)
            });
            let more = faults.len().saturating_sub(1);
            let more = if more == 0 {
                String::new()
            } else {
                format!(" (and {more} more)")
            };
            format!("{}{more}", first.unwrap_or_default())
        }
        Error::Undefined(why) => why.to_string(),
        Error::Wish { what, next } => format!("{what}; {next}"),
        Error::Read(side, error) => format!("the {side} cannot be read: {error}"),
    }
}
