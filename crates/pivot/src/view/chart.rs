//! Charts of characters.

use anstyle::Style;
use jiff::Timestamp;
use jiff::civil::Date;
use pivot_app::domain::zones::Zones;
use pivot_app::planning::forecast::{Charts, FanPoint, KindPace, Week};

use super::later;
use crate::screen::{FAINT, GOOD, MARK, NOTE, STRONG, Screen, pad, paint};

/// Rows of the burn-up.
const ROWS: usize = 12;
/// Columns of the numbers beside it.
const MARGIN: usize = 8;

/// What a cell of the burn-up shows; of two the later one here is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Empty,
    Fan,
    Plan,
    Middle,
    Done,
}

impl Cell {
    fn drawn(self) -> (char, Style) {
        match self {
            Cell::Empty => (' ', Style::new()),
            Cell::Fan => ('░', FAINT),
            Cell::Plan => ('·', NOTE),
            Cell::Middle => ('━', MARK),
            Cell::Done => ('█', GOOD),
        }
    }
}

/// Work done and to come, in likely hours: what is done, the plan, and between which lines 80 of 100 futures lie.
pub(crate) fn burn_up(screen: &mut Screen, zones: &Zones, charts: &Charts) {
    let (Some(first), Some(last)) = (charts.fan.first(), charts.fan.last()) else {
        return;
    };
    let from = charts.done.first().map_or(first.at, |d| d.0.min(first.at));
    let columns = screen.width.saturating_sub(MARGIN + 3).max(10);
    let axis = Axis {
        from: from.as_second(),
        to: last.at.as_second().max(from.as_second() + 1),
        columns,
    };
    let row = |hours: f64| {
        let at = (hours / charts.total.max(1e-9) * ROWS as f64).round();
        (at.clamp(0.0, ROWS as f64)) as usize
    };
    let mut cells = vec![vec![Cell::Empty; columns]; ROWS + 1];
    let mut set = |row: usize, column: usize, cell: Cell| {
        let old = &mut cells[row][column];
        *old = (*old).max(cell);
    };
    for column in 0..columns {
        let at = axis.at(column);
        if at < first.at.as_second() {
            let done = charts.done.iter().rev().find(|d| d.0.as_second() <= at);
            let top = row(done.map_or(0.0, |d| d.1));
            (0..=top).for_each(|r| set(r, column, Cell::Done));
            continue;
        }
        let value = |of: fn(&FanPoint) -> f64| between(&charts.fan, at, of);
        let (low, high) = (row(value(|p| p.low)), row(value(|p| p.high)));
        (low..=high).for_each(|r| set(r, column, Cell::Fan));
        set(row(value(|p| p.planned)), column, Cell::Plan);
        set(row(value(|p| p.middle)), column, Cell::Middle);
    }
    screen.blank();
    screen.line(STRONG, "Work done and to come, in likely hours");
    for (r, cells) in cells.iter().enumerate().rev() {
        let label = if r % 4 == 0 {
            format!("{:>6.0} ", charts.total * r as f64 / ROWS as f64)
        } else {
            " ".repeat(MARGIN - 1)
        };
        screen.painted(&format!("{}{}", paint(FAINT, label + "│"), painted(cells)));
    }
    let margin = " ".repeat(MARGIN);
    screen.painted(&format!("{margin}{}", paint(FAINT, axis.months(zones))));
    let done = if charts.done.is_empty() { "" } else { "█ done  " };
    screen.prose(
        FAINT,
        0,
        0,
        &format!("{done}━ the middle of the futures  ░ 80 of 100 of them  · the plan"),
    );
}

/// A row of cells, with a style for each run of the same.
fn painted(cells: &[Cell]) -> String {
    let mut line = String::new();
    for run in cells.chunk_by(|a, b| a == b) {
        let (sign, style) = run[0].drawn();
        line.push_str(&paint(style, sign.to_string().repeat(run.len())));
    }
    line
}

/// The value at a moment, on the line between two points.
fn between(fan: &[FanPoint], at: i64, of: fn(&FanPoint) -> f64) -> f64 {
    let next = fan.partition_point(|p| p.at.as_second() <= at);
    match (next.checked_sub(1).and_then(|k| fan.get(k)), fan.get(next)) {
        (Some(a), Some(b)) => {
            let span = (b.at.as_second() - a.at.as_second()).max(1) as f64;
            let part = (at - a.at.as_second()) as f64 / span;
            of(a) + (of(b) - of(a)) * part
        }
        (Some(a), None) => of(a),
        (None, b) => b.map_or(0.0, of),
    }
}

/// Moments as columns.
struct Axis {
    from: i64,
    to: i64,
    columns: usize,
}

impl Axis {
    /// The moment in the middle of a column.
    fn at(&self, column: usize) -> i64 {
        let part = (column as f64 + 0.5) / self.columns as f64;
        self.from + ((self.to - self.from) as f64 * part) as i64
    }

    fn column(&self, zones: &Zones, date: Date) -> usize {
        let at = zones.start_of(date).as_second() - self.from;
        let part = at as f64 / (self.to - self.from) as f64;
        ((part * self.columns as f64).max(0.0) as usize).min(self.columns)
    }

    /// The names of the months, each where it begins, as far as there is room before the next.
    fn months(&self, zones: &Zones) -> String {
        let date = |second: i64| {
            let at = Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
            zones.local(at).date()
        };
        let (first, last) = (date(self.from), date(self.to));
        let mut line = String::new();
        let mut begin = first;
        while begin <= last {
            let next = later(begin.last_of_month(), 1);
            let at = self.column(zones, begin);
            let end = if next <= last {
                self.column(zones, next)
            } else {
                self.columns
            };
            let name = match begin.month() {
                1 => begin.strftime("%b %Y").to_string(),
                _ => begin.strftime("%b").to_string(),
            };
            let room = end.saturating_sub(at);
            let name = if name.len() < room {
                name.as_str()
            } else {
                &name[..3]
            };
            if name.len() < room && line.len() <= at {
                line.push_str(&" ".repeat(at - line.len()));
                line.push_str(name);
            }
            if next <= begin {
                break;
            }
            begin = next;
        }
        line
    }
}

/// `bar` of so many columns out of `most`, at least one where there is anything.
fn bar(value: f64, most: f64, columns: usize) -> usize {
    let length = (value / most.max(1e-9) * columns as f64).round() as usize;
    length.clamp(usize::from(value > 0.0), columns)
}

/// Hours planned against hours done, week by week.
pub(crate) fn weeks(screen: &mut Screen, weeks: &[Week]) {
    let most = weeks.iter().map(|w| w.planned.max(w.done)).fold(0.0, f64::max);
    if most <= 0.0 {
        return;
    }
    let columns = screen.width.saturating_sub(30).clamp(10, 50);
    screen.blank();
    screen.line(STRONG, "Hours by week");
    for week in weeks {
        let (planned, done) = (bar(week.planned, most, columns), bar(week.done, most, columns));
        let rest = planned.saturating_sub(done);
        let fill = columns - done - rest;
        // Less than half an hour is said as 0.
        let text = if week.begun && week.planned < 0.5 {
            format!("{:>3.0} h", week.done)
        } else if week.begun {
            format!("{:>3.0} of {:.0} h", week.done, week.planned)
        } else {
            format!("{:>10.0} h", week.planned)
        };
        screen.painted(&format!(
            "  {:>6}  {}{}{} {text}",
            week.from.strftime("%-d %b").to_string(),
            paint(GOOD, "█".repeat(done)),
            paint(FAINT, "░".repeat(rest)),
            " ".repeat(fill),
        ));
    }
    screen.prose(FAINT, 0, 0, "█ done  ░ planned");
}

/// Actual over estimate, by kind of task.
pub(crate) fn kinds(screen: &mut Screen, kinds: &[KindPace]) {
    let most = kinds.iter().map(|k| k.median).fold(2.0, f64::max);
    let columns = screen.width.saturating_sub(40).clamp(10, 40);
    screen.blank();
    screen.line(STRONG, "Pace by kind of task: hours taken for an hour estimated");
    let one = bar(1.0, most, columns);
    for kind in kinds {
        let length = bar(kind.median, most, columns);
        let shown: String = (0..columns)
            .map(|c| match (c < length, c + 1 == one) {
                (true, _) => '█',
                (false, true) => '╎',
                (false, false) => ' ',
            })
            .collect();
        let of = match kind.tasks {
            0 => "none done yet".to_owned(),
            n => format!("{} done", super::count(n, "task")),
        };
        let style = if kind.tasks == 0 { FAINT } else { MARK };
        screen.painted(&format!(
            "  {} {}  {:.2}  {}",
            pad(&kind.kind, 10),
            paint(style, shown),
            kind.median,
            paint(FAINT, of)
        ));
    }
}
