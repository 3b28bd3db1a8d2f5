//! `pivot kaggle data`: the files of a competition into `data/NAME/`, gone on with where a connection broke.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pivot_store::sha256_of;
use serde::{Deserialize, Serialize};

use super::{Desk, name_of};
use crate::connect::download::Progress;
use crate::connect::http::Patience;
use crate::connect::kaggle::{self, DataFile, fetch};
use crate::error::Error;

/// More files than these are fetched packed, in one piece.
const SINGLE_MAX: usize = 100;

/// What was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Got {
    /// The competition's name.
    pub name: String,
    /// Where the files are.
    pub folder: PathBuf,
    /// The files.
    pub files: Vec<GotFile>,
}

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GotFile {
    /// Where.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of it, in hexadecimal digits.
    pub sha256: String,
    /// It was there before.
    pub known: bool,
    /// It was there before, and is not as it was fetched.
    pub changed: bool,
}

/// What is kept of each file, by its path in the folder.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    format: String,
    files: BTreeMap<String, Sum>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sum {
    bytes: u64,
    sha256: String,
}

const FORMAT: &str = "pivot.competition-data/1";

/// Fetches a file of a competition, or all of them. Size and SHA-256 of each are kept, so that a file which was changed is told.
///
/// # Errors
/// There is no token, no such file, or Kaggle does not give it: what has come is kept, and gone on with.
pub fn data(
    desk: &Desk<'_>,
    name: &str,
    file: Option<&str>,
    patience: Patience,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Got, Error> {
    let name = name_of(name)?;
    let service = desk.service(&format!("kaggle competitions download -c {name} -p data/{name}"))?;
    let told = |trouble| kaggle::told(trouble, Some(name));
    let all = service.files(name).map_err(told)?;
    let chosen: Vec<Option<&DataFile>> = match file {
        Some(wish) => {
            let found = all.rows.iter().find(|f| f.name == wish);
            let Some(found) = found else {
                return Err(no_file(name, wish, &all.rows));
            };
            vec![Some(found)]
        }
        None if all.more || all.rows.len() > SINGLE_MAX => vec![None],
        None => all.rows.iter().map(Some).collect(),
    };
    let folder = desk.folder.data_path(name);
    let key = format!("{name}.data");
    let kept = desk.folder.competition(&key)?;
    let mut kept: Kept = kept
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    FORMAT.clone_into(&mut kept.format);
    let mut got = Got {
        name: name.to_owned(),
        folder: folder.clone(),
        files: Vec::new(),
    };
    for file in chosen {
        let fetched = fetch(service, name, file, &folder, patience, progress)?;
        let sum = Sum {
            bytes: fetched.bytes,
            sha256: sha256_of(&fetched.path)?,
        };
        let inside = inside(&folder, &fetched.path);
        let before = kept.files.get(&inside);
        let changed = fetched.known && before.is_some_and(|before| *before != sum);
        got.files.push(GotFile {
            path: fetched.path,
            bytes: sum.bytes,
            sha256: sum.sha256.clone(),
            known: fetched.known,
            changed,
        });
        if !changed && before != Some(&sum) {
            kept.files.insert(inside, sum);
            // After each file: what came stays known where the next one does not.
            let json = serde_json::to_string_pretty(&kept)
                .map_err(|e| Error::Bug(format!("a list is no JSON: {e}")))?;
            desk.folder.write_competition(&key, &(json + "\n"))?;
        }
    }
    Ok(got)
}

/// A path as seen from the folder, with `/`.
fn inside(folder: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).components();
    let parts: Vec<String> = parts
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/")
}

fn no_file(name: &str, wish: &str, all: &[DataFile]) -> Error {
    let error = Error::wrong(format!(
        "competition `{name}` has no file `{}`",
        wish.escape_debug()
    ));
    let names = || all.iter().map(|f| f.name.as_str());
    match pivot_domain::fault::nearest(wish, names()) {
        Some(near) => error.next(format!("did you mean `{near}`?")),
        None => error.next(format!(
            "it has {}",
            names().take(8).collect::<Vec<_>>().join(", ")
        )),
    }
}
