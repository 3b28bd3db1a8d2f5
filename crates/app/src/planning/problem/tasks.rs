//! The tasks that are planned: those of the curriculum and of the journal together.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::SignedDuration;
use pivot_domain::curriculum::{After, Basis, Curriculum, Deadline, Effort, SessionRule, Task, Times, When};
use pivot_domain::fact::AddedTask;
use pivot_domain::progress::Progress;

/// The tasks that are picked, then those that were added, without those that were dropped; with the person's own estimates
/// where there are any. Those that are done are among them.
pub(in crate::planning) fn tasks<'s>(curriculum: &'s Curriculum, progress: &Progress) -> Vec<Cow<'s, Task>> {
    let stays = |id: &str| !progress.dropped.contains(id);
    let mut tasks: Vec<Cow<'s, Task>> = curriculum
        .picked()
        .filter(|task| stays(&task.id))
        .map(Cow::Borrowed)
        .collect();
    // An id that the curriculum has by now is the curriculum's.
    let own = |added: &&AddedTask| stays(&added.id) && curriculum.task(&added.id).is_none();
    let mut waits: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for added in progress.added.values().filter(own) {
        let after: Vec<&str> = added.after.iter().map(String::as_str).collect();
        let after: Vec<&str> = after
            .into_iter()
            .filter(|other| !reaches(&waits, other, &added.id))
            .collect();
        waits.insert(&added.id, after.clone());
        tasks.push(Cow::Owned(task_of(added, &after)));
    }
    for task in &mut tasks {
        let estimate = progress.task(&task.id).and_then(|known| known.estimate);
        if let Some(effort) = estimate.filter(|effort| *effort != task.effort) {
            estimated(task.to_mut(), effort);
        }
    }
    tasks
}

/// Whether `from` is `to`, or waits for it by way of others. What was added earlier counts; a wait that would close a circle is
/// none.
fn reaches(waits: &BTreeMap<&str, Vec<&str>>, from: &str, to: &str) -> bool {
    let mut open = vec![from];
    let mut seen: Vec<&str> = Vec::new();
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if !seen.contains(&id) {
            seen.push(id);
            open.extend(waits.get(id).into_iter().flatten());
        }
    }
    false
}

/// A task of the journal, as the curriculum would have it.
fn task_of(added: &AddedTask, after: &[&str]) -> Task {
    let after = after.iter().map(|task| After {
        task: (*task).to_owned(),
        lag: SignedDuration::ZERO,
    });
    Task {
        id: added.id.clone(),
        step: added.step,
        title: added.title.clone(),
        kind: added.kind.clone(),
        effort: added.effort,
        basis: Basis::Ours,
        after: after.collect(),
        not_before: added.not_before.map(When::Date),
        deadline: added.deadline.map(|date| Deadline {
            when: When::Date(date),
            hard: false,
            weight: 1,
        }),
        closes: None,
        needs: Vec::new(),
        session: SessionRule::default(),
        times: Times::Once,
        unattended: None,
        only: Vec::new(),
        done_when: None,
        skills: Vec::new(),
        note: None,
        link: None,
        at: 0..0,
        deadline_at: None,
    }
}

/// Gives a task another estimate. What it draws from a machine's quota belongs to its likely hours and changes with them.
fn estimated(task: &mut Task, effort: Effort) {
    let before = task.effort.likely.as_mins().max(1);
    for need in &mut task.needs {
        let minutes = need.time.as_mins().saturating_mul(effort.likely.as_mins()) / before;
        need.time = SignedDuration::from_mins(minutes).min(effort.likely);
    }
    task.effort = effort;
}
