//! `pivot apply`: applications, as the person tells of them. Nothing is ever sent to a company: the command says where one applies, and
//! records what was done. The fold is in [`pivot_domain::application`].

mod offers;
mod record;

use jiff::Timestamp;
use jiff::civil::Date;
use pivot_domain::application::{Application, Stage, applications};
use pivot_domain::fault::nearest;

use crate::error::Error;
use crate::situation::Situation;
use crate::verbs::posting::{Known, Postings};

pub use offers::{Offer, offers};
pub use record::{Next, Sent, apply, next, stage, variant};

/// The applications of a pivot, and the moment at which they are looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    /// All that stand, in the order in which they were told.
    pub all: Vec<Application>,
    /// The present day by the person's clock.
    pub today: Date,
    /// The moment.
    pub now: Timestamp,
}

impl Board {
    /// Those that are at a stage now.
    pub fn at(&self, stage: Stage) -> impl Iterator<Item = &Application> {
        self.all
            .iter()
            .filter(move |application| application.stage() == stage)
    }

    /// Those that are not over.
    pub fn open(&self) -> impl Iterator<Item = &Application> {
        self.all
            .iter()
            .filter(|application| !application.stage().is_over())
    }
}

/// The applications that stand.
pub fn board(situation: &Situation) -> Board {
    Board {
        all: applications(&situation.facts),
        today: situation.settings.zones.civil(situation.now).date(),
        now: situation.now,
    }
}

/// The application that is meant by its posting's id or the beginning of it: the latest to that posting.
///
/// # Errors
/// There is none, or several postings begin so.
pub fn find<'b>(board: &'b Board, posting: &str) -> Result<&'b Application, Error> {
    let latest = |id: &str| board.all.iter().rev().find(|a| a.posting == id);
    if let Some(found) = latest(posting) {
        return Ok(found);
    }
    let mut ids: Vec<&str> = board.all.iter().map(|a| a.posting.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let own = |id: &str| {
        id.split_once('/')
            .is_some_and(|(_, own)| own.starts_with(posting))
    };
    let fit: Vec<&str> = match posting {
        "" => Vec::new(),
        _ => ids
            .iter()
            .copied()
            .filter(|id| id.starts_with(posting) || own(id))
            .collect(),
    };
    match fit[..] {
        [only] => latest(only).ok_or_else(|| Error::Bug("an application that was there is not".into())),
        [] => {
            let error = Error::wrong(format!("no application to `{posting}` is recorded"));
            Err(match nearest(posting, ids.iter().copied()) {
                Some(near) => error.next(format!("did you mean `{near}`? pivot apply list shows all")),
                None => error.next(format!(
                    "pivot apply {posting} records that you applied; pivot apply list shows all"
                )),
            })
        }
        _ => Err(
            Error::wrong(format!("{} postings begin with `{posting}`", fit.len()))
                .next(format!("write more of it: {}", fit.join(", "))),
        ),
    }
}

/// Where one applies to a posting: its address for that, or where it can be read.
pub fn address(known: &Known) -> Option<&str> {
    let posting = &known.posting;
    let all = [posting.apply_url.as_str(), posting.url.as_str()];
    all.into_iter()
        .find(|url| url.starts_with("https://") || url.starts_with("http://"))
}

/// Postings of the list that nobody applied to, in their order.
pub fn left<'p>(board: &'p Board, postings: &'p Postings) -> impl Iterator<Item = &'p Known> {
    let applied = |known: &Known| board.all.iter().any(|a| a.posting == known.id);
    postings.listed().filter(move |known| !applied(known))
}
