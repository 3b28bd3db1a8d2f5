//! What the disk looks like, and the site that it was made into last.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use jiff::Timestamp;
use pivot_app::publish::site::Finding;
use pivot_app::verbs::site::{Held, Memory};
use pivot_app::{Error, Folder, Situation};
use sha2::{Digest, Sha256};

use super::SiteConfig;
use crate::fault::{place, told};

/// The site as it is shown.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Its files, by their paths below `base`.
    pub files: Arc<Held>,
    /// The path of its address: `/repo/`.
    pub base: String,
    /// What keeps it from being what the folder says now.
    pub faults: Vec<Finding>,
    /// What else went wrong, and what to do next.
    pub trouble: Option<(String, Option<String>)>,
    /// Another text where anything of it is other.
    pub version: String,
}

/// What became of a look at the disk that found something new.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Files that were changed, as a person knows them; none at the first look.
    pub changed: Vec<String>,
    /// Files of the site that were made, and that are no more.
    pub files: (usize, usize),
    /// What keeps the site from being what the folder says now.
    pub faults: Vec<Finding>,
    /// What else went wrong.
    pub trouble: Option<(String, Option<String>)>,
    /// How long it took.
    pub took: Duration,
}

/// When each file was written, and its length, by its name; and the minute that it is: what is dated ahead comes out in one.
type Marks = (i64, BTreeMap<String, (u64, u128)>);

/// Looks at the disk, and makes the site again where something changed.
#[derive(Debug)]
pub struct Watcher {
    folder: Folder,
    now: Option<Timestamp>,
    public: bool,
    memory: Memory,
    seen: Option<Marks>,
    shown: Shown,
}

/// The name that the journal and what belongs to it go by.
const JOURNAL: &str = "the journal";

impl Watcher {
    /// Of the pivot that `config` names. Nothing is made yet.
    ///
    /// # Errors
    /// There is no pivot.
    pub fn new(config: &SiteConfig) -> Result<Watcher, Error> {
        Ok(Watcher {
            folder: Folder::find(&config.dir)?,
            now: config.now,
            public: config.public,
            memory: Memory::default(),
            seen: None,
            shown: Shown::default(),
        })
    }

    /// The site that was made last.
    pub fn shown(&self) -> Shown {
        self.shown.clone()
    }

    fn now(&self) -> Timestamp {
        let now = self.now.unwrap_or_else(Timestamp::now);
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Makes the site again where something changed; `None` where nothing did.
    pub fn look(&mut self) -> Option<Looked> {
        let now = self.now();
        let marks = marks(&self.folder, now);
        if self.seen.as_ref() == Some(&marks) {
            return None;
        }
        let changed = self.seen.as_ref().map(|seen| different(&seen.1, &marks.1));
        self.seen = Some(marks);
        let begun = Instant::now();
        let renewed = Situation::load(&self.folder, now)
            .and_then(|situation| self.memory.renew(&self.folder, &situation, !self.public));
        let (mut faults, mut trouble, mut files) = (Vec::new(), None, (0, 0));
        match renewed {
            Ok(renewed) => {
                files = (renewed.made, renewed.gone);
                if !renewed.done {
                    faults = renewed.findings.into_iter().filter(|f| f.grave).collect();
                }
            }
            Err(Error::Files(all)) => {
                for file in all {
                    let path = file.path.strip_prefix(self.folder.root()).unwrap_or(&file.path);
                    let path = path.display().to_string();
                    faults.extend(file.faults.into_iter().map(|fault| {
                        let (line, column) = place(&file.text, fault.at.start);
                        Finding {
                            path: path.clone(),
                            line,
                            column,
                            fault,
                            grave: true,
                        }
                    }));
                }
            }
            Err(error) => {
                let (_, what, next) = told(&error);
                trouble = Some((what, next));
            }
        }
        let same = files == (0, 0) && faults == self.shown.faults && trouble == self.shown.trouble;
        let is_first = changed.is_none();
        let changed = changed.unwrap_or_default();
        if same && changed.is_empty() && !is_first {
            return None;
        }
        if !same || is_first {
            self.shown = Shown {
                files: Arc::new(self.memory.files().clone()),
                base: self.memory.base().to_owned(),
                version: version(self.memory.keys(), &faults, trouble.as_ref()),
                faults: faults.clone(),
                trouble: trouble.clone(),
            };
        }
        Some(Looked {
            changed,
            files,
            faults,
            trouble,
            took: begun.elapsed(),
        })
    }
}

/// Sixteen digits of all that is shown.
fn version(
    keys: &BTreeMap<String, String>,
    faults: &[Finding],
    trouble: Option<&(String, Option<String>)>,
) -> String {
    let mut hash = Sha256::new();
    for text in keys.iter().flat_map(|(path, key)| [path, key]) {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.update(format!("{faults:?}{trouble:?}"));
    hash.finalize()[..8].iter().map(|b| format!("{b:02x}")).collect()
}

/// What the disk looks like. A folder that cannot be read has no files: whoever makes the site says why.
fn marks(folder: &Folder, now: Timestamp) -> Marks {
    let mut marks = BTreeMap::new();
    for below in ["posts", "projects", "theme", ".pivot/cards"] {
        for file in folder.list_below(below).unwrap_or_default() {
            marks.insert(file.path, (file.length, file.changed));
        }
    }
    let journal = folder.journal_path();
    let mut log = journal.clone().into_os_string();
    log.push("-wal");
    for (name, path) in [
        ("pivot.toml".to_owned(), folder.settings_path()),
        ("curriculum.toml".to_owned(), folder.curriculum_path()),
        ("resume.json".to_owned(), folder.root().join("resume.json")),
        (JOURNAL.to_owned(), journal),
        (format!("{JOURNAL}-wal"), PathBuf::from(log)),
    ] {
        let Ok(about) = std::fs::metadata(&path) else {
            continue;
        };
        let at = about
            .modified()
            .ok()
            .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        marks.insert(name, (about.len(), at.map_or(0, |at| at.as_nanos())));
    }
    (now.as_second().div_euclid(60), marks)
}

/// Names of what is other, new or gone.
fn different(old: &BTreeMap<String, (u64, u128)>, new: &BTreeMap<String, (u64, u128)>) -> Vec<String> {
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    let other = new.iter().filter(|(name, mark)| old.get(*name) != Some(mark));
    let all = gone.chain(other.map(|(name, _)| name));
    let mut names: Vec<String> = all.map(|name| name.trim_end_matches("-wal").to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    names
}
