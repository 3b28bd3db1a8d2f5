//! `pivot kaggle`: competitions are watched, their data fetched, submissions checked, sent and followed to a score. What the service says
//! is kept with its moment; where it cannot be asked, that is shown.

mod board;
mod data;
mod follow;
mod keep;
mod list;
mod status;
mod submit;
mod watch;

use jiff::Timestamp;
use pivot_store::Folder;

use crate::connect::http::Trouble;
use crate::connect::kaggle::{self, Competitions};
use crate::error::Error;
use crate::situation::Situation;
use crate::watching::{self, Watching};

pub use board::{Board, leaderboard};
pub use data::{Got, GotFile, data};
pub use follow::{Followed, Wait, follow};
pub use list::{Listing, Row as ListRow, Source, list};
pub use status::{LimitsAt, Scored, Stands, limits, next_day, status};
pub use submit::{Sending, Sent, Wish as SubmitWish, prepare, send};
pub use watch::{Done as Watched, Wish as WatchWish, watch};

/// What every one of these verbs works with.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The pivot.
    pub folder: &'a Folder,
    /// All that is in it.
    pub situation: &'a Situation,
    /// The service; `None` where the person has given no token.
    pub service: Option<&'a dyn Competitions>,
}

impl Desk<'_> {
    fn now(&self) -> Timestamp {
        self.situation.now
    }

    fn watching(&self, name: &str) -> Option<&Watching> {
        self.situation
            .competitions
            .iter()
            .find(|w| w.watched.name == name)
    }

    /// The service, for what cannot be done without it.
    fn service(&self, line: &str) -> Result<&dyn Competitions, Error> {
        self.service.ok_or_else(|| {
            Error::wrong("there is no token for Kaggle").next(format!(
                "make one at https://www.kaggle.com/settings, and {}; or use Kaggle's own program: {line}",
                kaggle::HINT
            ))
        })
    }
}

/// The address of the service that `competitions.toml` names; `None`: Kaggle's own.
///
/// # Errors
/// Faults of the file.
pub fn service(folder: &Folder) -> Result<Option<String>, Error> {
    Ok(watching::list(folder)?.service)
}

/// The name of a competition in what the person typed: the name itself, or an address.
fn name_of(text: &str) -> Result<&str, Error> {
    kaggle::name(text).ok_or_else(|| {
        Error::wrong(format!("`{}` is no name of a competition", text.escape_debug()))
            .next("give the last part of its address, such as titanic, or the address itself")
    })
}

/// A service that cannot be reached, or has too much to do: what is known is shown. Any other trouble is the person's to mend.
fn passing(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Silent(_) | Trouble::Busy(_))
        || matches!(trouble, Trouble::Refused(code, _) if *code >= 500)
}

/// A passing trouble as a sentence, or what to mend as an error.
fn trouble_of<T>(answer: Result<T, Trouble>, name: Option<&str>) -> Result<Result<T, String>, Error> {
    match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(trouble) if passing(&trouble) => Ok(Err(format!("Kaggle: {trouble}"))),
        Err(trouble) => Err(kaggle::told(trouble, name)),
    }
}
