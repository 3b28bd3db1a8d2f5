//! Which skills open which postings, and the best set of skills for some hours.
//!
//! A posting takes the person when every skill that it demands is there. A skill is reached by pieces of work, and two skills may share
//! some: a set costs each piece once. Work is in whole minutes; the search is exact, or says that it was not finished.

use std::collections::{BTreeMap, BTreeSet};

/// The most nodes that [`Answer::best`] looks at before it gives what it has as not proven.
pub const MOST_NODES: u64 = 2_000_000;

/// Postings that share what is missing: together they open or stay closed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    missing: BTreeSet<String>,
    postings: usize,
}

/// What it takes to show skills.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// The pieces of work that lead to a skill, by the skill's id. One that is not here cannot be reached.
    pub pieces: BTreeMap<String, BTreeSet<String>>,
    /// Minutes of each piece. A way with a piece that is not here is none.
    pub minutes: BTreeMap<String, u64>,
}

impl Ways {
    /// What a set costs: every piece of it once. `None` where a skill has no way, or no number holds it.
    pub fn cost(&self, skills: &BTreeSet<String>) -> Option<u64> {
        let mut pieces: BTreeSet<&String> = BTreeSet::new();
        for skill in skills {
            pieces.extend(self.pieces.get(skill)?);
        }
        pieces
            .into_iter()
            .try_fold(0_u64, |sum, piece| sum.checked_add(*self.minutes.get(piece)?))
    }
}

/// What is missing for postings, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Postings in all.
    pub postings: usize,
    /// Postings that would take the person today.
    pub today: usize,
    groups: Vec<Group>,
    ways: Ways,
}

/// A missing skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its id.
    pub skill: String,
    /// What it costs alone, in minutes; `None` where it cannot be reached.
    pub minutes: Option<u64>,
    /// Postings that demand it.
    pub demanded: usize,
    /// Postings that it opens alone.
    pub alone: usize,
}

/// A set of skills and what it opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The ids, in the order of their names.
    pub skills: BTreeSet<String>,
    /// What they cost together, in minutes.
    pub minutes: u64,
    /// Postings that they open beyond those of today.
    pub opened: usize,
    /// Whether no better set exists; false where [`MOST_NODES`] ended the search.
    pub proven: bool,
}

impl Answer {
    /// Holds the demanded skills of each posting against the skills that the person has. A missing skill without a way is never chosen.
    pub fn of(postings: &[BTreeSet<String>], has: &BTreeSet<String>, ways: Ways) -> Answer {
        let mut groups: BTreeMap<BTreeSet<String>, usize> = BTreeMap::new();
        for demanded in postings {
            *groups
                .entry(demanded.difference(has).cloned().collect())
                .or_default() += 1;
        }
        let today = groups.remove(&BTreeSet::new()).unwrap_or(0);
        Answer {
            postings: postings.len(),
            today,
            groups: groups
                .into_iter()
                .map(|(missing, postings)| Group { missing, postings })
                .collect(),
            ways,
        }
    }

    /// Every missing skill: those that open most alone first, then those demanded most, then by name.
    pub fn missing(&self) -> Vec<Missing> {
        let skills: BTreeSet<&String> = self.groups.iter().flat_map(|g| &g.missing).collect();
        let count = |counts: &dyn Fn(&Group) -> bool| -> usize {
            self.groups.iter().filter(|g| counts(g)).map(|g| g.postings).sum()
        };
        let mut missing: Vec<Missing> = skills
            .into_iter()
            .map(|skill| Missing {
                skill: skill.clone(),
                minutes: self.ways.cost(&BTreeSet::from([skill.clone()])),
                demanded: count(&|g| g.missing.contains(skill)),
                alone: count(&|g| g.missing.len() == 1 && g.missing.contains(skill)),
            })
            .collect();
        missing.sort_by(|a, b| (b.alone, b.demanded, &a.skill).cmp(&(a.alone, a.demanded, &b.skill)));
        missing
    }

    /// Postings that these skills open together, beyond those of today.
    pub fn opened(&self, skills: &BTreeSet<String>) -> usize {
        self.groups
            .iter()
            .filter(|g| g.missing.is_subset(skills))
            .map(|g| g.postings)
            .sum()
    }

    /// The set of skills within `budget` minutes that opens the most postings; of equal ones the cheapest, then the first by name.
    ///
    /// Branch and bound over groups of postings with the same missing skills: a group is opened, its skills with it, or left. A
    /// branch ends where even all groups that still fit one by one would open no more.
    pub fn best(&self, budget: u64) -> Choice {
        let mut groups: Vec<&Group> = self
            .groups
            .iter()
            .filter(|g| self.ways.cost(&g.missing).is_some_and(|cost| cost <= budget))
            .collect();
        // The groups that open most come first: good sets are found early.
        groups.sort_by_key(|g| (std::cmp::Reverse(g.postings), g.missing.len()));
        let mut search = Search {
            answer: self,
            groups,
            budget,
            best: Choice::default(),
            nodes: 0,
        };
        search.branch(0, &BTreeSet::new(), 0);
        search.best.proven = search.nodes <= MOST_NODES;
        search.best
    }

    /// What each number of minutes up to `budget` opens at best: a choice for every number of postings at which it grows, the
    /// cheapest first.
    pub fn frontier(&self, budget: u64) -> Vec<Choice> {
        let mut choices = Vec::new();
        let mut budget = Some(budget);
        while let Some(minutes) = budget {
            let best = self.best(minutes);
            if best.opened == 0 {
                break;
            }
            // A best set is the cheapest of its kind: with a minute less there is only a lesser one.
            budget = best.minutes.checked_sub(1);
            choices.push(best);
        }
        choices.reverse();
        choices
    }
}

struct Search<'a> {
    answer: &'a Answer,
    groups: Vec<&'a Group>,
    budget: u64,
    best: Choice,
    nodes: u64,
}

impl Search<'_> {
    fn branch(&mut self, from: usize, chosen: &BTreeSet<String>, spent: u64) {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return;
        }
        let opened = self.answer.opened(chosen);
        let known = &self.best;
        let better = (known.opened, std::cmp::Reverse((known.minutes, &known.skills)))
            < (opened, std::cmp::Reverse((spent, chosen)));
        if better {
            self.best = Choice {
                skills: chosen.clone(),
                minutes: spent,
                opened,
                proven: false,
            };
        }
        // What each later group would cost from here; those that are open already are counted in `opened`.
        let mut fits: Vec<(usize, BTreeSet<String>, u64)> = Vec::new();
        for at in from..self.groups.len() {
            let with: BTreeSet<String> = chosen.union(&self.groups[at].missing).cloned().collect();
            if with.len() > chosen.len()
                && let Some(cost) = self.answer.ways.cost(&with)
                && cost <= self.budget
            {
                fits.push((at, with, cost));
            }
        }
        let mut possible = opened
            + fits
                .iter()
                .map(|(at, ..)| self.groups[*at].postings)
                .sum::<usize>();
        for (at, with, cost) in fits {
            if possible < self.best.opened {
                return;
            }
            // As many may still be opened for less.
            if possible > self.best.opened || cost <= self.best.minutes {
                self.branch(at + 1, &with, cost);
            }
            possible -= self.groups[at].postings;
        }
    }
}
