//! What the journal adds up to: a pure fold over facts.
//!
//! Facts come in the journal's order ([`Recorded::recorded`]). Where two contradict each other the later one counts. Names
//! that no file knows are folded like the others: whoever plans takes the names that there are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::curriculum::Effort;
use crate::fact::{AddedTask, DatedSession, Event, Part, Recorded, standing};

/// The state of a pivot by its facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What is known of each task that a fact names, by its id.
    pub tasks: BTreeMap<String, TaskProgress>,
    /// Timers that run, the one started last at the end. One person has one; two machines may have started one each.
    pub running: Vec<Running>,
    /// Sessions to stay where they are, by id.
    pub pins: BTreeMap<String, DatedSession>,
    /// Sessions that did not take place, by id: as they stood when they were deleted.
    pub missed: BTreeMap<String, DatedSession>,
    /// Tasks beside the curriculum, by id. One that was dropped is in `dropped` too.
    pub added: BTreeMap<String, AddedTask>,
    /// Ids of tasks that are left out.
    pub dropped: BTreeSet<String>,
}

/// What is known of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskProgress {
    /// Work on it, in order of time.
    pub work: Vec<Work>,
    /// When it was finished: each time of a repeated task by its number, a task that is done once under 1.
    pub done: BTreeMap<u32, Timestamp>,
    /// The person's own estimate, instead of the curriculum's; of one time of a repeated task.
    pub estimate: Option<Effort>,
}

/// A stretch of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// When it ended or was told of.
    pub at: Timestamp,
    /// Which time of a repeated task; 1 for a task that is done once.
    pub time: u32,
    /// How long.
    pub spent: SignedDuration,
    /// The fact that says so.
    pub fact: String,
}

/// A timer is believed so long.
pub const BELIEVED: SignedDuration = SignedDuration::from_hours(6);

/// A timer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// What is worked on.
    pub part: Part,
    /// Since when.
    pub since: Timestamp,
}

impl TaskProgress {
    /// Work on all of it.
    pub fn spent(&self) -> SignedDuration {
        sum(self.work.iter())
    }

    /// Work on one time of it.
    pub fn spent_on(&self, time: u32) -> SignedDuration {
        sum(self.work.iter().filter(|w| w.time == time))
    }
}

impl Progress {
    /// What is known of a task; `None` where no standing fact names it.
    pub fn task(&self, id: &str) -> Option<&TaskProgress> {
        self.tasks.get(id)
    }

    /// When that time of a task was finished; `None` while it is open.
    pub fn done(&self, task: &str, time: u32) -> Option<Timestamp> {
        self.tasks.get(task)?.done.get(&time).copied()
    }

    /// The first time of a task that is open, of `times` in all; `None` where all are done.
    pub fn open_time(&self, task: &str, times: u32) -> Option<u32> {
        (1..=times).find(|time| self.done(task, *time).is_none())
    }
}

/// What `facts` add up to.
pub fn progress(facts: &[Recorded]) -> Progress {
    let mut progress = Progress::default();
    for recorded in standing(facts) {
        progress.take(recorded);
    }
    for task in progress.tasks.values_mut() {
        // Facts of one moment keep the journal's order.
        task.work.sort_by_key(|w| w.at);
    }
    progress.tasks.retain(|_, task| *task != TaskProgress::default());
    progress
}

impl Progress {
    fn take(&mut self, recorded: &Recorded) {
        let at = recorded.fact.at;
        match &recorded.fact.event {
            Event::Started(part) => {
                self.running.retain(|r| r.part != *part);
                self.running.push(Running {
                    part: part.clone(),
                    since: at,
                });
            }
            Event::Stopped { part, spent } => {
                self.running.retain(|r| r.part != *part);
                self.work(recorded, part, *spent);
            }
            Event::Logged { part, spent } => self.work(recorded, part, *spent),
            Event::Done(part) => {
                self.entry(&part.task).done.insert(part.time(), at);
            }
            Event::Reopened(part) => {
                self.entry(&part.task).done.remove(&part.time());
            }
            Event::EstimateChanged { task, effort, .. } => self.entry(task).estimate = Some(*effort),
            Event::TaskAdded(added) => {
                self.dropped.remove(&added.id);
                self.added.insert(added.id.clone(), added.clone());
            }
            Event::TaskDropped { task, .. } => {
                self.dropped.insert(task.clone());
            }
            Event::Pinned(session) => {
                self.missed.remove(&session.id);
                self.pins.insert(session.id.clone(), session.clone());
            }
            Event::Unpinned { session } => {
                self.pins.remove(session);
            }
            Event::Missed(session) => {
                self.pins.remove(&session.id);
                self.missed.insert(session.id.clone(), session.clone());
            }
            // These tell of the world or of other programs, not of what is left to do.
            Event::PlanAccepted(_)
            | Event::Exported(_)
            | Event::Scored { .. }
            | Event::Submitted(_)
            | Event::Published(_)
            | Event::Attended(_)
            | Event::Checked { .. }
            | Event::Outcome { .. }
            | Event::Undone { .. } => {}
        }
    }

    fn entry(&mut self, task: &str) -> &mut TaskProgress {
        self.tasks.entry(task.to_owned()).or_default()
    }

    fn work(&mut self, recorded: &Recorded, part: &Part, spent: SignedDuration) {
        self.entry(&part.task).work.push(Work {
            at: recorded.fact.at,
            time: part.time(),
            spent,
            fact: recorded.id.clone(),
        });
    }
}

fn sum<'w>(work: impl Iterator<Item = &'w Work>) -> SignedDuration {
    work.fold(SignedDuration::ZERO, |all, w| all.saturating_add(w.spent))
}
