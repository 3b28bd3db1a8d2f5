//! The leaderboard, the learning curve and the confusion matrix.

use maud::{Markup, html};
use pivot_app::Situation;
use pivot_app::labs::lab::Bar;
use pivot_app::labs::lab::confusion::Confusion;
use pivot_app::labs::metrics::Direction;
use pivot_app::verbs::lab::{Board, Row, Who};
use pivot_app::words::{count, score, when};

use super::bar_reached;
use crate::chart::drawing::{Drawing, FOOT, HIGH, LEFT, RIGHT, WIDE, card};
use crate::chart::scale::Scale;

/// So many lines of a leaderboard are shown; one's own best and what was just made are among them whatever their place.
const ROWS: usize = 50;

/// The leaderboard. `made`: the attempt that was just made.
pub(super) fn table(situation: &Situation, board: &Board, made: Option<u32>) -> Markup {
    let is_made = |row: &Row| matches!((&row.who, made), (Who::Attempt(n), Some(made)) if *n == made);
    let rows: Vec<(usize, &Row)> = (1..)
        .zip(&board.rows)
        .filter(|(place, row)| *place <= ROWS || row.best || is_made(row))
        .collect();
    let left_out = board.rows.len() - rows.len();
    let of_service = board.lab.service.is_some();
    html! {
        section.card id="board" aria-labelledby="board-name" {
            h2 id="board-name" { "Leaderboard" }
            p.faint { "Set " (board.set.name) ", " (board.lab.measure()) @if !of_service { " on the public part" } ": " (better(board.lab.direction())) " is better." }
            @if rows.is_empty() {
                p { "Nobody has tried it here yet." @if !of_service { " " code { "pivot lab baseline " (board.lab.id) } " puts simple answers and a network on it." } }
            } @else {
                div.scroll tabindex="0" role="group" aria-label="Leaderboard, table" {
                    table.board {
                        thead { tr { th.number { "Place" } th { "Who" } th.number { "Value" } th { "Bar" } th { "When" } } }
                        tbody { @for (place, row) in &rows { (line(situation, *place, row, is_made(row))) } }
                    }
                }
            }
            @if left_out > 0 { p.faint { (left_out) " more in " a href={ "/api/lab/board" "?id=" (super::query(&board.lab.id)) } { "the same as JSON" } "." } }
            @if board.others > 0 {
                p.faint { (count(board.others, "attempt")) " on other data, which " (if board.others == 1 { "does" } else { "do" }) " not compare." }
            }
            @if let Some(private) = board.private {
                p { "Your best has " strong { (score(private)) } " on the private part, told since you passed." }
            }
        }
    }
}

fn line(situation: &Situation, place: usize, row: &Row, made: bool) -> Markup {
    let own = matches!(row.who, Who::Attempt(_));
    html! {
        tr.own[own].made[made] {
            td.number { (place) }
            td {
                @match &row.who {
                    Who::Baseline(name) => { span.faint { "baseline " } (name) },
                    Who::Attempt(number) => { "attempt " (number) },
                }
                @if row.best { " " span.badge.good { "your best" } }
                @if made { " " span.badge { "just now" } }
                @if let Some(note) = &row.note { span.said-of-it { (note) } }
            }
            td.number { (score(row.value)) }
            td { (bar_reached(row.bar)) }
            td.time {
                @match (row.at, row.seconds) {
                    (Some(at), _) => (when(situation, at)),
                    (None, Some(seconds)) if seconds < 0.1 => { "under 0.1 s" },
                    (None, Some(seconds)) => { "in " (format!("{seconds:.1} s")) },
                    _ => {},
                }
            }
        }
    }
}

fn better(direction: Direction) -> &'static str {
    match direction {
        Direction::Higher => "higher",
        Direction::Lower => "lower",
    }
}

/// One's own attempts in their order, the best so far, and the bars that are near.
pub(super) fn curve(board: &Board) -> Markup {
    if board.curve.len() < 2 {
        return html! {};
    }
    let direction = board.lab.direction();
    let values: Vec<f64> = board.curve.iter().map(|(_, value)| *value).collect();
    let best = best_so_far(&values, direction);
    let bars = bars_in_sight(board, &values, best.last().copied().unwrap_or_default());
    let all = || values.iter().copied().chain(bars.iter().map(|(_, value)| *value));
    let mut drawing = Drawing::new(HIGH);
    let up = drawing.upward_between((
        all().fold(f64::INFINITY, f64::min),
        all().fold(f64::NEG_INFINITY, f64::max),
    ));
    let along = Scale {
        from: 0.0,
        to: (values.len() - 1) as f64,
        start: LEFT + 14.0,
        end: WIDE - RIGHT - 14.0,
    };
    for (bar, value) in &bars {
        let y = up.at(*value);
        drawing.line("fc-planned", (LEFT, y), (WIDE - RIGHT, y));
        // At the top of the chart its name stands beneath it.
        let beside = if y < 24.0 { y + 15.0 } else { y - 5.0 };
        drawing.text("fc-tick", (WIDE - RIGHT, beside), "end", bar.name());
    }
    drawing.path("fc-done", &stairs(&best, &along, &up), false);
    for (n, value) in values.iter().enumerate() {
        let x = along.at(n as f64);
        drawing.dot("fc-known", (x, up.at(*value)));
        if n % values.len().div_ceil(12) == 0 {
            let name = board.curve[n].0.to_string();
            drawing.text("fc-tick", (x, HIGH - FOOT + 18.0), "middle", &name);
        }
    }
    let (first, last) = (values.first().copied(), best.last().copied());
    let says = format!(
        "{} from first to last, {} is better. The first had {}, the best has {}.",
        count(values.len(), "attempt"),
        better(direction),
        score(first.unwrap_or_default()),
        score(last.unwrap_or_default())
    );
    let table = html! {
        table {
            thead { tr { th { "Attempt" } th.number { "Value" } th.number { "Best so far" } } }
            tbody {
                @for ((attempt, value), best) in board.curve.iter().zip(&best) {
                    tr { td { (attempt) } td.number { (score(*value)) } td.number { (score(*best)) } }
                }
            }
        }
    };
    let mut legend = vec![("fc-known", "an attempt"), ("fc-done", "the best so far")];
    if !bars.is_empty() {
        legend.push(("fc-planned", "a bar"));
    }
    card(
        "attempts",
        "Your attempts",
        &says,
        &drawing.done(),
        &legend,
        &table,
    )
}

/// The best of the values up to each.
fn best_so_far(values: &[f64], direction: Direction) -> Vec<f64> {
    let mut best: Vec<f64> = Vec::with_capacity(values.len());
    for value in values {
        let before = best.last().copied().unwrap_or(*value);
        best.push(if direction.better(*value, before) {
            *value
        } else {
            before
        });
    }
    best
}

/// Bars among the values, and the next one where it is not so far that the rest could not be seen.
fn bars_in_sight(board: &Board, values: &[f64], best: f64) -> Vec<(Bar, f64)> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let span = (high - low).max(1e-12);
    let next = board.set.bars.ahead(board.lab.direction(), best);
    let of = |bar: Bar| (bar, board.set.bars.of(bar));
    let near = |(bar, value): &(Bar, f64)| {
        (low..=high).contains(value) || (next == Some(*bar) && (value - best).abs() <= 2.0 * span)
    };
    Bar::ALL.into_iter().map(of).filter(near).collect()
}

/// The best rises, or falls, at the attempt that made it.
fn stairs(best: &[f64], along: &Scale, up: &Scale) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (n, value) in best.iter().enumerate() {
        let x = along.at(n as f64);
        if let Some((_, before)) = points.last().copied() {
            points.push((x, before));
        }
        points.push((x, up.at(*value)));
    }
    points
}

/// Shades of a cell, from none to full.
const SHADES: u64 = 8;

/// What the best attempt said for what is true: numbers, with a ground that is the darker the greater a number's share of its row.
pub(super) fn confusion(found: &Confusion) -> Markup {
    html! {
        section.card aria-labelledby="confusion-name" {
            h2 id="confusion-name" { "What your best said for what" }
            p.faint { "Rows of the public part: a line for each class as it is, a column for each as it was said. What is right lies on the diagonal, in blue; orange is what was taken for another." }
            @if let Some(says) = mixed_up(found) { p { (says) } }
            div.scroll tabindex="0" role="group" aria-label="What was said for what, table" {
                table.heat {
                    thead {
                        tr {
                            th { "true \\ said" }
                            @for class in &found.classes { th.number scope="col" { (class) } }
                            th.number scope="col" { "right" }
                        }
                    }
                    tbody {
                        @for (truth, row) in found.cells.iter().enumerate() {
                            @let all: u64 = row.iter().sum();
                            tr {
                                th scope="row" { (found.classes[truth]) }
                                @for (said, n) in row.iter().enumerate() { td class=(shade(*n, all, said == truth)) { (n) } }
                                td.number.faint { (share(row[truth], all)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The class of a cell.
fn shade(n: u64, all: u64, right: bool) -> String {
    let kind = if right { "right" } else { "other" };
    match (n * SHADES).div_ceil(all.max(1)) {
        0 => "none".to_owned(),
        shade => format!("{kind} s{shade}"),
    }
}

/// `87 %`; nothing where a class has no row.
fn share(n: u64, all: u64) -> String {
    match all {
        0 => String::new(),
        all => format!("{} %", (100 * n + all / 2) / all),
    }
}

/// What was most often taken for another class.
fn mixed_up(found: &Confusion) -> Option<String> {
    let cells = found.cells.iter().enumerate().flat_map(|(truth, row)| {
        row.iter()
            .enumerate()
            .filter(move |(said, _)| *said != truth)
            .map(move |(said, n)| (*n, truth, said))
    });
    // Of equal ones the first.
    let (n, truth, said) = cells.reduce(|most, next| if next.0 > most.0 { next } else { most })?;
    let times = count(usize::try_from(n).unwrap_or(usize::MAX), "time");
    (n > 0).then(|| {
        format!(
            "Most often {} was taken for {}: {times}.",
            found.classes[truth], found.classes[said]
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_so_far_never_gets_worse() {
        let values = [0.5, 0.4, 0.7, 0.6];
        assert_eq!(best_so_far(&values, Direction::Higher), [0.5, 0.5, 0.7, 0.7]);
        assert_eq!(best_so_far(&values, Direction::Lower), [0.5, 0.4, 0.4, 0.4]);
    }

    /// 10 rows of a: 7 right, 3 for b; 4 of b: 1 for a, 3 right; none of c.
    #[test]
    fn a_matrix_has_its_shades_and_its_words() {
        let found = Confusion {
            classes: vec!["a".into(), "b".into(), "<c>".into()],
            cells: vec![vec![7, 3, 0], vec![1, 3, 0], vec![0, 0, 0]],
        };
        let made = confusion(&found).into_string();
        // 7 of 10 in eight shades is 5.6, and the next whole one 6; 3 of 10 is 2.4, so 3; 1 of 4 is 2; 3 of 4 is 6.
        for wanted in [
            "<td class=\"right s6\">7</td>",
            "<td class=\"other s3\">3</td>",
            "<td class=\"other s2\">1</td>",
            "<td class=\"right s6\">3</td>",
            "<td class=\"none\">0</td>",
            "Most often a was taken for b: 3 times.",
            "<th scope=\"row\">&lt;c&gt;</th>",
            "70 %",
            "75 %",
        ] {
            assert!(made.contains(wanted), "{wanted}: {made}");
        }
        assert_eq!(
            mixed_up(&Confusion {
                classes: vec!["a".into()],
                cells: vec![vec![3]]
            }),
            None
        );
    }
}
