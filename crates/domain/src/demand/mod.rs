//! What a posting demands besides skills: a degree, years of experience, publications; each with the words that say so.
//!
//! Read by rules from lines of plain English. What is only wished for, denied, or said of the company itself is no demand. Figures on
//! sentences of our own are printed by `tests/demand`.

mod amount;
mod degree;
mod names;
mod papers;
mod phrases;
mod sentence;
mod studies;
mod years;

use std::ops::Range;

use sentence::{Kind, Mark, Sentence};

/// Years of experience from which a posting asks for an expert.
pub const EXPERT_YEARS: u32 = 5;

/// A line of a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// What it says.
    pub text: &'a str,
    /// Whether it stands under a heading of wishes: "Nice to have". Lines that say what is offered ("Benefits") are better left out.
    pub wish: bool,
}

/// Where words stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The number of the line, from 0.
    pub line: usize,
    /// Bytes of its text.
    pub bytes: Range<usize>,
}

/// How high a degree is; the lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A degree, it is not said which.
    Any,
    /// A first degree.
    Bachelor,
    /// A second degree: master, "graduate degree", "advanced degree".
    Master,
    /// A doctorate.
    Phd,
}

/// How much a degree is wanted; where a posting says several, the last of these counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// It is said that none is needed.
    NotNeeded,
    /// It would be liked.
    Preferred,
    /// It is demanded.
    Required,
    /// It is demanded, and experience will do in its place.
    OrEquivalent,
}

/// A degree that a posting speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Degree {
    /// The lowest that suffices.
    pub level: Level,
    /// How much it is wanted.
    pub class: Class,
    /// The words that name it.
    pub at: At,
}

/// Years of experience that are demanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Years {
    /// The fewest that suffice, at least 1.
    pub count: u32,
    /// The words that say so.
    pub at: At,
}

/// What a posting demands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demands {
    /// The degree; `None` where none is spoken of.
    pub degree: Option<Degree>,
    /// The years; `None` where none are demanded.
    pub years: Option<Years>,
    /// The words that demand publications.
    pub publications: Option<At>,
}

impl Demands {
    /// Whether an expert is asked for: a doctorate that nothing else replaces, publications, or [`EXPERT_YEARS`].
    pub fn is_expert(&self) -> bool {
        let doctor = self
            .degree
            .as_ref()
            .is_some_and(|d| d.level == Level::Phd && d.class == Class::Required);
        let long = self.years.as_ref().is_some_and(|y| y.count >= EXPERT_YEARS);
        doctor || long || self.publications.is_some()
    }
}

/// Reads the lines of a posting.
///
/// Of several degrees the most binding [`Class`] counts, and in it the lowest level; of years the most that any statement demands,
/// and in a statement of alternatives ("2 years with A or 3 with B") the fewest.
///
/// ```
/// use pivot_domain::demand::{Class, Level, Line, read};
///
/// let text = "MSc or PhD in statistics, and 3-5 years of experience";
/// let found = read(&[Line { text, wish: false }]);
/// let degree = found.degree.unwrap();
/// assert_eq!((degree.level, degree.class), (Level::Master, Class::Required));
/// let years = found.years.unwrap();
/// assert_eq!((years.count, &text[years.at.bytes]), (3, "3-5 years"));
/// ```
pub fn read(lines: &[Line<'_>]) -> Demands {
    let mut found = Demands::default();
    let mut of_level = false;
    for (number, line) in lines.iter().enumerate() {
        let at = |bytes| At { line: number, bytes };
        for sentence in sentence::cut(line.text) {
            let degrees = names::find(&sentence);
            let amounts = amount::find(&sentence);
            let papers = papers::find(&sentence);
            let marks = marks(&degrees, &amounts, &papers);
            let parts = sentence.parts(&marks);
            let named: Vec<Range<usize>> = degrees.iter().map(|(_, words)| words.clone()).collect();
            for (level, class, bytes) in degree::read(&sentence, degrees, &parts, line.wish) {
                let better = found
                    .degree
                    .as_ref()
                    .is_none_or(|known| class > known.class || (class == known.class && level < known.level));
                if better {
                    found.degree = Some(Degree {
                        level,
                        class,
                        at: at(bytes),
                    });
                }
            }
            if let Some(years) = years::read(&sentence, &amounts, &parts, &named, line.wish) {
                let better = found.years.as_ref().is_none_or(|known| {
                    let levels = of_level && years.of_level;
                    if levels {
                        years.count < known.count
                    } else {
                        years.count > known.count
                    }
                });
                if better {
                    of_level = years.of_level;
                    found.years = Some(Years {
                        count: years.count,
                        at: at(years.bytes),
                    });
                }
            }
            if found.publications.is_none() {
                found.publications = papers::read(&sentence, &papers, &parts, line.wish).map(at);
            }
        }
    }
    found
}

/// All that a sentence names, in its order.
fn marks(
    degrees: &[(Level, Range<usize>)],
    amounts: &[amount::Amount],
    papers: &[Range<usize>],
) -> Vec<Mark> {
    let mark = |kind, words: &Range<usize>| Mark {
        kind,
        words: words.clone(),
    };
    let degrees = degrees.iter().map(|(_, words)| mark(Kind::Degree, words));
    let amounts = amounts.iter().map(|amount| mark(Kind::Years, &amount.words));
    let papers = papers.iter().map(|words| mark(Kind::Papers, words));
    degrees.chain(amounts).chain(papers).collect()
}

/// Whether something named in a part of a sentence is only a wish: the part says so, or it stands where wishes stand and does not say
/// otherwise.
fn is_wish(sentence: &Sentence<'_>, part: &Range<usize>, named: &Range<usize>, under_wishes: bool) -> bool {
    let led = sentence.colours.leading.is_some_and(|from| from <= named.start);
    sentence.wishes(part, named) || ((under_wishes || led) && !sentence.is_must(part))
}

/// Whether words say that something is only wished for: "Nice to have", "would be a plus".
///
/// ```
/// use pivot_domain::demand::says_wish;
///
/// assert!(says_wish("Knowledge of Rust is a plus.") && says_wish("Nice-to-haves"));
/// assert!(!says_wish("Rust is required, for useful products."));
/// ```
pub fn says_wish(text: &str) -> bool {
    sentence::cut(text).iter().any(Sentence::says_wish)
}
