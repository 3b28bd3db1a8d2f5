//! The text of a PDF: in the order of its content stream, and in lines as the eye sees them.

use crate::resume::reading::{Reading, Run};

/// A line as the eye sees it, or a part of one that stands apart: pieces on one base line without a wide gap.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Segment {
    /// The page, from 1.
    pub page: usize,
    /// What it says.
    pub text: String,
    /// Left edge, right edge, base line and size of the letters in points.
    pub x: f64,
    pub right: f64,
    pub y: f64,
    pub size: f64,
    /// Whether something stands on the same line before it.
    pub apart: bool,
}

/// The text of a PDF.
pub(super) struct Lines {
    /// Segments from top to bottom, left to right, page by page.
    pub segments: Vec<Segment>,
    /// Lines in the order of the content stream: page and text.
    pub stream: Vec<(usize, String)>,
    /// All letters of the content stream in small letters without spaces, and where each page begins in them.
    squeezed: String,
    pages: Vec<usize>,
}

impl Lines {
    pub(super) fn of(reading: &Reading) -> Lines {
        let mut lines = Lines {
            segments: Vec::new(),
            stream: Vec::new(),
            squeezed: String::new(),
            pages: Vec::new(),
        };
        for (at, page) in reading.pages.iter().enumerate() {
            lines.pages.push(lines.squeezed.len());
            let runs: Vec<&Run> = page.runs.iter().filter(|r| is_placed(r)).collect();
            for run in &page.runs {
                lines.squeezed.push_str(&squeeze(&run.text));
            }
            lines
                .stream
                .extend(stream(&page.runs).into_iter().map(|text| (at + 1, text)));
            lines.segments.extend(segments(at + 1, &runs));
        }
        lines
    }

    /// Where a text stands in the stream at or after `from`: the begin and the end in squeezed letters, and its page.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<(usize, usize, usize)> {
        let wanted = squeeze(text);
        let at = from + self.squeezed.get(from..)?.find(&wanted)?;
        let page = self.pages.iter().filter(|begin| **begin <= at).count();
        Some((at, at + wanted.len(), page))
    }

    /// Whether there is any text.
    pub(super) fn is_empty(&self) -> bool {
        self.squeezed.is_empty()
    }

    /// All text, a line for each line of the stream.
    pub(super) fn text(&self) -> String {
        let lines: Vec<&str> = self.stream.iter().map(|(_, l)| l.as_str()).collect();
        lines.join("\n")
    }
}

/// Whether a piece has numbers that can be reckoned with.
fn is_placed(run: &Run) -> bool {
    [run.x, run.y, run.width, run.size].iter().all(|n| n.is_finite()) && !run.text.trim().is_empty()
}

/// Letters without spaces, in small letters: how a text is compared, whatever line it was broken into.
pub(super) fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Lines of a content stream: pieces that follow each other on one base line.
fn stream(runs: &[Run]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut last: Option<&Run> = None;
    for run in runs {
        let same = last.is_some_and(|l| (l.y - run.y).abs() <= 0.3 * l.size.max(run.size).max(1.0));
        match lines.last_mut() {
            Some(line) if same => {
                let gap = last.map_or(0.0, |l| run.x - (l.x + l.width));
                let joined = line.ends_with(char::is_whitespace) || run.text.starts_with(char::is_whitespace);
                if gap > 0.15 * run.size && !joined {
                    line.push(' ');
                }
                line.push_str(&run.text);
            }
            _ => lines.push(run.text.clone()),
        }
        last = Some(run);
    }
    let lines = lines
        .into_iter()
        .map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|l| !l.is_empty()).collect()
}

/// Lines of a page as the eye sees them, broken where a gap is wider than three letters.
fn segments(page: usize, runs: &[&Run]) -> Vec<Segment> {
    let mut runs = runs.to_vec();
    runs.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
    let mut lines: Vec<Vec<&Run>> = Vec::new();
    for run in runs {
        match lines.last_mut() {
            Some(line) if (line[0].y - run.y).abs() <= 0.3 * line[0].size.max(run.size).max(1.0) => {
                line.push(run);
            }
            _ => lines.push(vec![run]),
        }
    }
    let mut segments: Vec<Segment> = Vec::new();
    for mut line in lines {
        line.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut first = true;
        for run in line {
            let right = run.x + run.width;
            match segments.last_mut() {
                Some(s) if !first && run.x - s.right <= 3.0 * run.size.max(s.size) => {
                    let gap = run.x - s.right > 0.15 * run.size;
                    if gap
                        && !s.text.ends_with(char::is_whitespace)
                        && !run.text.starts_with(char::is_whitespace)
                    {
                        s.text.push(' ');
                    }
                    s.text.push_str(&run.text);
                    s.right = s.right.max(right);
                    s.size = s.size.max(run.size);
                }
                _ => segments.push(Segment {
                    page,
                    text: run.text.clone(),
                    x: run.x,
                    right,
                    y: run.y,
                    size: run.size,
                    apart: !first,
                }),
            }
            first = false;
        }
    }
    segments
}

/// At most 60 characters, in one line, without what could steer a terminal.
pub(super) fn short(text: &str) -> String {
    let shown: Vec<char> = text
        .chars()
        .map(|c| if c.is_control() { '·' } else { c })
        .collect();
    if shown.len() <= 60 {
        shown.into_iter().collect()
    } else {
        shown.into_iter().take(59).chain(['…']).collect()
    }
}
