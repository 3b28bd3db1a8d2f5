//! Buy, rent or free hours.

use anstyle::Style;
use pivot_app::domain::rig::cost::{Break, BreakEven, Fine, Share, Turn};
use pivot_app::verbs::rig_cost::{Weighed, drawn, step};

use super::long_date;
use crate::screen::{FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, pad, paint};

/// Rows of the plot, and columns of the numbers beside it.
const ROWS: usize = 14;
const MARGIN: usize = 10;
/// Columns of an amount, and of the last column of the table.
const AMOUNT: usize = 13;
const LAST: usize = 11;
/// So many turns are shown; the JSON has all.
const TURNS: usize = 10;
/// A change by less than this share is within reach.
const REACH: f64 = 0.5;

pub(crate) fn show(screen: &mut Screen, weighed: &Weighed) {
    let report = &weighed.report;
    let best = &report.ways[report.best];
    screen.prose(STRONG, 0, 2, "Buy, rent or free hours");
    screen.blank();
    let cost = |fine: Option<Fine>| {
        fine.map_or_else(
            || "not enough".to_owned(),
            |f| f.money(&report.currency).to_string(),
        )
    };
    let verb = match best.way.kind() {
        "buy" => "Buy ",
        "rent" => "Rent ",
        _ => "Free hours: ",
    };
    let certain = weighed.futures == 1;
    let answer = match certain {
        true => format!("{verb}{}, for {}", best.name, cost(best.middle)),
        false => format!(
            "{verb}{}, for {} in the middle of {} futures; it costs least in {}",
            best.name,
            cost(best.middle),
            weighed.futures,
            percent(best.cheapest)
        ),
    };
    screen.labelled(GOOD, "Answer", &answer);
    let hours = match &weighed.machine {
        Some(machine) => format!(
            "on {machine} {} h or less in half of the futures, {} h in 80 percent; {} h by the plan, for {}",
            hours(report.minutes.0),
            hours(report.minutes.1),
            hours(report.planned.minutes()),
            super::count(weighed.tasks.len(), "task")
        ),
        None => format!(
            "{} h, as you said, over {}",
            hours(report.minutes.0),
            super::count(report.planned.weeks.len(), "week")
        ),
    };
    screen.labelled(Style::new(), "Hours", &hours);
    for note in &weighed.notes {
        screen.labelled(NOTE, "Note", &format!("{}.", capital(note)));
    }
    for listed in &weighed.listed {
        screen.labelled(Style::new(), "Price list", &format!("{listed}."));
    }
    table(screen, weighed);
    plot(screen, weighed);
    breaks(screen, weighed);
    range(screen, weighed);
    turns(screen, weighed);
    screen.blank();
    screen.line(STRONG, "Taken for granted");
    for assumed in &weighed.assumed {
        screen.prose(FAINT, 2, 2, &format!("{}.", capital(assumed)));
    }
}

fn table(screen: &mut Screen, weighed: &Weighed) {
    let report = &weighed.report;
    let certain = weighed.futures == 1;
    let heads: &[&str] = match certain {
        true => &["in all"],
        false => &["by the plan", "50 percent", "80 percent"],
    };
    let room = screen
        .width
        .min(100)
        .saturating_sub(AMOUNT * heads.len() + LAST)
        .max(12);
    screen.blank();
    let mut head = paint(
        STRONG,
        pad(
            &fit(&format!("What it costs, in {}", report.currency), room),
            room,
        ),
    );
    for name in heads {
        head.push_str(&paint(FAINT, format!("{name:>AMOUNT$}")));
    }
    if !certain {
        head.push_str(&paint(FAINT, format!("{:>LAST$}", "least in")));
    }
    screen.painted(&head);
    for (i, way) in report.ways.iter().enumerate() {
        let style = if i == report.best { GOOD } else { Style::new() };
        let name = pad(&fit(&format!("  {} {}", key(i + 1), way.name), room - 1), room);
        let mut line = paint(style, name);
        let amounts = match certain {
            true => vec![way.p50],
            false => vec![way.planned, way.p50, way.p80],
        };
        for amount in amounts {
            let text = amount.map_or_else(|| "not enough".to_owned(), |a| grouped(a, &report.currency));
            line.push_str(&paint(style, format!("{text:>AMOUNT$}")));
        }
        if !certain {
            line.push_str(&paint(style, format!("{:>LAST$}", percent(way.cheapest))));
        }
        screen.painted(&line);
        if let Some(spills) = way.spills.filter(|s| s.part > 0) {
            let text = format!("the free hours are not enough in {}", share(spills, certain));
            screen.prose(FAINT, 4, 2, &text);
        }
    }
}

/// The costs of the middle future, by the end of each week: the number of a way where its line is.
fn plot(screen: &mut Screen, weighed: &Weighed) {
    let report = &weighed.report;
    let ways = drawn(weighed);
    let weeks = report.middle.weeks.len();
    if weeks == 0 || ways.is_empty() {
        return;
    }
    let columns = screen.width.min(100).saturating_sub(MARGIN + 2);
    let values = || {
        ways.iter()
            .flat_map(|(_, way)| way.curve.iter().map(|c| c.drawn()))
    };
    let every = step(values().fold(1.0, f64::max) - values().fold(0.0, f64::min), 4.0);
    let most = (values().fold(1.0, f64::max) / every).ceil() * every;
    let least = (values().fold(0.0, f64::min) / every).floor() * every;
    let row = |value: f64| {
        let at = (value - least) / (most - least).max(1e-9) * ROWS as f64;
        at.round().clamp(0.0, ROWS as f64) as usize
    };
    let mut cells = vec![vec![' '; columns]; ROWS + 1];
    for (number, way) in ways.iter().rev() {
        let at = |column: usize| way.curve.get((column * weeks / columns).min(weeks - 1));
        for (column, cost) in (0..columns).filter_map(|column| Some((column, at(column)?))) {
            cells[row(cost.drawn())][column] = key(*number);
        }
    }
    screen.blank();
    let of = if weighed.futures == 1 {
        ""
    } else {
        ", in the middle future"
    };
    screen.line(
        STRONG,
        &format!("Paid by the end of each week, in {}{of}", report.currency),
    );
    let marks: Vec<(usize, String)> = (0..)
        .map(|k| least + f64::from(k) * every)
        .take_while(|mark| *mark <= most + every / 2.0)
        .map(|mark| {
            (
                row(mark),
                if every < 1.0 {
                    format!("{mark:.2}")
                } else {
                    format!("{mark:.0}")
                },
            )
        })
        .collect();
    for (r, cells) in cells.iter().enumerate().rev() {
        let mark = marks.iter().find(|m| m.0 == r).map_or("", |m| m.1.as_str());
        let line: String = cells.iter().collect();
        screen.painted(&format!(
            "{} {}{}",
            paint(FAINT, format!("{mark:>w$}", w = MARGIN - 2)),
            paint(FAINT, "│"),
            paint(MARK, line.trim_end())
        ));
    }
    screen.painted(&paint(
        FAINT,
        format!("{}└{}", " ".repeat(MARGIN - 1), "─".repeat(columns)),
    ));
    let (first, last) = (weighed.from.to_string(), weighed.week(weeks).to_string());
    let gap = columns.saturating_sub(first.len() + last.len());
    screen.painted(&paint(
        FAINT,
        format!("{}{first}{}{last}", " ".repeat(MARGIN), " ".repeat(gap)),
    ));
    let left_out = report.ways.len() - ways.len();
    let mut legend =
        "Each number is a way of the table above; where lines meet, the first is seen.".to_owned();
    if left_out > 0 {
        legend.push_str(&format!(" {left_out} of them not drawn."));
    }
    screen.prose(FAINT, MARGIN, 0, &legend);
}

fn breaks(screen: &mut Screen, weighed: &Weighed) {
    if weighed.report.breaks.is_empty() {
        return;
    }
    screen.blank();
    screen.line(
        STRONG,
        &format!("When {} has cost no more", weighed.costs.rig.name),
    );
    for broken in &weighed.report.breaks {
        let name = broken.way.name(&weighed.costs);
        screen.prose(
            Style::new(),
            2,
            4,
            &format!("than {name}: {}.", when(weighed, broken)),
        );
    }
}

fn when(weighed: &Weighed, broken: &Break) -> String {
    let mut said: Vec<String> = Vec::new();
    said.extend(match broken.hours {
        None => None,
        Some(BreakEven::Never) => Some("never, however many hours: an hour of it costs no less".to_owned()),
        Some(BreakEven::AtOnce) => Some("from the first hour on".to_owned()),
        Some(BreakEven::After(seconds)) => Some(format!(
            "from {} hours on ({})",
            seconds.div_ceil(3600),
            exact(seconds)
        )),
        Some(BreakEven::UpTo(seconds)) => Some(format!("up to {} hours, and more beyond", exact(seconds))),
    });
    let week = |week: Option<usize>| week.map(|w| format!("by the week of {}", long_date(weighed.week(w))));
    let certain = weighed.futures == 1;
    let never = || "never within this plan".to_owned();
    said.push(match (week(broken.p50), week(broken.p80)) {
        (Some(week), _) if certain => week,
        (None, None) if broken.within.part == 0 => never(),
        (None, None) => format!("within this plan only in {}", share(broken.within, certain)),
        (p50, p80) => format!(
            "{} (50 percent), {} (80 percent)",
            p50.unwrap_or_else(never),
            p80.unwrap_or_else(never)
        ),
    });
    let [less, _, more] = broken.range;
    if broken.range.iter().any(|week| *week != broken.range[1]) {
        let middle = if certain { "" } else { "in the middle future " };
        let or = |w: Option<usize>| week(w).unwrap_or_else(never);
        said.push(format!(
            "{middle}with a fifth less {}, with a fifth more {}",
            or(less),
            or(more)
        ));
    }
    said.join("; ")
}

/// The middle future with a fifth less and a fifth more.
fn range(screen: &mut Screen, weighed: &Weighed) {
    let report = &weighed.report;
    let room = screen.width.min(100).saturating_sub(AMOUNT * 3).max(12);
    screen.blank();
    let mut head = paint(
        STRONG,
        pad(&fit("With other hours, all else the same", room), room),
    );
    for range in &report.range {
        head.push_str(&paint(
            FAINT,
            format!("{:>AMOUNT$}", format!("{} h", hours(range.minutes))),
        ));
    }
    screen.painted(&head);
    for (i, way) in report.ways.iter().enumerate() {
        let mut line = pad(&fit(&format!("  {} {}", key(i + 1), way.name), room - 1), room);
        for range in &report.range {
            let text =
                range.costs[i].map_or_else(|| "not enough".to_owned(), |a| grouped(a, &report.currency));
            let style = if range.best == i { GOOD } else { Style::new() };
            let mark = if range.best == i { "*" } else { "" };
            line.push_str(&paint(style, format!("{:>AMOUNT$}", format!("{mark}{text}"))));
        }
        screen.painted(&line);
    }
    screen.prose(FAINT, 2, 0, "* costs least");
}

fn turns(screen: &mut Screen, weighed: &Weighed) {
    let turns = &weighed.report.turns;
    screen.blank();
    screen.line(STRONG, "What would change the answer, each alone");
    if turns.is_empty() {
        screen.prose(
            Style::new(),
            2,
            2,
            "No number in the file, however far it is changed.",
        );
        return;
    }
    let near = |turn: &&Turn| turn.change().is_some_and(|c| c.abs() <= REACH);
    if !turns.iter().any(|turn| near(&turn)) {
        screen.prose(
            Style::new(),
            2,
            2,
            "None that changes by less than half of itself. The nearest:",
        );
    }
    for turn in turns.iter().take(TURNS) {
        let (input, unit) = (turn.input.path(&weighed.costs), turn.input.unit(&weighed.costs));
        let unit = if unit.is_empty() { unit } else { format!(" {unit}") };
        let change = match turn.change() {
            Some(change) => format!(" ({:+.0} %)", change * 100.0),
            None => String::new(),
        };
        let more = if turn.to > turn.from { "or more" } else { "or less" };
        let text = format!(
            "{input}: {} instead of {}{unit}, {more}{change}: {}",
            turn.input.shown(turn.to),
            turn.input.shown(turn.from),
            turn.way.name(&weighed.costs)
        );
        screen.prose(if near(&turn) { NOTE } else { Style::new() }, 2, 4, &text);
    }
    if turns.len() > TURNS {
        screen.prose(
            FAINT,
            2,
            2,
            &format!("{} more lie further away: --json has them.", turns.len() - TURNS),
        );
    }
}

/// The sign of a way, from 1: a digit, then letters.
fn key(number: usize) -> char {
    u32::try_from(number)
        .ok()
        .and_then(|n| char::from_digit(n.min(35), 36))
        .unwrap_or('?')
}

/// An amount without its currency: `1,234.50`.
fn grouped(fine: Fine, currency: &str) -> String {
    let text = fine.money(currency).to_string();
    text.get(currency.len() + 1..).unwrap_or(&text).to_owned()
}

/// Minutes as hours, with a decimal where they need one.
fn hours(minutes: u64) -> String {
    match minutes % 60 {
        0 => (minutes / 60).to_string(),
        _ => format!("{:.1}", minutes as f64 / 60.0),
    }
}

/// Seconds as hours, with a decimal.
fn exact(seconds: u64) -> String {
    format!("{:.1}", seconds as f64 / 3600.0)
}

fn percent(share: Share) -> String {
    let percent = 100.0 * share.part as f64 / share.of.max(1) as f64;
    // Some are not none, and not all is not all.
    match percent.round() {
        0.0 if share.part > 0 => "<1 %".to_owned(),
        100.0 if share.part < share.of => ">99 %".to_owned(),
        rounded => format!("{rounded:.0} %"),
    }
}

fn share(of: Share, certain: bool) -> String {
    match certain {
        true => "this plan".to_owned(),
        false => format!("{} of the futures", percent(of)),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
