//! Posts and projects as they are in the folder: found, read where they changed, and their front matter understood.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use pivot_domain::fault::Fault;

use super::front::{self, Front, Kind, Places};
use super::index::{Stamp, Text};
use super::links::folder;
use super::{Entry, Files, NOTEBOOK_BYTES_MAX, POST_BYTES_MAX, hash, parallel, slug};
use crate::text::File;

/// So much of what was read is kept in memory; what is beyond is read again when it is drawn.
const HELD_BYTES_MAX: u64 = 256 << 20;

/// A post or project.
pub(super) struct Source {
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) notebook: bool,
    pub(super) text: Box<Text>,
    /// Its name in the address; empty where it has none.
    pub(super) slug: String,
    page: String,
    /// What is in the file, where it was read.
    pub(super) bytes: Option<Vec<u8>>,
    /// What keeps it from being published.
    pub(super) faults: Vec<Fault>,
    /// The body's HTML and files, where it was drawn in this build.
    pub(super) drawn: Option<(String, Vec<File>)>,
}

impl Source {
    /// Its page's path in the site.
    pub(super) fn page(&self) -> &str {
        &self.page
    }

    /// Where `field` stands in the file.
    pub(super) fn at(&self, field: &str) -> Range<usize> {
        self.text.places.get(field).cloned().unwrap_or(0..0)
    }

    /// A post's front matter.
    pub(super) fn post(&self) -> Option<&front::Post> {
        match &self.text.front {
            Front::Post(post) => Some(post),
            Front::Project(_) => None,
        }
    }

    /// A project's front matter.
    pub(super) fn project(&self) -> Option<&front::Project> {
        match &self.text.front {
            Front::Project(project) => Some(project),
            Front::Post(_) => None,
        }
    }

    /// What the next index keeps of it: nothing where it has faults.
    pub(super) fn kept(&self) -> Option<&Text> {
        self.faults.is_empty().then_some(&self.text)
    }

    /// A path that `beside` names, seen from this file.
    pub(super) fn beside(&self, path: &str) -> Option<String> {
        super::links::normal(folder(&self.path), path)
    }
}

/// What kind of text the file at `path` is, and whether it is a notebook.
fn kind_of(path: &str) -> Option<(Kind, bool)> {
    let (place, name) = path.split_once('/')?;
    let (stem, ending) = name.rsplit_once('.')?;
    let notebook = match ending {
        "md" => false,
        "ipynb" if place == "posts" => true,
        _ => return None,
    };
    let kind = match place {
        "posts" => Kind::Post,
        "projects" => Kind::Project,
        _ => return None,
    };
    let hidden = path
        .split('/')
        .any(|part| part.starts_with('.') || part.is_empty());
    let whole = !stem.contains('/') || (stem.ends_with("/index") && stem.matches('/').count() == 1);
    (whole && !hidden).then_some((kind, notebook))
}

/// Whether a file of this path is a post or a project written in Markdown.
pub fn is_markdown(path: &str) -> bool {
    matches!(kind_of(path), Some((_, false)))
}

/// The slug that a file's path gives: of its name or, for `index`, its folder's, without a date in front.
fn slug_of(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let inner = path.matches('/').count() > 1;
    let stem = if inner {
        folder(path).rsplit('/').next().unwrap_or_default()
    } else {
        stem
    };
    let dated = stem.len() > 11
        && stem.is_char_boundary(11)
        && stem[..11].bytes().enumerate().all(|(i, b)| match i {
            4 | 7 | 10 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    slug::of(if dated { &stem[11..] } else { stem })
}

/// All posts and projects of `entries`, which are in the order of their paths, as are those that are known of them.
pub(super) fn read(files: &dyn Files, entries: &[Entry], known: Vec<(String, Box<Text>)>) -> Vec<Source> {
    let mut known = known.into_iter().peekable();
    let (mut sources, mut new) = (Vec::with_capacity(known.len()), Vec::new());
    for entry in entries {
        let Some((kind, notebook)) = kind_of(&entry.path) else {
            continue;
        };
        while known.next_if(|(path, _)| *path < entry.path).is_some() {}
        let text = known
            .next_if(|(path, _)| *path == entry.path)
            .map(|(_, text)| text);
        // What is as it was is taken over; the rest is read.
        match text {
            Some(text) if text.stamp == stamp(entry) => {
                sources.push(Source::new(entry, kind, notebook, text));
            }
            known => {
                new.push((sources.len(), entry, known));
                sources.push(Source::new(entry, kind, notebook, nothing(entry, kind)));
            }
        }
    }
    let held = AtomicU64::new(0);
    let read = parallel::map(&new, |(at, entry, known)| {
        let Source { kind, notebook, .. } = sources[*at];
        one(files, entry, kind, notebook, known.as_deref(), &held)
    });
    for ((at, ..), source) in new.iter().zip(read) {
        sources[*at] = source;
    }
    slugs(&mut sources);
    sources
}

fn stamp(entry: &Entry) -> Stamp {
    Stamp(entry.bytes, entry.modified_ns)
}

/// A text of which nothing is known yet.
fn nothing(entry: &Entry, kind: Kind) -> Box<Text> {
    Box::new(Text {
        stamp: stamp(entry),
        sha: String::new(),
        front: match kind {
            Kind::Post => Front::Post(front::Post::default()),
            Kind::Project => Front::Project(front::Project::default()),
        },
        places: Places::new(),
        body: None,
    })
}

fn one(
    files: &dyn Files,
    entry: &Entry,
    kind: Kind,
    notebook: bool,
    known: Option<&Text>,
    held: &AtomicU64,
) -> Source {
    let mut source = Source::new(entry, kind, notebook, nothing(entry, kind));
    let most = if notebook {
        NOTEBOOK_BYTES_MAX
    } else {
        POST_BYTES_MAX
    };
    let too_long = |bytes: u64| {
        Fault::new(
            0..0,
            format!("the file has {bytes} bytes"),
            format!("at most {most} bytes"),
        )
    };
    if entry.bytes > most {
        source.faults.push(too_long(entry.bytes));
        return source;
    }
    let bytes = match files.read(&entry.path) {
        Ok(bytes) if bytes.len() as u64 > most => {
            source.faults.push(too_long(bytes.len() as u64));
            return source;
        }
        Ok(bytes) => bytes,
        Err(why) => {
            source.faults.push(Fault::new(
                0..0,
                format!("the file cannot be read: {why}"),
                "a file",
            ));
            return source;
        }
    };
    source.text.sha = hash::of(&[&bytes]);
    if let Some(known) = known.filter(|known| known.sha == source.text.sha) {
        *source.text = Text {
            stamp: source.text.stamp,
            ..known.clone()
        };
    } else if notebook {
        source.understand_notebook(&bytes);
    } else {
        source.understand(&bytes);
    }
    let size = bytes.len() as u64;
    if held.fetch_add(size, Ordering::Relaxed) + size <= HELD_BYTES_MAX {
        source.bytes = Some(bytes);
    }
    source
}

impl Source {
    fn new(entry: &Entry, kind: Kind, notebook: bool, text: Box<Text>) -> Source {
        Source {
            path: entry.path.clone(),
            kind,
            notebook,
            text,
            slug: String::new(),
            page: String::new(),
            bytes: None,
            faults: Vec::new(),
            drawn: None,
        }
    }

    fn understand(&mut self, bytes: &[u8]) {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => {
                let at = e.valid_up_to();
                self.faults.push(Fault::new(
                    at..at + 1,
                    "the file is no text from here on",
                    "a file saved as UTF-8",
                ));
                return;
            }
        };
        match front::split(text) {
            Err(fault) => self.faults.push(fault),
            Ok((range, _)) => {
                let (front, places, faults) = front::parse(self.kind, &text[range.clone()], range.start);
                (self.text.front, self.text.places, self.faults) = (front, places, faults);
            }
        }
    }

    fn understand_notebook(&mut self, bytes: &[u8]) {
        let cell = match front::notebook::first_cell(bytes) {
            Ok(cell) => cell,
            Err(fault) => {
                self.faults.push(fault);
                return;
            }
        };
        let faults = match front::split(&cell) {
            Err(fault) => vec![fault],
            Ok((range, _)) => {
                let (front, _, faults) = front::parse(self.kind, &cell[range.clone()], range.start);
                self.text.front = front;
                faults
            }
        };
        // Places in a cell are none in the file.
        for mut fault in faults {
            let (line, column) = fault.place(&cell);
            fault.what = format!("in the first cell, line {line}, column {column}: {}", fault.what);
            fault.at = 0..0;
            self.faults.push(fault);
        }
    }
}

/// Gives each its slug and its page; a fault where two want the same.
fn slugs(sources: &mut [Source]) {
    for source in &mut *sources {
        let own = source.text.front.slug().map(str::to_owned);
        source.slug = own.unwrap_or_else(|| slug_of(&source.path));
        source.page = match source.kind {
            Kind::Post => format!("posts/{}/", source.slug),
            Kind::Project => format!("projects/{}/", source.slug),
        };
    }
    // A draft that is never shown still has its address: two drafts become two posts one day.
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    let mut faults = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        if source.slug.is_empty() {
            let what = "the file's name gives no address: it has neither letter nor digit";
            let expected = "slug = \"…\" in the front matter";
            faults.push((number, Fault::new(source.at("title"), what, expected)));
            continue;
        }
        let Some(other) = taken.get(source.page()) else {
            taken.insert(source.page(), &source.path);
            continue;
        };
        let at = if source.text.front.slug().is_some() {
            source.at("slug")
        } else {
            source.at("title")
        };
        let what = format!("`{other}` has the slug `{}` already", source.slug);
        let hint = format!("write `slug = \"{}-2\"`", source.slug.trim_end_matches("-2"));
        faults.push((number, Fault::new(at, what, "a slug of its own").hint(hint)));
    }
    for (number, fault) in faults {
        sources[number].faults.push(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_post_and_what_is_none() {
        for (path, kind) in [
            ("posts/a.md", Some((Kind::Post, false))),
            ("posts/a/index.md", Some((Kind::Post, false))),
            ("posts/a.ipynb", Some((Kind::Post, true))),
            ("projects/a.md", Some((Kind::Project, false))),
            ("projects/a.ipynb", None),
            ("posts/a/b/index.md", None),
            ("posts/a/notes.md", None),
            ("posts/.a.md", None),
            ("posts/.git/index.md", None),
            ("posts/a.txt", None),
            ("theme/a.md", None),
            ("a.md", None),
        ] {
            assert_eq!(kind_of(path), kind, "{path}");
        }
    }

    #[test]
    fn slugs_of_files() {
        for (path, slug) in [
            ("posts/First Post.md", "first-post"),
            ("posts/2026-12-01-first.md", "first"),
            ("posts/2026-12-01.md", "2026-12-01"),
            ("posts/deep/index.md", "deep"),
            ("posts/2026-12-01-deep/index.ipynb", "deep"),
            ("posts/index.md", "index-1"),
            ("posts/页面页面页.md", "页面页面页"),
        ] {
            assert_eq!(slug_of(path), slug, "{path}");
        }
    }
}
