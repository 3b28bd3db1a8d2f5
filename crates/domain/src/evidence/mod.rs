//! What closes a task or a step: `done_when` held against what was read.
//!
//! Pure: [`sources`] says what would have to be read, somebody at the edge reads it, and [`judge`] says of each check whether it
//! is met, by what, and what to do where it is not. A check that was met once stays met ([`Before`]); one that fails later is
//! told beside that. A person's word is never evidence.

mod calendar;
pub mod exported;
mod facts;
mod feed;
mod file;
mod found;
mod git;
mod metric;
pub mod notebook;
mod probe;
mod ran;
mod resume;
mod rig;
mod site;
pub mod submissions;
mod table;
mod text;
mod with;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::curriculum::DoneWhen;
use crate::fact::{Event, Recorded};
use crate::progress::Progress;
use crate::project::placed;
use crate::zones::Zones;

pub use found::{Before, Check, Found, Judged, Part, State};
use with::With;

/// Where the course's own notebooks are looked for, so that a copy of one can be told from own work.
pub const COURSE_FOLDER: &str = "courses";

/// Something to be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A file: its path in the pivot's folder, with `/` between its parts.
    File(String),
    /// The files of a folder whose names end so; of its folders too.
    Folder(String, String),
    /// The course's own notebooks, below [`COURSE_FOLDER`].
    Course,
    /// The repository that a folder belongs to.
    Repository(String),
    /// What came of a command that the person allowed: its line, and the minutes it may take.
    Command(String, u32),
    /// What answered at an address.
    Address(String),
}

/// What was read.
#[derive(Clone, Debug)]
pub enum Material {
    /// A file.
    File(Read),
    /// There is nothing.
    Absent,
    /// It is there and was not read: why, as the end of a sentence that begins with its name.
    Refused(String),
    /// Files of a folder, by name; and those that were not read.
    Folder(Vec<Read>, Vec<String>),
    /// Fingerprints of the cells of the course's notebooks ([`notebook::fingerprints`]).
    Course(BTreeSet<u64>),
    /// A repository.
    Repository(Repository),
    /// A command that ended or was stopped.
    Ran(Ran),
    /// A command that nobody asked to be run now: the hash by which it is allowed, and whether it was.
    Waits {
        /// SHA-256 of the line and of the file that it runs.
        hash: String,
        /// The person allowed this hash before.
        allowed: bool,
    },
    /// A page that answered.
    Answered(Read),
    /// Nothing was asked for: the network is used only when the person says so.
    NotAsked,
}

/// Bytes, and their hash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Path or address.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// SHA-256 of it, in hexadecimal digits.
    pub sha256: String,
}

/// What a repository's own program says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repository {
    /// When each commit that changed something was made, by its author: days and their order as the log has them, newest first.
    pub commits: Vec<Timestamp>,
    /// Title of the newest commit.
    pub last: String,
    /// Tags that the present state contains.
    pub tags: Vec<String>,
    /// The README beside it.
    pub readme: Option<Read>,
    /// Name of the licence file beside it.
    pub licence: Option<String>,
    /// Nothing is uncommitted.
    pub clean: bool,
    /// SHA-256 of all that the program said.
    pub sha256: String,
}

/// How a command ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Its exit status; `None` where a signal ended it.
    pub status: Option<i32>,
    /// Why it was stopped: "it ran for longer than 10 minutes".
    pub stopped: Option<String>,
    /// The last of what it printed.
    pub tail: String,
    /// How long it ran, in seconds.
    pub seconds: u64,
    /// SHA-256 of the line and of the file that it runs.
    pub sha256: String,
}

/// What a person's evidence is held against.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The task or step: its id, as facts name it.
    pub about: &'a str,
    /// How often the task is done in all.
    pub times: u32,
    /// The tasks whose hours count: the task itself, or those of the step.
    pub tasks: &'a [String],
    /// The present moment.
    pub now: Timestamp,
    /// When the pivot began: what is older is no evidence of it.
    pub start: Timestamp,
    /// The person's clock.
    pub zones: &'a Zones,
    /// The facts that stand, oldest first.
    pub facts: &'a [&'a Recorded],
    /// What they add up to.
    pub progress: &'a Progress,
    /// The folder of the person's project.
    pub project: &'a str,
}

/// Everything that `done_when` of `about` would have to have read. In its paths `project/` stands for the folder `project`.
pub fn sources(done_when: &DoneWhen, about: &str, project: &str) -> BTreeSet<Source> {
    match done_when {
        DoneWhen::All(parts) | DoneWhen::Any(parts) | DoneWhen::AtLeast(_, parts) => {
            let of = |part| sources(part, about, project);
            parts.iter().flat_map(of).collect()
        }
        DoneWhen::Check { kind, with } => of_check(kind, With(with), about, project).into_iter().collect(),
    }
}

fn of_check(kind: &str, with: With<'_>, about: &str, project: &str) -> Vec<Source> {
    let file = |path: &str| Source::File(placed(path, project));
    let named = || vec![file(with.text("file"))];
    match kind {
        "calendar" => ["calendars", "meetups"]
            .map(|f| Source::Folder(f.into(), ".ics".into()))
            .into(),
        "command" => vec![Source::Command(placed(with.text("run"), project), minutes(with))],
        "csv" | "table" | "file" => named(),
        "feed" => feed::FILES.map(file).into(),
        "git" => vec![Source::Repository(project.to_owned())],
        "metric" => metric::files(with).map(file).collect(),
        "notebook" => {
            let own = match with.name("file") {
                Some(path) => file(path),
                None => Source::Folder(format!("work/{about}"), ".ipynb".into()),
            };
            vec![own, Source::Course]
        }
        "outcome" => vec![file(facts::OUTCOME)],
        "pipeline" => vec![file(table::APPLICATIONS)],
        "probe" => vec![file(&probe::path(about))],
        "resume" => {
            let mut files = resume::FILES.map(file).to_vec();
            if with.number("coverage").is_some() {
                files.push(file(resume::POSTINGS));
            }
            files
        }
        "rig_rules" => vec![file(with.name("file").unwrap_or(rig::PARTS))],
        "site" => vec![Source::Folder(site::PROJECTS.into(), ".html".into())],
        "submissions" => match with.name("competition") {
            Some(name) => vec![file(&format!("kaggle/{name}.csv")), file(submissions::BETTER)],
            None => vec![Source::Folder("kaggle".into(), ".csv".into())],
        },
        "url" => vec![Source::Address(with.name("name").unwrap_or(about).to_owned())],
        _ => Vec::new(),
    }
}

/// The minutes that a command may take.
fn minutes(with: With<'_>) -> u32 {
    with.count("minutes").map_or(10, |n| n.clamp(1, 24 * 60))
}

/// Holds `done_when` against what was read. What is not in `read` counts as absent.
pub fn judge(done_when: &DoneWhen, context: &Context<'_>, read: &BTreeMap<Source, Material>) -> Judged {
    let parts = |parts: &[DoneWhen]| parts.iter().map(|p| judge(p, context, read)).collect::<Vec<_>>();
    match done_when {
        DoneWhen::All(of) => together(of.len(), parts(of)),
        DoneWhen::Any(of) => together(1, parts(of)),
        DoneWhen::AtLeast(least, of) => together(*least as usize, parts(of)),
        DoneWhen::Check { kind, with } => {
            let check = one(kind, with, context, read);
            let now = shown(&check.now, context.times);
            let before = check.before.as_ref().map_or(0, |b| b.times);
            let times = now.max(before).min(context.times);
            let state = if times >= context.times {
                State::Met
            } else if check.now.state == State::Met {
                // Some of the times.
                State::Missing
            } else {
                check.now.state
            };
            Judged {
                state,
                times,
                part: Part::Check(Box::new(check)),
            }
        }
    }
}

/// The times of a repeated task that a check shows, of `all`.
fn shown(found: &Found, all: u32) -> u32 {
    match found.times {
        Some(times) => times.min(all),
        None if found.state == State::Met => all,
        None => 0,
    }
}

/// At least `least` of the parts hold.
fn together(least: usize, parts: Vec<Judged>) -> Judged {
    let nth = |mut of: Vec<State>| {
        of.sort_unstable();
        of.get(least.saturating_sub(1)).copied().unwrap_or(State::Missing)
    };
    let mut times: Vec<u32> = parts.iter().map(|p| p.times).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    Judged {
        state: nth(parts.iter().map(|p| p.state).collect()),
        times: times.get(least.saturating_sub(1)).copied().unwrap_or(0),
        part: Part::Of(parts),
    }
}

fn one(
    kind: &str,
    with: &Map<String, Value>,
    context: &Context<'_>,
    read: &BTreeMap<Source, Material>,
) -> Check {
    let of = With(with);
    let look = Look {
        context,
        read,
        sources: of_check(kind, of, context.about, context.project),
    };
    let mut now = match kind {
        "calendar" => calendar::look(of, &look),
        "command" => ran::command(of, &look),
        "csv" | "table" => table::look(of, &look),
        "feed" => feed::look(of, &look),
        "file" => file::look(of, &look),
        "git" => git::look(of, &look),
        "hours" => facts::hours(of, &look),
        "lab" => facts::lab(of, &look),
        "metric" => metric::look(of, &look),
        "notebook" => notebook::look(of, &look),
        "outcome" => facts::outcome(&look),
        "pipeline" => table::pipeline(of, &look),
        "probe" => probe::look(of, &look),
        "resume" => resume::look(of, &look),
        "rig_rules" => rig::look(of, &look),
        "self" => Found {
            next: Some(format!(
                "pivot done {} records your word; it stays unverified",
                context.about
            )),
            ..Found::new(
                State::Unverified,
                "only your word could say so, and no machine can check it",
            )
        },
        "site" => site::look(of, &look),
        "submissions" => submissions::look(of, &look),
        "url" => ran::url(of, &look),
        other => Found::unknown(
            format!("this program does not know the kind `{other}`"),
            "update pivot",
        ),
    };
    if now.times.is_some_and(|times| times < context.times) && now.state == State::Met {
        let (times, all) = (now.times.unwrap_or(0), context.times);
        now.found = format!("{}: that is {times} of {all} times", now.found);
        now.next = Some("go on: each further time is counted once it is there".into());
        now.state = State::Missing;
    }
    let (before, last) = recorded(kind, with, context);
    Check {
        kind: kind.to_owned(),
        with: with.clone(),
        now,
        before,
        last,
    }
}

/// The best that was recorded of a check, and how it was recorded last.
fn recorded(
    kind: &str,
    with: &Map<String, Value>,
    context: &Context<'_>,
) -> (Option<Before>, Option<(bool, Option<u32>)>) {
    let (mut best, mut last): (Option<Before>, _) = (None, None);
    for fact in context.facts {
        let Event::Checked {
            about,
            check,
            met,
            found,
            proof: Some(proof),
        } = &fact.fact.event
        else {
            continue;
        };
        if about != context.about || check != kind || proof.with != *with {
            continue;
        }
        last = Some((*met, proof.times));
        let times = proof.times.unwrap_or(if *met { context.times } else { 0 });
        if times > 0 && best.as_ref().is_none_or(|b| times > b.times) {
            best = Some(Before {
                at: fact.fact.at,
                found: found.clone(),
                sha256: proof.sha256.clone(),
                excerpt: proof.excerpt.clone(),
                times,
            });
        }
    }
    (best, last)
}

/// What one check looks at.
struct Look<'a> {
    context: &'a Context<'a>,
    read: &'a BTreeMap<Source, Material>,
    sources: Vec<Source>,
}

impl<'a> Look<'a> {
    /// What was read of its source of that number.
    fn at(&self, number: usize) -> &'a Material {
        let source = self.sources.get(number);
        source.and_then(|s| self.read.get(s)).unwrap_or(&Material::Absent)
    }

    /// The name of its first file.
    fn name(&self) -> &str {
        match self.sources.first() {
            Some(Source::File(path)) => path,
            _ => "the file",
        }
    }

    /// Its only file, or why there is none.
    fn file(&self, next: &str) -> Result<&'a Read, Found> {
        let name = self.name();
        match self.at(0) {
            Material::File(read) => Ok(read),
            Material::Refused(why) => Err(Found::missing(format!("`{name}` {why}"), next)),
            _ => Err(Found::missing(format!("there is no file `{name}`"), next)),
        }
    }
}
