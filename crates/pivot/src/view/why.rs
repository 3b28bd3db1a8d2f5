//! Reasons, in words.

use anstyle::Style;
use pivot_app::Situation;
use pivot_app::planning::Reasons;

use super::hours;
use crate::screen::{FAINT, GOOD, MARK, NOTE, STRONG, Screen, pad, paint};

/// Why a task is where it is, and what fixes the finish.
pub(crate) fn show(screen: &mut Screen, situation: &Situation, reasons: &Reasons) {
    let zones = &situation.settings.zones;
    let at = |t: jiff::Timestamp| zones.local(t).strftime("%a %-d %b %H:%M").to_string();
    screen.line(STRONG, &format!("{} {}", reasons.task, reasons.title));
    match (reasons.start, reasons.finish) {
        (Some(start), Some(finish)) => {
            screen.prose(Style::new(), 2, 2, &format!("{} to {}", at(start), at(finish)));
        }
        _ => screen.prose(NOTE, 2, 2, "It has no place: pivot plan says why."),
    }
    match reasons.slack {
        Some(slack) if slack.is_zero() => screen.prose(
            NOTE,
            2,
            2,
            "No slack: an hour later here is an hour later at the end.",
        ),
        Some(slack) => {
            let text = format!(
                "Slack: at most {} ({} days); other work may need the time before that.",
                hours(slack),
                slack.as_hours() / 24
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
    screen.blank();
    screen.line(STRONG, "What fixes the finish date");
    for link in &reasons.chain {
        screen.painted(&format!(
            "  {} {}",
            paint(MARK, pad(&link.task, 6)),
            crate::screen::fit(&link.title, screen.width - 10)
        ));
        screen.prose(
            FAINT,
            9,
            2,
            &format!("{} to {}: {}", at(link.start), at(link.finish), link.reason),
        );
    }
}
