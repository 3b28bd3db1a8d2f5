//! Applications in a terminal.

use anstyle::Style;
use pivot_app::Situation;
use pivot_app::domain::application::{Application, Stage};
use pivot_app::verbs::apply::{Board, Offer};
use pivot_app::verbs::posting::Known;
use pivot_app::verbs::record::Outcome;
use pivot_app::words::{date_of, line, long_date, short};

use super::count;
use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, paint};

/// The applications by how far they have come.
pub(crate) fn list(screen: &mut Screen, situation: &Situation, board: &Board) {
    for stage in Stage::ALL {
        let at: Vec<&Application> = board.at(stage).collect();
        if at.is_empty() {
            continue;
        }
        screen.line(STRONG, &format!("{} ({})", stage.name(), at.len()));
        for application in at {
            one(screen, situation, board, application);
        }
        screen.blank();
    }
    if board.all.is_empty() {
        screen.prose(Style::new(), 0, 2, "No application is recorded.");
        return screen.next("pivot posting list shows the postings on your list; pivot apply POSTING records that you applied to one.");
    }
    let open = board.open().count();
    let idle = board.open().filter(|a| a.next().is_none()).count();
    screen.prose(
        FAINT,
        0,
        2,
        &format!(
            "{}, {} open, {} without a next action.",
            count(board.all.len(), "application"),
            open,
            idle
        ),
    );
    let first = board
        .open()
        .find(|a| a.next().is_none())
        .or_else(|| board.open().next());
    screen.next(&match first {
        Some(a) if a.next().is_none() => format!(
            "pivot apply next {} \"ask how it stands\" --due friday puts that into the plan.",
            a.posting
        ),
        Some(a) => format!("pivot apply stage {} STAGE records how it went on.", a.posting),
        None => "pivot apply POSTING records the next one.".into(),
    });
}

fn one(screen: &mut Screen, situation: &Situation, board: &Board, application: &Application) {
    let zones = &situation.settings.zones;
    screen.painted(&format!(
        "  {}  {}",
        paint(MARK, &application.posting),
        application.label()
    ));
    let mut said = format!("applied {}", date_of(zones, application.applied()));
    if application.stages.len() > 1 {
        said.push_str(&format!(
            ", {} since {}",
            application.stage().name(),
            date_of(zones, application.since())
        ));
    }
    screen.prose(FAINT, 4, 2, &said);
    for resume in &application.resumes {
        screen.prose(
            FAINT,
            4,
            2,
            &format!("resume {} ({})", short(&resume.sha256), resume.name),
        );
    }
    let notes = application.stages.iter().filter_map(|s| s.note.as_ref());
    for note in application.note.iter().chain(notes) {
        screen.prose(Style::new(), 4, 2, note);
    }
    match application.next() {
        Some(action) => {
            let late = action.due.is_some_and(|due| due < board.today);
            let due = action
                .due
                .map_or(String::new(), |due| format!(", by {}", long_date(due)));
            let style = if late { BAD } else { Style::new() };
            screen.prose(
                style,
                4,
                2,
                &format!("next: {}{due} (task {})", action.title, action.task),
            );
        }
        None if !application.stage().is_over() => screen.prose(NOTE, 4, 2, "next: nothing is planned"),
        None => {}
    }
}

/// Offers beside each other.
pub(crate) fn offers(screen: &mut Screen, situation: &Situation, offers: &[Offer]) {
    for (place, offer) in (1..).zip(offers) {
        let application = &offer.application;
        let mean = offer.company.as_ref().and_then(|c| c.score.mean);
        let mean = mean.map_or_else(|| "  – ".to_owned(), |mean| format!("{mean:4.1}"));
        let taken = if application.stage() == Stage::Hired {
            "  (taken)"
        } else {
            ""
        };
        screen.painted(&format!(
            "{place:>2}  {}  {}{taken}",
            paint(MARK, mean),
            paint(STRONG, application.label())
        ));
        match &offer.company {
            Some(company) => {
                let rows: Vec<String> = company.score.rows.iter().map(ToString::to_string).collect();
                screen.prose(
                    Style::new(),
                    6,
                    2,
                    &format!("{}: {}", rows.join(", "), company.score),
                );
                if !company.score.missing.is_empty() {
                    screen.prose(
                        NOTE,
                        6,
                        2,
                        &format!("not known: {}", company.score.missing.join(", ")),
                    );
                }
            }
            None => screen.prose(
                NOTE,
                6,
                2,
                "the company is not in companies.toml, so that nothing is compared",
            ),
        }
        let since = date_of(&situation.settings.zones, application.since());
        screen.prose(FAINT, 6, 2, &format!("since {since}"));
        if let Some(note) = application.stages.last().and_then(|s| s.note.as_ref()) {
            screen.prose(Style::new(), 6, 2, note);
        }
    }
    if offers.is_empty() {
        screen.prose(Style::new(), 0, 2, "No offer is recorded.");
        return screen.next("pivot apply stage POSTING offer records one.");
    }
    screen.next("mark in companies.toml what an offer changes (pay, place), and look again; pivot apply stage POSTING hired records the one that you take.");
}

/// Where one applies.
pub(crate) fn open(screen: &mut Screen, known: &Known, address: &str, failed: Option<&str>) {
    screen.prose(STRONG, 0, 2, &known.label());
    screen.painted(address);
    if let Some(why) = failed {
        screen.prose(
            NOTE,
            0,
            2,
            &format!("No browser could be opened ({why}): open the address yourself."),
        );
    }
    screen.next(&format!("pivot apply {} --resume FILE records it when you have applied; nothing was sent, and nothing recorded.", known.id));
}

/// What was recorded of an application, or why nothing was. `situation` has the facts that were recorded.
pub(crate) fn told(
    screen: &mut Screen,
    situation: &Situation,
    outcome: &Outcome,
    notes: &[String],
    posting: &str,
) {
    let progress = situation.progress();
    match outcome {
        Outcome::Recorded(facts) => {
            for fact in facts {
                screen.prose(GOOD, 0, 2, &line(situation, &progress, fact));
            }
        }
        Outcome::Nothing(why) => screen.prose(NOTE, 0, 2, &format!("Nothing was recorded: {why}.")),
        Outcome::Doubtful(_) => {}
    }
    for note in notes {
        screen.prose(NOTE, 0, 2, &format!("Note: {note}."));
    }
    let board = pivot_app::verbs::apply::board(situation);
    let found = pivot_app::verbs::apply::find(&board, posting).ok();
    screen.next(&match found {
        Some(a) if a.stage().is_over() => "pivot apply list shows all; pivot undo takes this back.".into(),
        Some(a) if a.next().is_none() => format!(
            "pivot apply next {} \"ask how it stands\" --due friday puts the next action into the plan; pivot undo takes this back.",
            a.posting
        ),
        Some(a) => format!("pivot plan gives it a date; pivot apply stage {} STAGE records how it went on; pivot undo takes this back.", a.posting),
        None => "pivot apply list shows all.".into(),
    });
}
