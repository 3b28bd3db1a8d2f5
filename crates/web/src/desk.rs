//! What every page shows: the folder as it is, read again when it changes, and the plan of it.

mod ahead;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::Date;
use pivot_app::planning::fit::{Fit, fit};
use pivot_app::planning::forecast::{Forecast, Wish, forecast};
use pivot_app::planning::{Answer, Overview};
use pivot_app::verbs::site::Previewer;
use pivot_app::verbs::{company, posting, resume};
use pivot_app::{Error, Folder, Options, Situation};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

/// The folder and what is known of it. Clones are the same desk.
#[derive(Clone, Debug)]
pub struct Desk(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    machine: Option<String>,
    /// The present moment where it is not the clock's.
    now: Option<Timestamp>,
    /// The zone of this machine, for a first visit.
    zone: Option<String>,
    /// What was read last, with what the disk looked like then.
    last: Mutex<Option<(Marks, Arc<Picture>)>>,
    /// The version that was read last, for pages that are open.
    version: watch::Sender<String>,
    /// By what the person's files were known last.
    files: watch::Sender<String>,
    /// Who draws the forecast ahead, while somebody does.
    ahead: Mutex<Option<JoinHandle<()>>>,
    /// Draws texts as pages before they are saved.
    previewer: Mutex<Previewer>,
}

/// The situation at a moment, with its plan.
#[derive(Debug)]
pub(crate) struct Picture {
    /// What the files and the journal are: the same text means the same facts, hours and curriculum.
    pub(crate) version: String,
    /// The pivot's folder.
    pub(crate) folder: Folder,
    /// What is in it. Facts are only written to a journal that is still this one.
    pub(crate) situation: Situation,
    /// The plan, and how today moves its finish.
    pub(crate) answer: Answer,
    overview: Mutex<Option<Arc<Overview>>>,
    /// What was forecast so far, by the number of futures.
    forecasts: Mutex<BTreeMap<usize, Arc<Drawing>>>,
    /// Dates that were asked about.
    fits: Mutex<BTreeMap<Date, Arc<Fit>>>,
}

/// A forecast, or the place where it will be: who is in turn draws it, and others who want it wait.
#[derive(Debug, Default)]
struct Drawing {
    turn: Mutex<()>,
    made: OnceLock<Arc<Forecast>>,
}

/// So many answers of a kind are kept.
const KEPT: usize = 16;

/// What the disk looks like: when each file was written, and its length; and the five minutes that it is.
type Marks = (i64, Vec<Mark>);
type Mark = (PathBuf, Option<SystemTime>, u64);

impl Desk {
    /// The desk of the pivot in `dir` or above it. There may be none yet.
    pub fn new(dir: &Path, machine: Option<String>, now: Option<Timestamp>, zone: Option<String>) -> Desk {
        Desk(Arc::new(Inner {
            dir: dir.to_owned(),
            machine,
            now,
            zone,
            last: Mutex::new(None),
            version: watch::Sender::new(String::new()),
            files: watch::Sender::new(String::new()),
            ahead: Mutex::new(None),
            previewer: Mutex::new(Previewer::new(crate::pages::writing::SITE)),
        }))
    }

    /// The present moment, in whole seconds.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.0.now.unwrap_or_else(Timestamp::now);
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Where the pivot is, or will be.
    pub(crate) fn dir(&self) -> &Path {
        &self.0.dir
    }

    /// The zone of this machine.
    pub(crate) fn zone(&self) -> Option<&str> {
        self.0.zone.as_deref()
    }

    /// Who draws texts as pages before they are saved, one at a time.
    pub(crate) fn previewer(&self) -> MutexGuard<'_, Previewer> {
        self.0.previewer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is a pivot yet.
    pub(crate) fn exists(&self) -> bool {
        self.folder().is_ok()
    }

    pub(crate) fn folder(&self) -> Result<Folder, Error> {
        Ok(Folder::find(&self.0.dir)?.on(self.0.machine.clone()))
    }

    /// Tells of each new version, and of each change of the person's files.
    pub(crate) fn watch(&self) -> (watch::Receiver<String>, watch::Receiver<String>) {
        (self.0.version.subscribe(), self.0.files.subscribe())
    }

    /// By what posts, projects, postings, companies and the résumé are known: names, lengths and times. Open pages hear where it is
    /// another.
    pub(crate) fn look_at_files(&self, folder: &Folder) -> String {
        let mut hash = Sha256::new();
        for place in ["posts", "projects", posting::FOLDER] {
            // What cannot be listed is told by the page that lists it.
            for file in folder.list_below(place).into_iter().flatten() {
                hash.update(format!("{} {} {}\n", file.path, file.length, file.changed));
            }
        }
        for name in [company::FILE, resume::FILE] {
            let (_, written, length) = mark(folder.root().join(name));
            hash.update(format!("{name} {length} {written:?}\n"));
        }
        let files = digits(hash);
        self.0.files.send_if_modified(|known| {
            let new = *known != files;
            known.clone_from(&files);
            new
        });
        files
    }

    /// Whether a page is open that wants to know of new versions.
    pub(crate) fn is_watched(&self) -> bool {
        self.0.version.receiver_count() > 0
    }

    /// The situation and its plan, as the disk is now. Blocks while it reads and plans.
    pub(crate) fn picture(&self) -> Result<Arc<Picture>, Error> {
        let folder = self.folder()?;
        let now = self.now();
        let marks = marks(&folder, now);
        // Two pages that ask at once wait for one plan.
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, picture)) = &*last
            && *known == marks
        {
            return Ok(picture.clone());
        }
        let version = version(&folder)?;
        let mut situation = Situation::load(&folder, now)?;
        situation.only_if_unchanged = true;
        let picture = Arc::new(Picture {
            version: format!("{}-{version}", situation.facts.len()),
            answer: Answer::today(&situation, &Options::default())?,
            folder,
            situation,
            overview: Mutex::new(None),
            forecasts: Mutex::new(BTreeMap::new()),
            fits: Mutex::new(BTreeMap::new()),
        });
        *last = Some((marks, picture.clone()));
        self.0.version.send_if_modified(|known| {
            let new = *known != picture.version;
            known.clone_from(&picture.version);
            new
        });
        Ok(picture)
    }

    /// Does what a page asked for, where nothing has changed since the page was made, and reads the folder again.
    pub(crate) fn write<T>(
        &self,
        seen: &str,
        verb: impl FnOnce(&Picture) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let picture = self.picture()?;
        if picture.version != seen {
            return Err(Error::Changed);
        }
        let outcome = verb(&picture)?;
        self.forget();
        self.picture()?;
        self.draw_ahead();
        Ok(outcome)
    }

    /// Forgets what was read: the disk is looked at anew.
    pub(crate) fn forget(&self) {
        *self.0.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Picture {
    /// The forecast from at least so many futures, where it is drawn already.
    pub(crate) fn known(&self, futures: usize) -> Option<Arc<Forecast>> {
        let known = self.forecasts.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .range(futures..)
            .rev()
            .find_map(|(_, drawing)| drawing.made.get().cloned())
    }

    /// The forecast from at least so many futures. Blocks while it draws them.
    pub(crate) fn forecast(&self, futures: usize) -> Result<Arc<Forecast>, Error> {
        match self.known(futures) {
            Some(known) => Ok(known),
            None => self.forecast_of(futures),
        }
    }

    /// The forecast from so many futures and no more: what is held against it is drawn from as many.
    pub(crate) fn forecast_of(&self, futures: usize) -> Result<Arc<Forecast>, Error> {
        self.draw(futures, Wish::default().threads)
    }

    /// The same, drawn on so many threads where it is not yet. Who wants fewer futures does not wait for it.
    fn draw(&self, futures: usize, threads: usize) -> Result<Arc<Forecast>, Error> {
        let drawing = {
            let mut known = self.forecasts.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= KEPT && !known.contains_key(&futures) {
                known.clear();
            }
            known.entry(futures).or_default().clone()
        };
        let _turn = drawing.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = drawing.made.get() {
            return Ok(made.clone());
        }
        let wish = Wish {
            futures,
            threads,
            ..Wish::default()
        };
        let made = Arc::new(forecast(&self.situation, &Options::default(), &wish)?);
        Ok(drawing.made.get_or_init(|| made).clone())
    }

    /// Whether everything can be done by a date. Blocks while it is tried.
    pub(crate) fn fit(&self, by: Date) -> Result<Arc<Fit>, Error> {
        let mut known = self.fits.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&by) {
            return Ok(known.clone());
        }
        let made = Arc::new(fit(&self.situation, by)?);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(by, made.clone());
        Ok(made)
    }

    /// What fixes the finish, and the slack of every task.
    pub(crate) fn overview(&self) -> Arc<Overview> {
        let mut known = self.overview.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || Arc::new(self.answer.kept.overview(&self.situation));
        known.get_or_insert_with(make).clone()
    }
}

fn marks(folder: &Folder, now: Timestamp) -> Marks {
    let journal = folder.journal_path();
    let beside = |more: &str| {
        let mut name = journal.clone().into_os_string();
        name.push(more);
        PathBuf::from(name)
    };
    let mut files = vec![
        folder.settings_path(),
        folder.curriculum_path(),
        folder.competitions_path(),
        journal.clone(),
        beside("-wal"),
    ];
    for name in ["calendars", "competitions"] {
        let entries = fs::read_dir(folder.root().join(name)).into_iter().flatten();
        files.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
    }
    files.sort_unstable();
    (
        now.as_second().div_euclid(300),
        files.into_iter().map(mark).collect(),
    )
}

/// A file, when it was written, its length; nothing is said of one that is not there.
fn mark(path: PathBuf) -> Mark {
    let about = fs::metadata(&path).ok();
    let written = about.as_ref().and_then(|m| m.modified().ok());
    (path, written, about.map_or(0, |m| m.len()))
}

/// What the files say, in 16 hexadecimal digits.
fn version(folder: &Folder) -> Result<String, Error> {
    let mut hash = Sha256::new();
    for text in [folder.settings()?, folder.curriculum()?] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    Ok(digits(hash))
}

/// The beginning of a hash, in 16 hexadecimal digits.
fn digits(hash: Sha256) -> String {
    hash.finalize()[..8].iter().map(|b| format!("{b:02x}")).collect()
}
