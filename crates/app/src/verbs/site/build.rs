//! `pivot site build`: only what changed is made and written; where something is wrong, the last good site stays.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread::{self, ScopedJoinHandle};

use pivot_domain::Fault;
use pivot_publish::record::Record;
use pivot_publish::resume::sheet::Sheet;
use pivot_publish::site::{
    Card, Files, Finding, Index, Input, Names, Plan, PostShown, SiteSettings, Troubled, check_pages, plan,
};
use pivot_store::Folder;

use super::desk::{CARDS, Disk, PROGRAM, cards_known, names, resume_of, settings};
use super::record_with;
use crate::connect::typeset::{self, Trouble};
use crate::error::{Error, FaultyFile};
use crate::situation::Situation;

/// The longest file whose text is shown around a fault.
const TEXT_MAX: u64 = 4 << 20;

/// How a site is built.
pub struct Wish<'a> {
    /// Drafts and what is dated ahead too.
    pub drafts: bool,
    /// What has faults is left out, instead of building nothing.
    pub keep_going: bool,
    /// The program that draws cards, or why there is none.
    pub companion: &'a Result<PathBuf, Trouble>,
}

/// What came of it.
#[derive(Debug)]
pub struct Built {
    /// Whether the site stands as planned. Where not, it stays as it was.
    pub done: bool,
    /// What is to be told of posts, projects and the theme.
    pub findings: Vec<Finding>,
    /// Posts and projects that are shown.
    pub counts: (usize, usize),
    /// The posts, drafts and what is dated ahead among them.
    pub posts: Vec<PostShown>,
    /// Files of the site; of these so many were written, and so many others removed.
    pub files: usize,
    /// Files written.
    pub written: usize,
    /// Files removed.
    pub removed: usize,
    /// Cards that are not at hand, and why.
    pub cards: Option<(usize, Trouble)>,
    /// Whether `pivot.toml` has a `[site]`.
    pub is_set: bool,
}

/// All that a site is made of, read once.
pub(super) struct Ground<'a> {
    pub(super) disk: Disk<'a>,
    pub(super) record: Record,
    pub(super) settings: SiteSettings,
    is_set: bool,
    resume: Option<Sheet>,
    names: Names,
    now: jiff::ZonedDateTime,
}

impl<'a> Ground<'a> {
    pub(super) fn read(folder: &'a Folder, situation: &Situation) -> Result<Ground<'a>, Error> {
        let disk = Disk::read(folder)?;
        let record = record_with(folder, situation, &disk)?;
        let resume = resume_of(folder, situation, &record)?;
        let (settings, is_set) = settings(situation, resume.as_ref());
        Ok(Ground {
            disk,
            record,
            settings,
            is_set,
            resume,
            names: names(folder, situation),
            now: situation.settings.zones.local(situation.now),
        })
    }

    pub(super) fn plan<'p>(&'p self, drafts: bool, keep_going: bool, index: Index) -> Plan<'p> {
        self.plan_of(&self.disk, drafts, keep_going, index)
    }

    /// The plan of other files than those on the disk.
    pub(super) fn plan_of<'p>(
        &'p self,
        files: &'p dyn Files,
        drafts: bool,
        keep_going: bool,
        index: Index,
    ) -> Plan<'p> {
        plan(
            &Input {
                files,
                record: &self.record,
                settings: &self.settings,
                resume: self.resume.as_ref(),
                names: &self.names,
                now: &self.now,
                drafts,
                keep_going,
                program: PROGRAM,
            },
            index,
        )
    }
}

/// Builds the site into `site/`, in the situation that `load` finds.
///
/// # Errors
/// The folder cannot be read, or the site's not be written, or what `load` says. What is wrong in a post is no error but a finding.
pub fn build<S: Borrow<Situation>>(
    folder: &Folder,
    load: impl FnOnce() -> Result<S, Error>,
    wish: &Wish<'_>,
) -> Result<Built, Error> {
    let site = folder.site();
    // What was built before is read and looked up beside all the rest.
    thread::scope(|scope| {
        let (read, index) = mpsc::sync_channel(1);
        let known = scope.spawn(move || {
            // The plan needs the index before the files can be of use. Where nobody waits for it any more, loading failed.
            let _ = read.send(Index::read(&site.cache()));
            site.known()
        });
        let mut ground = Ground::read(folder, load()?.borrow())?;
        let (cards, index) = {
            let index = index.recv().unwrap_or_default();
            let planned = ground.plan(wish.drafts, wish.keep_going, index);
            let (cards, drew) = draw(folder, planned.cards(), wish.companion)?;
            if !drew {
                return write(folder, &planned, &joined(known), cards, ground.is_set);
            }
            (cards, Index::read(planned.index()))
        };
        // The pages show the cards that were drawn just now.
        ground.disk = Disk::read(folder)?;
        let planned = ground.plan(wish.drafts, wish.keep_going, index);
        write(folder, &planned, &joined(known), cards, ground.is_set)
    })
}

fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Makes and writes what of a plan is not `known`.
fn write(
    folder: &Folder,
    planned: &Plan<'_>,
    known: &BTreeMap<String, String>,
    cards: Option<(usize, Trouble)>,
    is_set: bool,
) -> Result<Built, Error> {
    let mut built = Built {
        done: false,
        findings: planned.findings().to_vec(),
        counts: planned.counts(),
        posts: planned.posts(),
        files: 0,
        written: 0,
        removed: 0,
        cards,
        is_set,
    };
    let Some(files) = planned.files() else {
        return Ok(built);
    };
    let site = folder.site();
    let keys: BTreeMap<&str, &str> = files.map(|file| (file.path, file.key)).collect();
    let is_new = |(path, key): &(&&str, &&str)| known.get(**path).is_none_or(|known| known != **key);
    let new: Vec<&str> = keys.iter().filter(is_new).map(|(path, _)| *path).collect();
    let gone: Vec<String> = known
        .keys()
        .filter(|path| !keys.contains_key(path.as_str()))
        .cloned()
        .collect();
    match made(planned, &new) {
        Ok(files) => {
            (built.files, built.written, built.removed) = (keys.len(), files.len(), gone.len());
            thread::scope(|scope| {
                let cache = scope.spawn(|| site.write_cache(planned.index()));
                if !files.is_empty() || !gone.is_empty() {
                    site.replace(files.into_iter(), &gone, &keys)?;
                }
                joined(cache)
            })?;
            built.done = true;
        }
        Err(finding) => built.findings.push(finding),
    }
    Ok(built)
}

/// A file's path, and its bytes or why there are none.
type One = (String, Result<Vec<u8>, Finding>);

/// Makes files on all processors; the first one that cannot be made is told.
#[expect(
    clippy::result_large_err,
    reason = "a fault of a template is rare, and told once"
)]
pub(super) fn made(planned: &Plan<'_>, paths: &[&str]) -> Result<Vec<(String, Vec<u8>)>, Finding> {
    let next = AtomicUsize::new(0);
    let all: Mutex<Vec<One>> = Mutex::new(Vec::with_capacity(paths.len()));
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(paths.len().max(1));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let bytes = planned.make(path);
                    all.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(((*path).to_owned(), bytes));
                }
            });
        }
    });
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let mut files = Vec::with_capacity(all.len());
    for (path, bytes) in all {
        files.push((path, bytes?));
    }
    Ok(files)
}

/// Draws the cards that are not at hand: how many could not be drawn and why, and whether any was.
fn draw(
    folder: &Folder,
    cards: &[Card],
    companion: &Result<PathBuf, Trouble>,
) -> Result<(Option<(usize, Trouble)>, bool), Error> {
    let mut known = cards_known(folder);
    let place = |card: &Card| {
        folder
            .root()
            .join(CARDS)
            .join(card.file.trim_start_matches("cards/"))
    };
    let is_there = |card: &&Card| known.get(&card.file) == Some(&card.key) && place(card).is_file();
    let missing: Vec<&Card> = cards.iter().filter(|card| !is_there(card)).collect();
    if missing.is_empty() {
        return Ok((None, false));
    }
    let program = match companion {
        Ok(program) => program,
        Err(trouble) => return Ok((Some((missing.len(), trouble.clone())), false)),
    };
    let outside = |e: std::io::Error| Error::Outside {
        what: format!("{CARDS} cannot be written: {e}"),
        next: None,
    };
    let work = tempfile::tempdir().map_err(outside)?;
    let name = |n: usize| format!("{n}.png");
    let cards = missing.iter().enumerate();
    let asked: Vec<typeset::Card> = cards
        .map(|(n, card)| typeset::Card {
            file: name(n),
            title: card.title.clone(),
            kind: card.kind.clone(),
            date: card.date.clone(),
            site: card.site.clone(),
            author: card.author.clone(),
        })
        .collect();
    if let Err(trouble) = typeset::cards(program, &asked, work.path()) {
        return Ok((Some((missing.len(), trouble)), false));
    }
    for (n, card) in missing.iter().enumerate() {
        let to = place(card);
        std::fs::create_dir_all(to.parent().unwrap_or(&to)).map_err(outside)?;
        std::fs::copy(work.path().join(name(n)), to).map_err(outside)?;
        known.insert(card.file.clone(), card.key.clone());
    }
    let lines: String = known
        .iter()
        .map(|(file, key)| format!("{key} {file}\n"))
        .collect();
    std::fs::write(folder.root().join(CARDS).join("keys"), lines).map_err(outside)?;
    Ok((None, true))
}

/// Findings that keep a site from being built, as faults of files: every one of every file.
pub fn faulty(folder: &Folder, findings: &[Finding]) -> Error {
    let mut files: BTreeMap<&str, Vec<Fault>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.grave) {
        files
            .entry(&finding.path)
            .or_default()
            .push(finding.fault.clone());
    }
    let files = files.into_iter().map(|(path, faults)| {
        let bytes = folder.read_inside(path, TEXT_MAX).ok().flatten();
        FaultyFile {
            path: folder.root().join(path),
            text: String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned(),
            faults,
        }
    });
    Error::Files(files.collect())
}

/// What a look at everything found; nothing is written.
#[derive(Debug)]
pub struct Checked {
    /// Of the files that the person wrote.
    pub findings: Vec<Finding>,
    /// Of the pages that they become.
    pub pages: Vec<Troubled>,
    /// Posts and projects that are shown.
    pub counts: (usize, usize),
    /// Links to other sites, with the page that has each.
    pub outside: Vec<(String, String)>,
    /// Whether `pivot.toml` has a `[site]`.
    pub is_set: bool,
}

impl Checked {
    /// Whether nothing is wrong.
    pub fn holds(&self) -> bool {
        self.pages.is_empty() && !self.findings.iter().any(|finding| finding.grave)
    }
}

/// Looks at posts, projects, theme, and at the pages that they become.
///
/// # Errors
/// The folder cannot be read.
pub fn check(folder: &Folder, situation: &Situation, drafts: bool) -> Result<Checked, Error> {
    let ground = Ground::read(folder, situation)?;
    let index = Index::read(&folder.site().cache());
    let planned = ground.plan(drafts, true, index);
    let mut checked = Checked {
        findings: planned.findings().to_vec(),
        pages: Vec::new(),
        counts: planned.counts(),
        outside: Vec::new(),
        is_set: ground.is_set,
    };
    if let Some(files) = planned.files() {
        match made(&planned, &files.map(|file| file.path).collect::<Vec<_>>()) {
            Ok(files) => {
                let files: BTreeMap<String, Vec<u8>> = files.into_iter().collect();
                checked.pages = check_pages(&ground.settings.base, &files);
                checked.outside = planned.outside();
            }
            Err(finding) => checked.findings.push(finding),
        }
    }
    Ok(checked)
}
