//! All postings that are known: of boards from `postings/COMPANY.json`, and those that the person saved beside them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pivot_domain::companies::{Companies, choose};
use pivot_domain::fault::nearest;
use pivot_domain::posting::{FORMAT, Kept, PASTED, Posting};
use pivot_publish::resume::posting as read;
use pivot_store::{Folder, Listed};

use crate::error::Error;
use crate::verbs::company;

/// The folder that they lie in.
pub const FOLDER: &str = "postings";
/// The largest file of a company that is read, in bytes.
const LARGEST: u64 = 256 * 1024 * 1024;
/// What a saved posting's name ends in.
pub(super) const ENDINGS: [&str; 4] = [".txt", ".md", ".html", ".htm"];

/// A posting with the name by which a person asks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// `example-vision/4012`: the company's short name and the board's id; of a saved one the file's name. No two have one.
    pub id: String,
    /// What it says. A saved one has [`PASTED`] for its board, no company, and the file's time as that when it was seen.
    pub posting: Posting,
    /// Whether it is on the person's list: saved, or open and such as `[postings]` in `companies.toml` asks for.
    pub listed: bool,
}

impl Known {
    /// Its text by lines, with the skills that it demands; `None` where its text is not known yet.
    pub fn read(&self) -> Option<read::Posting> {
        let posting = read::read(self.posting.text.as_bytes()).ok()?;
        // A board's text begins with anything but the title.
        Some(read::Posting {
            title: self.posting.title.clone(),
            ..posting
        })
    }

    /// What it is called where the company matters: `Research engineer, Example Vision`.
    pub fn label(&self) -> String {
        match self.posting.company.as_str() {
            "" => self.posting.title.clone(),
            company => format!("{}, {company}", self.posting.title),
        }
    }
}

/// What is known of a company's board.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardState {
    /// The company's name.
    pub company: String,
    /// Its short name.
    pub short: String,
    /// The board that was asked.
    pub board: String,
    /// When it last answered well.
    pub fetched: Option<Timestamp>,
}

/// All postings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Postings {
    /// What `companies.toml` says; nothing where there is none.
    pub companies: Companies,
    /// The postings: by file, then in the order in which they were first seen. Those that are gone too.
    pub all: Vec<Known>,
    /// The boards that were asked, by the name of their files.
    pub boards: Vec<BoardState>,
    /// How those on the list were chosen: `14 of 212 open postings of 3 companies: the title has one of "machine learning"`.
    pub how: String,
    /// What could not be read, in sentences without full stops.
    pub notes: Vec<String>,
}

impl Postings {
    /// Those on the person's list.
    pub fn listed(&self) -> impl Iterator<Item = &Known> {
        self.all.iter().filter(|known| known.listed)
    }

    /// The posting that is meant by its id, its beginning, or that of the part behind the company.
    ///
    /// # Errors
    /// None has that name, or several begin so.
    pub fn find(&self, id: &str) -> Result<&Known, Error> {
        if let Some(known) = self.all.iter().find(|known| known.id == id) {
            return Ok(known);
        }
        let own = |known: &Known| known.id.split_once('/').map_or("", |(_, own)| own).to_owned();
        let begins = |known: &&Known| known.id.starts_with(id) || own(known).starts_with(id);
        let fit: Vec<&Known> = match id {
            "" => Vec::new(),
            _ => self.all.iter().filter(begins).collect(),
        };
        match fit[..] {
            [only] => Ok(only),
            [] => {
                let hint = match nearest(id, self.all.iter().map(|known| known.id.as_str())) {
                    Some(near) => format!("did you mean `{near}`? pivot posting list --all shows all"),
                    None if self.all.is_empty() => {
                        "none is known: pivot posting fetch asks the boards, pivot posting add FILE keeps one that you saved".into()
                    }
                    None => "pivot posting list --all shows all".into(),
                };
                Err(Error::wrong(format!("no posting has the id `{id}`")).next(hint))
            }
            _ => {
                // An exact id of a board is meant, though another's begins with it.
                let mut exact = fit.iter().filter(|known| own(known) == id);
                if let (Some(only), None) = (exact.next(), exact.next()) {
                    return Ok(only);
                }
                let some: Vec<&str> = fit.iter().take(5).map(|known| known.id.as_str()).collect();
                let more = if fit.len() > some.len() { ", …" } else { "" };
                Err(Error::wrong(format!("{} postings begin with `{id}`", fit.len()))
                    .next(format!("write more of it: {}{more}", some.join(", "))))
            }
        }
    }
}

/// All postings of a pivot. A file that cannot be read is told in the notes, and the others are there.
///
/// # Errors
/// `companies.toml` has faults, or the folder cannot be read.
pub fn postings(folder: &Folder) -> Result<Postings, Error> {
    let mut known = Postings {
        companies: company::perhaps(folder)?.unwrap_or_default(),
        ..Postings::default()
    };
    for file in folder.list_below(FOLDER)? {
        let name = file
            .path
            .trim_start_matches(FOLDER)
            .trim_start_matches('/')
            .to_owned();
        if name.contains('/') {
            continue;
        }
        let lower = name.to_lowercase();
        if let Some(short) = name.strip_suffix(".json") {
            match kept(folder, short) {
                Ok(Some(kept)) => known.take(short, kept),
                Ok(None) => {}
                Err(why) => known.notes.push(why),
            }
        } else if ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
            match saved(folder, &file, &name) {
                Ok(posting) => known.all.push(Known {
                    id: name,
                    posting,
                    listed: false,
                }),
                Err(why) => known.notes.push(why),
            }
        }
    }
    let chosen = choose(
        &known.companies.postings,
        &known.companies,
        known.all.iter().map(|known| &known.posting),
    );
    for (known, on) in known.all.iter_mut().zip(chosen.on) {
        known.listed = on;
    }
    known.how = chosen.how;
    Ok(known)
}

impl Postings {
    fn take(&mut self, short: &str, kept: Kept) {
        // One board after another may use one number: the later of them is the present one.
        let mut last: BTreeMap<String, usize> = BTreeMap::new();
        for (at, posting) in kept.postings.iter().enumerate() {
            last.insert(posting.id.clone(), at);
        }
        for (at, posting) in kept.postings.into_iter().enumerate() {
            if last.get(&posting.id) == Some(&at) {
                self.all.push(Known {
                    id: format!("{short}/{}", posting.id),
                    posting,
                    listed: false,
                });
            }
        }
        self.boards.push(BoardState {
            company: kept.company,
            short: short.to_owned(),
            board: kept.board,
            fetched: kept.fetched,
        });
    }
}

/// What is kept of a company, by its short name; `None` where it was never asked.
///
/// # Errors
/// A sentence without its full stop: what is wrong with the file.
pub(super) fn kept(folder: &Folder, short: &str) -> Result<Option<Kept>, String> {
    let path = format!("{FOLDER}/{short}.json");
    let wrong = |why: String| {
        format!(
            "{path} cannot be read: {why}; bring an older copy of it back, or take it away and fetch anew"
        )
    };
    let Some(bytes) = folder
        .read_inside(&path, LARGEST)
        .map_err(|e| wrong(e.to_string()))?
    else {
        return Ok(None);
    };
    let kept: Kept = serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))?;
    if kept.format == FORMAT {
        Ok(Some(kept))
    } else {
        Err(wrong(format!("its format is no `{FORMAT}`")))
    }
}

/// A posting that the person saved.
fn saved(folder: &Folder, file: &Listed, name: &str) -> Result<Posting, String> {
    let wrong = |why: String| format!("{} is no posting: {why}", file.path);
    let bytes = folder
        .read_inside(&file.path, read::LARGEST as u64)
        .map_err(|e| wrong(e.to_string()))?
        .unwrap_or_default();
    let read = read::read(&bytes).map_err(|fault| wrong(fault.what))?;
    let line = |line: &read::Line| match line.text.trim_end_matches(':') == line.section {
        true => format!("# {}", line.section),
        false => line.text.clone(),
    };
    let nanos = i128::try_from(file.changed).unwrap_or(0);
    let seen = Timestamp::from_nanosecond(nanos).unwrap_or_default();
    Ok(Posting {
        board: PASTED.into(),
        id: name.to_owned(),
        title: read.title,
        text: read.lines.iter().map(line).collect::<Vec<_>>().join("\n"),
        first_seen: seen,
        last_seen: seen,
        ..Posting::default()
    })
}

#[cfg(test)]
mod tests {
    use super::{Known, Posting, Postings};

    fn known(ids: &[&str]) -> Postings {
        let all = ids.iter().map(|id| Known {
            id: (*id).into(),
            posting: Posting::default(),
            listed: true,
        });
        Postings {
            all: all.collect(),
            ..Postings::default()
        }
    }

    #[test]
    fn a_posting_is_found_by_what_tells_it_from_others() {
        let postings = known(&["acme/40", "acme/401", "beta/7f3a", "note.txt"]);
        let found = |id: &str| match postings.find(id) {
            Ok(known) => known.id.clone(),
            Err(crate::Error::Wrong { what, next }) => format!("{what}: {}", next.unwrap_or_default()),
            Err(other) => format!("{other:?}"),
        };
        assert_eq!(found("acme/40"), "acme/40");
        assert_eq!(found("40"), "acme/40");
        assert_eq!(found("401"), "acme/401");
        assert_eq!(found("b"), "beta/7f3a");
        assert_eq!(found("7f"), "beta/7f3a");
        assert_eq!(found("note"), "note.txt");
        assert_eq!(
            found("acme"),
            "2 postings begin with `acme`: write more of it: acme/40, acme/401"
        );
        assert!(found("nope.txt").contains("did you mean `note.txt`?"));
        assert!(found("").starts_with("no posting has the id ``"));
    }
}
