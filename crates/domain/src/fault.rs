//! A mistake in a file that a person wrote: where it is, what was expected, and what to do about it.

use std::ops::Range;

/// One mistake. A reader collects all of them in one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// What is wrong, as a sentence without its full stop.
    pub what: String,
    /// What was expected there.
    pub expected: String,
    /// What to do next: the nearest name that exists, a value that would do.
    pub hint: Option<String>,
}

impl Fault {
    /// A fault at `at`.
    pub fn new(at: Range<usize>, what: impl Into<String>, expected: impl Into<String>) -> Self {
        Fault {
            at,
            what: what.into(),
            expected: expected.into(),
            hint: None,
        }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with "did you mean …?", where one of `names` is near enough to `wrong`.
    #[must_use]
    pub fn nearest<'a>(mut self, wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        if let Some(name) = nearest(wrong, names) {
            self.hint = Some(format!("did you mean `{name}`?"));
        }
        self
    }

    /// Line and column of the fault's start in `text`, both from 1; a column counts characters.
    pub fn place(&self, text: &str) -> (usize, usize) {
        let mut at = self.at.start.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before[before.rfind('\n').map_or(0, |i| i + 1)..].chars().count() + 1;
        (line, column)
    }
}

/// The name most like `wrong` (Jaro-Winkler, at least 0.75 alike; ties go to the first), if there is one.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for name in names {
        let alike = strsim::jaro_winkler(&wrong, &name.to_lowercase());
        if alike >= 0.75 && best.is_none_or(|(b, _)| alike > b) {
            best = Some((alike, name));
        }
    }
    best.map(|(_, name)| name)
}
