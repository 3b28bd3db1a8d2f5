//! Reasons, in words.

use anstyle::Style;
use jiff::Timestamp;
use pivot_app::Situation;
use pivot_app::planning::{ChainReason, Overview, Reasons, TaskSlack};
use pivot_app::words::roughly;

use super::{date_of, hours};
use crate::screen::{FAINT, GOOD, MARK, NOTE, STRONG, Screen, fit, pad, paint, width};

/// Why a task is where it is, what leads up to it, and what fixes the finish.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, reasons: &Reasons) {
    let zones = &situation.settings.zones;
    let at = |t: Timestamp| zones.local(t).strftime("%a %-d %b %H:%M").to_string();
    screen.line(STRONG, &format!("{} {}", reasons.task, reasons.title));
    match (reasons.start, reasons.finish) {
        (Some(start), Some(finish)) => {
            screen.prose(Style::new(), 2, 2, &format!("{} to {}", at(start), at(finish)));
        }
        _ => screen.prose(NOTE, 2, 2, "It has no place: pivot plan says why."),
    }
    match reasons.slack {
        Some(slack) if slack.elapsed.is_zero() => screen.prose(
            NOTE,
            2,
            2,
            "No slack: an hour later here is an hour later at the end.",
        ),
        Some(slack) => {
            let text = format!(
                "Slack: at most {}, with {} of study time in them; other work may need it before that.",
                roughly(slack.elapsed),
                hours(slack.study)
            );
            screen.prose(GOOD, 2, 2, &text);
        }
        None => {}
    }
    for session in &reasons.sessions {
        screen.blank();
        screen.painted(&format!(
            "  {} {}",
            paint(MARK, pad(&session.id, 8)),
            at(session.start)
        ));
        for reason in &session.reasons {
            screen.prose(Style::new(), 4, 2, &format!("· {reason}"));
        }
    }
    // A task at the end of the critical chain has that chain before it.
    if reasons.before.len() > 1 && reasons.before != reasons.chain {
        screen.blank();
        screen.line(STRONG, "What leads up to it");
        chain(screen, situation, &reasons.before);
    }
    screen.blank();
    screen.line(STRONG, "What fixes the finish date");
    chain(screen, situation, &reasons.chain);
}

/// What fixes the finish, and the slack of every task.
pub(crate) fn overview(screen: &mut Screen, situation: &Situation, overview: &Overview) {
    let zones = &situation.settings.zones;
    let finish = zones
        .local(overview.finish)
        .strftime("%A %-d %B %Y, %H:%M")
        .to_string();
    let sure = if overview.proven {
        "the earliest there is"
    } else {
        "the earliest that was found"
    };
    screen.prose(STRONG, 0, 2, &format!("What fixes the finish, {finish} ({sure})"));
    chain(screen, situation, &overview.chain);
    screen.blank();
    let title = "How much later each task may end before the finish moves";
    screen.line(STRONG, title);
    screen.prose(
        FAINT,
        2,
        0,
        "Other tasks' claims on the same hours aside; in brackets the study time in it. ● is on the chain above.",
    );
    let ids = overview.tasks.iter().map(|t| width(&t.task)).max().unwrap_or(0);
    for task in &overview.tasks {
        let text = slack_text(task);
        let end = task
            .finish
            .map_or_else(|| "no place".to_owned(), |at| date_of(zones, at));
        let room = screen.width.saturating_sub(2 + ids + 1 + 2 + 15 + 2 + 22);
        let style = if task.critical { NOTE } else { Style::new() };
        screen.painted(&format!(
            "{} {} {}  {}  {}",
            paint(style, if task.critical { "●" } else { " " }),
            paint(MARK, pad(&task.task, ids)),
            pad(&task.title, room),
            pad(&end, 15),
            paint(style, text)
        ));
    }
}

/// `12 days (34 h 30 m)`.
fn slack_text(task: &TaskSlack) -> String {
    match task.slack {
        Some(slack) if slack.elapsed.is_zero() => "none".to_owned(),
        Some(slack) => format!("{} ({})", roughly(slack.elapsed), hours(slack.study)),
        None => String::new(),
    }
}

fn chain(screen: &mut Screen, situation: &Situation, links: &[ChainReason]) {
    let zones = &situation.settings.zones;
    let at = |t: Timestamp| zones.local(t).strftime("%a %-d %b %H:%M").to_string();
    for link in links {
        screen.painted(&format!(
            "  {} {}",
            paint(MARK, pad(&link.task, 6)),
            fit(&link.title, screen.width - 10)
        ));
        screen.prose(
            FAINT,
            9,
            2,
            &format!("{} to {}: {}", at(link.start), at(link.finish), link.reason),
        );
    }
}
