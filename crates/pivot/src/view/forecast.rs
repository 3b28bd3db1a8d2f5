//! How likely each finish is: the dates first, then what they rest on, then pictures.

use anstyle::Style;
use jiff::Timestamp;
use pivot_app::Situation;
use pivot_app::domain::zones::Zones;
use pivot_app::planning::forecast::words::{days_off, grouped, moved, of_hundred};
use pivot_app::planning::forecast::{BASE_RATE, Compared, Forecast, Quantiles, Scores};

use super::{chart, count, date_of};
use crate::screen::{FAINT, MARK, NOTE, STRONG, Screen, pad, paint};

/// Columns of a date in a table.
const DATE: usize = 12;
/// Columns of a name before two dates.
const NAME: usize = 26;
/// Critical in so great a share of the futures counts as always.
const ALWAYS: f64 = 0.9;
/// So many tasks that are critical less often are named.
const NAMED: usize = 6;

fn short(zones: &Zones, at: Option<Timestamp>) -> String {
    at.map_or_else(
        || "never".to_owned(),
        |at| zones.local(at).strftime("%-d %b %Y").to_string(),
    )
}

/// The answer.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, forecast: &Forecast) {
    let zones = &situation.settings.zones;
    let dates = &forecast.finish;
    screen.line(
        STRONG,
        &format!(
            "When everything is finished, over {} futures",
            grouped(forecast.futures)
        ),
    );
    for (share, at) in [
        ("50 of 100", dates.p50),
        ("80 of 100", dates.p80),
        ("95 of 100", dates.p95),
    ] {
        let date = at.map_or_else(
            || "never: something has no place".to_owned(),
            |at| date_of(zones, at),
        );
        screen.painted(&format!("  in {share}  by {}", paint(STRONG, date)));
    }
    screen.blank();
    rests_on(screen, zones, forecast);
    steps(screen, zones, forecast);
    critical(screen, forecast);
    chart::burn_up(screen, zones, &forecast.charts);
    chart::weeks(screen, &forecast.charts.weeks);
    if forecast.pace.tasks > 0 {
        chart::kinds(screen, &forecast.charts.kinds);
    }
}

/// What the dates are held against, and what they rest on.
fn rests_on(screen: &mut Screen, zones: &Zones, forecast: &Forecast) {
    let plain = Style::new();
    let plan = match forecast.planned {
        Some(at) => format!(
            "{}, if everything takes its likely time and no day is lost: {} futures keep it",
            date_of(zones, at),
            of_hundred(forecast.by_plan)
        ),
        None => "something has no place (pivot plan says what)".to_owned(),
    };
    screen.labelled(NOTE, "Plan", &plan);
    if let Some(share) = forecast.by_hope {
        let text = format!(
            "{} futures are finished by the date you hope for",
            of_hundred(share)
        );
        screen.labelled(plain, "Hope", &text);
    }
    let pace = &forecast.pace;
    let from = match pace.tasks {
        0 => "nothing of yours is known yet, so this is what studies find".to_owned(),
        n => format!("learned from {} of yours", count(n, "task")),
    };
    let text = format!("an hour estimated takes {:.2} hours; {from}", pace.median());
    screen.labelled(plain, "Pace", &text);
    let losses = &forecast.losses;
    let from = match losses.days {
        0 => "our assumption until your journal tells".to_owned(),
        n => format!("{:.1} of your {}", losses.lost, count(n, "day")),
    };
    let text = format!("{:.0} of 100 days: {from}", losses.share() * 100.0);
    screen.labelled(plain, "Lost", &text);
    let text = format!(
        "{:.0} hours for every 100, by tasks that are added ({} so far)",
        forecast.scope.growth() * 100.0,
        forecast.scope.added
    );
    screen.labelled(plain, "Growth", &text);
    let [a, b, c] = forecast.error.map(|band| days_off(zones, &band));
    let text = format!(
        "more futures would move these dates by {a}, {b} and {c} at most, in 95 of 100 cases (seed {})",
        forecast.seed
    );
    screen.labelled(plain, "Error", &text);
    let text = format!(
        "{} of {} people who began a free online course finished it, {:.1} % ({}). A fact about courses, not a verdict on you.",
        grouped(BASE_RATE.finished as usize),
        grouped(BASE_RATE.of as usize),
        100.0 * f64::from(BASE_RATE.finished) / f64::from(BASE_RATE.of),
        BASE_RATE.source
    );
    screen.labelled(FAINT, "Base rate", &text);
    for note in &forecast.notes {
        screen.labelled(NOTE, "Note", note);
    }
}

fn row(zones: &Zones, q: &Quantiles) -> String {
    [q.p50, q.p80, q.p95]
        .map(|at| format!("{:>DATE$}", short(zones, at)))
        .join(" ")
}

fn heads() -> String {
    ["50 of 100", "80 of 100", "95 of 100"]
        .map(|head| format!("{head:>DATE$}"))
        .join(" ")
}

fn steps(screen: &mut Screen, zones: &Zones, forecast: &Forecast) {
    let title = screen.width.saturating_sub(5 + 3 * (DATE + 1)).clamp(10, 44);
    screen.blank();
    screen.painted(&paint(STRONG, format!("{} {}", pad("Step", title + 4), heads())));
    for step in &forecast.steps {
        let dates = if step.done {
            format!("done {}", short(zones, step.finish.p50))
        } else {
            row(zones, &step.finish)
        };
        let number = paint(MARK, format!("{:>3}", step.number));
        screen.painted(&format!("{number} {} {dates}", pad(&step.title, title)));
    }
}

fn critical(screen: &mut Screen, forecast: &Forecast) {
    if forecast.critical.is_empty() {
        return;
    }
    let (always, seldom): (Vec<_>, Vec<_>) = forecast.critical.iter().partition(|c| c.share >= ALWAYS);
    screen.blank();
    screen.line(
        STRONG,
        "What fixes the end: less work on it would bring the end forward",
    );
    if !always.is_empty() {
        let ids: Vec<&str> = always.iter().map(|c| c.task.as_str()).collect();
        let text = format!("in 90 or more of 100 futures: {}", ids.join(" "));
        screen.prose(Style::new(), 2, 2, &text);
    }
    for task in seldom.iter().take(NAMED) {
        let id = paint(MARK, pad(&task.task, 6));
        let title = pad(&task.title, screen.width.saturating_sub(28));
        screen.painted(&format!("  in {:>2.0} of 100  {id} {title}", task.share * 100.0));
    }
    if seldom.len() > NAMED {
        let text = format!(
            "and {} in fewer (--json has all)",
            count(seldom.len() - NAMED, "task")
        );
        screen.prose(FAINT, 2, 0, &text);
    }
}

/// Both outlooks, side by side.
pub(crate) fn compared(screen: &mut Screen, situation: &Situation, compared: &Compared) {
    let zones = &situation.settings.zones;
    screen.prose(STRONG, 0, 2, &format!("What if: {}", compared.what.join("; ")));
    screen.blank();
    let (plan, today) = &compared.today;
    let (other_plan, other) = &compared.changed;
    let line = |screen: &mut Screen, name: &str, a: Option<Timestamp>, b: Option<Timestamp>| {
        let moved = match (a, b) {
            (Some(a), Some(b)) => moved(zones, a, b),
            _ => String::new(),
        };
        screen.painted(&format!(
            "  {} {:>14} {:>14}   {}",
            pad(name, NAME),
            short(zones, a),
            short(zones, b),
            paint(FAINT, moved)
        ));
    };
    screen.painted(&paint(
        STRONG,
        format!("  {} {:>14} {:>14}", pad("", NAME), "today", "what if"),
    ));
    line(screen, "Plan", today.planned, other.planned);
    line(screen, "Finished 50 of 100", today.finish.p50, other.finish.p50);
    line(screen, "         80 of 100", today.finish.p80, other.finish.p80);
    line(screen, "         95 of 100", today.finish.p95, other.finish.p95);
    let hours = |plan: &pivot_app::planning::Plan| super::hours(plan.likely);
    let weekly = |plan: &pivot_app::planning::Plan| super::hours(plan.weekly);
    for (name, a, b) in [
        ("Likely work", hours(plan), hours(other_plan)),
        ("Hours a week", weekly(plan), weekly(other_plan)),
    ] {
        screen.painted(&format!("  {} {a:>14} {b:>14}", pad(name, NAME)));
    }
    screen.blank();
    screen.painted(&paint(
        STRONG,
        format!(
            "  {} {:>14} {:>14}",
            pad("Step, by 80 of 100", NAME),
            "today",
            "what if"
        ),
    ));
    for step in &today.steps {
        let b = other.steps.iter().find(|s| s.number == step.number);
        match b {
            Some(b) => line(
                screen,
                &format!("{:>2} {}", step.number, step.title),
                step.finish.p80,
                b.finish.p80,
            ),
            None => screen.painted(&format!(
                "  {} {:>14} {:>14}",
                pad(&format!("{:>2} {}", step.number, step.title), NAME),
                short(zones, step.finish.p80),
                "left out"
            )),
        }
    }
}

/// Past forecasts against what came.
pub(crate) fn history(screen: &mut Screen, zones: &Zones, scores: &Scores) {
    if scores.past.is_empty() {
        screen.prose(
            Style::new(),
            0,
            0,
            "There is nothing to score yet: each plan that you accept (pivot plan --accept) is a forecast, and counts once one of its dates has come.",
        );
        return;
    }
    screen.line(STRONG, "What past forecasts said, and what came");
    screen.painted(&paint(
        STRONG,
        format!("  {} {} {:>DATE$}", pad("made", 19), heads(), "came"),
    ));
    for past in &scores.past {
        let what = past
            .step
            .map_or_else(|| "all".to_owned(), |n| format!("step {n}"));
        let came = past
            .came
            .map_or_else(|| "not yet".to_owned(), |at| short(zones, Some(at)));
        let missed = past.came.is_none_or(|c| past.said.p80.is_some_and(|d| c > d));
        let made = zones.local(past.at).strftime("%-d %b %Y").to_string();
        let came = paint(if missed { NOTE } else { Style::new() }, format!("{came:>DATE$}"));
        screen.painted(&format!(
            "  {} {} {} {came}",
            pad(&made, 11),
            pad(&what, 7),
            row(zones, &past.said)
        ));
    }
    screen.blank();
    for (share, (kept, of)) in ["50", "80", "95"].iter().zip(scores.kept) {
        let text = match of {
            0 => "no date has come yet".to_owned(),
            _ => format!("{kept} of {of} dates that have come were kept"),
        };
        screen.labelled(Style::new(), &format!("{share} of 100"), &text);
    }
    if let Some([a, b, c]) = scores.pinball {
        let text =
            format!("{a:.1}, {b:.1} and {c:.1} days (mean pinball loss of what is finished; less is better)");
        screen.labelled(FAINT, "Loss", &text);
    }
}
