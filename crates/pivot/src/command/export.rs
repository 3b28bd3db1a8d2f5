//! `pivot export`.

use std::path::Path;

use pivot_app::Error;
use pivot_app::planning::Answer;
use pivot_app::verbs::export::{csv, ics, remember, whole};
use pivot_app::wire::PlanJson;

use super::{Status, situation};
use crate::args::{Export, Global};
use crate::screen::{GOOD, Screen};

pub(super) fn run(global: &Global, command: &Export, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let answer = Answer::of(&situation, &super::options())?;
    match command {
        Export::Ics { out, alarm } => {
            let ics = ics(&situation, &answer.plan, *alarm);
            let events = ics.sessions.len();
            put(
                screen,
                out.as_deref(),
                &ics.text,
                &format!("{events} events"),
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
                out.as_deref(),
                &(text + "\n"),
                "the whole pivot",
                "it is plain JSON: any program can read it.",
            )?;
        }
        Export::Csv { out } => {
            let sessions = format!("{} sessions", answer.plan.sessions.len());
            put(
                screen,
                out.as_deref(),
                &csv(&answer.plan),
                &sessions,
                "open it in a spreadsheet.",
            )?;
        }
    }
    Ok(Status::Done)
}

fn put(screen: &mut Screen, out: Option<&Path>, text: &str, what: &str, next: &str) -> Result<(), Error> {
    let Some(path) = out else { return screen.raw(text) };
    std::fs::write(path, text).map_err(|e| Error::Outside {
        what: format!("could not write {}: {e}", path.display()),
        next: None,
    })?;
    screen.line(GOOD, &format!("Wrote {what} to {}", path.display()));
    screen.next(next);
    Ok(())
}
