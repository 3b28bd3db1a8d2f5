//! What a machine says of itself, and what that means for training networks on it.
//!
//! [`Heard`] holds the answers, as text; [`judge()`] makes findings of them: well, missing, wrong or not known, each with what was
//! seen and with what mends it. Nothing is asked and nothing is run here, and what mends is only told.

mod card;
mod framework;
mod heard;
mod judge;
mod mend;
mod scrub;
mod system;

pub use framework::{FRAMEWORKS, can_be_imported, script};
pub use heard::{Answer, FORMAT, Heard, How, question};
pub use judge::judge;
pub use scrub::{Private, reduced, scrubbed};

/// What the plan wants of this machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The framework, by the name that it is imported by.
    pub framework: String,
    /// Whether it must compute on a card.
    pub cuda: bool,
    /// The least memory of the card, in GiB.
    pub memory_gb: Option<f64>,
}

impl Default for Wanted {
    fn default() -> Self {
        Wanted {
            framework: "torch".into(),
            cuda: false,
            memory_gb: None,
        }
    }
}

/// What is said of a part of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is there and works.
    Well,
    /// It is not there.
    Missing,
    /// It is there and does not work, or not with the rest.
    Wrong,
    /// It cannot be told.
    Unknown,
}

impl State {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            State::Well => "ok",
            State::Missing => "missing",
            State::Wrong => "wrong",
            State::Unknown => "unknown",
        }
    }
}

/// What was found of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The part: `system`, `processor`, `memory`, `disk`, `card`, `driver`, `toolkit`, `python`, a framework's name, `pivot-train`.
    pub about: String,
    /// What is said of it.
    pub state: State,
    /// Whether what the plan wants cannot do without it.
    pub needed: bool,
    /// What was seen, and what that means.
    pub seen: String,
    /// What to do about it.
    pub mend: Option<Mend>,
}

/// What to do about a finding. Nobody does it but the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mend {
    /// In words.
    pub say: String,
    /// Lines for a shell, one after the other; none where the words are all there is.
    pub commands: Vec<String>,
}

/// What was found of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Each part, in the order in which one builds on the other.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Nothing is wrong, and nothing needed is missing. What is not known is neither.
    pub fn is_well(&self) -> bool {
        !self.findings.iter().any(Finding::is_trouble)
    }
}

impl Finding {
    /// Whether something must be mended.
    pub fn is_trouble(&self) -> bool {
        self.state == State::Wrong || (self.state == State::Missing && self.needed)
    }

    fn new(about: &str, state: State, seen: impl Into<String>) -> Finding {
        Finding {
            about: about.to_owned(),
            state,
            needed: true,
            seen: seen.into(),
            mend: None,
        }
    }

    /// The same, of something that the plan can do without where `needed` is false.
    fn needed(mut self, needed: bool) -> Finding {
        self.needed = needed;
        self
    }

    fn mend(mut self, say: impl Into<String>, commands: Vec<String>) -> Finding {
        self.mend = Some(Mend {
            say: say.into(),
            commands,
        });
        self
    }
}

/// The first whole number and the one after its point: `12.4` of `12.4.131`; 0 where there is no point.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit());
    let major = parts.next()?.parse().ok()?;
    let minor = text[text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())..]
        .strip_prefix('.')
        .and_then(|_| parts.next()?.parse().ok());
    Some((major, minor.unwrap_or(0)))
}

/// The first line that says something, cut to a bearable length.
fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|l| !l.is_empty());
    shortened(line.unwrap_or("nothing"))
}

/// The last line that says something: what a traceback ends with.
fn last_line(text: &str) -> String {
    let line = text.lines().map(str::trim).rfind(|l| !l.is_empty());
    shortened(line.unwrap_or("nothing"))
}

fn shortened(line: &str) -> String {
    const MOST: usize = 160;
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = line.chars().take(MOST).map(clean).collect();
    if line.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_to_the_second_number() {
        for (text, is) in [
            ("12.4", Some((12, 4))),
            ("12.4.131", Some((12, 4))),
            ("8", Some((8, 0))),
            ("22.04.3 LTS", Some((22, 4))),
            ("12 (bookworm)", Some((12, 0))),
            ("2.6.0+cu124", Some((2, 6))),
            ("", None),
            ("None", None),
            ("99999999999.1", None),
        ] {
            assert_eq!(version(text), is, "{text}");
        }
    }
}
