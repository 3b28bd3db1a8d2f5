//! Front matter: TOML between two `+++` lines at a file's beginning. Every fault of it is told, with its place in the file.

pub(super) mod fields;
pub(super) mod notebook;
mod post;
mod project;

use std::collections::BTreeMap;
use std::ops::Range;

use pivot_domain::fault::Fault;
use pivot_domain::read::{self, Table};
use serde::{Deserialize, Serialize};

pub use post::Post;
pub use project::{Model, Project};

/// What a fence looks like.
const FENCED: &str = "front matter: `+++` alone on the first line, TOML, and `+++` alone on a line again";
/// More front matter than this is none.
const BYTES_MAX: usize = 64 << 10;
/// So many faults of one file's front matter are told.
const FAULTS_MAX: usize = 50;

/// Where the values of some fields stand in the file, in bytes; for faults that show only beside other files.
pub(super) type Places = BTreeMap<String, Range<usize>>;

/// The front matter of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Front {
    /// Of a post.
    Post(Post),
    /// Of a project.
    Project(Project),
}

impl Front {
    pub(super) fn title(&self) -> &str {
        match self {
            Front::Post(post) => &post.title,
            Front::Project(project) => &project.title,
        }
    }

    pub(super) fn slug(&self) -> Option<&str> {
        match self {
            Front::Post(post) => post.slug.as_deref(),
            Front::Project(project) => project.slug.as_deref(),
        }
    }

    pub(super) fn draft(&self) -> bool {
        match self {
            Front::Post(post) => post.draft,
            Front::Project(project) => project.draft,
        }
    }
}

/// Where the front matter of `text` is, and where the body begins.
pub(super) fn split(text: &str) -> Result<(Range<usize>, usize), Fault> {
    let start = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let first = line(text, start);
    let opening = text[first.clone()].trim_end();
    if opening == "---" {
        return Err(
            Fault::new(first, "the file begins with `---`, which is YAML", FENCED)
                .hint("put `+++` for `---`, and `title = \"…\"` for `title: …`"),
        );
    }
    if opening != "+++" {
        return Err(Fault::new(first, "the file has no front matter", FENCED)
            .hint("begin it with +++, title = \"…\", date = 2027-01-31, +++, a line each"));
    }
    let begin = first.end;
    let mut at = begin;
    while at < text.len() && at - begin <= BYTES_MAX {
        let line = line(text, at);
        if text[line.clone()].trim_end() == "+++" {
            return Ok((begin..line.start, line.end));
        }
        at = line.end;
    }
    Err(Fault::new(first, "the front matter has no end", FENCED)
        .hint("put `+++` on a line of its own after it"))
}

/// The line at `at`, with its end.
fn line(text: &str, at: usize) -> Range<usize> {
    at..text[at..].find('\n').map_or(text.len(), |n| at + n + 1)
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// A post.
    Post,
    /// A project.
    Project,
}

/// The front matter in `toml`, which stands at byte `offset` of its file. There is always a value: with faults it is good only
/// for finding more of them, and for whether the file is a draft.
pub(super) fn parse(kind: Kind, toml: &str, offset: usize) -> (Front, Places, Vec<Fault>) {
    let (root, mut faults) = read::document(toml);
    let syntax = faults.len();
    let mut places = Places::new();
    let top = 0..toml.find('\n').unwrap_or(toml.len());
    let front = match kind {
        Kind::Post => Front::Post(post::read(
            Table::new("a post", root.get_ref(), top),
            &mut places,
            &mut faults,
        )),
        Kind::Project => Front::Project(project::read(
            Table::new("a project", root.get_ref(), top),
            &mut places,
            &mut faults,
        )),
    };
    // What is missing behind a mistake of syntax is told when that is mended.
    if syntax > 0 {
        faults.truncate(syntax);
    }
    faults.truncate(FAULTS_MAX);
    for fault in &mut faults {
        shift(&mut fault.at, offset);
    }
    for place in places.values_mut() {
        shift(place, offset);
    }
    (front, places, faults)
}

fn shift(at: &mut Range<usize>, by: usize) {
    at.start += by;
    at.end += by;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(kind: Kind, text: &str) -> Vec<String> {
        match split(text) {
            Err(fault) => vec![told(&fault, text)],
            Ok((front, _)) => {
                let (_, _, faults) = parse(kind, &text[front.clone()], front.start);
                faults.iter().map(|fault| told(fault, text)).collect()
            }
        }
    }

    fn told(fault: &Fault, text: &str) -> String {
        let (line, column) = fault.place(text);
        let hint = fault.hint.as_ref().map(|h| format!("; {h}")).unwrap_or_default();
        format!("{line}:{column}: {}{hint}", fault.what)
    }

    #[test]
    fn a_post_is_read_whole() {
        let text = "+++\ntitle = \"One\"\ndate = 2026-12-01\ntags = [\"Rust\", \"maths\"]\nseries = \"S\"\npart = 2\n\
                    tasks = [\"4.1\"]\ncanonical = \"https://example.org/one\"\n+++\nBody";
        let (front, body) = split(text).unwrap();
        assert_eq!(&text[body..], "Body");
        let (Front::Post(post), places, faults) = parse(Kind::Post, &text[front.clone()], front.start) else {
            panic!("not a post")
        };
        assert_eq!(faults, []);
        assert_eq!(post.title, "One");
        assert_eq!(post.date.unwrap().to_string(), "2026-12-01T00:00:00");
        assert_eq!(post.tags, ["Rust", "maths"]);
        assert_eq!((post.series.as_deref(), post.part), (Some("S"), Some(2)));
        assert_eq!(&text[places["date"].clone()], "2026-12-01");
    }

    #[test]
    fn mistakes_are_told_with_their_place_and_the_nearest_name() {
        assert_eq!(
            faults(Kind::Post, "+++\ntitel = \"x\"\ndate = 2026-13-01\n+++\n")
                .first()
                .map(|f| &f[..4]),
            Some("3:8:"),
            "a month that is none is a mistake of syntax"
        );
        assert_eq!(
            faults(
                Kind::Post,
                "\u{feff}+++\r\ntitel = \"x\"\r\ndate = \"2027-02-30\"\r\n+++\r\n"
            ),
            [
                "2:1: a post has no `title`",
                "3:8: `2027-02-30` will not do here",
                "2:1: a post has no field `titel`; did you mean `title`?"
            ]
        );
        assert_eq!(
            faults(Kind::Post, "+++\ntitle = \"x\"\n+++\n"),
            [
                "2:1: the post has no `date`; write `date = 2027-01-31`, or `draft = true` while it is not finished"
            ]
        );
        assert_eq!(
            faults(Kind::Post, "+++\ntitle = \"x\"\ndraft = true\n+++\n"),
            [] as [&str; 0]
        );
        assert_eq!(
            faults(Kind::Post, "---\ntitle: x\n---\n"),
            [
                "1:1: the file begins with `---`, which is YAML; put `+++` for `---`, and `title = \"…\"` for `title: …`"
            ]
        );
        assert!(
            faults(Kind::Post, "")
                .first()
                .unwrap()
                .contains("has no front matter")
        );
        assert!(
            faults(Kind::Post, "+++\ntitle = 1")
                .first()
                .unwrap()
                .contains("has no end")
        );
        assert_eq!(
            faults(
                Kind::Post,
                "+++\ntitle = \"x\"\ndate = 2026-12-02\nupdated = 2026-12-01\nslug = \"../x\"\ncanonical = \"javascript:x\"\n+++\n"
            ),
            [
                "5:8: `../x` is no slug; `slug = \"x\"` would do",
                "6:13: `javascript:x` will not do here",
                "4:11: the post was updated before its date",
            ]
        );
    }

    #[test]
    fn a_project_with_models_is_read() {
        let text = "title = \"Fishes\"\nsummary = \"s\"\nlabs = [\"garments\"]\nmodel = \"a net\"\n[[models]]\nname = \"Net\"\n\
                    value = \"score:garments\"\nlimits = \"Small fish.\"\n[[models]]\nnmae = \"x\"\nvalue = \"0.91\"\n";
        let (front, _, faults) = parse(Kind::Project, text, 0);
        let Front::Project(project) = front else {
            panic!("not a project")
        };
        assert_eq!(project.models[0].name, "Net");
        let told: Vec<String> = faults.iter().map(|f| told(f, text)).collect();
        assert_eq!(
            told,
            [
                "11:9: `0.91` will not do here",
                "9:1: a model has no `name`",
                "10:1: a model has no field `nmae`; did you mean `name`?",
            ]
        );
    }

    #[test]
    fn whatever_stands_there_is_read_or_refused() {
        for text in [
            "+++",
            "+++\n",
            "+++\n+++",
            "\u{feff}",
            "+++\n\u{0}\n+++\n",
            "+++\n[[[[\n+++\n",
            "+++\ntitle = [[[[[[[[\n+++\n",
        ] {
            let _ = faults(Kind::Post, text);
            let _ = faults(Kind::Project, text);
        }
        let deep = format!("+++\ntitle = {}\n+++\n", "[".repeat(60_000));
        assert!(!faults(Kind::Post, &deep).is_empty());
    }
}
