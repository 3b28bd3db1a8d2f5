//! `pivot log`, `start`, `stop`, `done`, `reopen`, `estimate`, `pin`, `unpin`, `undo`.

use std::io::{BufRead, IsTerminal, Write};

use jiff::{SignedDuration, Timestamp};
use pivot_app::domain::duration;
use pivot_app::domain::moment::{self, Looking};
use pivot_app::planning::Answer;
use pivot_app::verbs::pin;
use pivot_app::verbs::record::{self, Doubt, Outcome};
use pivot_app::verbs::undo;
use pivot_app::wire::JournalJson;
use pivot_app::{Error, Folder, Situation};

use super::{Status, json, options, situation};
use crate::args::{Command, Global, Stop};
use crate::screen::Screen;
use crate::view;

/// A pivot that something is recorded in, and what there is to say of the moment that was told.
struct Desk {
    folder: Folder,
    situation: Situation,
    notes: Vec<String>,
}

impl Desk {
    /// The moment that was typed, by the person's clock.
    fn moment(&mut self, text: &str, looking: Looking) -> Result<Timestamp, Error> {
        let zones = &self.situation.settings.zones;
        let read = moment::parse(text, self.situation.now, zones, looking).ok_or_else(|| {
            Error::wrong(format!("`{text}` is no moment")).next(format!("write {}", moment::EXPECTED))
        })?;
        self.notes.extend(read.note);
        Ok(read.at)
    }

    /// The moment at which something happened, where it was told.
    fn past(&mut self, text: Option<&str>) -> Result<Option<Timestamp>, Error> {
        text.map(|text| self.moment(text, Looking::Back)).transpose()
    }
}

/// Runs a command that records.
pub(super) fn run(global: &Global, command: &Command, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let mut desk = Desk {
        folder,
        situation,
        notes: Vec::new(),
    };
    let outcome = decide(global, command, &mut desk)?;
    show(global, &desk, &outcome, screen)?;
    Ok(match outcome {
        Outcome::Recorded(_) => Status::Done,
        Outcome::Nothing(_) | Outcome::Doubtful(_) => Status::No,
    })
}

fn decide(global: &Global, command: &Command, desk: &mut Desk) -> Result<Outcome, Error> {
    let at = match command {
        Command::Log(w) => desk.past(w.at.as_deref())?,
        Command::Start(w) => desk.past(w.at.as_deref())?,
        Command::Stop(w) => desk.past(w.at.as_deref())?,
        Command::Done(w) => desk.past(w.at.as_deref())?,
        Command::Pin(w) => Some(desk.moment(&w.start, Looking::Ahead)?),
        _ => None,
    };
    let (folder, situation) = (&desk.folder, &desk.situation);
    match command {
        Command::Log(w) => record::log(folder, situation, (&w.task, w.time), w.duration, at),
        Command::Start(w) => record::start(folder, situation, (&w.task, w.time), at),
        Command::Stop(w) => stop(global, desk, w, at),
        Command::Done(w) => record::done(folder, situation, (&w.task, w.time), at),
        Command::Reopen(w) => record::reopen(folder, situation, (&w.task, w.time)),
        Command::Estimate(w) => record::estimate(folder, situation, &w.task, w.effort),
        Command::Pin(w) => {
            let plan = Answer::of(situation, &options())?.plan;
            pin::pin(folder, situation, &plan, &w.session, at.unwrap_or(situation.now))
        }
        Command::Unpin { session } => pin::unpin(folder, situation, session),
        Command::Undo { ids } => {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            undo::undo(folder, situation, &ids)
        }
        _ => Err(Error::Bug("this command records nothing".into())),
    }
}

/// Stops the timer; on a terminal the person is asked about one that cannot be believed.
fn stop(global: &Global, desk: &Desk, wish: &Stop, at: Option<Timestamp>) -> Result<Outcome, Error> {
    let how = match (wish.duration, wish.yes) {
        (Some(spent), _) => record::Stop::Of(spent),
        (None, true) => record::Stop::Believed,
        (None, false) => record::Stop::Asking,
    };
    let outcome = record::stop(&desk.folder, &desk.situation, how, at)?;
    let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if let Outcome::Doubtful(doubt) = &outcome
        && terminal
        && !global.json
        && !global.quiet
    {
        return match ask(&desk.situation, doubt)? {
            Some(spent) => record::stop(&desk.folder, &desk.situation, record::Stop::Of(spent), at),
            None => Ok(outcome),
        };
    }
    Ok(outcome)
}

/// Asks how long it really was; `None` where the person does not say.
fn ask(situation: &Situation, doubt: &Doubt) -> Result<Option<SignedDuration>, Error> {
    let failed = |e: std::io::Error| Error::Outside {
        what: format!("could not ask: {e}"),
        next: None,
    };
    let mut err = std::io::stderr();
    let clock = duration::show(doubt.elapsed);
    writeln!(err, "{}.", view::record::doubt(situation, doubt)).map_err(failed)?;
    for _ in 0..3 {
        write!(
            err,
            "How long was it really? (45m, 2h, or yes for {clock}; nothing leaves it running) "
        )
        .and_then(|()| err.flush())
        .map_err(failed)?;
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(failed)?;
        match line.trim() {
            "" => return Ok(None),
            "y" | "yes" => return Ok(Some(doubt.elapsed)),
            text => {
                if let Some(spent) = duration::parse(text) {
                    return Ok(Some(spent));
                }
            }
        }
    }
    Ok(None)
}

/// What was recorded, or why nothing was.
fn show(global: &Global, desk: &Desk, outcome: &Outcome, screen: &mut Screen) -> Result<(), Error> {
    if global.json {
        let zones = &desk.situation.settings.zones;
        return json(screen, &JournalJson::outcome(outcome, desk.notes.clone(), zones));
    }
    // As it is now, with what was just recorded.
    let situation = Situation::load(&desk.folder, desk.situation.now)?;
    view::record::show(screen, &situation, outcome, &desk.notes);
    Ok(())
}
