//! `pivot kaggle list`: competitions of the service, of a list that its own program saved, or those that are watched.

use pivot_domain::evidence::exported;
use pivot_store::of_bytes;

use super::{Desk, trouble_of};
use crate::connect::kaggle::{self, Competition, Wish};
use crate::error::Error;
use crate::watching::Watching;

/// The list that Kaggle's own program saves, in `kaggle/`.
const FILE: &str = "competitions.csv";
/// The line that makes it.
pub(super) const LINE: &str = "mkdir -p kaggle; kaggle competitions list -v > kaggle/competitions.csv";

/// Competitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What there are.
    pub rows: Vec<Row>,
    /// Where they are from.
    pub source: Source,
    /// There are more.
    pub more: bool,
    /// What there is to know, in sentences.
    pub notes: Vec<String>,
}

/// A competition, and its task where it is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The competition.
    pub competition: Competition,
    /// The task.
    pub task: Option<String>,
}

/// Where a list is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The service, asked now.
    Service,
    /// `kaggle/competitions.csv`.
    Exported,
    /// What is watched, as the service said it last.
    Watched,
}

/// Lists competitions.
///
/// # Errors
/// The service does not take the login; the disk failed.
pub fn list(desk: &Desk<'_>, wish: &Wish) -> Result<Listing, Error> {
    let mut listing = Listing {
        rows: Vec::new(),
        source: Source::Watched,
        more: false,
        notes: Vec::new(),
    };
    let row = |competition: Competition| Row {
        task: desk.watching(&competition.name).map(|w| w.watched.task.clone()),
        competition,
    };
    if let Some(service) = desk.service {
        match trouble_of(service.list(wish), None)? {
            Ok(pages) => {
                listing.rows = pages.rows.into_iter().map(row).collect();
                (listing.source, listing.more) = (Source::Service, pages.more);
                return Ok(listing);
            }
            Err(why) => listing.notes.push(why),
        }
    } else {
        listing.notes.push(format!(
            "there is no token for Kaggle; its own program saves the list: {LINE}"
        ));
    }
    let mut known: Vec<Competition> = Vec::new();
    if let Some(bytes) = desk.folder.kaggle(FILE)? {
        match exported::competitions(&of_bytes(FILE, bytes)) {
            Ok(rows) => {
                listing.source = Source::Exported;
                known.extend(rows.iter().filter_map(competition));
            }
            Err(why) => listing.notes.push(format!("kaggle/{FILE} {why}")),
        }
    }
    for watching in &desk.situation.competitions {
        if known.iter().any(|of| of.name == watching.watched.name) {
            continue;
        }
        let said = watching.known.as_ref().map(|known| known.competition.clone());
        known.push(said.unwrap_or_else(|| Competition {
            name: watching.watched.name.clone(),
            ..Competition::default()
        }));
    }
    let search = wish.search.as_deref().unwrap_or_default().to_lowercase();
    let fits = |of: &Competition| {
        let found = of.name.to_lowercase().contains(&search) || of.title.to_lowercase().contains(&search);
        let entered = of.entered || desk.watching(&of.name).is_some_and(Watching::entered);
        found && (entered || !wish.entered)
    };
    listing.rows = known.into_iter().filter(fits).map(row).collect();
    Ok(listing)
}

/// A row of the saved list, where it names a competition.
fn competition(row: &exported::ListedCompetition) -> Option<Competition> {
    Some(Competition {
        name: kaggle::name(&row.name)?.to_owned(),
        deadline: row.deadline,
        category: Some(
            row.category
                .chars()
                .filter(|c| !c.is_control())
                .take(80)
                .collect(),
        ),
        teams: row.teams.unwrap_or(0),
        entered: row.entered,
        ..Competition::default()
    })
}
