//! `pivot lab submit LAB --url`: a running service is measured and its score recorded.

use std::io::Write;

use pivot_domain::fact::{Attempt, Deed, Event};
use pivot_labs::lab::answers::Usage;
use pivot_labs::lab::judge::QUESTIONS;
use pivot_labs::lab::{Bar, Lab, Set};
use pivot_labs::serving::{Climb, Promise, accuracy, pictures, submission, sustained};
use pivot_store::Folder;
use serde_json::json;

use super::DATA_BYTES_MAX;
use super::attempts::{Entry, note};
use super::data::{Data, data};
use super::find::Definition;
use super::submit::{Kept, New, keep, said};
use crate::connect::service::{Doing, Report, Service, measure, predict};
use crate::error::Error;
use crate::situation::Situation;

/// The pictures that a service is asked about.
const PICTURES: &str = "test.npy";

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// What the person says of it.
    pub note: Option<&'a str>,
    /// One picture is asked about, and nothing measured or recorded.
    pub dry_run: bool,
    /// The rates.
    pub climb: &'a Climb,
}

/// A service that was measured.
#[derive(Clone, Debug)]
pub struct Served {
    /// The lab.
    pub lab: Lab,
    /// The set.
    pub set: Set,
    /// What it must keep to.
    pub promise: Promise,
    /// What became of it.
    pub answered: Answered,
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum Answered {
    /// It was asked about one picture, and this is its answer.
    One(String),
    /// All attempts of the day are made; nothing was sent.
    Spent,
    /// It was measured and recorded.
    Measured(Box<Measurement>),
}

/// What was measured of a service.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// All that was seen.
    pub report: Report,
    /// The share of public test pictures that were answered right.
    pub accuracy: f64,
    /// The private part has the accuracy too.
    pub accurate: bool,
    /// Every bad request was refused, and good ones were answered after it.
    pub survived: bool,
    /// The attempt; its value is the rate that holds, 0 where accuracy or manners do not count.
    pub entry: Entry,
    /// Its place on the leaderboard, from 1, and how many lines that has.
    pub place: (usize, usize),
    /// It is the best of one's own.
    pub best: bool,
    /// Attempts that are left today.
    pub left: u32,
    /// Open tasks whose evidence asks for this lab, once it is passed: id and title.
    pub tasks: Vec<(String, String)>,
}

/// Measures a service, and records the rate that it sustains.
///
/// # Errors
/// A lab that measures no service, data that are not here, a service that does not answer.
pub fn serve(
    folder: &Folder,
    situation: &Situation,
    found: &Definition,
    service: &dyn Service,
    wish: &Wish<'_>,
    doing: &(dyn Fn(Doing) + Sync),
) -> Result<Served, Error> {
    let lab = &found.lab;
    let Some(promise) = lab.service else {
        return Err(Error::wrong(format!("`{}` measures no service", lab.id))
            .next(format!("pivot lab submit {} FILE scores a file", lab.id)));
    };
    let said = said(wish.note)?;
    let data = data(folder, lab)?;
    let (ids, pictures) = test_rows(lab, &data)?;
    let served = |answered| Served {
        lab: lab.clone(),
        set: data.set.clone(),
        promise,
        answered,
    };
    let silent = |why: String| {
        Error::wrong(format!("the service did not answer as it should: {why}")).next(format!(
            "pivot lab show {} says what it is asked and what it answers",
            lab.id
        ))
    };
    if wish.dry_run {
        let first = pictures
            .first()
            .ok_or_else(|| silent("there is no picture".into()))?;
        return Ok(served(Answered::One(predict(service, first).map_err(silent)?)));
    }
    let zones = &situation.settings.zones;
    let today = zones.civil(situation.now).date();
    if super::attempts::on_day(&situation.facts, &lab.id, today, zones) >= lab.attempts {
        return Ok(served(Answered::Spent));
    }
    let report = measure(service, &pictures, &promise, wish.climb, doing).map_err(silent)?;
    let share = |part| accuracy(&data.answers, part, &ids, &report.labels);
    let (public, private) = (share(Usage::Public), share(Usage::Private));
    let survived = report.bad.iter().all(|(_, met)| met.survived());
    let accurate = private >= promise.accuracy;
    // How quickly a service is wrong, or breaks, is no score.
    let counts = accurate && public >= promise.accuracy && survived;
    let rate = f64::from(if counts {
        sustained(&report.levels, &promise)
    } else {
        0
    });
    let bar = data.set.bars.reached(lab.direction(), rate);
    let event = |number: u32, hash: &str| Event::Scored {
        deed: Deed {
            task: None,
            what: lab.id.clone(),
            link: None,
            note: Some(note(bar, said.as_deref())),
        },
        metric: lab.measure().to_owned(),
        value: rate,
        attempt: Some(Attempt {
            number,
            set: data.set.name.clone(),
            data: data.kept.data.clone(),
            sha256: hash.to_owned(),
        }),
        standing: None,
    };
    let account = account(situation, &report, public, bar);
    let labels = submission(&ids, &report.labels);
    let files: [(&str, &[u8]); 2] = [("json", &account), ("csv", &labels)];
    let (left, kept) = keep(folder, situation, lab, &data, &files, event)?;
    match kept {
        Kept::New(New {
            entry,
            place,
            best,
            tasks,
            ..
        }) => Ok(served(Answered::Measured(Box::new(Measurement {
            report,
            accuracy: public,
            accurate,
            survived,
            entry,
            place,
            best,
            left,
            tasks,
        })))),
        Kept::Same(_) => Err(Error::wrong("this measurement is recorded already").next("measure again")),
        Kept::Spent => Ok(served(Answered::Spent)),
    }
}

/// The ids of the test rows and their pictures as PNG files.
fn test_rows(lab: &Lab, data: &Data) -> Result<(Vec<String>, Vec<Vec<u8>>), Error> {
    let wrong = |what: String| {
        Error::wrong(format!("labs/{}: {what}", lab.id))
            .next(format!("pivot lab get {} brings back what is missing", lab.id))
    };
    let need = |name: &str| -> Result<Vec<u8>, Error> {
        let file = data.folder.read(name, DATA_BYTES_MAX)?;
        file.ok_or_else(|| wrong(format!("{name} is missing")))
    };
    pictures(&need(QUESTIONS)?, &need(PICTURES)?).map_err(wrong)
}

/// What is kept of a measurement beside its attempt. The private part is not told.
fn account(situation: &Situation, report: &Report, accuracy: f64, bar: Option<Bar>) -> Vec<u8> {
    let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
    let levels: Vec<_> = report
        .levels
        .iter()
        .map(|level| {
            json!({
                "rate": level.rate, "sent": level.sent, "errors": level.errors, "failure": level.failure,
                "throughput": level.throughput, "p50_ms": ms(level.p50), "p95_ms": ms(level.p95), "p99_ms": ms(level.p99),
            })
        })
        .collect();
    let bad: Vec<_> = report
        .bad
        .iter()
        .map(|(bad, met)| json!({"request": bad.what(), "survived": met.survived(), "why": met.fault()}))
        .collect();
    let account = json!({
        "format": "pivot.lab-service/1", "at": situation.now.to_string(), "verdict": bar.map(Bar::name),
        "accuracy": accuracy, "levels": levels, "bad": bad,
    });
    let mut bytes = Vec::new();
    let _ = serde_json::to_writer_pretty(&mut bytes, &account);
    let _ = bytes.write_all(b"\n");
    bytes
}
