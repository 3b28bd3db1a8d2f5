//! A real set: its licence is agreed to, its files are fetched into the pivot's cache or taken from where the person has them, and
//! converted.

use pivot_labs::lab::Lab;
use pivot_labs::made::Made;
use pivot_labs::real::{self, Error as Unreal, Set};
use pivot_store::Folder;

use super::get::Wish;
use crate::connect::download::{Patience, Progress, Trouble, cached, fetch, opener, size, take};
use crate::error::Error;

/// Where fetched files are kept, in the pivot.
const CACHE: &str = ".pivot/cache";

/// The data of a real set.
///
/// # Errors
/// A set that there is not, a licence that nobody agreed to yet, files that cannot be had or are not what they should be.
pub(super) fn had(
    folder: &Folder,
    lab: &Lab,
    name: &str,
    seed: u64,
    wish: &Wish<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Made, Error> {
    let set = real::set(name).map_err(unreal)?;
    let cache = folder.root().join(CACHE);
    for file in set.files {
        if cached(file, &cache)
            .map_err(|trouble| troubled(&trouble))?
            .is_some()
        {
            continue;
        }
        let got = match (wish.from, wish.source) {
            (Some(from), _) => take(file, from, &cache, progress),
            (None, _) if !wish.yes => return Err(asks(lab, set)),
            (None, Some(source)) => fetch(file, &cache, source, &Patience::default(), progress),
            (None, None) => return Err(Error::Bug("nothing was given that could reach out".into())),
        };
        got.map_err(|trouble| troubled(&trouble))?;
    }
    real::convert(name, &lab.id, &mut opener(&cache), seed).map_err(unreal)
}

/// What a person should know before anything is fetched, and how they agree to it.
fn asks(lab: &Lab, set: &Set) -> Error {
    let about = &set.about;
    let elsewhere = about.elsewhere.map(|place| format!(" ({place})"));
    Error::wrong(format!(
        "{} is {} to fetch, and its licence is yours to agree to. Source: {}. Licence: {}. Cite: {}",
        about.title,
        size(about.bytes),
        about.source,
        about.licence,
        about.cite
    ))
    .next(format!(
        "pivot lab get {} --set {} --yes agrees and fetches; --from FILE|FOLDER takes files that you have{}",
        lab.id,
        set.name,
        elsewhere.unwrap_or_default()
    ))
}

fn unreal(error: Unreal) -> Error {
    match error {
        Unreal::Wish { what, next } => Error::wrong(what).next(next),
        Unreal::Fault(fault) => Error::wrong(fault.to_string())
            .next("nothing was written; take the file out of .pivot/cache/ and run the command again"),
        Unreal::Read { .. } => Error::Outside {
            what: error.to_string(),
            next: None,
        },
    }
}

fn troubled(trouble: &Trouble) -> Error {
    let (what, next) = (trouble.to_string(), Some(trouble.next()));
    match trouble {
        Trouble::Wish(_) | Trouble::Other { .. } => Error::Wrong { what, next },
        Trouble::Busy(_) | Trouble::Disk { .. } | Trouble::Nowhere { .. } => Error::Outside { what, next },
    }
}
