//! `pivot answer`: does one really need to become an expert? The chain from posting to skill, evidence, task, hours and date.
//!
//! The postings on the list are read by rules, held against what evidence shows, and what is missing gets the work that leads to it
//! (`ways`), the set that opens most for some hours ([`pivot_domain::answer`]), and dates that were solved. Nothing here knows the market: every
//! number is of these postings, or of the person's own applications.

mod person;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use pivot_domain::answer::{Answer, Choice};
use pivot_domain::application::{Application, Stage, applications};
use pivot_domain::share::range;
use pivot_domain::skills::Skills;
use pivot_engine::Options;
use pivot_store::Folder;

use super::posting::{Held, Known, Postings, Reading, Skilled, held, postings, reading};
use super::resume;
use crate::error::Error;
use crate::planning::forecast::{Quantiles, Wish as Futures, beside};
use crate::planning::plan;
use crate::situation::Situation;

pub use person::{Ask, Person, asks};
pub use ways::{PROPOSED, Way, with_proposed};

/// Dates are solved for so many of the missing skills.
const SOLVED: usize = 5;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Hours for which the best set of skills is wanted.
    pub hours: SignedDuration,
    /// How the dates are drawn.
    pub futures: Futures,
}

impl Default for Wish {
    fn default() -> Self {
        Wish {
            hours: SignedDuration::from_hours(40),
            futures: Futures {
                futures: 2000,
                ..Futures::default()
            },
        }
    }
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How the postings were chosen, in words.
    pub how: String,
    /// When the board that was asked longest ago last answered; `None` where none was asked.
    pub asked: Option<Timestamp>,
    /// What could not be read, in sentences without full stops.
    pub notes: Vec<String>,
    /// The postings whose text is known.
    pub postings: Vec<Judged>,
    /// Those on the list whose text is not known yet.
    pub unread: Vec<String>,
    /// What the résumé says; `None`: there is no résumé.
    pub person: Option<Person>,
    /// The missing skills: those that open most alone first, then those demanded most.
    pub skills: Vec<Missing>,
    /// Hours that were asked for.
    pub hours: SignedDuration,
    /// The best set of skills for these hours.
    pub best: Best,
    /// What more hours would open: a set for each number of postings, the cheapest first.
    pub frontier: Vec<Choice>,
    /// When everything planned is finished, as things are.
    pub finish: Quantiles,
    /// What came of the applications so far.
    pub outcomes: Outcomes,
}

/// A posting, held against the person.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Its id.
    pub id: String,
    /// Its title and company.
    pub label: String,
    /// Where it can be read; may be empty.
    pub url: String,
    /// What it demands beside skills, the words that say so, and whether the résumé has it; `None` where there is no résumé.
    pub asks: Vec<(Ask, String, Option<bool>)>,
    /// It asks for an expert: a doctorate that nothing replaces, publications, or five years.
    pub expert: bool,
    /// Skills that it demands and evidence shows.
    pub shown: Vec<String>,
    /// Skills that it demands and nothing shows, with where the person claims them.
    pub missing: BTreeMap<String, Option<String>>,
    /// Whether more skills could open it.
    pub stands: Stands,
}

/// How a posting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Everything that it demands is there.
    Today,
    /// Skills are missing, and nothing else.
    Skills,
    /// Something else is missing that no skill replaces.
    Closed,
}

/// A missing skill.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// Its id.
    pub skill: String,
    /// Its name.
    pub name: String,
    /// Postings that demand it and that skills could open.
    pub demanded: usize,
    /// Postings that it opens alone.
    pub alone: usize,
    /// The person's own work that leads to it.
    pub work: SignedDuration,
    /// How it is reached.
    pub way: Way,
    /// Where it is proposed: when everything is finished with it. Where a task of the plan leads to it: when that task's step is finished.
    /// `None` for a proposed one further down the list.
    pub dates: Option<Quantiles>,
}

/// The best set.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    /// The set, and what it opens.
    pub choice: Choice,
    /// When everything is finished with what is proposed for it; the same as without where nothing is.
    pub finish: Quantiles,
}

/// What came of applications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// All.
    pub all: Count,
    /// Those to postings that ask for an expert.
    pub expert: Count,
}

/// Applications, and how far they came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Applications.
    pub sent: usize,
    /// Of which somebody answered.
    pub answered: usize,
    /// Of which came an interview.
    pub interviews: usize,
    /// Of which came an offer.
    pub offers: usize,
}

impl Count {
    fn add(&mut self, application: &Application) {
        let reached = |of: &dyn Fn(Stage) -> bool| application.stages.iter().any(|r| of(r.stage));
        self.sent += 1;
        self.answered += usize::from(reached(&|s| !matches!(s, Stage::Applied | Stage::Withdrawn)));
        self.interviews += usize::from(application.had_interview());
        self.offers += usize::from(reached(&|s| matches!(s, Stage::Offer | Stage::Hired)));
    }
}

impl Report {
    /// Postings that ask for an expert.
    pub fn experts(&self) -> usize {
        self.postings.iter().filter(|p| p.expert).count()
    }

    /// Postings that stand so.
    pub fn count(&self, stands: Stands) -> usize {
        self.postings.iter().filter(|p| p.stands == stands).count()
    }

    /// The range of the share of postings that ask for an expert, if these were drawn from all such postings.
    pub fn expert_range(&self) -> (f64, f64) {
        range(self.experts(), self.postings.len())
    }
}

/// Answers from folder and journal.
///
/// # Errors
/// No posting is on the list, a file has faults, or the work cannot be planned.
pub fn answer(
    folder: &Folder,
    situation: &Situation,
    wish: &Wish,
    options: &Options<'_>,
) -> Result<Report, Error> {
    let postings = postings(folder)?;
    if postings.listed().next().is_none() {
        return Err(Error::wrong(format!("no posting is on the list: {}", postings.how)).next(
            "pivot posting fetch asks the boards of companies.toml, pivot posting add FILE keeps one that you saved",
        ));
    }
    let today = situation.settings.zones.civil(situation.now).date();
    let person = resume::perhaps(folder)?.map(|document| Person::of(&document, today));
    let skilled = held(folder, situation)?;
    report(situation, &postings, person, &skilled, wish, options)
}

/// The same of what was read.
fn report(
    situation: &Situation,
    postings: &Postings,
    person: Option<Person>,
    skilled: &Skilled,
    wish: &Wish,
    options: &Options<'_>,
) -> Result<Report, Error> {
    let (mut judged, mut unread) = (Vec::new(), Vec::new());
    for known in postings.listed() {
        let reading = reading(known, skilled);
        if reading.lines.is_empty() {
            unread.push(known.label());
        } else {
            judged.push(judge(known, &reading, person.as_ref()));
        }
    }
    let open = judged.iter().filter(|p| p.stands != Stands::Closed);
    let demanded: Vec<BTreeSet<String>> = open.map(|p| p.missing.keys().cloned().collect()).collect();
    let plan = plan(situation, options)?;
    let ways = ways::ways(situation, &plan, demanded.iter().flatten());
    let answer = Answer::of(&demanded, &BTreeSet::new(), ways.costs.clone());
    let missing = answer.missing();
    let minutes = u64::try_from(wish.hours.as_mins()).unwrap_or(0);
    let choice = answer.best(minutes);
    let proposed = |skill: &&String| ways.ways.get(*skill) == Some(&Way::Proposed);
    // Outlooks: as things are, with the best set's proposals, with each of the first proposals.
    let of_best: Vec<&String> = choice.skills.iter().filter(proposed).collect();
    let singles: Vec<&String> = missing
        .iter()
        .map(|m| &m.skill)
        .filter(proposed)
        .take(SOLVED)
        .collect();
    let mut others = vec![with_proposed(situation, of_best.iter().copied())];
    others.extend(singles.iter().map(|skill| with_proposed(situation, [*skill])));
    if of_best.is_empty() {
        others.remove(0);
    }
    let ((_, today), outlooks) = beside(situation, &others, options, &wish.futures)?;
    let mut finishes = outlooks.into_iter().map(|(_, forecast)| forecast.finish);
    let best = match of_best.is_empty() {
        true => today.finish,
        false => finishes.next().unwrap_or(today.finish),
    };
    let dates: BTreeMap<&String, Quantiles> = singles.into_iter().zip(finishes).collect();
    let of_step = |step: u32| today.steps.iter().find(|s| s.number == step).map(|s| s.finish);
    let skills = missing.iter().filter_map(|m| {
        let way = ways.ways.get(&m.skill)?.clone();
        Some(Missing {
            name: name(&m.skill),
            demanded: m.demanded,
            alone: m.alone,
            work: SignedDuration::from_mins(i64::try_from(m.minutes?).unwrap_or(0)),
            dates: match &way {
                Way::Task { step, .. } => of_step(*step),
                Way::Proposed => dates.get(&m.skill).copied(),
            },
            way,
            skill: m.skill.clone(),
        })
    });
    Ok(Report {
        how: postings.how.clone(),
        asked: postings.boards.iter().filter_map(|board| board.fetched).min(),
        notes: postings.notes.clone(),
        skills: skills.collect(),
        outcomes: outcomes(&applications(&situation.facts), &postings.all, skilled),
        postings: judged,
        unread,
        person,
        hours: wish.hours,
        best: Best { choice, finish: best },
        frontier: answer.frontier(u64::MAX),
        finish: today.finish,
    })
}

/// Holds a posting against the person.
fn judge(known: &Known, reading: &Reading, person: Option<&Person>) -> Judged {
    let demands = &reading.demands;
    let words = |ask: &Ask| match ask {
        Ask::Degree(_) => demands.degree.as_ref().map(|d| &d.at),
        Ask::Years(_) => demands.years.as_ref().map(|y| &y.at),
        Ask::Publications => demands.publications.as_ref(),
    };
    let asks: Vec<(Ask, String, Option<bool>)> = asks(demands)
        .into_iter()
        .map(|ask| {
            let words = words(&ask).map_or("", |at| reading.words(at));
            (ask, words.to_owned(), person.map(|p| p.has(ask)))
        })
        .collect();
    let expert = demands.is_expert();
    // Without a résumé nobody is taken for an expert, and for nothing less than they may be.
    let closed = match person {
        Some(_) => asks.iter().any(|(_, _, has)| *has == Some(false)),
        None => expert,
    };
    let (mut shown, mut missing) = (Vec::new(), BTreeMap::new());
    for wanted in reading.skills.iter().filter(|wanted| !wanted.demand.optional) {
        let skill = wanted.demand.skill.clone();
        match &wanted.held {
            Some(Held::Shown(_)) => shown.push(skill),
            Some(Held::Claimed(how)) => _ = missing.insert(skill, Some(how.clone())),
            None => _ = missing.insert(skill, None),
        }
    }
    Judged {
        id: known.id.clone(),
        label: known.label(),
        url: known.posting.url.clone(),
        asks,
        expert,
        stands: match (closed, missing.is_empty()) {
            (true, _) => Stands::Closed,
            (false, true) => Stands::Today,
            (false, false) => Stands::Skills,
        },
        shown,
        missing,
    }
}

/// What came of applications; those to postings that are gone count as what these were.
fn outcomes(applications: &[Application], known: &[Known], skilled: &Skilled) -> Outcomes {
    let mut outcomes = Outcomes::default();
    for application in applications {
        outcomes.all.add(application);
        let posting = known.iter().find(|known| known.id == application.posting);
        if posting.is_some_and(|known| reading(known, skilled).demands.is_expert()) {
            outcomes.expert.add(application);
        }
    }
    outcomes
}

/// A skill's name.
pub fn name(skill: &str) -> String {
    Skills::built_in()
        .get(skill)
        .map_or_else(|| skill.to_owned(), |skill| skill.name.clone())
}
