//! `pivot posting`.

use std::io::{IsTerminal, Write};
use std::path::Path;

use jiff::SignedDuration;
use pivot_app::Error;
use pivot_app::connect::boards::Boards;
use pivot_app::connect::http::Http;
use pivot_app::verbs::posting::{self, FetchWish, Known, bases};
use pivot_app::verbs::{apply, company};
use pivot_app::wire::{AddedPostingJson, FetchedJson, PostingsJson, ShownPostingJson};

use super::{Status, folder, json, situation};
use crate::args::{Global, Posting};
use crate::screen::Screen;
use crate::view;

pub(super) fn run(global: &Global, command: &Posting, screen: &mut Screen) -> Result<Status, Error> {
    match command {
        Posting::Fetch {
            company,
            empty_is_true,
        } => fetch(global, company.as_deref(), *empty_is_true, screen),
        Posting::List { all, new } => list(global, *all, *new, screen),
        Posting::Show { id } => show(global, id, screen),
        Posting::Add { file, name } => add(global, file, name.as_deref(), screen),
    }
}

fn fetch(
    global: &Global,
    name: Option<&str>,
    empty_is_true: bool,
    screen: &mut Screen,
) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let companies = company::companies(&folder)?;
    let board = Boards {
        http: Http::default(),
        bases: bases(&companies),
    };
    let wish = FetchWish {
        company: name,
        empty_is_true,
    };
    let shows = !global.quiet && !global.json && std::io::stderr().is_terminal();
    let mut tell = |which: &str| {
        if shows {
            // A terminal that is gone stops no fetch.
            let _ = writeln!(std::io::stderr(), "Asking {which} …");
        }
    };
    let came = posting::fetch(&folder, &companies, situation.now, wish, &board, &mut tell)?;
    if global.json {
        json(screen, &FetchedJson::new(&came, &situation.settings.zones))?;
    } else {
        view::posting::fetched(screen, &situation, &came);
    }
    let asked = || came.iter().filter(|c| c.result != posting::Outcome::NoBoard);
    if asked().all(posting::Came::failed) {
        screen.show_now()?;
        return Err(Error::Outside {
            what: match asked().count() {
                1 => "the board did not say what it offers".into(),
                _ => "no board said what it offers".into(),
            },
            next: Some("what was known is kept; pivot posting list shows it with its age".into()),
        });
    }
    // What failed is told, and what came is kept.
    Ok(Status::Done)
}

fn list(
    global: &Global,
    all: bool,
    new: Option<SignedDuration>,
    screen: &mut Screen,
) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let postings = posting::postings(&folder)?;
    let since = new.and_then(|new| situation.now.checked_sub(new).ok());
    let is_shown =
        |known: &&Known| (all || known.listed) && since.is_none_or(|since| known.posting.first_seen >= since);
    let shown: Vec<&Known> = postings.all.iter().filter(is_shown).collect();
    if global.json {
        json(
            screen,
            &PostingsJson::new(&postings, shown, &situation.settings.zones),
        )?;
    } else {
        let board = apply::board(&situation);
        view::posting::list(screen, &situation, (&postings, &board), &shown, all);
    }
    Ok(Status::Done)
}

fn show(global: &Global, id: &str, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let postings = posting::postings(&folder)?;
    let known = postings.find(id)?;
    let reading = posting::reading(known, &posting::held(&folder, &situation)?);
    if global.json {
        json(
            screen,
            &ShownPostingJson::new(known, &reading, &situation.settings.zones),
        )?;
    } else {
        view::posting::show(screen, &situation, known, &reading);
    }
    Ok(Status::Done)
}

fn add(global: &Global, file: &Path, name: Option<&str>, screen: &mut Screen) -> Result<Status, Error> {
    let folder = folder(global)?;
    let added = posting::add(&folder, file, name)?;
    if global.json {
        json(screen, &AddedPostingJson::new(&added))?;
    } else {
        view::posting::added(screen, &added);
    }
    Ok(Status::Done)
}
