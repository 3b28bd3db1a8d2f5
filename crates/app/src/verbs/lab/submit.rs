//! `pivot lab submit`: a file is checked, scored and recorded.

use std::borrow::Cow;
use std::fs::File;
use std::path::Path;

use jiff::Timestamp;
use pivot_domain::curriculum::DoneWhen;
use pivot_domain::fact::{Attempt, Deed, Event};
use pivot_labs::lab::form::read_within;
use pivot_labs::lab::judge::{Judged, QUESTIONS, judge};
use pivot_labs::lab::kept;
use pivot_labs::lab::model::parameters;
use pivot_labs::lab::{Lab, Set};
use pivot_labs::score::{Error as Trouble, Side};
use pivot_store::{Folder, sha256};

use super::attempts::{Entry, entries, left, next_number, note, on_day};
use super::board::{Row, Who, baselines, rows};
use super::data::{Data, data};
use super::find::Definition;
use super::{ATTEMPTS, MIB};
use crate::error::Error;
use crate::situation::Situation;
use crate::verbs::record::write;

/// The longest note, in characters.
const NOTE_CHARS_MAX: usize = 500;

/// A file that is handed in.
#[derive(Clone, Copy, Debug)]
pub enum Handed<'a> {
    /// It lies on the disk.
    At(&'a Path),
    /// It was sent: the name that it had, and what is in it.
    Sent(&'a str, &'a [u8]),
}

impl<'a> Handed<'a> {
    /// By what it is called in faults.
    fn name(self) -> &'a Path {
        match self {
            Handed::At(path) => path,
            Handed::Sent(name, _) => Path::new(name),
        }
    }
}

/// What is submitted.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The file.
    pub file: Handed<'a>,
    /// What the person says of it.
    pub note: Option<&'a str>,
    /// The model that made it, where the lab has a budget of parameters.
    pub model: Option<Handed<'a>>,
    /// The form is checked, and nothing scored or recorded.
    pub dry_run: bool,
}

/// A submission that was looked at.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The lab.
    pub lab: Lab,
    /// The set.
    pub set: Set,
    /// Rows of the submission, all of them and those of the public part.
    pub rows: (usize, usize),
    /// Numbers of the model, where the lab has a budget.
    pub parameters: Option<u64>,
    /// So many attempts are left today.
    pub left: u32,
    /// When there are new ones: the person's next midnight.
    pub next_day: Timestamp,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a submission without faults.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Its form is right; nothing was scored.
    Valid,
    /// It was scored before, by this attempt: it costs none and says nothing new.
    Same(Entry),
    /// All attempts of the day are made; nothing was scored.
    Spent,
    /// It was scored and recorded.
    Scored {
        /// The attempt.
        entry: Entry,
        /// Its place on the leaderboard, from 1, and how many lines that has.
        place: (usize, usize),
        /// It is the best of one's own.
        best: bool,
        /// The metric on the private part, once the lab is passed on these data.
        private: Option<f64>,
        /// Open tasks whose evidence asks for this lab.
        tasks: Vec<(String, String)>,
    },
}

/// Looks at a submission, and scores and records it where there is something to score.
///
/// # Errors
/// Data that are not here, a file that is too large or has faults (each of them, and it costs no attempt), a model over the budget.
pub fn submit(
    folder: &Folder,
    situation: &Situation,
    found: &Definition,
    wish: &Wish<'_>,
) -> Result<Submitted, Error> {
    let lab = &found.lab;
    if lab.service.is_some() {
        return Err(
            Error::wrong(format!("`{}` measures a service, not a file", lab.id)).next(format!(
                "start your service, then pivot lab submit {} --url http://127.0.0.1:8000/predict",
                lab.id
            )),
        );
    }
    let said = said(wish.note)?;
    let data = data(folder, lab)?;
    let parameters = model(lab, wish.model)?;
    let bytes = bytes(lab, wish.file, &data)?;
    let judged = judge(lab, &data.set, &data.answers, &data.form, &bytes)
        .map_err(|t| trouble(lab, t, wish.file.name()))?;
    let (left, next_day) = left(situation, lab);
    let mut submitted = Submitted {
        lab: lab.clone(),
        set: data.set.clone(),
        rows: (
            data.answers.count(None),
            data.answers.count(Some(pivot_labs::lab::answers::Usage::Public)),
        ),
        parameters,
        left,
        next_day,
        outcome: Outcome::Valid,
    };
    if wish.dry_run {
        return Ok(submitted);
    }
    let event = |number: u32, hash: &str| scored(lab, &data, &judged, number, hash, said.as_deref());
    let (left, kept) = keep(folder, situation, lab, &data, &[("csv", &bytes)], event)?;
    submitted.left = left;
    submitted.outcome = match kept {
        Kept::Same(entry) => Outcome::Same(entry),
        Kept::Spent => Outcome::Spent,
        Kept::New(new) => Outcome::Scored {
            private: new.passed.then_some(judged.private),
            place: new.place,
            best: new.best,
            tasks: new.tasks,
            entry: new.entry,
        },
    };
    Ok(submitted)
}

/// What became of an attempt.
pub(super) enum Kept {
    /// It was made before.
    Same(Entry),
    /// All attempts of the day are made.
    Spent,
    /// It is recorded.
    New(New),
}

/// An attempt that was recorded.
pub(super) struct New {
    pub(super) entry: Entry,
    /// Its place on the leaderboard, from 1, and how many lines that has.
    pub(super) place: (usize, usize),
    /// It is the best of one's own.
    pub(super) best: bool,
    /// Some attempt on these data passed.
    pub(super) passed: bool,
    /// Open tasks whose evidence asks for the lab, once it is passed: id and title.
    pub(super) tasks: Vec<(String, String)>,
}

/// Records an attempt by its number and by what its files are, the first of which says whether it was made before. Gives the
/// attempts that are left today too.
pub(super) fn keep(
    folder: &Folder,
    situation: &Situation,
    lab: &Lab,
    data: &Data,
    files: &[(&str, &[u8])],
    event: impl Fn(u32, &str) -> Event,
) -> Result<(u32, Kept), Error> {
    let zones = &situation.settings.zones;
    let today = zones.civil(situation.now).date();
    let hash = files
        .first()
        .map_or_else(String::new, |(_, bytes)| sha256(&[bytes]));
    let (mut refused, mut left) = (None, 0);
    // Number and count are decided where nobody else can record in between.
    let recorded = write(folder, situation, |facts, _| {
        left = lab.attempts.saturating_sub(on_day(facts, &lab.id, today, zones));
        let before = entries(facts, &lab.id);
        let same = before
            .into_iter()
            .find(|e| e.sha256 == hash && e.data == data.kept.data);
        if let Some(entry) = same {
            refused = Some(Kept::Same(entry));
            return Ok(Vec::new());
        }
        if left == 0 {
            refused = Some(Kept::Spent);
            return Ok(Vec::new());
        }
        let number = next_number(facts, &lab.id, &data.folder);
        // The copy comes first: a copy without a fact is a number that is skipped, a fact without a copy could not be looked at.
        for (ending, bytes) in files {
            data.folder
                .write(&format!("{ATTEMPTS}/{number}.{ending}"), bytes)?;
        }
        Ok(vec![(situation.now, event(number, &hash))])
    })?;
    if let Some(refused) = refused {
        return Ok((left, refused));
    }
    let facts: Vec<_> = situation.facts.iter().cloned().chain(recorded).collect();
    let all = entries(&facts, &lab.id);
    let own: Vec<&Entry> = all.iter().filter(|entry| entry.data == data.kept.data).collect();
    let entry = own
        .last()
        .copied()
        .cloned()
        .ok_or_else(|| Error::Bug(format!("an attempt at {} was recorded and is not there", lab.id)))?;
    let lines = rows(lab, &data.set, &own, &baselines(&data.folder, Some(data)));
    let passed = own.iter().any(|entry| entry.bar.is_some());
    let is_this = |row: &Row| row.who == Who::Attempt(entry.number);
    let new = New {
        place: (lines.iter().position(is_this).map_or(0, |at| at + 1), lines.len()),
        best: lines.iter().any(|row| row.best && is_this(row)),
        passed,
        tasks: if passed {
            asking(situation, &lab.id)
        } else {
            Vec::new()
        },
        entry,
    };
    Ok((left.saturating_sub(1), Kept::New(new)))
}

/// The note, within bounds and on one line.
pub(super) fn said(note: Option<&str>) -> Result<Option<String>, Error> {
    let Some(note) = note else { return Ok(None) };
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(
            Error::wrong(format!("a note has at most {NOTE_CHARS_MAX} characters")).next("shorten it"),
        );
    }
    let words: Vec<&str> = note.split_whitespace().collect();
    Ok(Some(words.join(" ")))
}

fn scored(lab: &Lab, data: &Data, judged: &Judged, number: u32, hash: &str, said: Option<&str>) -> Event {
    Event::Scored {
        deed: Deed {
            task: None,
            what: lab.id.clone(),
            link: None,
            note: Some(note(judged.bar, said)),
        },
        metric: lab.metric.name().to_owned(),
        value: judged.public,
        attempt: Some(Attempt {
            number,
            set: data.set.name.clone(),
            data: data.kept.data.clone(),
            sha256: hash.to_owned(),
        }),
        standing: None,
    }
}

/// What a submission holds, no more than is allowed of it.
fn bytes<'a>(lab: &Lab, file: Handed<'a>, data: &Data) -> Result<Cow<'a, [u8]>, Error> {
    let most = lab.limits.file_mib;
    read(file, most, "name the CSV file that you want to submit")?.ok_or_else(|| {
        Error::wrong(format!(
            "{} is larger than {most} MiB, and no more is read: a submission to `{}` has {}",
            file.name().display(),
            lab.id,
            crate::words::count(data.answers.count(None), "row")
        ))
        .next("pivot lab show tells the form; write one row for each id of test.csv")
    })
}

/// The bytes of a file of at most so many MiB; `None` where it is larger.
fn read<'a>(file: Handed<'a>, mib: u32, next: &str) -> Result<Option<Cow<'a, [u8]>>, Error> {
    let path = match file {
        Handed::At(path) => path,
        Handed::Sent(_, bytes) => {
            let within = bytes.len() as u64 <= u64::from(mib) * MIB;
            return Ok(within.then_some(Cow::Borrowed(bytes)));
        }
    };
    let wrong = |what: String| Error::wrong(what).next(next);
    let about =
        std::fs::metadata(path).map_err(|e| wrong(format!("could not open {}: {e}", path.display())))?;
    if about.is_dir() {
        return Err(wrong(format!("{} is a folder", path.display())));
    }
    let mut file = File::open(path).map_err(|e| wrong(format!("could not open {}: {e}", path.display())))?;
    let bytes = read_within(&mut file, mib).map_err(|e| Error::Outside {
        what: format!("could not read {}: {e}", path.display()),
        next: None,
    })?;
    Ok(bytes.map(Cow::Owned))
}

/// The largest file of a model within a budget: eight bytes for each number, and the header. A larger one is over it whatever it
/// holds.
pub fn model_mib(budget: u32) -> u32 {
    u32::try_from(u64::from(budget) * 8 / MIB + 16).unwrap_or(u32::MAX)
}

/// Numbers of the model, held against the budget.
fn model(lab: &Lab, file: Option<Handed<'_>>) -> Result<Option<u64>, Error> {
    let (Some(budget), file) = (lab.limits.parameters, file) else {
        return match file {
            None => Ok(None),
            Some(_) => Err(Error::wrong(format!("`{}` asks for no model", lab.id)).next("leave --model out")),
        };
    };
    let Some(file) = file else {
        return Err(Error::wrong(format!(
            "`{}` has a budget of {budget} parameters, and wants to see the model",
            lab.id
        ))
        .next("add --model FILE.safetensors; all numbers of its tensors are counted"));
    };
    let mib = model_mib(budget);
    let name = file.name().display();
    let over = |what: String| {
        Error::wrong(what).next(
            "pivot lab hint says where parameters can be saved; nothing was scored, and it cost no attempt",
        )
    };
    let Some(bytes) = read(file, mib, "name the model's file: --model FILE.safetensors")? else {
        return Err(over(format!(
            "{name} is larger than {mib} MiB: that is more than {budget} parameters"
        )));
    };
    let found = parameters(&bytes)
        .map_err(|why| Error::wrong(format!("{name} {why}")).next("save the model as safetensors"))?;
    if found > u64::from(budget) {
        return Err(over(format!(
            "the model has {found} parameters, and the budget is {budget}"
        )));
    }
    Ok(Some(found))
}

/// Faults by the file that has them.
fn trouble(lab: &Lab, trouble: Trouble, file: &Path) -> Error {
    match trouble {
        Trouble::Faults { faults, more } => Error::Tables {
            faults: faults
                .into_iter()
                .map(|fault| match fault.side {
                    Side::Predictions => (file.to_owned(), fault),
                    Side::Truth => (Path::new(kept::ANSWERS).to_owned(), fault),
                })
                .collect(),
            more,
        },
        Trouble::Undefined(why) => Error::wrong(format!("{} has no value here: {why}", lab.metric.name()))
            .next(format!(
                "say something else for some rows of {QUESTIONS}; nothing was scored"
            )),
        Trouble::Wish { what, next } => Error::wrong(what).next(next),
        Trouble::Read(_, error) => Error::Outside {
            what: format!("could not read {}: {error}", file.display()),
            next: None,
        },
    }
}

/// Open tasks whose evidence asks for a lab: id and title.
pub fn asking(situation: &Situation, lab: &str) -> Vec<(String, String)> {
    fn asks(done_when: &DoneWhen, lab: &str) -> bool {
        match done_when {
            DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts) => {
                parts.iter().any(|part| asks(part, lab))
            }
            DoneWhen::Check { kind, with } => {
                kind == "lab" && with.get("lab").and_then(serde_json::Value::as_str) == Some(lab)
            }
        }
    }
    let progress = situation.progress();
    situation
        .curriculum
        .picked()
        .filter(|task| task.done_when.as_ref().is_some_and(|d| asks(d, lab)))
        .filter(|task| progress.done(&task.id, 1).is_none())
        .map(|task| (task.id.clone(), task.title.clone()))
        .collect()
}
