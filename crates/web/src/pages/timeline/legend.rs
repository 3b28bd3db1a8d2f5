//! What the signs of the picture mean.

use maud::{Markup, html};
use pivot_app::planning::Timeline;
use pivot_app::words::count;

use crate::timeline::draw::sample;
use crate::timeline::scale::Scale;

/// What the signs mean; only those that there are.
pub(super) fn show(lines: &Timeline, scale: &Scale) -> Markup {
    let tasks = || lines.steps.iter().flat_map(|s| &s.tasks);
    let far = scale.by_days();
    let block = |class: &str| format!("<path class=\"{class}\" d=\"M2 4h24v10h-24z\"/>");
    let signs: [(bool, String, &str); 9] = [
        (
            true,
            block("ahead"),
            if far { "planned, by days" } else { "planned" },
        ),
        (tasks().any(|t| !t.worked.is_empty()), block("worked"), "done"),
        (
            tasks().any(|t| !t.runs.is_empty()),
            "<path class=\"run\" d=\"M2 7h24v5h-24z\"/>".into(),
            "a machine alone",
        ),
        (
            tasks().any(|t| !t.accepted.is_empty()),
            "<path class=\"ghost\" d=\"M2 8h24v3h-24z\"/>".into(),
            "the plan you accepted",
        ),
        (
            !lines.chain.is_empty(),
            "<path class=\"link\" d=\"M2 6h14\"/><path class=\"way\" d=\"M16 6h6v8\"/>".into(),
            "the chain that fixes the finish",
        ),
        (
            tasks().any(|t| t.due.is_some()),
            "<use class=\"due\" href=\"#tl-soft\" x=\"14\" y=\"9\"/>".into(),
            "deadline (filled: it cannot move)",
        ),
        (
            tasks().any(|t| t.due.is_some_and(|d| d.late)),
            "<use class=\"due late\" href=\"#tl-late\" x=\"14\" y=\"9\"/>".into(),
            "deadline that is missed",
        ),
        (
            true,
            "<use class=\"end\" href=\"#tl-end\" x=\"11\" y=\"9\"/>".into(),
            "milestone: a step ends",
        ),
        (
            true,
            "<rect class=\"away\" x=\"2\" y=\"2\" width=\"24\" height=\"14\" fill=\"url(#tl-away)\"/>".into(),
            if far { "days off" } else { "days off, commitments" },
        ),
    ];
    html! {
        ul.legend aria-hidden="true" {
            @for (there, inner, text) in &signs { @if *there { li { (sample(inner)) (text) } } }
            li { span.state { "●" } "on that chain" }
            li { span.state { "✓" } "done" }
            @if far { li { "A step's columns are the hours of each day." } }
        }
        p.faint.counts { (count(lines.steps.len(), "step")) ", " (count(tasks().count(), "task")) ". A bar leads to why it is where it is." }
    }
}
