//! `pivot calendar connect`, `push`, and `sync` without a file: the person's calendar on a server.

use std::io::{self, IsTerminal};

use pivot_app::connect::caldav::Dav;
use pivot_app::connect::http::{Login, Patience};
use pivot_app::connect::secret::{self, Secret};
use pivot_app::domain::fact::DatedSession;
use pivot_app::planning::Answer;
use pivot_app::verbs::{caldav, sync};
use pivot_app::wire::{ConnectJson, PushJson};
use pivot_app::{Error, Situation};

use super::site::agrees;
use super::{Status, folder, json, options, situation};
use crate::args::Global;
use crate::screen::{FAINT, GOOD, MARK, NOTE, Screen, pad, paint};
use crate::view::{clock, count};

/// So many events are shown before they are sent.
const SHOWN: usize = 12;

/// Finds or makes the calendar.
pub(super) fn connect(
    global: &Global,
    (url, user): (&str, &str),
    name: &str,
    yes: bool,
    screen: &mut Screen,
) -> Result<Status, Error> {
    let folder = folder(global)?;
    caldav::address(url)?;
    let place = caldav::place(url);
    let known = place.read()?;
    let (password, is_new) = match known {
        Some(password) => (password, false),
        None => match password(global, user)? {
            Some(typed) => (typed, true),
            None => return Err(caldav::no_password(&place)),
        },
    };
    let login = Login::Basic(user.to_owned(), password.clone());
    let service = Dav::new(url, login, Patience::default());
    let found = caldav::find(name, &service)?;
    let what = if found.exists {
        format!("The calendar `{name}` is there already: sessions would stand in it beside what is in it.")
    } else {
        format!("A calendar `{name}` would be made: {}", found.url)
    };
    if !yes && !global.json {
        screen.prose(NOTE, 0, 2, &what);
        screen.show_now()?;
    }
    let agreed = yes
        || agrees(
            global,
            "Use it?",
            "Only events that Pivot makes are ever written; pivot.toml gets the address, and never the password.",
        )?;
    if agreed {
        caldav::connect(&folder, (url, user), &found, &service)?;
    }
    let kept = match agreed && is_new {
        true => Some(place.keep(&password)?),
        false => None,
    };
    if global.json {
        json(screen, &ConnectJson::new(&found, agreed))?;
    } else if agreed {
        let done = if found.exists { "Found" } else { "Made" };
        screen.line(GOOD, &format!("{done} the calendar `{name}`"));
        if let Some(file) = kept {
            let told = format!(
                "Your password is kept in {}, which only you can read.",
                file.display()
            );
            screen.prose(FAINT, 0, 2, &told);
        }
        if url.starts_with("http://") && !url.contains("//127.0.0.1") && !url.contains("//localhost") {
            screen.prose(
                NOTE,
                0,
                2,
                "The address is not encrypted: who is in between can read your password.",
            );
        }
        screen.next("pivot calendar push shows what would be sent there.");
    } else {
        screen.next("nothing was made; the same with --yes makes it.");
    }
    Ok(if agreed { Status::Done } else { Status::No })
}

/// Asks a person at a terminal for their password, which is not shown.
fn password(global: &Global, user: &str) -> Result<Option<Secret>, Error> {
    if global.json || global.quiet || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(None);
    }
    let failed = |error: io::Error| Error::Outside {
        what: format!("the password cannot be read: {error}"),
        next: None,
    };
    eprint!("Password of {user} there (not shown): ");
    let mut line = String::new();
    let read = secret::unseen(|| io::stdin().read_line(&mut line));
    eprintln!();
    read.transpose().map_err(failed)?;
    let typed = line.trim_end_matches(['\r', '\n']);
    Ok((!typed.is_empty()).then(|| Secret::new(typed)))
}

/// The server of `pivot.toml`.
pub(super) fn service(situation: &Situation) -> Result<Dav, Error> {
    let settings = caldav::settings(situation)?;
    let login = caldav::login(&settings.url, &settings.user)?;
    Ok(Dav::new(&settings.url, login, Patience::default()))
}

/// Sends sessions to the calendar.
pub(super) fn push(global: &Global, dry_run: bool, yes: bool, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let service = service(&situation)?;
    let plan = Answer::of(&situation, &options())?.plan;
    let waiting = caldav::waiting(&folder, &situation, &plan, &service)?;
    if !global.json {
        shown(&situation, &waiting, screen);
    }
    let nothing = waiting.steps.is_empty();
    let agreed = !dry_run
        && !nothing
        && (yes || {
            screen.show_now()?;
            agrees(
                global,
                "Send them?",
                "Each is written once, and only where your calendar has it as Pivot knows it.",
            )?
        });
    let pushed = if agreed {
        let on_terminal = !global.quiet && !global.json && io::stderr().is_terminal();
        let mut shows = |done: usize, of: usize| {
            if on_terminal {
                // A terminal that is gone stops no sending.
                let _ = io::Write::write_all(
                    &mut io::stderr(),
                    format!("\r{done} of {of} sessions\x1b[K").as_bytes(),
                );
            }
        };
        let pushed = caldav::push(&folder, &situation, &plan, &service, &mut shows);
        if on_terminal {
            let _ = io::Write::write_all(&mut io::stderr(), b"\r\x1b[K");
        }
        Some(pushed?)
    } else {
        None
    };
    if global.json {
        json(
            screen,
            &PushJson::new(&waiting, pushed.as_ref(), &situation.settings.zones),
        )?;
    } else {
        match &pushed {
            Some(pushed) => {
                screen.line(GOOD, &format!("Sent {}", count(pushed.sent.len(), "event")));
                let new = pushed.left.iter().filter(|l| !waiting.left.contains(l));
                left(new, screen);
            }
            None if nothing => screen.line(
                FAINT,
                &format!("{} there as they should, nothing to send.", stand(waiting.same)),
            ),
            None => {}
        }
        let is_left = !waiting.left.is_empty() || pushed.as_ref().is_some_and(|p| !p.left.is_empty());
        screen.next(match (is_left, agreed || nothing) {
            (true, true) => "pivot calendar sync takes over what you changed there.",
            (false, true) => "pivot calendar sync takes over what you move or delete there.",
            (_, false) => "nothing was sent; the same with --yes sends it.",
        });
    }
    Ok(if agreed || nothing || dry_run {
        Status::Done
    } else {
        Status::No
    })
}

fn stand(sessions: usize) -> String {
    match sessions {
        1 => "1 session stands".to_owned(),
        n => format!("{n} sessions stand"),
    }
}

fn shown(situation: &Situation, waiting: &caldav::Waiting, screen: &mut Screen) {
    let zones = &situation.settings.zones;
    let time = |s: &DatedSession| {
        let day = zones.local(s.start).strftime("%a %-d %b %H:%M").to_string();
        format!("{day}–{}", clock(zones, s.end))
    };
    for (step, event) in waiting.steps.iter().take(SHOWN) {
        let what = match step {
            caldav::Step::Make => "new",
            caldav::Step::Change => "changed",
            caldav::Step::Remove => "taken away",
        };
        let text = format!("{} {}", event.session.task, event.title);
        screen.painted(&format!(
            "{}  {}  {}",
            paint(MARK, pad(&time(&event.session), 23)),
            paint(FAINT, pad(what, 10)),
            crate::screen::fit(&text, screen.width.saturating_sub(38)),
        ));
    }
    if waiting.steps.len() > SHOWN {
        screen.line(FAINT, &format!("and {} more", waiting.steps.len() - SHOWN));
    }
    left(waiting.left.iter(), screen);
}

fn left<'l>(left: impl Iterator<Item = &'l caldav::Left>, screen: &mut Screen) {
    for one in left {
        screen.prose(
            NOTE,
            0,
            2,
            &format!("Left {} as it is: {}.", one.session.id, one.why),
        );
    }
}

/// What changed in the calendar on the server.
pub(super) fn synced(
    folder: &pivot_app::Folder,
    situation: &Situation,
    wish: sync::Wish,
) -> Result<sync::Synced, Error> {
    caldav::sync(folder, situation, wish, &service(situation)?)
}
