//! What each step still needs: all of them in a line each, or one with its checks.

use anstyle::Style;
use pivot_app::Situation;
use pivot_app::domain::evidence::{Check, Judged, State};
use pivot_app::domain::fact::Event;
use pivot_app::planning::{StepEvidence, TaskEvidence};
use pivot_app::verbs::evidence::Looked;
use pivot_app::words::{count, line, when};

use crate::args::Evidence;
use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, pad, paint};

/// So many digits of a hash are shown.
const HASH_SHOWN: usize = 12;
/// An excerpt is shown so long.
const EXCERPT_SHOWN: usize = 140;

/// Whether what was judged is met.
pub(crate) fn is_met(judged: &Judged) -> bool {
    judged.state == State::Met
}

/// The answer. `situation` has what was just recorded.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, looked: &Looked, wish: &Evidence) {
    if wish.about.is_some() {
        for step in &looked.steps {
            one(screen, situation, step);
        }
    } else {
        all(screen, looked);
    }
    recorded(screen, situation, looked);
    screen.next(&next(looked, wish));
}

/// What was recorded on the way: closed tasks by name, checks by number.
fn recorded(screen: &mut Screen, situation: &Situation, looked: &Looked) {
    if looked.recorded.is_empty() {
        return;
    }
    screen.blank();
    let progress = situation.progress();
    let is_check = |event: &Event| matches!(event, Event::Checked { .. });
    let checks = looked.recorded.iter().filter(|r| is_check(&r.fact.event)).count();
    if checks > 0 {
        screen.prose(FAINT, 0, 2, &format!("Recorded: {}.", count(checks, "new check")));
    }
    for fact in looked.recorded.iter().filter(|r| !is_check(&r.fact.event)) {
        screen.prose(GOOD, 0, 2, &line(situation, &progress, fact));
    }
}

fn all(screen: &mut Screen, looked: &Looked) {
    let (met, tasks) = looked
        .steps
        .iter()
        .fold((0, 0), |(m, t), s| (m + s.met(), t + s.tasks.len()));
    screen.line(
        STRONG,
        &format!("{met} of {} have their evidence", count(tasks, "task")),
    );
    for step in &looked.steps {
        screen.blank();
        let head = format!("{:>2} {}", step.number, step.title);
        let unverified = step.tasks.iter().filter(|t| t.is_unverified()).count();
        let closed = match (step.is_closed(), unverified) {
            (true, 0) => ", closed".to_owned(),
            (true, n) => format!(", closed, {n} unverified"),
            _ => String::new(),
        };
        let tail = format!("{} of {}{closed}", step.met(), step.tasks.len());
        let wide = screen.width.saturating_sub(tail.len() + 1);
        screen.painted(&format!("{} {tail}", paint(STRONG, pad(&head, wide))));
        for task in &step.tasks {
            let (style, word) = state(task);
            let wide = screen.width.saturating_sub(27);
            let title = pad(&task.title, wide);
            screen.painted(&format!(
                "   {} {title} {}",
                paint(MARK, pad(&task.id, 6)),
                paint(style, word)
            ));
        }
    }
}

/// Where a task stands, in a word or two.
fn state(task: &TaskEvidence) -> (Style, &'static str) {
    let stands = task.judged.as_ref().map(|j| (j.state, j.times));
    match (stands, task.finished.is_some()) {
        (Some((State::Met, _)), true) => (GOOD, "done, met"),
        (_, true) => (NOTE, "done, unverified"),
        (Some((State::Met, _)), false) => (GOOD, "met, to close"),
        (Some((_, 1..)), false) => (GOOD, "met in part"),
        (Some((State::Unknown, _)), _) => (NOTE, "not known"),
        (Some((State::Unverified, _)), _) => (NOTE, "unverified"),
        (Some((State::Missing, _)), _) => (FAINT, "missing"),
        (None, _) => (FAINT, "your word"),
    }
}

fn one(screen: &mut Screen, situation: &Situation, step: &StepEvidence) {
    screen.line(STRONG, &format!("Step {}: {}", step.number, step.title));
    if let Some(question) = &step.question {
        screen.prose(FAINT, 2, 0, question);
    }
    if let Some(judged) = &step.judged {
        screen.blank();
        screen.line(STRONG, "  What the step itself needs");
        checks(screen, situation, judged);
    }
    for task in &step.tasks {
        screen.blank();
        let (style, word) = state(task);
        let times = if task.times > 1 {
            let shown = task.judged.as_ref().map_or(0, |j| j.times);
            format!(", {shown} of {} times", task.times)
        } else {
            String::new()
        };
        let head = format!(
            "{} {}",
            paint(MARK, &task.id),
            paint(STRONG, fit(&task.title, screen.width.saturating_sub(30)))
        );
        screen.painted(&format!("{head}  {}", paint(style, format!("{word}{times}"))));
        match &task.judged {
            Some(judged) => checks(screen, situation, judged),
            None => screen.labelled(
                FAINT,
                "word",
                "your word closes it: there is nothing that a machine could look at",
            ),
        }
    }
}

fn checks(screen: &mut Screen, situation: &Situation, judged: &Judged) {
    for check in judged.checks() {
        one_check(screen, situation, check);
    }
}

fn one_check(screen: &mut Screen, situation: &Situation, check: &Check) {
    let now = &check.now;
    let (style, label) = match now.state {
        State::Met => (GOOD, "met"),
        State::Unverified => (NOTE, "word"),
        State::Unknown => (NOTE, "not known"),
        State::Missing => (Style::new(), "missing"),
    };
    let style = if check.is_lost() { BAD } else { style };
    screen.labelled(style, label, &now.found);
    if let Some(before) = check.before.as_ref().filter(|_| now.state != State::Met) {
        let text = format!(
            "{}, checked {}: that stands",
            before.found,
            when(situation, before.at)
        );
        screen.labelled(GOOD, "before", &text);
        read(screen, before.sha256.as_deref(), before.excerpt.as_deref());
        return;
    }
    match now.state {
        State::Met => {
            let first = check.before.as_ref().map_or(situation.now, |b| b.at);
            screen.labelled(
                FAINT,
                "",
                &format!(
                    "checked {}, first met {}",
                    when(situation, situation.now),
                    when(situation, first)
                ),
            );
            read(screen, now.sha256.as_deref(), now.excerpt.as_deref());
        }
        _ => {
            if let Some(next) = &now.next {
                screen.labelled(Style::new(), "do", next);
            }
        }
    }
}

/// What was read: its hash and its beginning.
fn read(screen: &mut Screen, sha256: Option<&str>, excerpt: Option<&str>) {
    let hash = sha256
        .and_then(|h| h.get(..HASH_SHOWN))
        .map(|h| format!("sha256 {h}…"));
    let excerpt = excerpt.map(|e| format!("“{}”", fit(e, EXCERPT_SHOWN)));
    let said: Vec<String> = hash.into_iter().chain(excerpt).collect();
    if !said.is_empty() {
        screen.labelled(FAINT, "", &said.join("  "));
    }
}

fn next(looked: &Looked, wish: &Evidence) -> String {
    let ready: Vec<&TaskEvidence> = looked
        .steps
        .iter()
        .flat_map(|s| &s.tasks)
        .filter(|t| t.is_ready())
        .collect();
    let closed = looked
        .recorded
        .iter()
        .any(|r| matches!(r.fact.event, Event::Done(_)));
    match (&ready[..], closed) {
        ([], true) => "pivot plan shows what is free to begin; pivot undo takes a fact back.".into(),
        ([one], _) => format!("pivot evidence {} --close records {0} as done.", one.id),
        ([_, ..], _) => {
            let about = wish.about.as_ref().map(|a| format!(" {a}")).unwrap_or_default();
            format!(
                "pivot evidence{about} --close records what is met as done ({}).",
                count(ready.len(), "task")
            )
        }
        ([], false) if wish.about.is_some() => "do one of these, and ask again.".into(),
        ([], false) => {
            let first = looked
                .steps
                .iter()
                .find(|s| s.met() < s.tasks.len())
                .map_or(1, |s| s.number);
            format!("pivot evidence {first} says what its tasks need, and what to do.")
        }
    }
}
