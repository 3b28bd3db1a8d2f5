//! `pivot intake`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal};

use pivot_app::domain::resume::Found;
use pivot_app::planning::intake::{Ends, Intake, Lightened, ends, intake as follows, lightened, recorded};
use pivot_app::verbs::intake::{NONE, known, read, record, suggest};
use pivot_app::verbs::record::Outcome;
use pivot_app::wire::{IntakeJson, Known};
use pivot_app::words::{all_of, count};
use pivot_app::{Error, Folder, Situation};

use super::{Status, json, options, situation};
use crate::args::{self, Global};
use crate::ask::{Question, each, which};
use crate::screen::{NOTE, Screen};
use crate::view;

/// What is known before anything is asked.
struct Ground {
    folder: Folder,
    situation: Situation,
    /// The words of each prior that the résumé has; empty without one.
    found: Vec<Vec<Found>>,
    /// The tasks that each prior was recorded for before.
    recorded: BTreeMap<String, BTreeSet<String>>,
    again: bool,
}

pub(super) fn intake(global: &Global, wish: &args::Intake, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let named = known(&situation, &wish.have)?;
    let resume = wish.resume.as_deref().map(read).transpose()?;
    let ground = Ground {
        found: resume.map(|r| suggest(&situation, &r)).unwrap_or_default(),
        recorded: recorded(&situation.facts),
        again: wish.again,
        folder,
        situation,
    };
    if ground.situation.curriculum.priors.is_empty() && !global.json {
        screen.prose(
            NOTE,
            0,
            2,
            "This curriculum does not say what somebody may have done before.",
        );
        screen.next(&format!("{NONE}."));
        return Ok(Status::No);
    }
    let silent = global.json || global.quiet || !wish.have.is_empty() || wish.yes;
    if !silent && io::stdin().is_terminal() && io::stderr().is_terminal() {
        return in_turn(&ground, wish.dry_run, screen);
    }
    let chosen = if wish.have.is_empty() {
        suggested(&ground)
    } else {
        named
    };
    let all = follows(&ground.situation, &chosen, ground.again);
    let before = ends(&ground.situation, &options())?;
    let after = end_after(&ground, &all.tasks.iter().collect::<Vec<_>>(), before)?;
    let agreed = !wish.dry_run && (wish.yes || !wish.have.is_empty());
    let outcome = if agreed {
        Some(record(
            &ground.folder,
            &ground.situation,
            &all.tasks.iter().collect::<Vec<_>>(),
        )?)
    } else {
        None
    };
    if global.json {
        let facts = match &outcome {
            Some(Outcome::Recorded(facts)) => facts.as_slice(),
            _ => &[],
        };
        let known = Known {
            priors: &ground.situation.curriculum.priors,
            chosen: &chosen,
            recorded: &ground.recorded,
            found: &ground.found,
        };
        let zones = &ground.situation.settings.zones;
        json(
            screen,
            &IntakeJson::new(known, &all, (&before, &after), facts, zones),
        )?;
    } else {
        if chosen.is_empty() || wish.resume.is_some() {
            questions(&ground, screen);
        }
        if !chosen.is_empty() && wish.resume.is_some() {
            screen.blank();
        }
        if !chosen.is_empty() {
            view::intake::show(screen, &ground.situation, &all, &before, &after);
        }
        match &outcome {
            Some(outcome) => told(screen, outcome),
            None => screen.next(&line_to_type(wish, &chosen, &all)),
        }
    }
    Ok(match outcome {
        Some(Outcome::Nothing(_) | Outcome::Doubtful(_)) => Status::No,
        _ => Status::Done,
    })
}

/// The priors of which the résumé has a word.
fn suggested(ground: &Ground) -> BTreeSet<String> {
    let priors = ground.situation.curriculum.priors.iter().zip(&ground.found);
    let suggested = priors.filter(|(_, found)| !found.is_empty());
    suggested.map(|(prior, _)| prior.id.clone()).collect()
}

/// The end once these are recorded.
fn end_after(ground: &Ground, tasks: &[&Lightened], before: Ends) -> Result<Ends, Error> {
    if tasks.is_empty() {
        return Ok(before);
    }
    ends(&lightened(&ground.situation, tasks.iter().copied()), &options())
}

/// What a person types to do what was only shown.
fn line_to_type(wish: &args::Intake, chosen: &BTreeSet<String>, all: &Intake) -> String {
    let ids = chosen.iter().map(String::as_str).collect::<Vec<_>>().join(",");
    let again = if wish.again { " --again" } else { "" };
    match (chosen.is_empty(), all.tasks.is_empty()) {
        (true, _) if wish.resume.is_some() => {
            "the resume suggests none of it. pivot intake --have ID,ID names what you have done all the same.".into()
        }
        (true, _) => {
            "pivot intake --have ID,ID records what follows; with --dry-run it only shows it. On a terminal pivot intake asks.".into()
        }
        (_, true) => "nothing would change; pivot plan shows the plan.".into(),
        _ => format!(
            "nothing was recorded. pivot intake --have {ids}{again} records it; leave out what does not hold."
        ),
    }
}

/// What was recorded, and how it is taken back.
fn told(screen: &mut Screen, outcome: &Outcome) {
    screen.blank();
    match outcome {
        Outcome::Recorded(facts) => {
            screen.prose(
                crate::screen::GOOD,
                0,
                2,
                &format!("Recorded for {}.", count(facts.len(), "task")),
            );
            screen.next(&format!(
                "pivot plan shows the plan; pivot undo {} takes all of it back.",
                all_of(facts)
            ));
        }
        Outcome::Nothing(why) => {
            screen.prose(NOTE, 0, 2, &format!("Nothing was recorded: {why}."));
            screen.next("pivot journal shows what was recorded before.");
        }
        Outcome::Doubtful(_) => {}
    }
}

/// All questions, with what each would take off.
fn questions(ground: &Ground, screen: &mut Screen) {
    for (index, prior) in ground.situation.curriculum.priors.iter().enumerate() {
        let alone = BTreeSet::from([prior.id.clone()]);
        let all = follows(&ground.situation, &alone, ground.again);
        let recorded = ground.recorded.get(&prior.id).map_or(0, BTreeSet::len);
        let found = ground.found.get(index).map_or(&[][..], Vec::as_slice);
        view::intake::question(screen, prior, &all, found, recorded);
    }
}

/// Asks everything in turn, shows what follows, and asks what of it is to be recorded.
fn in_turn(ground: &Ground, dry_run: bool, screen: &mut Screen) -> Result<Status, Error> {
    let failed = |e: io::Error| Error::Outside {
        what: format!("could not ask: {e}"),
        next: None,
    };
    let priors = &ground.situation.curriculum.priors;
    let questions: Vec<Question> = (0..priors.len()).map(|index| asked(ground, index)).collect();
    let (mut input, mut err) = (io::stdin().lock(), io::stderr());
    let Some(answers) = each(&questions, &mut input, &mut err).map_err(failed)? else {
        screen.blank();
        told(screen, &Outcome::Nothing("not all was answered".into()));
        return Ok(Status::No);
    };
    let yes = priors.iter().zip(answers).filter(|(_, yes)| *yes);
    let chosen: BTreeSet<String> = yes.map(|(prior, _)| prior.id.clone()).collect();
    let all = follows(&ground.situation, &chosen, ground.again);
    let before = ends(&ground.situation, &options())?;
    let tasks: Vec<&Lightened> = all.tasks.iter().collect();
    let after = end_after(ground, &tasks, before)?;
    // The table stands before the question about it.
    let mut table = Screen::new(false);
    table.blank();
    view::intake::show(&mut table, &ground.situation, &all, &before, &after);
    table.show()?;
    let places = if dry_run || tasks.is_empty() {
        Vec::new()
    } else {
        which("Record", tasks.len(), &mut input, &mut err).map_err(failed)?
    };
    let some: Vec<&Lightened> = places.iter().map(|place| tasks[*place]).collect();
    if some.is_empty() {
        let why = match (dry_run, tasks.is_empty()) {
            (true, _) => "as --dry-run asks",
            (_, true) => "no task gets lighter by it",
            _ => "none of it was chosen",
        };
        told(screen, &Outcome::Nothing(why.into()));
        return Ok(if dry_run { Status::Done } else { Status::No });
    }
    let outcome = record(&ground.folder, &ground.situation, &some)?;
    if some.len() < tasks.len() {
        let after = end_after(ground, &some, before)?;
        screen.blank();
        view::intake::ends(screen, &ground.situation, &before, &after);
    }
    told(screen, &outcome);
    Ok(Status::Done)
}

/// The question of a prior. What a résumé suggests, and what was recorded before, is usually so.
fn asked(ground: &Ground, index: usize) -> Question {
    let prior = &ground.situation.curriculum.priors[index];
    let found = ground.found.get(index).map_or(&[][..], Vec::as_slice);
    let recorded = ground.recorded.get(&prior.id).map_or(0, BTreeSet::len);
    let alone = follows(
        &ground.situation,
        &BTreeSet::from([prior.id.clone()]),
        ground.again,
    );
    let mut before: Vec<String> = found.iter().map(view::intake::met).collect();
    if recorded > 0 {
        before.push(format!("recorded before, for {}", count(recorded, "task")));
    }
    Question {
        text: prior.question.clone(),
        usual: !before.is_empty(),
        before,
        about: view::intake::about(&alone),
    }
}
