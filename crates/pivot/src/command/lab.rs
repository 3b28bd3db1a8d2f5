//! `pivot lab`.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use pivot_app::connect::download::{Progress, Web, size};
use pivot_app::connect::service::Http;
use pivot_app::connect::train::{self, Line};
use pivot_app::labs::serving::Climb;
use pivot_app::verbs::lab;
use pivot_app::wire::{
    BoardJson, LabBaselineJson, LabCheckJson, LabGotJson, LabHintJson, LabJson, LabResetJson, LabRunJson,
    LabsJson, ServedJson, SubmittedJson,
};
use pivot_app::{Error, Folder, Situation};

use super::{Status, folder, json, situation};
use crate::args::{Global, Lab, LabBaseline, LabGet, LabRun, LabSubmit};
use crate::screen::Screen;
use crate::view;

/// Runs a command of labs.
pub(super) fn run(global: &Global, command: &Lab, screen: &mut Screen) -> Result<Status, Error> {
    match command {
        Lab::List => list(global, screen),
        Lab::Show { lab } => show(global, lab, screen),
        Lab::Get(wish) => get(global, wish, screen),
        Lab::Submit(wish) => submit(global, wish, screen),
        Lab::Leaderboard { lab } => leaderboard(global, lab, screen),
        Lab::Baseline(wish) => baseline(global, wish, screen),
        Lab::Hint { lab, number } => hint(global, lab, *number, screen),
        Lab::Run(wish) => start(global, wish, screen),
        Lab::Check { lab, run } => check(global, lab, *run, screen),
        Lab::Reset { lab, all } => reset(global, lab, *all, screen),
    }
}

/// The pivot, where there is one: labs can be looked at without. One that was named must be there.
fn perhaps(global: &Global) -> Result<Option<Folder>, Error> {
    match folder(global) {
        Ok(found) => Ok(Some(found)),
        Err(Error::Wrong { .. }) if global.dir.is_none() => Ok(None),
        Err(error) => Err(error),
    }
}

fn list(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let folder = perhaps(global)?;
    let labs = lab::list(folder.as_ref())?;
    if global.json {
        json(screen, &LabsJson::new(&labs))?;
    } else {
        view::lab::list(screen, &labs, folder.is_some());
    }
    Ok(Status::Done)
}

fn show(global: &Global, id: &str, screen: &mut Screen) -> Result<Status, Error> {
    let folder = perhaps(global)?;
    let shown = lab::show(folder.as_ref(), id)?;
    if global.json {
        json(screen, &LabJson::new(&shown))?;
    } else {
        view::lab::show(screen, &shown, folder.is_some());
    }
    Ok(Status::Done)
}

fn get(global: &Global, wish: &LabGet, screen: &mut Screen) -> Result<Status, Error> {
    let folder = folder(global)?;
    let found = lab::find(Some(&folder), &wish.lab)?;
    let asked = lab::GetWish {
        set: wish.set.as_deref(),
        seed: wish.seed,
        from: wish.from.as_deref(),
        again: wish.again,
        yes: wish.yes,
        source: Some(&Web),
    };
    let mut bar = Bar::new(global);
    let got = lab::get(&folder, &found, &asked, &mut |now| bar.show(now));
    bar.end();
    let got = got?;
    if global.json {
        json(screen, &LabGotJson::new(&got))?;
    } else {
        view::lab::got(screen, &found.lab, &got);
    }
    Ok(Status::Done)
}

/// How far a download is: a line on a terminal, which is written over; nothing in a pipe.
pub(super) struct Bar {
    shows: bool,
    last: Option<Instant>,
}

impl Bar {
    /// A tenth of a second between two looks is enough for an eye.
    const BEAT: Duration = Duration::from_millis(100);

    pub(super) fn new(global: &Global) -> Bar {
        Bar {
            shows: !global.quiet && !global.json && std::io::stderr().is_terminal(),
            last: None,
        }
    }

    pub(super) fn show(&mut self, now: Progress<'_>) {
        let early = self.last.is_some_and(|last| last.elapsed() < Self::BEAT);
        if !self.shows || (early && now.done < now.of) {
            return;
        }
        self.last = Some(Instant::now());
        const COLUMNS: u64 = 24;
        let full = (now.done.min(now.of) * COLUMNS / now.of.max(1)) as usize;
        let rest = COLUMNS as usize - full;
        let line = format!(
            "\r{}{} {} of {} {}\x1b[K",
            "█".repeat(full),
            "░".repeat(rest),
            size(now.done),
            size(now.of),
            now.file
        );
        // A terminal that is gone stops no download.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if self.last.is_some() {
            let _ = std::io::stderr().write_all(b"\r\x1b[K");
        }
    }
}

fn submit(global: &Global, wish: &LabSubmit, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let found = lab::find(Some(&folder), &wish.lab)?;
    let file = match (&wish.file, &wish.url) {
        (Some(file), _) => file,
        (None, Some(url)) => return serve(global, wish, url, (&folder, &situation, &found), screen),
        (None, None) => return Err(Error::wrong("there is no file to submit").next("name one, or --url")),
    };
    let asked = lab::SubmitWish {
        file: lab::Handed::At(file),
        note: wish.note.as_deref(),
        model: wish.model.as_deref().map(lab::Handed::At),
        dry_run: wish.dry_run,
    };
    let submitted = lab::submit(&folder, &situation, &found, &asked)?;
    if global.json {
        json(screen, &SubmittedJson::new(&submitted, &situation.settings.zones))?;
    } else {
        view::lab::submitted(screen, &situation, &submitted, file);
    }
    // A score that reaches no bar is a score: what was asked for is done.
    Ok(match submitted.outcome {
        lab::Outcome::Valid | lab::Outcome::Scored { .. } => Status::Done,
        lab::Outcome::Same(_) | lab::Outcome::Spent => Status::No,
    })
}

/// Measures a service of the person's own.
fn serve(
    global: &Global,
    wish: &LabSubmit,
    url: &str,
    (folder, situation, found): (&Folder, &Situation, &lab::Definition),
    screen: &mut Screen,
) -> Result<Status, Error> {
    let service = Http::new(url).map_err(Error::wrong)?;
    let climb = Climb::default();
    let asked = lab::ServeWish {
        note: wish.note.as_deref(),
        dry_run: wish.dry_run,
        climb: &climb,
    };
    let shows = !global.quiet && !global.json && std::io::stderr().is_terminal();
    let tell = |line: &str| {
        if shows {
            // A terminal that is gone stops no measurement.
            let _ = std::io::stderr().write_all(format!("\r{line}\x1b[K").as_bytes());
        }
    };
    let served = lab::serve(folder, situation, found, &service, &asked, &|doing| {
        tell(&doing.to_string());
    });
    tell("");
    let served = served?;
    if global.json {
        json(screen, &ServedJson::new(&served))?;
    } else {
        view::lab::served(screen, &served);
    }
    Ok(match served.answered {
        lab::Answered::One(_) | lab::Answered::Measured(_) => Status::Done,
        lab::Answered::Spent => Status::No,
    })
}

fn leaderboard(global: &Global, id: &str, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let found = lab::find(Some(&folder), id)?;
    let board = lab::board(&folder, &situation, &found)?;
    if global.json {
        json(screen, &BoardJson::new(&board, &situation.settings.zones))?;
    } else {
        view::lab::board(screen, &situation, &board);
    }
    Ok(Status::Done)
}

/// Measures baselines. A network tells each epoch, on a terminal the part of it too.
fn baseline(global: &Global, wish: &LabBaseline, screen: &mut Screen) -> Result<Status, Error> {
    let folder = folder(global)?;
    let found = lab::find(Some(&folder), &wish.lab)?;
    let asked = lab::BaselineWish {
        simple: wish.simple,
        seed: wish.seed,
        epochs: wish.epochs.map(|epochs| epochs as usize),
        companion: &train::find(),
    };
    let shows = !global.quiet && !global.json && std::io::stderr().is_terminal();
    let mut tell = |doing: lab::BaselineDoing<'_>| {
        if !shows {
            return;
        }
        let line = match doing {
            lab::BaselineDoing::Simple(name) => format!("\r{name} ...\x1b[K"),
            lab::BaselineDoing::Network(Line::Step { step, of }) => {
                format!("\rnetwork: batch {step} of {of}\x1b[K")
            }
            lab::BaselineDoing::Network(Line::Epoch {
                epoch,
                of,
                loss,
                valid,
                seconds,
            }) => format!(
                "\rnetwork: epoch {epoch} of at most {of}, loss {loss:.4}, {valid:.4} on rows kept back, {seconds:.1} s\x1b[K\n"
            ),
        };
        // A terminal that is gone stops no training.
        let _ = std::io::stderr().write_all(line.as_bytes());
    };
    let reached = lab::baseline(&folder, &found, &asked, &mut tell);
    if shows {
        let _ = std::io::stderr().write_all(b"\r\x1b[K");
    }
    let reached = reached?;
    if global.json {
        json(screen, &LabBaselineJson::new(&reached))?;
    } else {
        view::lab::baseline(screen, &reached);
    }
    Ok(match reached.without {
        None => Status::Done,
        Some(_) => Status::No,
    })
}

fn hint(global: &Global, id: &str, number: Option<usize>, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let found = lab::find(Some(&folder), id)?;
    let hinted = lab::hint(&folder, &situation, &found, number)?;
    if global.json {
        json(screen, &LabHintJson::new(&hinted))?;
    } else {
        view::lab::hint(screen, &hinted, number.is_some());
    }
    Ok(if hinted.shown.is_empty() {
        Status::No
    } else {
        Status::Done
    })
}

/// What the command prints goes to standard error as it comes: the answer is what stands on standard output.
fn start(global: &Global, wish: &LabRun, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let found = lab::find(Some(&folder), &wish.lab)?;
    let here = std::env::current_dir().map_err(|e| Error::Outside {
        what: format!("could not tell the present folder: {e}"),
        next: None,
    })?;
    let shows = !global.quiet && !global.json && std::io::stderr().is_terminal();
    let mut err = std::io::stderr();
    let mut tell = |new: &[u8]| {
        if shows {
            // A terminal that is gone stops no run.
            let _ = err.write_all(new);
        }
    };
    let ran = lab::run(&folder, &situation, &found, &wish.command, &here, &mut tell)?;
    if global.json {
        json(screen, &LabRunJson::new(&ran))?;
    } else {
        view::lab::ran(screen, &found.lab, &ran, &shown(&here, &ran.folder));
    }
    Ok(if ran.is_well() { Status::Done } else { Status::No })
}

/// A path as one would type it from here.
fn shown(here: &Path, path: &Path) -> String {
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

fn check(global: &Global, what: &str, run: bool, screen: &mut Screen) -> Result<Status, Error> {
    let folder = perhaps(global)?;
    let checked = lab::check(folder.as_ref(), what, run)?;
    if global.json {
        json(screen, &LabCheckJson::new(&checked))?;
    } else {
        view::lab::checked(screen, &checked);
    }
    Ok(if checked.holds() { Status::Done } else { Status::No })
}

fn reset(global: &Global, id: &str, all: bool, screen: &mut Screen) -> Result<Status, Error> {
    let folder = folder(global)?;
    let found = lab::find(Some(&folder), id)?;
    let reset = lab::reset(&folder, &found, all)?;
    if global.json {
        json(screen, &LabResetJson::new(&found.lab, &reset))?;
    } else {
        view::lab::reset(screen, &found.lab, &reset);
    }
    Ok(if reset.removed.is_empty() {
        Status::No
    } else {
        Status::Done
    })
}
