//! The path: steps, each with tasks. Data, not code; the format is described in `docs/curriculum.md`.

use std::ops::Range;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::week::Week;

use crate::Fault;

mod check;
mod dates;
mod evidence;
mod fields;
mod names;
mod parse;
mod prior;
mod task;

pub use dates::{check_dates, month_begins};
pub use prior::{Lighter, Prior};

/// A curriculum without faults: every name in it exists, no task waits for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Curriculum {
    /// Its short name: `deep-learning-2017`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The question it is there to answer.
    pub question: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// What a reader must know about it: whose the hours are, for example.
    pub note: Option<String>,
    /// How its months are counted.
    pub months: Months,
    /// What its tasks occupy beside `me`.
    pub resources: Vec<NamedResource>,
    /// What the person may choose between.
    pub choices: Vec<Choice>,
    /// What the person may have done before, and what that makes lighter.
    pub priors: Vec<Prior>,
    /// The stations, in the order of the file.
    pub steps: Vec<Step>,
    /// The work, in the order of the file, whatever is chosen.
    pub tasks: Vec<Task>,
}

/// How month 1, 2, 3 become dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Months {
    /// Month `k` begins `k - 1` calendar months after the start.
    Calendar,
    /// As written for somebody with so many hours a week; with fewer hours a month is longer in proportion.
    ForHours(SignedDuration),
}

/// A resource that tasks may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedResource {
    /// Its id: `gpu`.
    pub id: String,
    /// What it is.
    pub title: String,
    /// When it can be used, by the person's clock, where `pivot.toml` does not say otherwise.
    pub hours: Week,
}

/// Alternatives, one of which is picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// The question it asks.
    pub title: String,
    /// Id of the option picked.
    pub pick: String,
    /// What there is.
    pub options: Vec<ChoiceOption>,
}

/// One alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceOption {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Where it is.
    pub link: Option<String>,
}

/// A station of the path.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its number. The order of numbers need not be the order of months.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The months it belongs to, from 1; empty where it has no date.
    pub months: Vec<u32>,
    /// The question it answers.
    pub question: Option<String>,
    /// Where to read on.
    pub links: Vec<String>,
    /// What closes it, beside the evidence of its tasks.
    pub done_when: Option<DoneWhen>,
}

/// A piece of work.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Its id, unique: `1.3`.
    pub id: String,
    /// Number of its step.
    pub step: u32,
    /// Its title.
    pub title: String,
    /// What kind of work it is: the person's pace is learned by kind.
    pub kind: String,
    /// Hours of the person's own time; for a repeated task, of one time.
    pub effort: Effort,
    /// Whose the hours are.
    pub basis: Basis,
    /// What must be done before.
    pub after: Vec<After>,
    /// It cannot start before.
    pub not_before: Option<When>,
    /// When it should, or must, be done.
    pub deadline: Option<Deadline>,
    /// The moment by which it must be finished by another's rule: a competition takes no submission later. No curriculum says it.
    pub closes: Option<Timestamp>,
    /// What it occupies beside the person, and for how long in all.
    pub needs: Vec<Need>,
    /// How it may be divided into sessions.
    pub session: SessionRule,
    /// How often it is done.
    pub times: Times,
    /// A machine's run in it that nobody attends.
    pub unattended: Option<Unattended>,
    /// It belongs to the plan only where these options are picked: (choice, option). Several options of one choice are
    /// alternatives; [`Curriculum::picked`] reads them so.
    pub only: Vec<(String, String)>,
    /// What closes it.
    pub done_when: Option<DoneWhen>,
    /// What its evidence shows that the person can do: ids of [`crate::skills`].
    pub skills: Vec<String>,
    /// What helps in doing it: the notebooks of a lesson, a limit to keep.
    pub note: Option<String>,
    /// Where the work is.
    pub link: Option<String>,
    /// Its place in the file, for messages.
    pub at: Range<usize>,
    /// Where its deadline is written; `None` where it has none, or has it from `deadlines = "months"`.
    pub deadline_at: Option<Range<usize>>,
}

/// Three-point estimate: `low <= likely <= high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// If everything goes well.
    pub low: SignedDuration,
    /// The best single guess.
    pub likely: SignedDuration,
    /// If much goes wrong.
    pub high: SignedDuration,
}

impl Effort {
    /// The mean of the PERT distribution, `(low + 4·likely + high) / 6`, in whole minutes, rounded down.
    pub fn expected(&self) -> SignedDuration {
        SignedDuration::from_mins((self.low.as_mins() + 4 * self.likely.as_mins() + self.high.as_mins()) / 6)
    }
}

/// Whose an estimate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Found in a source.
    Sourced,
    /// A reasoned estimate of ours, open to change.
    Ours,
}

/// A predecessor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// Its task id.
    pub task: String,
    /// Elapsed time in between that is nobody's work.
    pub lag: SignedDuration,
}

/// A date, or a month of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// That day.
    Date(Date),
    /// Month `k` of the plan, from 1: its first day for a start, its last for a deadline.
    Month(u32),
}

/// A deadline: by the end of the day or month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// By the end of.
    pub when: When,
    /// A hard one cannot be missed by a feasible schedule.
    pub hard: bool,
    /// How much an hour of lateness weighs against other tasks; 1 is usual.
    pub weight: u32,
}

/// A resource held during the task's sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Its id.
    pub resource: String,
    /// How much of its quota the task draws in all, at the likely effort.
    pub time: SignedDuration,
}

/// How a task may be divided. What is absent is as `pivot.toml` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionRule {
    /// Shortest session.
    pub min: Option<SignedDuration>,
    /// Longest session.
    pub max: Option<SignedDuration>,
    /// Most of it in one day.
    pub per_day: Option<SignedDuration>,
    /// In one go: a meetup, an exam.
    pub whole: bool,
}

/// How often a task is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Once.
    Once,
    /// So many times, one after the other.
    Repeat(u32),
    /// A promise: once in each period.
    Cadence(Cadence),
}

impl Times {
    /// How many times in all.
    pub fn count(&self) -> u32 {
        match self {
            Times::Once => 1,
            Times::Repeat(n) => *n,
            Times::Cadence(cadence) => cadence.times,
        }
    }
}

/// A promise per period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// How many periods: the task is done once in each.
    pub times: u32,
    /// Length of a period in days.
    pub every_days: u32,
    /// When the first period begins; `None`: at the start. Where what it waits for cannot be done by then, the first
    /// period is the one in which it can.
    pub from: Option<When>,
    /// What becomes of one that was missed.
    pub missed: Missed,
}

/// What becomes of a promise that was not kept in its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// It is still to be done, late.
    CatchUp,
    /// It is left out.
    Forgive,
}

/// A machine's run between an attended start and an attended finish. The task's effort holds the attended work: first
/// what is neither launch nor reading, then the launch, then the run without the person, then the reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unattended {
    /// The machine.
    pub resource: String,
    /// How long it runs, without interruption, from the moment of the launch's end.
    pub time: SignedDuration,
    /// Attended work to launch it.
    pub launch: SignedDuration,
    /// Attended work to read its result.
    pub read: SignedDuration,
}

/// What closes a task or a step: checked by the machine from files, when the evidence is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum DoneWhen {
    /// Every one holds.
    All(Vec<DoneWhen>),
    /// One of them holds.
    Any(Vec<DoneWhen>),
    /// So many of them hold.
    AtLeast(u32, Vec<DoneWhen>),
    /// One check: its kind (one of [`EVIDENCE_KINDS`]) and its parameters.
    Check {
        /// The kind.
        kind: String,
        /// Its parameters, as the file gives them.
        with: serde_json::Map<String, serde_json::Value>,
    },
}

/// The kinds of evidence there are.
pub const EVIDENCE_KINDS: [&str; 20] = [
    "calendar",
    "command",
    "csv",
    "feed",
    "file",
    "git",
    "hours",
    "lab",
    "metric",
    "notebook",
    "outcome",
    "pipeline",
    "probe",
    "resume",
    "rig_rules",
    "self",
    "site",
    "submissions",
    "table",
    "url",
];

/// Reads a curriculum. Every fault in `text` is found in one run, in the order of the text; there is a curriculum only
/// where there is none. The format and its bounds are in `docs/curriculum.md`.
///
/// ```
/// let (curriculum, faults) = pivot_domain::curriculum::parse("format = 1");
/// assert!(curriculum.is_none());
/// assert_eq!(faults[0].place("format = 1"), (1, 1));
/// ```
pub fn parse(text: &str) -> (Option<Curriculum>, Vec<Fault>) {
    parse::curriculum(text)
}

/// The curricula that come with the program: name and text of each. `deep-learning-2017` is the article's path as it was
/// written, `deep-learning` the same thirteen steps with what there is today.
pub fn built_in() -> [(&'static str, &'static str); 2] {
    [
        (
            "deep-learning-2017",
            include_str!("../../curricula/deep-learning-2017.toml"),
        ),
        (
            "deep-learning",
            include_str!("../../curricula/deep-learning.toml"),
        ),
    ]
}

impl Curriculum {
    /// The tasks of the options that are picked, in the order of the file.
    pub fn picked(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| self.is_picked(task))
    }

    /// For every choice that `task` names, the option picked is one that it names.
    fn is_picked(&self, task: &Task) -> bool {
        let pick = |choice: &str| {
            self.choices
                .iter()
                .find(|c| c.id == choice)
                .map(|c| c.pick.as_str())
        };
        task.only.iter().all(|(choice, _)| {
            pick(choice).is_some_and(|pick| task.only.iter().any(|(c, option)| c == choice && option == pick))
        })
    }

    /// The task of that id.
    pub fn task(&self, id: &str) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == id)
    }
}
