//! The names of the rows: each is as high as its row in the picture, and says in words what that shows.

use jiff::Timestamp;
use maud::{Markup, html};
use pivot_app::planning::{StepLine, TaskLine};
use pivot_app::words::hours;

use super::view::View;
use crate::look;
use crate::timeline::draw::why;
use crate::timeline::rows::{Open, Row, Rows};
use crate::timeline::scale::Scale;

/// The name of a row, a link with what the bar shows in words.
pub(super) fn name(view: &View, row: &Row<'_>, drawn: &Rows<'_>, scale: &Scale) -> Markup {
    let zones = &scale.zones;
    let short = |at: Option<Timestamp>| {
        at.map_or("–".to_owned(), |at| {
            zones.local(at).strftime("%-d %b").to_string()
        })
    };
    match row.task {
        Some(task) => html! {
            @let picked = view.task.as_deref() == Some(&task.id);
            li.task.picked[picked] id=[picked.then_some("picked")] {
                (sign(task))
                a.grow href=(why(&task.id)) title=(task.title) { span.mono { (task.id) } " " (task.title) }
                span.hidden { (state(task)) }
                span.time { span.hidden { "ends " } (short(task.finish())) }
            }
        },
        None => {
            let step = row.step;
            let mut open = drawn.open.clone();
            let opened = !open.remove(&step.number);
            if opened {
                open.insert(step.number);
            }
            let to = format!("{}#step-{}", view.opened(Open::Steps(open)), step.number);
            html! {
                li.whole id=(format!("step-{}", step.number)) {
                    a.grow href=(to) aria-expanded=(if opened { "false" } else { "true" }) title=(step.title) {
                        (look::sign(if opened { "M9 6l6 6-6 6" } else { "M6 9l6 6 6-6" }))
                        (look::step(step.number)) span.text { (step.title) }
                    }
                    (amount(step))
                    span.time { span.hidden { "ends " } (short(step.finish())) }
                }
            }
        }
    }
}

/// How much of a step is done.
fn amount(step: &StepLine) -> Markup {
    let (spent, left) = step.work();
    let whole = (spent + left).as_mins().max(1);
    let done = (100 * spent.as_mins() / whole).clamp(0, 100);
    let hint = format!("{} of {} done", hours(spent), hours(spent + left));
    html! { progress max="100" value=(done) title=(hint) aria-label=(format!("{}, {hint}", step.title)) {} }
}

/// A sign before a task's name: done, without a place, late, on the chain.
fn sign(task: &TaskLine) -> Markup {
    let late = task.due.is_some_and(|d| d.late) && task.done.is_none();
    let sign = match task {
        t if t.done.is_some() => "✓",
        t if t.unplaced || late => "!",
        t if t.critical => "●",
        _ => "",
    };
    html! { span.state.bad[sign == "!"] aria-hidden="true" { (sign) } }
}

/// The same in words.
pub(super) fn state(task: &TaskLine) -> String {
    let mut words = Vec::new();
    if task.done.is_some() {
        return ", done, ".to_owned();
    }
    if task.unplaced {
        words.push("has no place");
    }
    if task.due.is_some_and(|d| d.late) {
        words.push("late");
    }
    if task.critical {
        words.push("on the chain that fixes the finish");
    }
    words.push("");
    format!(", {}", words.join(", "))
}
