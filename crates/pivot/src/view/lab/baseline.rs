//! What baselines reached.

use pivot_app::labs::lab::{Bar, SHORT};
use pivot_app::verbs::lab::Reached;
use pivot_app::words::score;

use super::style;
use crate::screen::{FAINT, NOTE, STRONG, Screen, pad, paint};

/// The answer to `lab baseline`.
pub(crate) fn baseline(screen: &mut Screen, reached: &Reached) {
    let id = &reached.lab.id;
    screen.line(
        STRONG,
        &format!(
            "{}, set {}, by {}",
            reached.lab.title,
            reached.set.name,
            reached.lab.measure()
        ),
    );
    for measured in &reached.baselines {
        let parameters = measured.parameters.map(|n| format!(", {n} parameters"));
        screen.painted(&format!(
            "  {} {:>10}  {}  {}",
            pad(&measured.name, 18),
            score(measured.value),
            paint(style(measured.bar), pad(measured.bar.map_or(SHORT, Bar::name), 9)),
            paint(
                FAINT,
                format!("{:.1} s{}", measured.seconds, parameters.unwrap_or_default())
            )
        ));
    }
    match &reached.without {
        None => screen.next(&format!(
            "pivot lab leaderboard {id} shows them beside your own attempts."
        )),
        Some((what, next)) => {
            screen.blank();
            screen.prose(NOTE, 0, 2, &format!("No network: {what}."));
            screen.next(next.as_deref().unwrap_or("--simple leaves it out."));
        }
    }
}
