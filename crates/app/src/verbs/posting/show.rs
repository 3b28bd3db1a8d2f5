//! `pivot posting show`: one posting, what it demands in its own words, and which of that the person can show.

use pivot_domain::demand::{self, Demands};
use pivot_publish::resume::posting::{self as read, Demand};

use super::held::{Held, Skilled};
use super::known::Known;

/// A demanded skill, and how the person holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The demand, with its words.
    pub demand: Demand,
    /// How it is held; `None`: it is missing.
    pub held: Option<Held>,
}

/// What a posting demands besides skills, with the lines that it was read from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Its text by lines; empty where it is not known yet.
    pub lines: Vec<read::Line>,
    /// Degree, years and publications; their places are in `lines`.
    pub demands: Demands,
    /// The skills, in the order in which they are named.
    pub skills: Vec<Wanted>,
}

impl Reading {
    /// The words of a place.
    pub fn words(&self, at: &demand::At) -> &str {
        let line = self.lines.get(at.line).map_or("", |line| line.text.as_str());
        line.get(at.bytes.clone()).unwrap_or_default()
    }
}

/// Reads a posting, and holds the skills that it demands against those that the person has.
pub fn reading(known: &Known, skilled: &Skilled) -> Reading {
    let Some(posting) = known.read() else {
        return Reading::default();
    };
    let lines: Vec<demand::Line<'_>> = posting
        .lines
        .iter()
        .map(|line| demand::Line {
            // What the company says of itself and gives is no demand.
            text: if line.is_offer() { "" } else { &line.text },
            wish: line.is_wish(),
        })
        .collect();
    let demands = demand::read(&lines);
    let skills = posting.demands.iter().map(|demand| Wanted {
        held: skilled.get(&demand.skill).cloned(),
        demand: demand.clone(),
    });
    Reading {
        skills: skills.collect(),
        demands,
        lines: posting.lines,
    }
}
