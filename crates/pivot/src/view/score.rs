//! A score.

use anstyle::Style;
use pivot_app::labs::metrics::Direction;
use pivot_app::labs::score::Score;

use crate::screen::{MARK, STRONG, Screen, paint};
use crate::view::count;

pub(crate) fn show(screen: &mut Screen, score: &Score) {
    let metric = score.metric;
    let rows = count(usize::try_from(score.rows).unwrap_or(usize::MAX), "row");
    screen.painted(&format!(
        "{}  {}  over {rows}",
        paint(STRONG, metric.name()),
        paint(MARK, number(score.value))
    ));
    screen.blank();
    screen.labelled(Style::new(), "What", metric.about());
    let better = match metric.direction() {
        Direction::Higher => "higher",
        Direction::Lower => "lower",
    };
    screen.labelled(Style::new(), "Better", &format!("{better}; {}", metric.range()));
}

/// Six digits after the point; where that says too little, as many digits as there are.
fn number(value: f64) -> String {
    if value != 0.0 && !(1e-4..1e9).contains(&value.abs()) {
        format!("{value:e}")
    } else {
        format!("{value:.6}")
    }
}
