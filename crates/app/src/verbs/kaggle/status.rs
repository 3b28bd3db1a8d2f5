//! `pivot kaggle status` and `limits`: how the person stands, as the service says now or said last.

use jiff::Timestamp;
use pivot_domain::competitions::Better;
use pivot_domain::fact::{Event, Recorded, standing};

use super::{Desk, keep, name_of, passing, trouble_of};
use crate::connect::http::Trouble;
use crate::connect::kaggle::{self, Competitions, Limits, Status, Submission};
use crate::error::Error;
use crate::watching::{FORMAT, Known, Watching};

/// How the person stands in a competition that is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Stands {
    /// What the person wrote, and what the service said last.
    pub watching: Watching,
    /// It was said now.
    pub fresh: bool,
    /// Submissions that are known, newest first.
    pub submissions: Vec<Scored>,
    /// The journal's ranks, oldest first: when the service was asked, the rank, of how many.
    pub ranks: Vec<(Timestamp, u32, Option<u32>)>,
    /// Facts that were recorded now.
    pub recorded: Vec<Recorded>,
    /// What there is to know, in sentences.
    pub notes: Vec<String>,
}

/// A submission, and whether it was the best when it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The submission.
    pub submission: Submission,
    /// Its score, where it has one.
    pub value: Option<f64>,
    /// The best score until then, itself included; `None` where it is not known which is better.
    pub best: Option<f64>,
}

/// How the person stands, in one competition or in all that are watched. What is new is kept and recorded.
///
/// # Errors
/// It is not watched; the service does not take the login or has no such competition; the disk failed.
pub fn status(desk: &Desk<'_>, name: Option<&str>) -> Result<Vec<Stands>, Error> {
    let name = name.map(name_of).transpose()?;
    let all = &desk.situation.competitions;
    let chosen: Vec<&Watching> = all
        .iter()
        .filter(|w| name.is_none_or(|n| w.watched.name == n))
        .collect();
    if let (Some(name), []) = (name, &chosen[..]) {
        return Err(
            Error::wrong(format!("competition `{name}` is not watched")).next(format!(
                "pivot kaggle watch {name} --task TASK, with the task of your plan that it belongs to"
            )),
        );
    }
    chosen
        .into_iter()
        .map(|watching| one(desk, watching, name.is_some()))
        .collect()
}

fn one(desk: &Desk<'_>, watching: &Watching, alone: bool) -> Result<Stands, Error> {
    let mut stands = Stands {
        watching: watching.clone(),
        fresh: false,
        submissions: Vec::new(),
        ranks: Vec::new(),
        recorded: Vec::new(),
        notes: Vec::new(),
    };
    if let Some(service) = desk.service {
        match ask(desk, service, &watching.watched.name) {
            Ok(asked) => {
                stands.fresh = true;
                stands.watching.known = Some(asked.known);
                (stands.recorded, stands.notes) = (asked.recorded, asked.notes);
            }
            Err(Refused::Service(trouble)) if passing(&trouble) => {
                stands.notes.push(format!("Kaggle: {trouble}"));
            }
            // One that is gone does not hide the others.
            Err(Refused::Service(trouble)) if !alone && trouble != Trouble::Login => {
                stands.notes.push(format!("Kaggle: {trouble}"));
            }
            Err(Refused::Service(trouble)) => {
                return Err(kaggle::told(trouble, Some(&watching.watched.name)));
            }
            Err(Refused::Here(error)) => return Err(error),
        }
    }
    match keep::submissions(desk.folder, &watching.watched.name)? {
        Ok(rows) => stands.submissions = curve(rows, stands.watching.better()),
        Err(why) => stands.notes.push(why),
    }
    stands.ranks = ranks(
        desk.situation.facts.iter().chain(&stands.recorded),
        &watching.watched.name,
    );
    Ok(stands)
}

/// Each with the best score until then.
fn curve(mut rows: Vec<Submission>, better: Option<Better>) -> Vec<Scored> {
    rows.sort_by_key(|row| row.at);
    let mut best: Option<f64> = None;
    let mut all: Vec<Scored> = rows
        .into_iter()
        .map(|submission| {
            let complete = submission.status == Status::Complete;
            let score = submission.public.as_deref().filter(|_| complete);
            let value = score
                .and_then(|s| s.trim().parse::<f64>().ok())
                .filter(|v| v.is_finite());
            if let (Some(value), Some(better)) = (value, better)
                && best.is_none_or(|best| better.beats(value, best))
            {
                best = Some(value);
            }
            Scored {
                submission,
                value,
                best,
            }
        })
        .collect();
    all.reverse();
    all
}

/// The ranks of a competition, in the order in which they were asked for.
fn ranks<'f>(facts: impl Iterator<Item = &'f Recorded>, name: &str) -> Vec<(Timestamp, u32, Option<u32>)> {
    let facts: Vec<Recorded> = facts.cloned().collect();
    let mut ranks: Vec<_> = standing(&facts)
        .filter_map(|fact| match &fact.fact.event {
            Event::Scored {
                deed,
                standing: Some(of),
                ..
            } if deed.what == name => Some((of.asked, of.rank?, of.teams)),
            _ => None,
        })
        .collect();
    ranks.sort_by_key(|(asked, ..)| *asked);
    ranks
}

/// What the service said, kept.
pub(super) struct Asked {
    pub(super) known: Known,
    pub(super) recorded: Vec<Recorded>,
    pub(super) notes: Vec<String>,
}

/// Why nothing was said.
pub(super) enum Refused {
    Service(Trouble),
    Here(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Refused::Here(error)
    }
}

/// Asks for a competition, the tries and the submissions; keeps them where it is watched, and records scores that are new.
pub(super) fn ask(desk: &Desk<'_>, service: &dyn Competitions, name: &str) -> Result<Asked, Refused> {
    let competition = service.get(name).map_err(Refused::Service)?;
    let mut notes = Vec::new();
    let mut told = |trouble: Trouble, what: &str| {
        notes.push(match trouble {
            Trouble::Forbidden(_) => format!(
                "Kaggle does not tell {what} before its rules are accepted, in a browser: https://www.kaggle.com/competitions/{name}/rules"
            ),
            other => format!("Kaggle does not tell {what}: {other}"),
        });
    };
    let limits = service.limits(name).map_err(|t| told(t, "the tries")).ok();
    let submissions = service
        .submissions(name)
        .map(|pages| pages.rows)
        .map_err(|t| told(t, "the submissions"))
        .unwrap_or_default();
    let known = Known {
        format: FORMAT.into(),
        asked: desk.now(),
        competition,
        limits,
    };
    if desk.watching(name).is_some() {
        keep::known(desk.folder, &known)?;
    }
    notes.extend(keep::rows(desk.folder, name, &submissions)?);
    let recorded = keep::scores(desk, &known.competition, &submissions)?;
    Ok(Asked {
        known,
        recorded,
        notes,
    })
}

/// The tries of a competition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitsAt {
    /// Its name.
    pub name: String,
    /// How many there are.
    pub limits: Limits,
    /// When the service said so.
    pub asked: Timestamp,
    /// It said so now.
    pub fresh: bool,
    /// When the next day of UTC begins.
    pub next: Timestamp,
    /// Why it was not asked now, as a sentence.
    pub note: Option<String>,
}

/// How many tries there are today, as the service says or said last.
///
/// # Errors
/// It does not say, and never said.
pub fn limits(desk: &Desk<'_>, name: &str) -> Result<LimitsAt, Error> {
    let name = name_of(name)?;
    let last = desk
        .watching(name)
        .and_then(|w| w.known.as_ref())
        .and_then(|known| Some((known.limits?, known.asked)));
    let line = format!("kaggle competitions submissions -c {name} -v");
    let at = |limits, asked, note| LimitsAt {
        name: name.to_owned(),
        limits,
        asked,
        fresh: asked == desk.now(),
        next: next_day(asked),
        note,
    };
    match (desk.service, last) {
        (None, Some((limits, asked))) => Ok(at(limits, asked, Some("there is no token for Kaggle".into()))),
        (None, None) => Err(desk
            .service(&line)
            .err()
            .unwrap_or_else(|| Error::Bug("a service that is none".into()))),
        (Some(service), last) => match (trouble_of(service.limits(name), Some(name))?, last) {
            (Ok(limits), _) => Ok(at(limits, desk.now(), None)),
            (Err(why), Some((limits, asked))) => Ok(at(limits, asked, Some(why))),
            (Err(why), None) => Err(Error::Outside {
                what: why,
                next: Some("run the command again when there is a connection".into()),
            }),
        },
    }
}

/// The beginning of the day of UTC after a moment's: then there are new tries.
pub fn next_day(at: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 60 * 60;
    let next = (at.as_second().div_euclid(DAY) + 1) * DAY;
    Timestamp::from_second(next).unwrap_or(Timestamp::MAX)
}
