//! The competitions that are watched: what `competitions.toml` says of each, and what the service said last.

use jiff::Timestamp;
use pivot_domain::competitions::{self, Better, Competitions, Watched};
use pivot_store::Folder;
use serde::{Deserialize, Serialize};

use crate::connect::kaggle::{Competition, Limits};
use crate::error::{Error, FaultyFile};

/// A competition that is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Watching {
    /// What the person wrote.
    pub watched: Watched,
    /// What the service said last; `None` where it was never asked.
    pub known: Option<Known>,
}

impl Watching {
    /// The person accepted its rules: by their word, or as the service says.
    pub fn entered(&self) -> bool {
        self.watched.entered.is_some() || self.known.as_ref().is_some_and(|known| known.competition.entered)
    }

    /// Which score is better: as the person says, or as its metric does.
    pub fn better(&self) -> Option<Better> {
        let metric = || {
            self.known
                .as_ref()?
                .competition
                .metric
                .as_deref()
                .and_then(Better::of_metric)
        };
        self.watched.better.or_else(metric)
    }
}

/// `competitions/NAME.json`: what the service said last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// `pivot.competition/1`.
    pub format: String,
    /// When it was asked.
    pub asked: Timestamp,
    /// The competition.
    pub competition: Competition,
    /// The tries of that moment, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
}

/// What stands in such a file's `format`.
pub(crate) const FORMAT: &str = "pivot.competition/1";

/// The text of `competitions.toml` without faults; nothing is watched where there is none.
///
/// # Errors
/// Its faults, each with its place; a disk that failed.
pub(crate) fn list(folder: &Folder) -> Result<Competitions, Error> {
    let Some(text) = folder.competitions()? else {
        return Ok(Competitions::default());
    };
    let (competitions, faults) = competitions::parse(&text);
    competitions.ok_or_else(|| {
        Error::Files(vec![FaultyFile {
            path: folder.competitions_path(),
            text,
            faults,
        }])
    })
}

/// What is watched, with what is known of it; and what is odd about that, in sentences.
///
/// # Errors
/// Faults of `competitions.toml`; a disk that failed.
pub(crate) fn read(folder: &Folder) -> Result<(Vec<Watching>, Vec<String>), Error> {
    let mut notes = Vec::new();
    let mut all = Vec::new();
    for watched in list(folder)?.watched {
        let name = &watched.name;
        let known = match folder.competition(name)? {
            None => None,
            Some(bytes) => {
                let known = serde_json::from_slice::<Known>(&bytes).ok();
                let known = known.filter(|known| known.format == FORMAT && known.competition.name == *name);
                if known.is_none() {
                    notes.push(format!(
                        "competitions/{name}.json cannot be understood, and is not counted (pivot kaggle status {name} asks anew)"
                    ));
                }
                known
            }
        };
        all.push(Watching { watched, known });
    }
    Ok((all, notes))
}
