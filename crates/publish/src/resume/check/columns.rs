//! One column: nothing stands beside something else, and the text runs from top to bottom.

use super::lines::{Lines, Segment};
use super::{Findings, MOST, Rule};
use crate::resume::reading::Reading;

const EXPECTED: &str = "one column, from top to bottom";
const NEXT: &str = "put it on a line of its own, below what it belongs to";

pub(super) fn check(reading: &Reading, lines: &Lines, all: &mut Findings) {
    let rule = Rule::Columns;
    if lines.is_empty() {
        all.not_done(rule, "there is no text to look at", "");
        return;
    }
    let apart: Vec<&Segment> = lines.segments.iter().filter(|s| s.apart).collect();
    for segment in apart.iter().take(MOST) {
        let date = super::dates::is_date(&segment.text);
        let what = if date {
            "a date stands in a column at the right"
        } else {
            "text stands beside other text"
        };
        all.fault(rule, what, EXPECTED, NEXT)
            .at(segment.page, &segment.text);
    }
    if apart.len() > MOST {
        all.fault(
            rule,
            format!("{} more places stand beside other text", apart.len() - MOST),
            EXPECTED,
            NEXT,
        );
    }
    for (at, page) in reading.pages.iter().enumerate() {
        let here: Vec<&Segment> = lines
            .segments
            .iter()
            .filter(|s| s.page == at + 1 && !s.apart)
            .collect();
        if let Some(second) = second_column(&here, page.width) {
            let what = "there is a second column, which begins here";
            all.fault(rule, what, EXPECTED, NEXT).at(at + 1, &second.text);
        }
        if let Some((before, after)) = back_up(page) {
            let what = format!(
                "the text goes back up the page after `{}`",
                super::lines::short(before)
            );
            all.fault(
                rule,
                what,
                EXPECTED,
                "write the file in the order in which it is read",
            )
            .at(at + 1, after);
        }
    }
    if all.clean(rule) {
        all.passed(rule, "one column");
    }
}

/// The first of at least three lines that begin at the same place well inside the page, where three others begin well left of it.
/// Centred lines begin at places of their own, and bullets are not set in that far.
fn second_column<'s>(lines: &[&'s Segment], width: f64) -> Option<&'s Segment> {
    let mut sorted = lines.to_vec();
    sorted.sort_by(|a, b| a.x.total_cmp(&b.x));
    // Places where at least three lines begin, from left to right.
    let begins = sorted
        .chunk_by(|a, b| b.x - a.x <= 1.5)
        .filter(|lines| lines.len() >= 3);
    let begins: Vec<&[&Segment]> = begins.collect();
    let left = begins.first()?[0].x;
    let second = begins
        .into_iter()
        .find(|lines| lines[0].x - left >= 0.2 * width)?;
    second.iter().copied().min_by(|a, b| a.y.total_cmp(&b.y))
}

/// Where the content stream goes up by more than two lines: the text before and after.
fn back_up(page: &crate::resume::reading::Page) -> Option<(&str, &str)> {
    let runs: Vec<_> = page
        .runs
        .iter()
        .filter(|r| r.y.is_finite() && !r.text.trim().is_empty())
        .collect();
    let pair = runs
        .windows(2)
        .find(|w| w[0].y - w[1].y > 2.0 * w[0].size.max(w[1].size).max(4.0))?;
    Some((&pair[0].text, &pair[1].text))
}
