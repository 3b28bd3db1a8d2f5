//! `pivot apply`.

use jiff::Timestamp;
use pivot_app::domain::moment::{self, Looking};
use pivot_app::verbs::apply::{self, Next, Sent};
use pivot_app::verbs::posting::{self, Known};
use pivot_app::verbs::record::Outcome;
use pivot_app::wire::{ApplicationsJson, JournalJson, OffersJson};
use pivot_app::{Error, Folder, Situation};

use super::{Status, json, situation};
use crate::args::{Apply, ApplyCommand, Global};
use crate::screen::Screen;
use crate::view;

pub(super) fn run(global: &Global, wish: &Apply, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    match &wish.command {
        None => sent(global, (&folder, &situation), wish, screen),
        Some(ApplyCommand::List) => {
            let board = apply::board(&situation);
            if global.json {
                json(screen, &ApplicationsJson::new(&board, &situation.settings.zones))?;
            } else {
                view::apply::list(screen, &situation, &board);
            }
            Ok(Status::Done)
        }
        Some(ApplyCommand::Stage {
            posting,
            stage,
            at,
            note,
        }) => {
            let (at, notes) = past(&situation, at.as_deref())?;
            let outcome = apply::stage(&folder, &situation, posting, (*stage, at), note.as_deref())?;
            told(global, (&folder, &situation), &outcome, notes, posting, screen)
        }
        Some(ApplyCommand::Next {
            posting,
            what,
            due,
            hours,
        }) => {
            let today = situation.settings.zones.civil(situation.now).date();
            let action = Next {
                what,
                due: due.as_ref().map(|due| due.on(today)),
                spent: *hours,
            };
            let outcome = apply::next(&folder, &situation, posting, action)?;
            told(
                global,
                (&folder, &situation),
                &outcome,
                Vec::new(),
                posting,
                screen,
            )
        }
        Some(ApplyCommand::Offers) => {
            let postings = posting::postings(&folder)?;
            let offers = apply::offers(&apply::board(&situation), &postings);
            if global.json {
                json(screen, &OffersJson::new(&offers, &situation.settings.zones))?;
            } else {
                view::apply::offers(screen, &situation, &offers);
            }
            Ok(Status::Done)
        }
    }
}

/// Records an application, or shows the way to one.
fn sent(
    global: &Global,
    (folder, situation): (&Folder, &Situation),
    wish: &Apply,
    screen: &mut Screen,
) -> Result<Status, Error> {
    let postings = posting::postings(folder)?;
    let known = postings.find(wish.posting.as_deref().unwrap_or_default())?;
    if wish.open {
        return open(known, screen);
    }
    let (at, notes) = past(situation, wish.at.as_deref())?;
    let resumes = wish.resume.iter().map(|path| apply::variant(folder, path));
    let sent = Sent {
        resumes: resumes.collect::<Result<_, _>>()?,
        note: wish.note.as_deref(),
        at,
        task: wish.task.as_deref(),
    };
    let outcome = apply::apply(folder, situation, known, &sent)?;
    told(global, (folder, situation), &outcome, notes, &known.id, screen)
}

fn open(known: &Known, screen: &mut Screen) -> Result<Status, Error> {
    let Some(address) = apply::address(known) else {
        return Err(
            Error::wrong(format!("{} does not say where one applies", known.id))
                .next("look at the company's own page"),
        );
    };
    let opened = open::that_detached(address);
    view::apply::open(
        screen,
        known,
        address,
        opened.err().map(|e| e.to_string()).as_deref(),
    );
    Ok(Status::Done)
}

/// The moment that was typed, by the person's clock, and what there is to say of it.
fn past(situation: &Situation, text: Option<&str>) -> Result<(Option<Timestamp>, Vec<String>), Error> {
    let Some(text) = text else {
        return Ok((None, Vec::new()));
    };
    let zones = &situation.settings.zones;
    let read = moment::parse(text, situation.now, zones, Looking::Back).ok_or_else(|| {
        Error::wrong(format!("`{text}` is no moment")).next(format!("write {}", moment::EXPECTED))
    })?;
    Ok((Some(read.at), read.note.into_iter().collect()))
}

/// What was recorded, or why nothing was.
fn told(
    global: &Global,
    (folder, situation): (&Folder, &Situation),
    outcome: &Outcome,
    notes: Vec<String>,
    posting: &str,
    screen: &mut Screen,
) -> Result<Status, Error> {
    if global.json {
        json(
            screen,
            &JournalJson::outcome(outcome, notes, &situation.settings.zones),
        )?;
    } else {
        let situation = Situation::load(folder, situation.now)?;
        view::apply::told(screen, &situation, outcome, &notes, posting);
    }
    Ok(match outcome {
        Outcome::Recorded(_) => Status::Done,
        Outcome::Nothing(_) | Outcome::Doubtful(_) => Status::No,
    })
}
