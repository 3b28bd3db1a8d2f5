//! `pivot resume`.

use std::io::{self, IsTerminal};

use pivot_app::connect::typeset;
use pivot_app::verbs::posting;
use pivot_app::verbs::resume::{self, BuildWish, Suggested};
use pivot_app::verbs::site::record_of;
use pivot_app::wire::{DoneJson, ResumeCheckJson, ResumeJson, SuggestionsJson};
use pivot_app::{Error, publish::resume::suggest::Suggestion, publish::resume::tailor::Limits};

use super::{Status, json, situation};
use crate::args::{self, Global};
use crate::ask::{Question, each};
use crate::screen::Screen;
use crate::view;

pub(super) fn run(global: &Global, command: &args::Resume, screen: &mut Screen) -> Result<Status, Error> {
    match command {
        args::Resume::New => begin(global, screen),
        args::Resume::Build(wish) => build(global, wish, screen),
        args::Resume::Suggest { take, refuse } => suggest(global, take, refuse, screen),
        args::Resume::Check(wish) => check(global, wish, screen),
    }
}

fn begin(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let path = resume::begin(&folder, &situation)?;
    if global.json {
        json(
            screen,
            &DoneJson::new("resume new", folder.root(), vec![path.display().to_string()]),
        )?;
    } else {
        view::resume::begun(screen, &path);
    }
    Ok(Status::Done)
}

fn build(global: &Global, wish: &args::ResumeBuild, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let posting = wish
        .posting
        .as_deref()
        .map(|what| posting::named(&folder, what))
        .transpose()?;
    let companion = typeset::find();
    let asked = BuildWish {
        posting: posting.as_ref(),
        limits: Limits {
            pages: wish.pages,
            ..Limits::default()
        },
        pdf: wish.pdf.as_deref(),
        html: wish.html.as_deref(),
        text: wish.text.as_deref(),
        companion: &companion,
    };
    let record = record_of(&folder, &situation)?;
    let built = resume::build(&folder, &situation, &record, &asked)?;
    if global.json {
        json(screen, &ResumeJson::new(&built))?;
    } else {
        view::resume::built(screen, &folder, &built, posting.as_ref());
    }
    Ok(if built.without.is_some() {
        Status::No
    } else {
        Status::Done
    })
}

fn suggest(
    global: &Global,
    take: &[String],
    refuse: &[String],
    screen: &mut Screen,
) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let shown = pivot_app::verbs::site::shown(&folder, &situation)?;
    let found = resume::suggestions(&folder, &shown.record, &shown.projects, &shown.posts)?;
    let taken = named(&found, take)?;
    let refused = named(&found, refuse)?;
    let asks = take.is_empty() && refuse.is_empty() && !global.json && !global.quiet;
    let (taken, refused) = if asks && !found.suggestions.is_empty() && is_terminal() {
        in_turn(&found)?
    } else {
        (taken, refused)
    };
    if !taken.is_empty() {
        resume::accept(&folder, &taken)?;
    }
    if !refused.is_empty() {
        let ids: Vec<&str> = refused.iter().map(|s| s.id.as_str()).collect();
        resume::refuse(&folder, &ids)?;
    }
    if global.json {
        json(screen, &SuggestionsJson::new(&found, &taken))?;
    } else {
        view::resume::suggested(screen, &found, &taken, &refused);
    }
    Ok(Status::Done)
}

fn is_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks about each suggestion: taken, and refused for good. Where the input ends, nothing is done.
fn in_turn(found: &Suggested) -> Result<(Vec<&Suggestion>, Vec<&Suggestion>), Error> {
    let questions: Vec<Question> = found
        .suggestions
        .iter()
        .map(|s| Question {
            text: format!(
                "Add it to {}?",
                s.pointer.trim_end_matches("/-").trim_start_matches('/')
            ),
            before: view::resume::item(s),
            about: vec![s.why.clone(), "No: it is not suggested again.".into()],
            usual: false,
        })
        .collect();
    let answers =
        each(&questions, &mut io::stdin().lock(), &mut io::stderr()).map_err(|e| Error::Outside {
            what: format!("the answers cannot be read: {e}"),
            next: None,
        })?;
    let Some(answers) = answers else {
        return Ok((Vec::new(), Vec::new()));
    };
    let with = |wanted: bool| {
        let all = found.suggestions.iter().zip(&answers);
        all.filter(|(_, yes)| **yes == wanted).map(|(s, _)| s).collect()
    };
    Ok((with(true), with(false)))
}

/// The suggestions that ids or their beginnings name.
fn named<'s>(found: &'s Suggested, ids: &[String]) -> Result<Vec<&'s Suggestion>, Error> {
    ids.iter()
        .map(|id| {
            let mut fit = found.suggestions.iter().filter(|s| s.id.starts_with(id.as_str()));
            match (fit.next(), fit.next()) {
                (Some(only), None) => Ok(only),
                (Some(_), Some(_)) => {
                    Err(Error::wrong(format!("`{id}` is the beginning of several ids"))
                        .next("write more of it"))
                }
                (None, _) => Err(Error::wrong(format!("no suggestion has the id `{id}`"))
                    .next("pivot resume suggest shows them")),
            }
        })
        .collect()
}

fn check(global: &Global, wish: &args::ResumeCheck, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let posting = wish
        .posting
        .as_deref()
        .map(|what| posting::named(&folder, what))
        .transpose()?;
    let record = record_of(&folder, &situation)?;
    let checked = resume::check(
        &folder,
        &situation,
        &record,
        wish.file.as_deref(),
        posting.as_ref(),
    )?;
    if global.json {
        json(screen, &ResumeCheckJson::new(&checked))?;
    } else {
        view::resume::checked(screen, &folder, &checked);
    }
    Ok(if checked.report.holds() {
        Status::Done
    } else {
        Status::No
    })
}
