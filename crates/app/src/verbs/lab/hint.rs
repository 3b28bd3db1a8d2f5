//! `pivot lab hint`: hints unlock by honest tries, one by one.

use pivot_labs::lab::Lab;
use pivot_labs::lab::judge::judge;
use pivot_store::Folder;

use super::attempts::{entries, honest};
use super::board::baselines;
use super::data::{Data, data, kept};
use super::find::Definition;
use super::{HINTS, TEXT_BYTES_MAX};
use crate::error::Error;
use crate::situation::Situation;

/// The baseline that says the same of every row.
const CONSTANT: &str = "constant";

/// What was unlocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hinted {
    /// The lab's name.
    pub lab: String,
    /// Honest tries so far: attempts that beat the sample, each content once.
    pub tries: u32,
    /// Hints there are.
    pub all: usize,
    /// Hints that are unlocked.
    pub unlocked: usize,
    /// Those that are shown: number, text, and whether they are looked at for the first time.
    pub shown: Vec<(usize, String, bool)>,
    /// So many more honest tries unlock the hint that was asked for, or the next one.
    pub missing: Option<u32>,
}

/// Shows a hint by its number, or those that were seen and the next that is unlocked. A look is noted in the lab's folder.
///
/// # Errors
/// A number that there is not, or what the disk says.
pub fn hint(
    folder: &Folder,
    situation: &Situation,
    found: &Definition,
    number: Option<usize>,
) -> Result<Hinted, Error> {
    let lab = &found.lab;
    let all = lab.hints.len();
    if all == 0 {
        return Err(
            Error::wrong(format!("`{}` has no hints", lab.id)).next("read its statement: pivot lab show")
        );
    }
    if number.is_some_and(|n| n == 0 || n > all) {
        return Err(
            Error::wrong(format!("`{}` has no hint {}", lab.id, number.unwrap_or(0)))
                .next(format!("its hints are 1 to {all}")),
        );
    }
    let state = State::read(folder, situation, lab)?;
    let is_new = |n: &usize| !state.seen.contains(n);
    let shown: Vec<usize> = match number {
        Some(n) => (n <= state.unlocked).then_some(n).into_iter().collect(),
        None => {
            let next = (1..=state.unlocked).find(is_new);
            (1..=state.unlocked)
                .filter(|n| !is_new(n) || Some(*n) == next)
                .collect()
        }
    };
    let new: Vec<usize> = shown.iter().copied().filter(is_new).collect();
    if !new.is_empty() {
        let mut noted = state.noted.clone();
        if noted.is_empty() {
            noted.push_str("hint,at\n");
        }
        for n in &new {
            noted.push_str(&format!("{n},{}\n", situation.now));
        }
        folder.lab(&lab.id)?.write(HINTS, noted.as_bytes())?;
    }
    Ok(state.hinted(lab, number, &shown))
}

/// Hints that were looked at, and what unlocks the next. Nothing is noted.
///
/// # Errors
/// What the disk says.
pub fn hints(folder: &Folder, situation: &Situation, found: &Definition) -> Result<Hinted, Error> {
    let state = State::read(folder, situation, &found.lab)?;
    let shown: Vec<usize> = (1..=state.unlocked).filter(|n| state.seen.contains(n)).collect();
    Ok(state.hinted(&found.lab, None, &shown))
}

/// How hints stand.
struct State {
    tries: u32,
    unlocked: usize,
    /// What stands in the file of looks, and the numbers in it.
    noted: String,
    seen: Vec<usize>,
}

impl State {
    fn read(folder: &Folder, situation: &Situation, lab: &Lab) -> Result<State, Error> {
        let at = folder.lab(&lab.id)?;
        let tries = match kept(&at)? {
            Some(_) => tries(situation, lab, &data(folder, lab)?),
            None => 0,
        };
        let noted = at.read(HINTS, TEXT_BYTES_MAX)?.unwrap_or_default();
        let noted = String::from_utf8_lossy(&noted).into_owned();
        Ok(State {
            tries,
            unlocked: lab.hints.iter().filter(|hint| hint.after <= tries).count(),
            seen: noted
                .lines()
                .filter_map(|line| line.split(',').next()?.parse().ok())
                .collect(),
            noted,
        })
    }

    fn hinted(&self, lab: &Lab, number: Option<usize>, shown: &[usize]) -> Hinted {
        let wanted = number.map_or(self.unlocked, |n| n - 1);
        Hinted {
            lab: lab.id.clone(),
            tries: self.tries,
            all: lab.hints.len(),
            unlocked: self.unlocked,
            missing: lab
                .hints
                .get(wanted)
                .map(|hint| hint.after.saturating_sub(self.tries))
                .filter(|missing| *missing > 0),
            shown: shown
                .iter()
                .map(|n| (*n, lab.hints[n - 1].text.clone(), !self.seen.contains(n)))
                .collect(),
        }
    }
}

/// Honest tries: better than the sample, and than the constant baseline where that was measured.
fn tries(situation: &Situation, lab: &Lab, data: &Data) -> u32 {
    let sample = judge(lab, &data.set, &data.answers, &data.form, &data.sample);
    let told = lab
        .baselines
        .iter()
        .filter(|b| b.set == data.set.name && b.name == CONSTANT);
    let reached = baselines(&data.folder, Some(data));
    let floors: Vec<f64> = sample
        .map(|judged| judged.public)
        .into_iter()
        .chain(told.map(|b| b.value))
        .chain(reached.iter().filter(|r| r.name == CONSTANT).map(|r| r.value))
        .collect();
    let better = |value: f64| floors.iter().all(|floor| lab.direction().better(value, *floor));
    honest(&entries(&situation.facts, &lab.id), &data.kept.data, better)
}
