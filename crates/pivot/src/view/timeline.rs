//! All steps as bars against the months.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use pivot_app::Situation;
use pivot_app::planning::Answer;

use super::{deadline_day, hours, later};
use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, pad, paint};

/// Columns of the step's title.
const TITLE: usize = 28;
/// Columns of the finish date at the end.
const DATE: usize = 8;

/// Each step is a row: filled where there are sessions, a line between them, a mark where it should be done.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, answer: &Answer, now: Timestamp) {
    let plan = &answer.plan;
    let zones = &plan.zones;
    screen.line(STRONG, &situation.curriculum.title);
    screen.blank();
    let Some(first) = plan.sessions.first().map(|s| zones.local(s.start).date()) else {
        screen.line(
            FAINT,
            if plan.unplaced.is_empty() {
                "There is nothing left to do."
            } else {
                "Nothing has a place: pivot plan says why."
            },
        );
        return;
    };
    let last = zones.local(plan.finish).date();
    let axis = Axis::new(
        first,
        last,
        screen.width.saturating_sub(4 + TITLE + 1 + DATE + 2).max(10),
    );
    let margin = " ".repeat(4 + TITLE + 1);
    screen.painted(&format!("{margin}{}", paint(FAINT, axis.months())));
    for step in &plan.steps {
        let mut cells = vec![' '; axis.columns];
        let date = |t: Timestamp| zones.local(t).date();
        if let (Some(start), Some(finish)) = (step.start, step.finish) {
            let (a, b) = (axis.column(date(start)), axis.column(date(finish)));
            cells[a..=b].fill('─');
        }
        for s in plan.sessions.iter().filter(|s| s.step == step.number) {
            cells[axis.column(date(s.start))] = '█';
        }
        let due = step.due.map(|d| deadline_day(zones, d));
        let finish = step.finish.map(date);
        let late = matches!((step.due, step.finish), (Some(due), Some(finish)) if finish > due);
        let style = if late { NOTE } else { MARK };
        let mut bar: String = paint(style, cells.iter().collect::<String>());
        if let Some(due) = due.filter(|d| *d >= first && *d <= last) {
            let at = axis.column(due);
            if cells[at] != '█' {
                let (before, after): (String, String) =
                    (cells[..at].iter().collect(), cells[at + 1..].iter().collect());
                bar = format!(
                    "{}{}{}",
                    paint(style, before),
                    paint(FAINT, "╎"),
                    paint(style, after)
                );
            }
        }
        let end = finish.map_or_else(|| "—".to_owned(), |f| f.strftime("%-d %b").to_string());
        let end = if late { paint(NOTE, end) } else { end };
        screen.painted(&format!(
            "{:>3} {} {bar}  {end}",
            step.number,
            pad(&step.title, TITLE)
        ));
    }
    if now > plan.sessions[0].start && last > zones.local(now).date() {
        let at = axis.column(zones.local(now).date());
        screen.painted(&format!("{margin}{}{}", " ".repeat(at), paint(GOOD, "▲ now")));
    }
    screen.blank();
    let late = plan
        .steps
        .iter()
        .any(|s| matches!((s.due, s.finish), (Some(d), Some(f)) if f > d));
    screen.prose(FAINT, 0, 0, "█ sessions  ─ in between  ╎ should be done by then");
    if late {
        screen.prose(
            NOTE,
            0,
            0,
            "Steps in this colour end after the month the curriculum gives them.",
        );
    }
    let unplaced: SignedDuration = plan
        .unplaced
        .iter()
        .filter(|u| !u.forgiven)
        .fold(SignedDuration::ZERO, |sum, u| sum + u.missing);
    if unplaced > SignedDuration::ZERO {
        screen.prose(
            BAD,
            0,
            0,
            &format!("{} of work have no place: pivot plan says why.", hours(unplaced)),
        );
    }
}

/// Dates as columns.
struct Axis {
    first: Date,
    days: i64,
    columns: usize,
}

impl Axis {
    fn new(first: Date, last: Date, columns: usize) -> Axis {
        Axis {
            first,
            days: days_between(first, last) + 1,
            columns,
        }
    }

    fn column(&self, date: Date) -> usize {
        let day = days_between(self.first, date).clamp(0, self.days - 1);
        usize::try_from(day).unwrap_or(0) * self.columns / usize::try_from(self.days).unwrap_or(1).max(1)
    }

    /// The names of the months, each where it begins, as far as there is room before the next.
    fn months(&self) -> String {
        let mut begins = vec![self.first];
        let last = later(self.first, self.days - 1);
        while let Some(next) = begins
            .last()
            .map(|d| later(d.last_of_month(), 1))
            .filter(|d| *d <= last)
        {
            begins.push(next);
        }
        let mut line = String::new();
        for (i, date) in begins.iter().enumerate() {
            let at = self.column(*date);
            let end = begins.get(i + 1).map_or(self.columns, |next| self.column(*next));
            let name = date.strftime("%b").to_string();
            if name.len() < end - at || (i + 1 == begins.len() && name.len() <= end - at) {
                line.push_str(&" ".repeat(at - line.len()));
                line.push_str(&name);
            }
        }
        line
    }
}

fn days_between(a: Date, b: Date) -> i64 {
    a.until(b).map_or(0, |span| i64::from(span.get_days()))
}
