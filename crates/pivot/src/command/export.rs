//! `pivot export`.

use std::path::Path;

use pivot_app::planning::Answer;
use pivot_app::verbs::export::{csv, ics, remember, whole, write_out};
use pivot_app::wire::{DoneJson, PlanJson};
use pivot_app::{Error, Folder};

use super::{Status, json, situation};
use crate::args::{Export, Global};
use crate::screen::{GOOD, Screen};

/// Where an export goes, and how that is told.
#[derive(Clone, Copy)]
struct Out<'o> {
    folder: &'o Folder,
    path: Option<&'o Path>,
    json: bool,
}

pub(super) fn run(global: &Global, command: &Export, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let answer = Answer::of(&situation, &super::options())?;
    let to = |path| Out {
        folder: &folder,
        path,
        json: global.json,
    };
    match command {
        Export::Ics { out, alarm } => {
            let ics = ics(&situation, &answer.plan, *alarm);
            put(
                screen,
                to(out.as_deref()),
                &ics.text,
                &format!("{} events", ics.events),
                "open it in your calendar program.",
            )?;
            // Only after the file is there: what nobody received needs no new version.
            remember(&folder, &situation, ics.sessions)?;
        }
        Export::Json { out } => {
            let answer = whole(&folder, &situation, PlanJson::new(&answer))?;
            let text = serde_json::to_string_pretty(&answer)
                .map_err(|e| Error::Bug(format!("the pivot is no JSON: {e}")))?;
            put(
                screen,
                to(out.as_deref()),
                &(text + "\n"),
                "the whole pivot",
                "it is plain JSON: any program can read it.",
            )?;
        }
        Export::Csv { out } => {
            let sessions = format!("{} sessions", answer.plan.sessions.len());
            put(
                screen,
                to(out.as_deref()),
                &csv(&answer.plan),
                &sessions,
                "open it in a spreadsheet.",
            )?;
        }
    }
    Ok(Status::Done)
}

/// Writes an export to its file, or to standard output as it is.
fn put(screen: &mut Screen, out: Out<'_>, text: &str, what: &str, next: &str) -> Result<(), Error> {
    let Some(path) = out.path else {
        return screen.raw(text);
    };
    write_out(out.folder, path, text)?;
    if out.json {
        return json(
            screen,
            &DoneJson::new("export", out.folder.root(), vec![path.display().to_string()]),
        );
    }
    screen.line(GOOD, &format!("Wrote {what} to {}", path.display()));
    screen.next(next);
    Ok(())
}
