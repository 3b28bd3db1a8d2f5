//! The page Writing: what is drafted, dated ahead, published and due; a text that is read, saved and looked at before it is saved.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use pivot_domain::curriculum::{DoneWhen, Task};
use pivot_publish::site::{
    Entry, Files, Finding, Index, POST_BYTES_MAX, Plan as SitePlan, PostShown, ProjectShown, is_markdown,
};
use pivot_store::{Folder, sha256};

use super::build::Ground;
use super::desk::{Disk, with_plan};
use super::memory::Held;
use super::{Known, published, record_with};
use crate::error::Error;
use crate::planning::Plan;
use crate::situation::Situation;
use crate::words::closing::closing;

/// What there is to write and what was written.
#[derive(Clone, Debug)]
pub struct Writing {
    /// The posts, drafts and what is dated ahead among them, newest first; what has no date comes before.
    pub posts: Vec<PostShown>,
    /// The projects, in the order of their files.
    pub projects: Vec<ProjectShown>,
    /// What is to be told of their files.
    pub findings: Vec<Finding>,
    /// Posts that the journal knows as published, by their slugs.
    pub known: BTreeMap<String, Known>,
    /// Tasks of the plan that are writing, the next one first.
    pub due: Vec<Due>,
    /// Whether `pivot.toml` says where the site is published.
    pub is_set: bool,
}

/// A task of the plan that is writing, or that a feed closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its id.
    pub task: String,
    /// Its title.
    pub title: String,
    /// Its step.
    pub step: u32,
    /// What closes it, in words.
    pub closes: Option<String>,
    /// Its next session: id, start and end.
    pub next: Option<(String, Timestamp, Timestamp)>,
    /// How many sessions it has from now on.
    pub sessions: usize,
    /// Files of the posts that stand for it.
    pub posts: Vec<String>,
}

/// Whether a task is writing: it says so, or a feed closes it.
fn is_writing(task: &Task) -> bool {
    fn asks(done_when: &DoneWhen) -> bool {
        match done_when {
            DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts) => {
                parts.iter().any(asks)
            }
            DoneWhen::Check { kind, .. } => kind == "feed",
        }
    }
    task.kind == "write" || task.done_when.as_ref().is_some_and(asks)
}

/// What there is to write, and what was written.
///
/// # Errors
/// A folder that cannot be read.
pub fn writing(folder: &Folder, situation: &Situation, plan: &Plan) -> Result<Writing, Error> {
    let disk = Disk::read(folder)?;
    let record = record_with(folder, situation, &disk)?;
    let (mut posts, projects, findings) = with_plan(folder, situation, &disk, &record, |site| {
        (site.posts(), site.projects(), site.findings().to_vec())
    });
    posts.sort_by(|a, b| {
        let newest = |post: &PostShown| (post.date.is_some(), std::cmp::Reverse(post.date));
        (newest(a), &a.path).cmp(&(newest(b), &b.path))
    });
    Ok(Writing {
        due: due(situation, plan, &posts),
        posts,
        projects,
        findings,
        known: published(situation),
        is_set: situation
            .settings
            .site
            .as_ref()
            .is_some_and(|site| site.publish.is_some()),
    })
}

fn due(situation: &Situation, plan: &Plan, posts: &[PostShown]) -> Vec<Due> {
    let mut due: Vec<Due> = situation
        .curriculum
        .picked()
        .filter(|task| is_writing(task))
        .filter_map(|task| {
            let own = plan
                .sessions
                .iter()
                .filter(|session| session.task == task.id && session.end > situation.now);
            let unplaced = plan.unplaced.iter().any(|u| u.task == task.id);
            let sessions: Vec<_> = own.collect();
            if sessions.is_empty() && !unplaced {
                return None;
            }
            Some(Due {
                task: task.id.clone(),
                title: task.title.clone(),
                step: task.step,
                closes: task.done_when.as_ref().map(closing),
                next: sessions.first().map(|s| (s.id.clone(), s.start, s.end)),
                sessions: sessions.len(),
                posts: posts
                    .iter()
                    .filter(|post| post.tasks.contains(&task.id))
                    .map(|post| post.path.clone())
                    .collect(),
            })
        })
        .collect();
    due.sort_by_key(|due| {
        let start = due.next.as_ref().map(|(_, start, _)| *start);
        (start.is_none(), start)
    });
    due
}

/// What stands for a text: another text has another one.
pub fn mark(text: &str) -> String {
    sha256(&[text.as_bytes()]).chars().take(16).collect()
}

/// What stands for a file that is not there.
pub const GONE: &str = "gone";

/// The text of a post or project; `None` where there is no such file.
///
/// # Errors
/// A path that is none of a post or project, or a file that cannot be read as text.
pub fn text(folder: &Folder, path: &str) -> Result<Option<String>, Error> {
    is_one(path)?;
    let Some(bytes) = folder.read_inside(path, POST_BYTES_MAX)? else {
        return Ok(None);
    };
    String::from_utf8(bytes).map(Some).map_err(|_| {
        Error::wrong(format!("{path} is no text")).next("save it as UTF-8 with the program that wrote it")
    })
}

fn is_one(path: &str) -> Result<(), Error> {
    if is_markdown(path) {
        return Ok(());
    }
    Err(Error::wrong(format!(
        "`{}` is no post or project",
        pivot_domain::read::shorten(path)
    ))
    .next("a post is posts/NAME.md or posts/NAME/index.md, a project projects/NAME.md"))
}

/// One saves after the other.
static TURN: Mutex<()> = Mutex::new(());

/// Replaces the text of a post or project, where it still is the one that `seen` stands for ([`mark`], or [`GONE`]); whole or not at all.
/// A text with faults is saved too: it is the person's, and not shown to others until they are mended.
///
/// # Errors
/// [`Error::Changed`] where somebody else wrote in between or took the file away; a path that is none of a post or project; a text that
/// is too long.
pub fn save(folder: &Folder, path: &str, seen: &str, new: &str) -> Result<(), Error> {
    if new.len() as u64 > POST_BYTES_MAX {
        return Err(Error::wrong(format!("the text has {} bytes", new.len()))
            .next(format!("at most {POST_BYTES_MAX} are read")));
    }
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let now = text(folder, path)?.map_or_else(|| GONE.to_owned(), |now| mark(&now));
    if now != seen {
        return Err(Error::Changed);
    }
    folder.write_inside(path, new.as_bytes())?;
    Ok(())
}

/// A text as its page would be.
#[derive(Clone, Debug)]
pub struct Previewed {
    /// The page; where the text has faults its body alone, as far as it can be drawn.
    pub html: String,
    /// What is to be told of the text.
    pub findings: Vec<Finding>,
    /// Words of prose; 0 where it has faults.
    pub words: u32,
}

/// Draws texts that are not saved as pages of the person's site, whose addresses begin with a base of the caller's. What these pages
/// show besides (pictures, the style) is kept for whoever asks for it.
#[derive(Debug)]
pub struct Previewer {
    base: String,
    index: Vec<u8>,
    files: Held,
}

/// Kinds of files that a page shows.
const SHOWN: [&str; 9] = ["css", "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "woff2"];
/// So many bytes of them are kept.
const KEPT: usize = 64 << 20;

impl Previewer {
    /// For pages below `http://HOST` + `path`; it begins and ends with `/`.
    pub fn new(path: &str) -> Previewer {
        Previewer {
            base: path.to_owned(),
            index: Vec::new(),
            files: Held::new(),
        }
    }

    /// A file that a page drawn before shows, by its path below the base.
    pub fn file(&self, path: &str) -> Option<std::sync::Arc<[u8]>> {
        self.files.get(path).cloned()
    }

    /// The page that `text` at `path` would be.
    ///
    /// # Errors
    /// A path that is none of a post or project; the folder cannot be read.
    pub fn preview(
        &mut self,
        folder: &Folder,
        situation: &Situation,
        path: &str,
        text: &str,
    ) -> Result<Previewed, Error> {
        is_one(path)?;
        let mut ground = Ground::read(folder, situation)?;
        ground.settings.base = format!("http://localhost{}", self.base);
        let typed = Typed {
            disk: &ground.disk,
            path,
            text,
        };
        let planned = ground.plan_of(&typed, true, true, Index::read(&self.index));
        let findings = planned.findings().iter().filter(|f| f.path == path);
        let findings: Vec<Finding> = findings.cloned().collect();
        let page = planned
            .page_of(path)
            .and_then(|page| planned.make(&page).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok());
        let html = page.unwrap_or_else(|| {
            let body = planned.body_of(path).unwrap_or_default();
            format!(
                "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Preview</title>\n\
                 <link rel=\"stylesheet\" href=\"{}style.css\">\n</head>\n<body>\n<main>{body}</main>\n</body>\n</html>\n",
                self.base
            )
        });
        let words = planned.posts().into_iter().find(|post| post.path == path);
        let shown = shown(&planned, &self.base, &html, &self.files);
        let index = planned.index().to_vec();
        drop(planned);
        self.index = index;
        if self.files.values().map(|bytes| bytes.len()).sum::<usize>() > KEPT {
            self.files.clear();
        }
        self.files.extend(shown);
        Ok(Previewed {
            html,
            findings,
            words: words.map_or(0, |post| post.words),
        })
    }
}

/// The files that a page shows, and those that its style names; pictures that are kept already, whose names tell what is in them, are
/// left out.
fn shown(planned: &SitePlan<'_>, base: &str, html: &str, kept: &Held) -> Held {
    let mut found = Held::new();
    let mut texts = vec![html.to_owned()];
    while let Some(text) = texts.pop() {
        for (at, _) in text.match_indices(base) {
            let rest = &text[at + base.len()..];
            let end = rest.find(['"', '\'', ' ', ',', ')', '<', '>', '?', '#', '\n']);
            let path = &rest[..end.unwrap_or(rest.len())];
            let kind = path.rsplit_once('.').map_or("", |(_, kind)| kind);
            let is_new =
                !(found.contains_key(path) || path.starts_with("pictures/") && kept.contains_key(path));
            if SHOWN.contains(&kind)
                && is_new
                && let Ok(bytes) = planned.make(path)
            {
                if kind == "css" {
                    texts.push(String::from_utf8_lossy(&bytes).into_owned());
                }
                found.insert(path.to_owned(), bytes.into());
            }
        }
    }
    found
}

/// The folder's files, but for one whose text is as it was typed.
struct Typed<'a> {
    disk: &'a Disk<'a>,
    path: &'a str,
    text: &'a str,
}

impl Files for Typed<'_> {
    fn list(&self) -> Vec<Entry> {
        let mut entries = self.disk.list();
        entries.retain(|entry| entry.path != self.path);
        // It was changed at no time: what stands here instead is another for each text.
        let digits = sha256(&[self.text.as_bytes()]);
        let stamp = u64::from_str_radix(digits.get(..15).unwrap_or_default(), 16).unwrap_or_default();
        entries.push(Entry {
            path: self.path.to_owned(),
            bytes: self.text.len() as u64,
            modified_ns: -i64::try_from(stamp).unwrap_or(1),
        });
        entries
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == self.path {
            Ok(self.text.as_bytes().to_vec())
        } else {
            self.disk.read(path)
        }
    }
}
