//! The stylesheet that places what a week holds: a page may have no style of its own, so that each row of five minutes, each
//! length and each share of a column is a class.

use std::fmt::Write as _;
use std::sync::OnceLock;

/// Rows of a day: five minutes each.
pub(crate) const ROWS: u32 = 288;
/// Rows of an hour.
pub(crate) const HOUR: u32 = 12;
/// So many things can stand beside each other.
pub(crate) const LANES: usize = 4;

/// The rules, made once.
pub(crate) fn css() -> &'static str {
    static CSS: OnceLock<String> = OnceLock::new();
    CSS.get_or_init(|| {
        let mut css = String::new();
        for row in 0..ROWS {
            let _ = writeln!(css, ".r{row}{{grid-row-start:{}}}", row + 1);
        }
        for rows in 1..=ROWS {
            // A title has the lines that are left below the time: 15 of a row's 4 points, 8 around them.
            let lines = ((rows * 4).saturating_sub(8) / 15).saturating_sub(1).max(1);
            let _ = writeln!(css, ".s{rows}{{grid-row-end:span {rows};--lines:{lines}}}");
        }
        for hours in 1..=24 {
            let _ = writeln!(css, ".n{hours}{{--hours:{hours}}}");
        }
        for lanes in 2..=LANES {
            for lane in 0..lanes {
                let share = |n: usize| 100.0 * n as f32 / lanes as f32;
                let (left, right) = (share(lane), share(lanes - lane - 1));
                let _ = writeln!(
                    css,
                    ".k{lane}n{lanes}{{margin-left:{left:.2}%;margin-right:{right:.2}%}}"
                );
            }
        }
        css
    })
}
