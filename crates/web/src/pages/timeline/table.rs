//! The rows of the picture as a table.

use jiff::Timestamp;
use maud::{Markup, html};
use pivot_app::domain::zones::Zones;
use pivot_app::planning::{Due, Stretch};
use pivot_app::words::{deadline_day, hours};

use crate::timeline::draw::why;
use crate::timeline::rows::{Row, Rows};

/// The same rows that are drawn.
pub(super) fn show(drawn: &Rows<'_>, zones: &Zones) -> Markup {
    html! {
        details id="as-table" {
            summary { "The same as a table" }
            div.scroll role="region" tabindex="0" aria-label="The rows as a table" {
                table {
                    thead { tr {
                        th scope="col" { "Step or task" } th scope="col" { "Start" } th scope="col" { "End" }
                        th scope="col" { "Accepted end" } th scope="col" { "Deadline" }
                        th.number scope="col" { "Done" } th.number scope="col" { "Left" } th scope="col" { "State" }
                    } }
                    tbody { @for row in &drawn.rows { (line(row, zones)) } }
                }
            }
        }
    }
}

fn line(row: &Row<'_>, zones: &Zones) -> Markup {
    let date = |at: Option<Timestamp>| {
        at.map_or("–".to_owned(), |at| {
            zones.local(at).strftime("%-d %b %Y").to_string()
        })
    };
    let end = |accepted: &[Stretch]| date(accepted.iter().map(|s| s.1).max());
    let due = |due: Option<Due>| match due {
        None => "–".to_owned(),
        Some(due) => deadline_day(zones, due.at).strftime("%-d %b %Y").to_string(),
    };
    match row.task {
        Some(t) => html! {
            tr {
                td { a href=(why(&t.id)) { (t.id) } " " (t.title) }
                td.time { (date(t.start())) } td.time { (date(t.finish())) } td.time { (end(&t.accepted)) } td.time { (due(t.due)) }
                td.number { (hours(t.spent)) } td.number { (hours(t.left)) }
                td { (super::names::state(t).trim_matches([',', ' '])) }
            }
        },
        None => {
            let step = row.step;
            let (spent, left) = step.work();
            let accepted: Vec<Stretch> = step.tasks.iter().flat_map(|t| &t.accepted).copied().collect();
            html! {
                tr {
                    th scope="row" { (step.number) ". " (step.title) }
                    td.time { (date(step.start())) } td.time { (date(step.finish())) } td.time { (end(&accepted)) } td.time { (due(step.due)) }
                    td.number { (hours(spent)) } td.number { (hours(left)) }
                    td { @if step.is_done() { "done" } @else if step.due.is_some_and(|d| d.late) { "late" } }
                }
            }
        }
    }
}
