//! `pivot kaggle leaderboard`: the first of the public leaderboard.

use super::{Desk, name_of, trouble_of};
use crate::connect::kaggle::{Pages, Place};
use crate::error::Error;

/// The leaderboard of a competition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// The competition's name.
    pub name: String,
    /// The first of it.
    pub places: Pages<Place>,
    /// The person's own rank, and of how many teams, as far as the service tells it.
    pub own: (Option<u64>, Option<u64>),
}

/// The first `most` of a leaderboard.
///
/// # Errors
/// It is not known.
pub fn leaderboard(desk: &Desk<'_>, name: &str, most: usize) -> Result<Board, Error> {
    let name = name_of(name)?;
    let service = desk.service(&format!("kaggle competitions leaderboard {name} -s -v"))?;
    let outside = |why| Error::Outside {
        what: why,
        next: Some(
            "run the command again when there is a connection; pivot kaggle status shows what is known"
                .into(),
        ),
    };
    let mut places = trouble_of(service.leaderboard(name, most), Some(name))?.map_err(outside)?;
    places.more |= places.rows.len() > most;
    places.rows.truncate(most);
    // Who may not see it has no rank of their own.
    let own = service.get(name).ok();
    Ok(Board {
        name: name.to_owned(),
        places,
        own: own.map_or((None, None), |c| (c.rank, Some(c.teams).filter(|n| *n > 0))),
    })
}
