//! What it takes to show a skill: open work of the plan whose evidence shows it, or a task that is proposed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use pivot_domain::answer::Ways;
use pivot_domain::curriculum::{Curriculum, Effort};
use pivot_domain::fact::{AddedTask, Event, Fact, Recorded};
use pivot_domain::skills::Skills;

use crate::planning::Plan;
use crate::situation::Situation;

/// Hours of a task that is proposed: a guess of ours, the same for every skill, until the person puts a task with `skills` and hours of their
/// own into the curriculum.
pub const PROPOSED: Effort = Effort {
    low: SignedDuration::from_hours(8),
    likely: SignedDuration::from_hours(20),
    high: SignedDuration::from_hours(40),
};
/// What the id of a proposed task begins with.
const PREFIX: &str = "skill-";

/// The way to a skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A task of the plan, after those that it waits for.
    Task {
        /// Its id.
        id: String,
        /// Its title.
        title: String,
        /// Its step.
        step: u32,
        /// Open tasks that must be done before it, in the order of the curriculum.
        before: Vec<String>,
        /// The end of its last session by the plan; `None` where it has none ahead.
        done_by: Option<Timestamp>,
    },
    /// No task of the plan shows it: one is proposed.
    Proposed,
}

/// The ways to some skills, by the skills' ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// The ways.
    pub(super) ways: BTreeMap<String, Way>,
    /// What they cost.
    pub(super) costs: Ways,
}

/// The cheapest way to each skill: of the tasks whose evidence shows it that with the least work ahead, its open predecessors included; of
/// equal ones the first of the curriculum.
pub(super) fn ways<'s>(
    situation: &Situation,
    plan: &Plan,
    skills: impl IntoIterator<Item = &'s String>,
) -> Found {
    let left = left(plan);
    let progress = situation.progress();
    let open = |id: &str| {
        let task = situation.curriculum.picked().find(|t| t.id == id);
        let done = task.is_some_and(|t| (1..=t.times.count()).all(|n| progress.done(id, n).is_some()));
        task.is_some() && !progress.dropped.contains(id) && !done
    };
    let mut found = Found::default();
    for skill in skills {
        let teaching = situation
            .curriculum
            .picked()
            .filter(|t| t.skills.contains(skill) && !progress.dropped.contains(&t.id));
        let cheapest = teaching
            .map(|task| {
                let before: BTreeSet<String> = before(&situation.curriculum, &task.id)
                    .into_iter()
                    .filter(|id| open(id))
                    .collect();
                let all = before.iter().chain([&task.id]);
                let minutes: u64 = all.map(|id| left.get(id).map_or(0, |l| l.minutes)).sum();
                (minutes, task, before)
            })
            .min_by_key(|(minutes, ..)| *minutes);
        let (way, pieces) = match cheapest {
            Some((_, task, before)) => {
                let in_order = situation.curriculum.tasks.iter().map(|t| &t.id);
                let way = Way::Task {
                    id: task.id.clone(),
                    title: task.title.clone(),
                    step: task.step,
                    before: in_order.filter(|id| before.contains(*id)).cloned().collect(),
                    done_by: left.get(&task.id).and_then(|l| l.until),
                };
                let mut pieces = before;
                pieces.insert(task.id.clone());
                (way, pieces)
            }
            None => (Way::Proposed, BTreeSet::from([format!("{PREFIX}{skill}")])),
        };
        for piece in &pieces {
            let minutes = match way {
                Way::Task { .. } => left.get(piece).map_or(0, |l| l.minutes),
                Way::Proposed => minutes(PROPOSED.likely),
            };
            found.costs.minutes.insert(piece.clone(), minutes);
        }
        found.costs.pieces.insert(skill.clone(), pieces);
        found.ways.insert(skill.clone(), way);
    }
    found
}

/// The situation with a proposed task for each of these skills.
pub fn with_proposed<'s>(situation: &Situation, skills: impl IntoIterator<Item = &'s String>) -> Situation {
    let mut then = situation.clone();
    // A task needs a step: that of the first open work.
    let progress = situation.progress();
    let open = |id: &str| progress.done(id, 1).is_none();
    let tasks = || situation.curriculum.picked();
    let step = tasks().find(|t| open(&t.id)).or_else(|| tasks().last());
    let step = step.map_or(1, |task| task.step);
    then.facts.extend(skills.into_iter().map(|skill| {
        let name = Skills::built_in()
            .get(skill)
            .map_or(skill.as_str(), |s| s.name.as_str());
        Recorded::from(Fact {
            at: situation.now,
            zone: "UTC".into(),
            event: Event::TaskAdded(AddedTask {
                id: format!("{PREFIX}{skill}"),
                step,
                title: format!("Learn {name} and show it"),
                kind: "course".into(),
                effort: PROPOSED,
                after: Vec::new(),
                not_before: None,
                deadline: None,
            }),
        })
    }));
    then
}

/// Work ahead of a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Left {
    minutes: u64,
    until: Option<Timestamp>,
}

/// The person's work ahead by task: sessions of the plan, and what has no place in it.
fn left(plan: &Plan) -> BTreeMap<String, Left> {
    let mut all: BTreeMap<String, Left> = BTreeMap::new();
    for session in &plan.sessions {
        let left = all.entry(session.task.clone()).or_default();
        left.until = left.until.max(Some(session.end));
        if session.resource == "me" {
            left.minutes += minutes(session.end.duration_since(session.start));
        }
    }
    for unplaced in plan.unplaced.iter().filter(|u| !u.forgiven) {
        let left = all.entry(unplaced.task.clone()).or_default();
        left.minutes += minutes(unplaced.missing);
    }
    all
}

fn minutes(duration: SignedDuration) -> u64 {
    u64::try_from(duration.as_mins()).unwrap_or(0)
}

/// Everything that must be done before a task, near and far.
fn before(curriculum: &Curriculum, id: &str) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = BTreeSet::new();
    let mut ahead = vec![id.to_owned()];
    while let Some(next) = ahead.pop() {
        let Some(task) = curriculum.task(&next) else {
            continue;
        };
        for after in &task.after {
            if all.insert(after.task.clone()) {
                ahead.push(after.task.clone());
            }
        }
    }
    all
}
