//! `pivot lab baseline`: what simple ways and a small network reach, measured here and put on the leaderboard.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pivot_labs::baselines::{NETWORKS, names, predict};
use pivot_labs::lab::judge::judge;
use pivot_labs::lab::prove::said;
use pivot_labs::lab::{Bar, Lab, Set};
use pivot_store::Folder;
use serde_json::{Map, json};

use super::data::{Data, data};
use super::find::Definition;
use super::{BASELINES, DATA_BYTES_MAX};
use crate::connect::train::{Line, Order, Trouble, train};
use crate::error::Error;

/// The baseline that the companion trains, and the folder of what it keeps.
const NETWORK: &str = "network";
/// What it writes.
const SUBMISSION: &str = "submission.csv";

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Only the simple ways.
    pub simple: bool,
    /// What all randomness of the network depends on.
    pub seed: u64,
    /// Epochs, where other than the network's own.
    pub epochs: Option<usize>,
    /// The companion; the fault where there is none.
    pub companion: &'a Result<PathBuf, Trouble>,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doing<'a> {
    /// This simple way answers.
    Simple(&'a str),
    /// The network is trained.
    Network(&'a Line),
}

/// A baseline that was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// The metric on the public part.
    pub value: f64,
    /// The metric on the private part.
    pub private: f64,
    /// The bar that the private part reaches.
    pub bar: Option<Bar>,
    /// How long it took, training and answers.
    pub seconds: f64,
    /// Parameters of the network.
    pub parameters: Option<u64>,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The lab.
    pub lab: Lab,
    /// The set.
    pub set: Set,
    /// The simple ways first.
    pub baselines: Vec<Measured>,
    /// Why there is no network, where one was asked for: what, and what to do next.
    pub without: Option<(String, Option<String>)>,
}

/// Measures the baselines of a lab on the data in its folder, and writes `baselines/NAME.json` for each.
///
/// # Errors
/// A lab without baselines, data that are not here or not as they were written, a training that broke.
pub fn baseline(
    folder: &Folder,
    found: &Definition,
    wish: &Wish<'_>,
    tell: &mut dyn FnMut(Doing<'_>),
) -> Result<Reached, Error> {
    let lab = &found.lab;
    let simple = if found.own { &[][..] } else { names(&lab.id) };
    let network = !found.own && NETWORKS.contains(&lab.id.as_str());
    if simple.is_empty() && !network {
        return Err(
            Error::wrong(format!("Pivot has no baseline for `{}`", lab.id)).next(if found.own {
                "write what others reached into lab.toml: [[baseline]]; docs/labs.md".to_owned()
            } else {
                format!("pivot lab leaderboard {} shows your own attempts", lab.id)
            }),
        );
    }
    let data = data(folder, lab)?;
    let mut reached = Reached {
        lab: lab.clone(),
        set: data.set.clone(),
        baselines: Vec::new(),
        without: None,
    };
    for name in simple {
        tell(Doing::Simple(name));
        let begun = Instant::now();
        let files = |file: &str| data.folder.read(file, DATA_BYTES_MAX).ok().flatten();
        let submission = predict(&lab.id, name, &files).map_err(|fault| {
            Error::wrong(format!("{name} has no answer: {fault}"))
                .next(format!("pivot lab get {} brings back what is missing", lab.id))
        })?;
        let measured = Measured {
            seconds: begun.elapsed().as_secs_f64(),
            ..judged(lab, &data, name, &submission)?
        };
        reached
            .baselines
            .push(keep(&data, measured, &submission, &json!({}))?);
    }
    if network && !wish.simple {
        match wish.companion {
            Ok(companion) => reached
                .baselines
                .push(trained(lab, &data, companion, wish, tell)?),
            Err(missing) => {
                reached.without = Some((missing.to_string(), missing.next().map(str::to_owned)));
            }
        }
    }
    Ok(reached)
}

/// Trains the network, or goes on where that was broken off.
fn trained(
    lab: &Lab,
    data: &Data,
    companion: &Path,
    wish: &Wish<'_>,
    tell: &mut dyn FnMut(Doing<'_>),
) -> Result<Measured, Error> {
    let name = format!("{BASELINES}/{NETWORK}");
    let out = data.folder.file(&name)?;
    let order = Order {
        lab: &lab.id,
        data: data.folder.path(),
        out: &out,
        seed: wish.seed,
        epochs: wish.epochs,
        resume: true,
        settings: &Map::new(),
    };
    let limit = Duration::from_secs(60 * u64::from(lab.limits.minutes));
    let done = train(
        companion,
        &order,
        limit,
        &mut |line| tell(Doing::Network(line)),
        &|| false,
    )
    .map_err(|trouble| Error::Outside {
        next: trouble.next().map(str::to_owned),
        what: trouble.to_string(),
    })?;
    let file = format!("{name}/{SUBMISSION}");
    let submission = data
        .folder
        .read(&file, DATA_BYTES_MAX)?
        .ok_or_else(|| Error::Outside {
            what: format!("the training ended without labs/{}/{file}", lab.id),
            next: None,
        })?;
    let measured = Measured {
        seconds: done.seconds,
        parameters: Some(done.parameters),
        ..judged(lab, data, NETWORK, &submission)?
    };
    let settings = json!({
        "seed": wish.seed, "epoch": done.epoch, "parameters": done.parameters, "valid": done.valid,
        "files": done.files,
    });
    keep(data, measured, &submission, &settings)
}

fn judged(lab: &Lab, data: &Data, name: &str, submission: &[u8]) -> Result<Measured, Error> {
    let judged = judge(lab, &data.set, &data.answers, &data.form, submission)
        .map_err(|error| Error::Bug(format!("the answers of {name} have faults: {}", said(&error))))?;
    Ok(Measured {
        name: name.to_owned(),
        value: judged.public,
        private: judged.private,
        bar: judged.bar,
        seconds: 0.0,
        parameters: None,
    })
}

/// Writes what the leaderboard reads, and the answers.
fn keep(
    data: &Data,
    measured: Measured,
    submission: &[u8],
    settings: &serde_json::Value,
) -> Result<Measured, Error> {
    let kept = json!({
        "name": measured.name, "value": measured.value, "private": measured.private, "seconds": measured.seconds, "data": data.kept.data, "settings": settings,
    });
    let mut text = serde_json::to_string_pretty(&kept)
        .map_err(|error| Error::Bug(format!("a baseline has no JSON: {error}")))?;
    text.push('\n');
    data.folder
        .write(&format!("{BASELINES}/{}.csv", measured.name), submission)?;
    data.folder
        .write(&format!("{BASELINES}/{}.json", measured.name), text.as_bytes())?;
    Ok(measured)
}
