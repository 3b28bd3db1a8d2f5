//! `pivot posting fetch`: the boards of the companies are asked, and what is new, changed and gone is told apart.

use jiff::Timestamp;
use pivot_domain::companies::{Companies, Company};
use pivot_domain::posting::{FORMAT, Kept, Posting, merge};
use pivot_store::Folder;

use super::known::{FOLDER, kept};
use crate::connect::boards::{Answer, Asked, Bases, Board, Which, address};
use crate::connect::http::Tag;
use crate::error::Error;
use crate::verbs::company;

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    /// This company alone, by its name or its short name.
    pub company: Option<&'a str>,
    /// A board that lists none has none, though some were known.
    pub empty_is_true: bool,
}

/// What came of a company's board.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    /// The company's name.
    pub company: String,
    /// The board, where one is named that can be read.
    pub board: Option<String>,
    /// When the board last answered well, this time included.
    pub fetched: Option<Timestamp>,
    /// So many of its postings are open now.
    pub open: usize,
    /// What came of it.
    pub result: Outcome,
    /// What was odd in the answer, in words.
    pub notes: Vec<String>,
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It listed its postings.
    Listed(News),
    /// Nothing has changed since it was last asked.
    Same,
    /// The company has no board in the list.
    NoBoard,
    /// It is not known what it offers now: a clause, and what to do. What was known stays.
    Failed(String, String),
}

/// What is new.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct News {
    /// Never seen before.
    pub new: Vec<Posting>,
    /// Those that say something else than before.
    pub changed: Vec<Posting>,
    /// There no more.
    pub gone: Vec<Posting>,
    /// There again.
    pub back: Vec<Posting>,
}

impl Came {
    /// Whether the board was to be asked, and did not say what it offers.
    pub fn failed(&self) -> bool {
        matches!(self.result, Outcome::Failed(..))
    }
}

/// Where the services are by `companies.toml`.
pub fn bases(companies: &Companies) -> Bases {
    let usual = Bases::default();
    let of = |name: &str, usual: String| companies.bases.get(name).cloned().unwrap_or(usual);
    Bases {
        greenhouse: of("greenhouse", usual.greenhouse),
        lever: of("lever", usual.lever),
        lever_eu: of("lever_eu", usual.lever_eu),
        ashby: of("ashby", usual.ashby),
        smartrecruiters: of("smartrecruiters", usual.smartrecruiters),
        recruitee: of("recruitee", usual.recruitee),
    }
}

/// Asks the boards one after the other; each answer is kept before the next is asked for. `tell` hears which is being asked.
///
/// # Errors
/// There is no such company, no company has a board, or the folder cannot be written. A board that fails is no error.
pub fn fetch(
    folder: &Folder,
    companies: &Companies,
    now: Timestamp,
    wish: Wish<'_>,
    board: &dyn Board,
    tell: &mut dyn FnMut(&str),
) -> Result<Vec<Came>, Error> {
    let asked: Vec<&Company> = match wish.company {
        Some(name) => vec![company::find(companies, name)?],
        None => companies.companies.iter().collect(),
    };
    if asked.iter().all(|company| company.board.is_none()) {
        let whose = match asked[..] {
            [only] => format!("{} has no board", only.name),
            _ => format!("no company in {} has a board", company::FILE),
        };
        return Err(Error::wrong(whose).next(
            "name it by the address of the careers page: board = \"https://jobs.lever.co/example\"; pivot posting add FILE keeps what has no board",
        ));
    }
    let one = |company: &&Company| {
        if let Some(board) = &company.board {
            tell(&format!("{} ({board})", company.name));
        }
        of_company(folder, company, now, wish.empty_is_true, board)
    };
    asked.iter().map(one).collect()
}

fn of_company(
    folder: &Folder,
    company: &Company,
    now: Timestamp,
    empty_is_true: bool,
    board: &dyn Board,
) -> Result<Came, Error> {
    let short = company::short(&company.name);
    let known = kept(folder, &short);
    let mut came = Came {
        company: company.name.clone(),
        board: None,
        fetched: None,
        open: 0,
        result: Outcome::NoBoard,
        notes: Vec::new(),
    };
    let Some(text) = &company.board else {
        return Ok(came);
    };
    let mut known = match known {
        Ok(known) => known.unwrap_or_default(),
        // What cannot be read is not written over.
        Err(why) => {
            came.result = Outcome::Failed(
                why,
                format!("pivot posting fetch \"{}\" asks it again then", company.name),
            );
            return Ok(came);
        }
    };
    came.fetched = known.fetched;
    came.open = open(&known.postings);
    let Some(which) = address(text) else {
        came.result = Outcome::Failed(
            format!("`{text}` is no board that can be read"),
            "give the address of the careers page at Greenhouse, Lever, Ashby, SmartRecruiters or Recruitee, or greenhouse:NAME; save other postings by hand, and pivot posting add FILE keeps them".into(),
        );
        return Ok(came);
    };
    let name = which.to_string();
    came.board = Some(name.clone());
    // The state of another board, or of a list that was not kept, says nothing of this one.
    let is_same_board = known.board == name;
    let tag = match is_same_board {
        true => Tag {
            etag: known.etag.clone(),
            modified: known.modified.clone(),
        },
        false => Tag::default(),
    };
    let own: Vec<Posting> = known
        .postings
        .iter()
        .filter(|p| p.board == name)
        .cloned()
        .collect();
    let answer = match board.fetch(&Asked {
        which: &which,
        company: &company.name,
        tag: &tag,
        known: &own,
        now,
    }) {
        Ok(answer) => answer,
        Err(trouble) => {
            came.result = Outcome::Failed(
                trouble.to_string(),
                "run the command again later; what was known is kept".into(),
            );
            return Ok(came);
        }
    };
    if answer == Answer::NoBoard {
        came.result = Outcome::Failed(
            format!("there is no board `{name}`"),
            format!(
                "look at the careers page of {}, and mend its board in {}",
                company.name,
                company::FILE
            ),
        );
        return Ok(came);
    }
    let merged = merge(&known.postings, &answer.fetched(), now, empty_is_true);
    if merged.empty {
        came.result = Outcome::Failed(
            format!("it lists no posting, where {} were open", came.open),
            "that is not believed at once, as a board that was renamed answers so too; where it is so, say --empty-is-true".into(),
        );
        return Ok(came);
    }
    let of = |places: &[usize]| places.iter().map(|at| merged.all[*at].clone()).collect();
    if let Answer::Listed(listed) = answer {
        came.result = Outcome::Listed(News {
            new: of(&merged.new),
            changed: of(&merged.changed),
            gone: of(&merged.gone),
            back: of(&merged.back),
        });
        came.notes = listed.notes;
        if listed.postings.is_empty() && may_be_misnamed(&which) {
            came.notes.push(format!(
                "it lists no posting, and answers so too where there is no board of the name `{name}`"
            ));
        }
        known.etag = listed.tag.etag;
        known.modified = listed.tag.modified;
    } else {
        came.result = Outcome::Same;
    }
    came.fetched = Some(now);
    came.open = open(&merged.all);
    let kept = Kept {
        format: FORMAT.into(),
        company: company.name.clone(),
        board: name,
        fetched: Some(now),
        postings: merged.all,
        ..known
    };
    let mut text = serde_json::to_string_pretty(&kept)
        .map_err(|e| Error::Bug(format!("the postings are no JSON: {e}")))?;
    text.push('\n');
    folder.write_inside(&format!("{FOLDER}/{short}.json"), text.as_bytes())?;
    Ok(came)
}

/// Boards that answer an empty list for any name.
fn may_be_misnamed(which: &Which) -> bool {
    matches!(which, Which::Ashby(_) | Which::SmartRecruiters(_))
}

fn open(postings: &[Posting]) -> usize {
    postings.iter().filter(|posting| posting.gone.is_none()).count()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;
    use crate::connect::boards::InMemory;
    use crate::connect::http::Trouble;

    fn pivot() -> (tempfile::TempDir, Folder) {
        let at = tempfile::tempdir().unwrap();
        let folder = Folder::create(&at.path().join("p"), "", "").unwrap();
        (at, folder)
    }

    fn companies(board: &str) -> Companies {
        let text =
            format!("[[company]]\nname = \"Acme\"\nboard = \"{board}\"\n[[company]]\nname = \"Without\"");
        pivot_domain::companies::parse(&text).0.unwrap()
    }

    fn posting(id: &str) -> Posting {
        Posting {
            id: id.into(),
            title: "Engineer".into(),
            ..Posting::default()
        }
    }

    fn moment(day: i64) -> Timestamp {
        Timestamp::from_second(day * 86_400).unwrap()
    }

    fn asks(folder: &Folder, companies: &Companies, day: i64, empty_is_true: bool, board: &InMemory) -> Came {
        let wish = Wish {
            company: Some("acme"),
            empty_is_true,
        };
        let mut all = fetch(folder, companies, moment(day), wish, board, &mut |_| ()).unwrap();
        all.remove(0)
    }

    fn has(board: &InMemory, name: &str, answer: Result<Vec<Posting>, Trouble>) {
        board.boards.lock().unwrap().insert(name.into(), answer);
    }

    #[test]
    fn what_was_known_outlives_whatever_a_board_answers() {
        let (_at, folder) = pivot();
        let board = InMemory {
            boards: Mutex::new(BTreeMap::new()),
        };
        let acme = companies("lever:acme");
        assert!(asks(&folder, &acme, 1, false, &board).failed());
        assert_eq!(kept(&folder, "acme"), Ok(None));
        has(&board, "lever:acme", Ok(vec![posting("1"), posting("2")]));
        let came = asks(&folder, &acme, 2, false, &board);
        let Outcome::Listed(news) = &came.result else {
            panic!("{came:?}")
        };
        assert_eq!((news.new.len(), came.open, came.fetched), (2, 2, Some(moment(2))));
        has(&board, "lever:acme", Err(Trouble::Silent("it is gone".into())));
        let came = asks(&folder, &acme, 3, true, &board);
        assert!(came.failed());
        assert_eq!((came.open, came.fetched), (2, Some(moment(2))));
        has(&board, "lever:acme", Ok(Vec::new()));
        let came = asks(&folder, &acme, 4, false, &board);
        assert!(came.failed());
        assert_eq!(kept(&folder, "acme").unwrap().unwrap().fetched, Some(moment(2)));
        // The company moved to another board, where the old ones are not.
        let moved = companies("ashby:acme");
        has(&board, "ashby:acme", Ok(vec![posting("9")]));
        let came = asks(&folder, &moved, 5, false, &board);
        let Outcome::Listed(news) = &came.result else {
            panic!("{came:?}")
        };
        assert_eq!((news.new.len(), news.gone.len(), came.open), (1, 2, 1));
        // None is believed where the person says so, and may be a wrong name.
        has(&board, "ashby:acme", Ok(Vec::new()));
        let came = asks(&folder, &moved, 6, true, &board);
        assert_eq!((came.open, came.notes.len()), (0, 1));
        assert_eq!(kept(&folder, "acme").unwrap().unwrap().postings.len(), 3);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_written_over() {
        let (_at, folder) = pivot();
        let board = InMemory::default();
        has(&board, "lever:acme", Ok(vec![posting("1")]));
        let acme = companies("lever:acme");
        for torn in [
            "{\"format\": \"pivot.postings/1\", \"postings\": [",
            "{\"format\": \"pivot.postings/9\"}",
        ] {
            folder
                .write_inside("postings/acme.json", torn.as_bytes())
                .unwrap();
            let came = asks(&folder, &acme, 1, true, &board);
            assert!(came.failed(), "{came:?}");
            let there = folder.read_inside("postings/acme.json", 1000).unwrap().unwrap();
            assert_eq!(there, torn.as_bytes());
        }
    }

    #[test]
    fn who_has_no_board_is_no_failure_and_a_name_is_needed_somewhere() {
        let (_at, folder) = pivot();
        let board = InMemory::default();
        has(&board, "lever:acme", Ok(vec![posting("1")]));
        let all = fetch(
            &folder,
            &companies("lever:acme"),
            moment(1),
            Wish::default(),
            &board,
            &mut |_| (),
        )
        .unwrap();
        assert_eq!(all[1].result, Outcome::NoBoard);
        let none = pivot_domain::companies::parse("company = [{ name = \"A\" }]")
            .0
            .unwrap();
        let refused = fetch(&folder, &none, moment(1), Wish::default(), &board, &mut |_| ());
        assert!(matches!(refused, Err(Error::Wrong { .. })));
        // A careers page of no board that is known is told, and the others go on.
        let came = asks(&folder, &companies("https://acme.example/jobs"), 1, false, &board);
        assert!(came.failed() && came.board.is_none());
    }
}
