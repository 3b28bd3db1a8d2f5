//! A leaderboard, with the learning curve and the confusion matrix.

use anstyle::Style;
use pivot_app::Situation;
use pivot_app::labs::lab::confusion::Confusion;
use pivot_app::labs::lab::{Bar, SHORT};
use pivot_app::labs::metrics::Direction;
use pivot_app::verbs::lab::{Board, Row, Who};
use pivot_app::words::{score, when};

use super::{count, style};
use crate::screen::{FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, pad, paint, width};

/// Rows of the learning curve.
const ROWS: usize = 9;
/// Columns of the numbers beside it.
const MARGIN: usize = 11;

/// The leaderboard.
pub(crate) fn board(screen: &mut Screen, situation: &Situation, board: &Board) {
    let lab = &board.lab;
    screen.line(
        STRONG,
        &format!("{}, set {}, by {}", lab.title, board.set.name, lab.measure()),
    );
    screen.blank();
    if board.rows.is_empty() {
        screen.line(NOTE, "Nobody has tried it here yet.");
    }
    for (place, row) in board.rows.iter().enumerate() {
        line(screen, situation, place + 1, row);
    }
    if board.others > 0 {
        let text = format!(
            "{} on other data, which {} not compare.",
            count(board.others, "attempt"),
            if board.others == 1 { "does" } else { "do" }
        );
        screen.prose(FAINT, 0, 0, &text);
    }
    if let Some(private) = board.private {
        let text = format!(
            "Your best has {} on the private part, told since you passed.",
            score(private)
        );
        screen.blank();
        screen.prose(GOOD, 0, 0, &text);
    }
    if board.curve.len() > 1 {
        curve(screen, board);
    }
    if let Some(found) = &board.confusion {
        confusion(screen, found);
    }
    screen.next(&format!("pivot lab submit {0} FILE; pivot lab hint {0}.", lab.id));
}

fn line(screen: &mut Screen, situation: &Situation, place: usize, row: &Row) {
    let (own, name) = match &row.who {
        Who::Baseline(name) => (false, name.clone()),
        Who::Attempt(n) => (true, format!("attempt {n}")),
    };
    let name = if row.best {
        format!("{name} ◀ best")
    } else {
        name
    };
    let when = match (row.at, row.seconds) {
        (Some(at), _) => when(situation, at),
        (None, Some(seconds)) => format!("{seconds:.1} s"),
        _ => String::new(),
    };
    let note = row.note.as_deref().unwrap_or_default();
    let room = screen.width.saturating_sub(66);
    let styled = if own { STRONG } else { FAINT };
    let tail = if note.is_empty() {
        when
    } else {
        format!("{}  {}", pad(&when, 16), fit(note, room))
    };
    screen.painted(&format!(
        "{place:>3}  {}  {:>12}  {}  {}",
        paint(styled, pad(&name, 18)),
        score(row.value),
        paint(style(row.bar), pad(row.bar.map_or(SHORT, Bar::name), 9)),
        paint(FAINT, tail)
    ));
}

/// One's own attempts in their order: each, and the best so far; lines at the bars.
fn curve(screen: &mut Screen, board: &Board) {
    let direction = board.lab.direction();
    let values: Vec<f64> = board.curve.iter().map(|(_, value)| *value).collect();
    let mut best = Vec::with_capacity(values.len());
    for value in &values {
        let before = best.last().copied().unwrap_or(*value);
        best.push(if direction.better(*value, before) {
            *value
        } else {
            before
        });
    }
    let (mut low, mut high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
            (l.min(*v), h.max(*v))
        });
    // The next bar is in sight, where it is not too far for the rest to be seen.
    let span = (high - low).max(1e-12);
    let last = best.last().copied().unwrap_or(low);
    let ahead = board
        .set
        .bars
        .ahead(direction, last)
        .map(|bar| board.set.bars.of(bar));
    if let Some(bar) = ahead.filter(|bar| (bar - last).abs() <= 2.0 * span) {
        (low, high) = (low.min(bar), high.max(bar));
    }
    if high <= low {
        high = low + 1.0;
    }
    let columns = screen.width.saturating_sub(MARGIN + 1).min(4 * values.len());
    let row = |value: f64| ((value - low) / (high - low) * (ROWS - 1) as f64).round() as usize;
    let mut cells = vec![vec![' '; columns]; ROWS];
    for bar in Bar::ALL {
        let value = board.set.bars.of(bar);
        if (low..=high).contains(&value) {
            cells[row(value)].fill('┄');
        }
    }
    let column = |n: usize| {
        if values.len() == 1 {
            0
        } else {
            n * (columns - 1) / (values.len() - 1)
        }
    };
    for n in 0..values.len() {
        let end = if n + 1 < values.len() {
            column(n + 1)
        } else {
            columns
        };
        for cell in &mut cells[row(best[n])][column(n)..end] {
            *cell = '━';
        }
    }
    for (n, value) in values.iter().enumerate() {
        cells[row(*value)][column(n)] = '●';
    }
    screen.blank();
    screen.line(STRONG, "Your attempts, first to last");
    for (r, line) in cells.iter().enumerate().rev() {
        let at = low + (high - low) * r as f64 / (ROWS - 1) as f64;
        let label = if r % 4 == 0 {
            format!("{:>10} ", score(at))
        } else {
            " ".repeat(MARGIN)
        };
        screen.painted(&format!("{}{}", paint(FAINT, label + "│"), painted(line)));
    }
    let better = match direction {
        Direction::Higher => "higher",
        Direction::Lower => "lower",
    };
    screen.prose(
        FAINT,
        0,
        0,
        &format!("● an attempt  ━ the best so far  ┄ a bar; {better} is better"),
    );
}

/// A row of cells, with a style for each run of the same.
fn painted(cells: &[char]) -> String {
    let mut line = String::new();
    for run in cells.chunk_by(|a, b| a == b) {
        let style = match run[0] {
            '●' => MARK,
            '━' => GOOD,
            '┄' => NOTE,
            _ => Style::new(),
        };
        line.push_str(&paint(style, run.iter().collect::<String>()));
    }
    line
}

/// What was said for what: a row for each true class.
fn confusion(screen: &mut Screen, found: &Confusion) {
    let most = found.cells.iter().flatten().copied().max().unwrap_or(0);
    let cell = most.to_string().len().max(3) + 1;
    let room = screen.width.saturating_sub(cell * found.classes.len() + 2);
    let name = found
        .classes
        .iter()
        .map(|c| width(c))
        .max()
        .unwrap_or(0)
        .min(14)
        .min(room);
    screen.blank();
    screen.line(
        STRONG,
        "What your best said (across) for what is true (down), public rows",
    );
    if name < 3 {
        let text = "The terminal is too narrow for it: make it wider, or ask with --json.";
        screen.prose(FAINT, 2, 0, text);
        return;
    }
    let head: String = found
        .classes
        .iter()
        .map(|class| format!("{:>cell$}", fit(class, cell - 1)))
        .collect();
    screen.painted(&paint(FAINT, format!("  {}{head}", " ".repeat(name))));
    for (truth, row) in found.cells.iter().enumerate() {
        let cells: String = row
            .iter()
            .enumerate()
            .map(|(said, n)| {
                let text = if *n == 0 {
                    format!("{:>cell$}", "·")
                } else {
                    format!("{n:>cell$}")
                };
                let style = match (said == truth, *n) {
                    (_, 0) => FAINT,
                    (true, _) => GOOD,
                    (false, _) => NOTE,
                };
                paint(style, text)
            })
            .collect();
        screen.painted(&format!(
            "  {}{cells}",
            paint(STRONG, pad(&found.classes[truth], name))
        ));
    }
}
