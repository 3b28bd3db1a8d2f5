//! `pivot kaggle`.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

use pivot_app::connect::http::Patience;
use pivot_app::connect::kaggle::{self as service, Competitions, Wish};
use pivot_app::domain::competitions::Better;
use pivot_app::verbs::kaggle::{self, Desk, SubmitWish, Wait, WatchWish};
use pivot_app::wire::{
    KaggleBoardJson, KaggleDataJson, KaggleLimitsJson, KaggleListJson, KaggleStatusJson, KaggleSubmitJson,
    KaggleWatchJson,
};
use pivot_app::{Error, Folder, Situation};

use super::lab::Bar;
use super::{Status, json, situation};
use crate::args::{Global, Kaggle, KaggleSubmit, KaggleWatch, Which};
use crate::screen::Screen;
use crate::view;

/// Runs a command of competitions.
pub(super) fn run(global: &Global, command: &Kaggle, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let client = client(&folder)?;
    let desk = Desk {
        folder: &folder,
        situation: &situation,
        service: client.as_ref().map(|client| client as &dyn Competitions),
    };
    match command {
        Kaggle::List { search, entered } => {
            let wish = Wish {
                search: search.clone(),
                entered: *entered,
            };
            let listing = kaggle::list(&desk, &wish)?;
            if global.json {
                json(screen, &KaggleListJson::new(&listing, &situation.settings.zones))?;
            } else {
                view::kaggle::list(screen, &situation, &listing);
            }
        }
        Kaggle::Watch(wish) => watch(global, &desk, wish, screen)?,
        Kaggle::Status { name } => {
            let all = kaggle::status(&desk, name.as_deref())?;
            if global.json {
                json(screen, &KaggleStatusJson::new(&all, &situation.settings.zones))?;
            } else {
                view::kaggle::status(screen, &situation, &all);
            }
        }
        Kaggle::Limits { name } => {
            let limits = kaggle::limits(&desk, name)?;
            if global.json {
                json(screen, &KaggleLimitsJson::new(&limits, &situation.settings.zones))?;
            } else {
                view::kaggle::limits(screen, &situation, &limits);
            }
            return Ok(if limits.limits.allowed > 0 {
                Status::Done
            } else {
                Status::No
            });
        }
        Kaggle::Leaderboard { name, top } => {
            let board = kaggle::leaderboard(&desk, name, usize::from(*top))?;
            if global.json {
                json(screen, &KaggleBoardJson::new(&board, &situation.settings.zones))?;
            } else {
                view::kaggle::board(screen, &situation, &board);
            }
        }
        Kaggle::Data { name, file } => {
            let mut bar = Bar::new(global);
            let got = kaggle::data(&desk, name, file.as_deref(), Patience::default(), &mut |now| {
                bar.show(now);
            });
            bar.end();
            let got = got?;
            if global.json {
                json(screen, &KaggleDataJson::new(&got))?;
            } else {
                view::kaggle::got(screen, &got);
            }
        }
        Kaggle::Submit(wish) => return submit(global, &desk, wish, screen),
    }
    Ok(Status::Done)
}

/// The service, at the address that `competitions.toml` names, where the person has given a token.
fn client(folder: &Folder) -> Result<Option<service::Kaggle>, Error> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
    let found = service::find(
        |name| std::env::var(name).ok(),
        home.map(PathBuf::from).as_deref(),
    )?;
    let Some(found) = found else {
        return Ok(None);
    };
    let base = kaggle::service(folder)?;
    let base = base.as_deref().unwrap_or(service::BASE);
    Ok(Some(service::Kaggle::new(base, found.login, Patience::default())))
}

fn watch(global: &Global, desk: &Desk<'_>, wish: &KaggleWatch, screen: &mut Screen) -> Result<(), Error> {
    let asked = WatchWish {
        task: wish.task.as_deref(),
        entered: wish.entered,
        team: (wish.team || wish.no_team).then_some(wish.team),
        better: wish.better.map(|which| match which {
            Which::Higher => Better::Higher,
            Which::Lower => Better::Lower,
        }),
        remove: wish.remove,
    };
    let done = kaggle::watch(desk, &wish.name, &asked)?;
    // What it asks of the plan is told by the files as they are now.
    let after = Situation::load(desk.folder, desk.situation.now)?;
    if global.json {
        json(screen, &KaggleWatchJson::new(&done, &after))
    } else {
        view::kaggle::watched(screen, &after, &done);
        Ok(())
    }
}

fn submit(
    global: &Global,
    desk: &Desk<'_>,
    wish: &KaggleSubmit,
    screen: &mut Screen,
) -> Result<Status, Error> {
    let asked = SubmitWish {
        file: &wish.file,
        description: &wish.message,
        sample: wish.sample.as_deref(),
        unchecked: wish.unchecked,
    };
    let sending = kaggle::prepare(desk, &wish.name, &asked, Patience::default())?;
    if !global.json {
        view::kaggle::sending(screen, desk.situation, &sending);
        screen.show_now()?;
    }
    let agreed = !wish.dry_run
        && (wish.yes
            || super::site::agrees(
                global,
                "Send it to Kaggle?",
                "It spends one of the day's tries, and Kaggle keeps file and message.",
            )?);
    let mut sent = None;
    let mut followed = None;
    if agreed {
        let done = kaggle::send(desk, &sending)?;
        if !wish.no_wait {
            let wait = Wait::of(Duration::try_from(wish.wait).unwrap_or_default());
            let shows = !global.quiet && !global.json && std::io::stderr().is_terminal();
            let mut tell = |elapsed: Duration| {
                if shows {
                    // A terminal that is gone stops nothing.
                    let line = format!("\r{} is being scored, {} s\x1b[K", done.number, elapsed.as_secs());
                    let _ = std::io::stderr().write_all(line.as_bytes());
                }
            };
            let came = kaggle::follow(desk, &sending.competition, done.number, wait, &mut tell);
            if shows {
                let _ = std::io::stderr().write_all(b"\r\x1b[K");
            }
            followed = Some(came.map_err(|error| match error {
                Error::Wrong { what, next } => Error::Wrong {
                    what: format!("the file was submitted as {}; {what}", done.number),
                    next,
                },
                other => other,
            })?);
        }
        sent = Some(done);
    }
    if global.json {
        json(
            screen,
            &KaggleSubmitJson::new(
                &sending,
                sent.as_ref(),
                followed.as_ref(),
                &desk.situation.settings.zones,
            ),
        )?;
    } else {
        view::kaggle::submitted(screen, &sending, sent.as_ref(), followed.as_ref(), wish.dry_run);
    }
    let refused = followed.is_some_and(|f| f.submission.status == service::Status::Error);
    Ok(if (agreed && !refused) || wish.dry_run {
        Status::Done
    } else {
        Status::No
    })
}
