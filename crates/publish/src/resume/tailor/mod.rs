//! A document cut and ordered for an advertisement: it may leave out and reorder, and never adds or rewords. Each choice is accounted
//! for; the same document and advertisement give the same variant.

mod build;
mod plan;

use pivot_domain::json::write;
use pivot_domain::resume::Document;
use serde::{Deserialize, Serialize};

use super::posting::Posting;
use plan::Plan;

/// How much a variant may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Pages.
    pub pages: u32,
    /// Bullets of one entry; those that show a demanded skill come first.
    pub points: usize,
    /// Skills; those that are demanded come first.
    pub skills: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            pages: 1,
            points: 5,
            skills: 12,
        }
    }
}

/// What became of a section, an entry or a bullet, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Where it is in the original, as a JSON pointer.
    pub pointer: String,
    /// What it says, shortened.
    pub what: String,
    /// Whether it is in the variant.
    pub kept: bool,
    /// The demanded skills that it shows, by their names.
    pub shows: Vec<String>,
    /// Why, as a sentence without its full stop.
    pub why: String,
}

/// All choices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The choices, in the order of the variant, and what was left out of a list behind what was kept of it.
    pub choices: Vec<Choice>,
    /// Pages of the variant, as they were measured.
    pub pages: f64,
    /// Whether it is within the limit; where it is not, all that could be left out was.
    pub fits: bool,
    /// Demanded skills that the variant shows, by their names.
    pub shown: Vec<String>,
    /// Demanded skills that nothing in the original shows.
    pub absent: Vec<String>,
}

/// Cuts and orders `document` for `posting`. `pages` measures a variant: an estimate such as
/// [`layout::pages`](super::layout::pages) of its sheet, or a real count.
pub fn tailor(
    document: &Document,
    posting: &Posting,
    limits: Limits,
    pages: &dyn Fn(&Document) -> f64,
) -> (Document, Account) {
    let mut plan = Plan::of(document, posting, limits);
    let made = |plan: &Plan<'_>| variant(document, plan);
    let mut best = made(&plan);
    let mut length = pages(&best);
    let most = f64::from(limits.pages);
    while length > most && plan.cut() {
        best = made(&plan);
        length = pages(&best);
    }
    let shown = plan.shown();
    let names = |wanted: bool| {
        let demands = posting
            .demands
            .iter()
            .enumerate()
            .filter(|(i, _)| shown.contains(i) == wanted);
        demands.map(|(_, d)| d.name.clone()).collect()
    };
    let account = Account {
        choices: plan.choices(),
        pages: length,
        fits: length <= most,
        shown: names(true),
        absent: {
            let all = plan.showable();
            let absent = posting
                .demands
                .iter()
                .enumerate()
                .filter(|(i, _)| !all.contains(i));
            absent.map(|(_, d)| d.name.clone()).collect()
        },
    };
    (best, account)
}

/// The document that a plan keeps.
fn variant(document: &Document, plan: &Plan<'_>) -> Document {
    let text = write(&build::build(document.root(), plan), "  ");
    // What was written of a tree that was read reads back; should it be too large, the original stands.
    Document::read(text.as_bytes()).unwrap_or_else(|_| document.clone())
}
