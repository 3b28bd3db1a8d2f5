//! `pivot journal`, `backup`, `restore`.

use std::path::Path;

use pivot_app::Error;
use pivot_app::domain::fault::nearest;
use pivot_app::verbs::export::write_out;
use pivot_app::verbs::journal::{backup, export, facts, import, rebuild, restore, verify};
use pivot_app::wire::{DoneJson, JournalJson, VerifyJson};

use super::{Status, folder, json, situation};
use crate::args::{Global, Journal, JournalCommand};
use crate::screen::{BAD, FAINT, GOOD, NOTE, Screen};
use crate::view;
use crate::view::count;

pub(super) fn run(global: &Global, wish: &Journal, screen: &mut Screen) -> Result<Status, Error> {
    match &wish.command {
        None => list(global, wish.task.as_deref(), screen),
        Some(JournalCommand::Verify) => check(global, screen),
        Some(JournalCommand::Rebuild) => renew(global, screen),
        Some(JournalCommand::Export { out, readable }) => write(global, out.as_deref(), *readable, screen),
        Some(JournalCommand::Import { file }) => take_in(global, file, screen),
    }
}

fn list(global: &Global, task: Option<&str>, screen: &mut Screen) -> Result<Status, Error> {
    let (_, situation) = situation(global)?;
    let facts = facts(&situation, task);
    if let Some(task) = task.filter(|task| facts.is_empty() && situation.curriculum.task(task).is_none()) {
        let error = Error::wrong(format!("there is no task `{task}`"));
        return Err(
            match nearest(task, situation.curriculum.tasks.iter().map(|t| t.id.as_str())) {
                Some(near) => error.next(format!("did you mean `{near}`?")),
                None => error.next("pivot plan shows the tasks with their ids"),
            },
        );
    }
    if global.json {
        json(
            screen,
            &JournalJson::new(&facts, &situation.facts, &situation.settings.zones),
        )?;
        return Ok(Status::Done);
    }
    if facts.is_empty() {
        screen.line(FAINT, "Nothing is recorded yet.");
        screen.next("pivot log TASK 45m records work, pivot start TASK starts a timer.");
        return Ok(Status::Done);
    }
    view::record::journal(screen, &situation, &facts);
    screen.next("pivot undo ID takes a fact back; pivot backup FILE saves them all.");
    Ok(Status::Done)
}

fn check(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let report = verify(&folder(global)?)?;
    let sound = report.faults.is_empty();
    if global.json {
        json(screen, &VerifyJson::new(&report))?;
    } else if sound {
        let count = count(report.facts, "fact");
        // A file of version 1 has no chain.
        let checked = if report.version == 1 {
            "the database is whole; the chain begins with the next fact"
        } else {
            "the chain and the database are whole"
        };
        screen.prose(
            GOOD,
            0,
            2,
            &format!("The journal holds together: {count}, {checked}."),
        );
        screen.next("pivot backup FILE saves it.");
    } else {
        screen.line(BAD, "The journal does not hold together.");
        for fault in &report.faults {
            screen.prose(NOTE, 2, 2, &format!("· {fault}"));
        }
        screen.next(
            "keep a copy of the folder .pivot. pivot restore FILE brings back a backup and keeps this one beside it; pivot journal \
             export --readable --out FILE saves what can be read. Where only `progress` is named, pivot journal rebuild mends it.",
        );
    }
    Ok(if sound { Status::Done } else { Status::No })
}

/// What a command did to the journal: for programs, or in a line and what is next.
fn told(
    global: &Global,
    screen: &mut Screen,
    (done, what): (&'static str, Vec<String>),
    (line, next): (&str, &str),
) -> Result<Status, Error> {
    if global.json {
        json(screen, &DoneJson::new(done, folder(global)?.root(), what))?;
    } else {
        screen.prose(GOOD, 0, 2, line);
        screen.next(next);
    }
    Ok(Status::Done)
}

fn renew(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let facts = count(rebuild(&folder(global)?)?, "fact");
    let line = format!("Made again from {facts}.");
    told(
        global,
        screen,
        ("journal rebuild", vec![facts]),
        (&line, "pivot journal verify looks at it all."),
    )
}

fn write(global: &Global, out: Option<&Path>, readable: bool, screen: &mut Screen) -> Result<Status, Error> {
    let folder = folder(global)?;
    let lines = export(&folder, readable)?;
    let status = if lines.lost > 0 { Status::No } else { Status::Done };
    let Some(path) = out else {
        screen.raw(&lines.text)?;
        return Ok(status);
    };
    write_out(&folder, path, &lines.text)?;
    let facts = count(lines.facts, "fact");
    let lost = match lines.lost {
        0 => String::new(),
        lost => format!("; {} could not be read", count(lost, "fact")),
    };
    told(
        global,
        screen,
        ("journal export", vec![path.display().to_string(), facts.clone()]),
        (
            &format!("Wrote {facts} to {}{lost}.", path.display()),
            "pivot journal import FILE takes them in on another machine.",
        ),
    )?;
    Ok(status)
}

fn take_in(global: &Global, file: &Path, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let merged = import(&folder, &situation, file)?;
    let (added, known) = (count(merged.added, "fact"), merged.known);
    told(
        global,
        screen,
        (
            "journal import",
            vec![format!("{added} added"), format!("{known} known")],
        ),
        (
            &format!("{added} added, {known} were here already."),
            "pivot journal shows them; pivot plan schedules what is open.",
        ),
    )
}

pub(super) fn save(global: &Global, file: &Path, screen: &mut Screen) -> Result<Status, Error> {
    let facts = count(backup(&folder(global)?, file)?, "fact");
    let shown = file.display().to_string();
    told(
        global,
        screen,
        ("backup", vec![shown.clone(), facts.clone()]),
        (
            &format!("Saved {facts} to {shown}, and looked at the copy."),
            "keep it on another disk. pivot restore FILE brings it back.",
        ),
    )
}

pub(super) fn bring_back(global: &Global, file: &Path, screen: &mut Screen) -> Result<Status, Error> {
    let restored = restore(&folder(global)?, file)?;
    let facts = count(restored.facts, "fact");
    let mut line = format!("Restored {facts} from {}.", file.display());
    let mut what = vec![facts];
    let mut next = "pivot journal shows them.".to_owned();
    if let Some(aside) = &restored.aside {
        let aside = aside.display().to_string();
        line.push_str(&format!(" What was there before is in {aside}."));
        if let Some(missing) = restored.missing.filter(|missing| *missing > 0) {
            line.push_str(&format!(" The backup lacks {} of it.", count(missing, "fact")));
            next = format!(
                "pivot journal import {aside} takes in what the backup lacks; pivot journal shows the facts."
            );
        }
        what.push(aside);
    }
    told(global, screen, ("restore", what), (&line, &next))
}
