//! What each step still needs, and what was recorded for it. Whether a `done_when` is met is not judged here: `verbs::evidence`
//! reads what it asks for, and fills `judged`.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::curriculum::DoneWhen;
use pivot_domain::evidence::{Judged, State};
use pivot_domain::fact::{Event, Recorded, standing};
use pivot_domain::progress::TaskProgress;

use super::plan::PlannedStep;
use crate::situation::Situation;

/// What is known of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepEvidence {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The question it answers.
    pub question: Option<String>,
    /// What closes it, beside its tasks.
    pub done_when: Option<DoneWhen>,
    /// Work on it by the journal.
    pub spent: SignedDuration,
    /// Likely hours of its work, what is done included, and what is left of them.
    pub effort: SignedDuration,
    /// What is left of them.
    pub left: SignedDuration,
    /// Its tasks that belong to the plan.
    pub tasks: Vec<TaskEvidence>,
    /// Facts about the step itself: what was checked.
    pub facts: Vec<Recorded>,
    /// How its `done_when` stands; `None` where it has none, or nobody looked.
    pub judged: Option<Judged>,
    /// Only some of its tasks are here.
    pub narrowed: bool,
}

/// What is known of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskEvidence {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What closes it; `None`: the person's word.
    pub done_when: Option<DoneWhen>,
    /// How often it is done in all.
    pub times: u32,
    /// How many times of it are recorded as done.
    pub done: u32,
    /// When the last of them was, where all are.
    pub finished: Option<Timestamp>,
    /// Facts that others could see: checked, scored, submitted, published, attended, an outcome. Oldest first.
    pub facts: Vec<Recorded>,
    /// How its `done_when` stands; `None` where it has none, or nobody looked.
    pub judged: Option<Judged>,
}

impl TaskEvidence {
    /// Its evidence is there: what was checked, and not the person's word.
    pub fn is_met(&self) -> bool {
        self.judged.as_ref().is_some_and(|j| j.state == State::Met)
    }

    /// It is done, and no machine could show that it is not: its evidence is there, or nothing but a word could say so here.
    pub fn is_settled(&self) -> bool {
        let missing = self.judged.as_ref().is_some_and(|j| j.state == State::Missing);
        self.finished.is_some() && !missing
    }

    /// It is recorded as done, and its evidence is not there.
    pub fn is_unverified(&self) -> bool {
        self.finished.is_some() && !self.is_met()
    }

    /// It can be closed: its evidence shows more times than are recorded as done.
    pub fn is_ready(&self) -> bool {
        self.judged
            .as_ref()
            .is_some_and(|j| j.times.min(self.times) > self.done)
    }
}

impl StepEvidence {
    /// How many of its tasks have their evidence.
    pub fn met(&self) -> usize {
        self.tasks.iter().filter(|t| t.is_met()).count()
    }

    /// Its tasks are done, none against what a machine can see, and its own `done_when` is met.
    pub fn is_closed(&self) -> bool {
        let own = self
            .judged
            .as_ref()
            .map_or(self.done_when.is_none(), |j| j.state == State::Met);
        !self.narrowed && own && self.tasks.iter().all(TaskEvidence::is_settled)
    }

    /// How many of its tasks are recorded as done.
    pub fn done(&self) -> usize {
        self.tasks.iter().filter(|t| t.finished.is_some()).count()
    }
}

/// What is known of each step, in the order of their numbers; and facts that name none of their tasks. `planned` tells the hours.
pub fn evidence(situation: &Situation, planned: &[PlannedStep]) -> (Vec<StepEvidence>, Vec<Recorded>) {
    let progress = situation.progress();
    let mut seen: BTreeMap<String, Vec<Recorded>> = BTreeMap::new();
    let mut others = Vec::new();
    for recorded in standing(&situation.facts).filter(|r| is_evidence(&r.fact.event)) {
        match recorded.fact.event.task() {
            Some(about) => seen.entry(about.to_owned()).or_default().push(recorded.clone()),
            None => others.push(recorded.clone()),
        }
    }
    let known = |id: &str, title: &str, times: u32, done_when: Option<&DoneWhen>, facts| {
        let done = progress.task(id).map(|t| &t.done);
        let of = |n: &u32| done.is_some_and(|d| d.contains_key(n));
        let count = (1..=times).filter(of).count();
        let all = count == times as usize;
        TaskEvidence {
            id: id.to_owned(),
            title: title.to_owned(),
            done_when: done_when.cloned(),
            times,
            done: u32::try_from(count).unwrap_or(times),
            finished: done.filter(|_| all).and_then(|d| d.values().max().copied()),
            facts,
            judged: None,
        }
    };
    let mut steps = Vec::new();
    for step in &situation.curriculum.steps {
        let own = situation.curriculum.picked().filter(|t| t.step == step.number);
        let own = own.map(|t| (&t.id, &t.title, t.times.count(), t.done_when.as_ref()));
        let added = progress.added.values().filter(|t| t.step == step.number);
        let added = added.map(|t| (&t.id, &t.title, 1, None));
        let tasks: Vec<TaskEvidence> = own
            .chain(added)
            .filter(|(id, ..)| !progress.dropped.contains(*id))
            .map(|(id, title, times, done_when)| {
                known(id, title, times, done_when, seen.remove(id).unwrap_or_default())
            })
            .collect();
        let spent = tasks
            .iter()
            .filter_map(|t| progress.task(&t.id))
            .map(TaskProgress::spent);
        let plan = planned.iter().find(|p| p.number == step.number);
        steps.push(StepEvidence {
            number: step.number,
            title: step.title.clone(),
            question: step.question.clone(),
            done_when: step.done_when.clone(),
            spent: spent.fold(SignedDuration::ZERO, SignedDuration::saturating_add),
            effort: plan.map_or(SignedDuration::ZERO, |p| p.effort),
            left: plan.map_or(SignedDuration::ZERO, |p| p.left),
            tasks,
            facts: seen.remove(&step.number.to_string()).unwrap_or_default(),
            judged: None,
            narrowed: false,
        });
    }
    steps.sort_by_key(|s| s.number);
    // What is left is of tasks that the plan no longer has: it was done all the same.
    others.extend(seen.into_values().flatten());
    others.sort_by_key(|r| r.recorded);
    (steps, others)
}

/// Whether a fact tells of something that others could see.
fn is_evidence(event: &Event) -> bool {
    matches!(
        event,
        Event::Checked { .. }
            | Event::Scored { .. }
            | Event::Submitted(_)
            | Event::Published(_)
            | Event::Attended(_)
            | Event::Outcome { .. }
    )
}
