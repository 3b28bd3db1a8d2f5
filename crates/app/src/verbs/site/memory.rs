//! `pivot site serve`: the site in memory. Nothing is written, and only what changed is made.

use std::collections::BTreeMap;
use std::sync::Arc;

use pivot_publish::site::{Finding, Index, Plan};
use pivot_store::Folder;

use super::build::{Ground, made};
use crate::error::Error;
use crate::situation::Situation;

/// The files of a site, by their paths below it.
pub type Held = BTreeMap<String, Arc<[u8]>>;

/// A site that is held in memory, and by what each file of it is known.
#[derive(Debug)]
pub struct Memory {
    files: Held,
    keys: BTreeMap<String, String>,
    base: String,
    /// What the next plan begins with; `None` before the first.
    index: Option<Vec<u8>>,
}

/// What became of it.
#[derive(Debug)]
pub struct Renewed {
    /// Whether what is held is what the folder says now. Where not, what was held stays.
    pub done: bool,
    /// Files that were made.
    pub made: usize,
    /// Files that are no more.
    pub gone: usize,
    /// What is to be told.
    pub findings: Vec<Finding>,
    /// Posts and projects that are shown.
    pub counts: (usize, usize),
}

impl Default for Memory {
    fn default() -> Memory {
        Memory {
            files: Held::new(),
            keys: BTreeMap::new(),
            base: "/".to_owned(),
            index: None,
        }
    }
}

impl Memory {
    /// Its files.
    pub fn files(&self) -> &Held {
        &self.files
    }

    /// By what each file is known: another key means other bytes.
    pub fn keys(&self) -> &BTreeMap<String, String> {
        &self.keys
    }

    /// The path of the site's address: `/repo/`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Makes what changed, with drafts and what is dated ahead or without. Where a text has faults, what is held stays as it is; where
    /// nothing is held yet, all else is shown.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn renew(&mut self, folder: &Folder, situation: &Situation, drafts: bool) -> Result<Renewed, Error> {
        let ground = Ground::read(folder, situation)?;
        let index = self.index.take().unwrap_or_else(|| folder.site().cache());
        let planned = ground.plan(drafts, false, Index::read(&index));
        let mut renewed = Renewed {
            done: false,
            made: 0,
            gone: 0,
            findings: planned.findings().to_vec(),
            counts: planned.counts(),
        };
        match self.take(&planned, &mut renewed) {
            Ok(stands) => renewed.done = stands,
            Err(finding) => renewed.findings.push(finding),
        }
        if !renewed.done && self.files.is_empty() {
            let planned = ground.plan(drafts, true, Index::read(planned.index()));
            renewed.counts = planned.counts();
            if let Err(finding) = self.take(&planned, &mut renewed)
                && !renewed.findings.contains(&finding)
            {
                renewed.findings.push(finding);
            }
        }
        self.index = Some(planned.index().to_vec());
        Ok(renewed)
    }

    /// Makes what a plan has and is not held; whether there was a plan to follow.
    #[expect(
        clippy::result_large_err,
        reason = "a fault of a template is rare, and told once"
    )]
    fn take(&mut self, planned: &Plan<'_>, renewed: &mut Renewed) -> Result<bool, Finding> {
        let Some(files) = planned.files() else {
            return Ok(false);
        };
        let keys: BTreeMap<String, String> = files.map(|f| (f.path.to_owned(), f.key.to_owned())).collect();
        let new: Vec<&str> = keys
            .iter()
            .filter(|(path, key)| self.keys.get(*path) != Some(*key))
            .map(|(path, _)| path.as_str())
            .collect();
        let made = made(planned, &new)?;
        renewed.made = made.len();
        let before = self.files.len();
        self.files.retain(|path, _| keys.contains_key(path));
        renewed.gone = before - self.files.len();
        self.files
            .extend(made.into_iter().map(|(path, bytes)| (path, bytes.into())));
        self.keys = keys;
        planned.base_path().clone_into(&mut self.base);
        Ok(true)
    }
}

/// What a build would change in `site/`: paths with what becomes of each. Nothing is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    /// Files that are not there yet.
    pub added: Vec<String>,
    /// Files that are made anew.
    pub changed: Vec<String>,
    /// Files that go.
    pub removed: Vec<String>,
    /// What keeps the site from being built.
    pub grave: Vec<Finding>,
}

/// What a build of the site as others will see it would change.
///
/// # Errors
/// The folder cannot be read.
pub fn ahead(folder: &Folder, situation: &Situation) -> Result<Ahead, Error> {
    let ground = Ground::read(folder, situation)?;
    let site = folder.site();
    let planned = ground.plan(false, false, Index::read(&site.cache()));
    let mut ahead = Ahead {
        grave: planned.findings().iter().filter(|f| f.grave).cloned().collect(),
        ..Ahead::default()
    };
    let Some(files) = planned.files() else {
        return Ok(ahead);
    };
    let mut known = site.known();
    for file in files {
        match known.remove(file.path) {
            Some(key) if key == file.key => {}
            Some(_) => ahead.changed.push(file.path.to_owned()),
            None => ahead.added.push(file.path.to_owned()),
        }
    }
    ahead.removed = known.into_keys().collect();
    Ok(ahead)
}
