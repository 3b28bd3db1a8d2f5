//! `pivot blog`, `portfolio` and `site`.

use std::io::{self, IsTerminal};

use pivot_app::connect::feed::Web;
use pivot_app::connect::forem::{BASE, Forem};
use pivot_app::connect::{secret, typeset};
use pivot_app::verbs::site;
use pivot_app::wire::{BegunJson, DoneJson, PublishJson, SharedJson, SiteCheckJson, SiteJson};
use pivot_app::{Error, Situation};

use super::{Status, folder, json, now, situation};
use crate::args::{self, Global};
use crate::ask::{Question, each};
use crate::screen::Screen;
use crate::view;

/// `pivot blog`.
pub(super) fn blog(global: &Global, command: &args::Blog, screen: &mut Screen) -> Result<Status, Error> {
    match command {
        args::Blog::New { from } => begin(global, from.as_deref(), screen),
        args::Blog::Build(wish) => build(global, wish, view::site::About::Posts, screen),
        args::Blog::Check { live, drafts } => check(global, *live, *drafts, screen),
        args::Blog::Share(wish) => share(global, wish, screen),
    }
}

/// `pivot portfolio`.
pub(super) fn portfolio(
    global: &Global,
    command: &args::Portfolio,
    screen: &mut Screen,
) -> Result<Status, Error> {
    let args::Portfolio::Build(wish) = command;
    build(global, wish, view::site::About::Projects, screen)
}

/// `pivot site`.
pub(super) fn site(global: &Global, command: &args::Site, screen: &mut Screen) -> Result<Status, Error> {
    match command {
        args::Site::Build(wish) => build(global, wish, view::site::About::All, screen),
        args::Site::Serve { port, open, public } => super::serve::site(global, *port, *open, *public, screen),
        args::Site::Publish { dry_run, yes } => publish(global, *dry_run, *yes, screen),
        args::Site::Theme => theme(global, screen),
    }
}

fn begin(global: &Global, from: Option<&str>, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let begun = site::begin(&folder, &situation, from)?;
    if global.json {
        json(screen, &BegunJson::new(&begun))?;
    } else {
        view::site::begun(screen, &folder, &begun);
    }
    Ok(Status::Done)
}

fn build(
    global: &Global,
    wish: &args::Build,
    about: view::site::About,
    screen: &mut Screen,
) -> Result<Status, Error> {
    let folder = folder(global)?;
    let companion = typeset::find();
    let asked = site::BuildWish {
        drafts: wish.drafts,
        keep_going: wish.keep_going,
        companion: &companion,
    };
    let built = site::build(&folder, || Situation::load(&folder, now(global)), &asked)?;
    if !built.done && !global.json {
        return Err(site::faulty(&folder, &built.findings));
    }
    if global.json {
        json(screen, &SiteJson::new(&built))?;
    } else {
        view::site::built(screen, &folder, &built, about);
    }
    Ok(if built.done { Status::Done } else { Status::No })
}

fn check(global: &Global, live: bool, drafts: bool, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let checked = site::check(&folder, &situation, drafts)?;
    let asked = live.then(|| {
        let shows = !global.quiet && !global.json && io::stderr().is_terminal();
        site::ask_outside(&checked.outside, &Web, &mut |done, of| {
            if shows {
                // A terminal that is gone stops no look.
                let _ = io::Write::write_all(
                    &mut io::stderr(),
                    format!("\r{done} of {of} links\x1b[K").as_bytes(),
                );
            }
        })
    });
    if live && !global.quiet && !global.json && io::stderr().is_terminal() {
        let _ = io::Write::write_all(&mut io::stderr(), b"\r\x1b[K");
    }
    let dead = asked.unwrap_or_default();
    if global.json {
        json(screen, &SiteCheckJson::new(&checked, &dead))?;
    } else {
        view::site::checked(screen, &checked, live.then_some(dead.as_slice()));
    }
    Ok(if checked.holds() && dead.is_empty() {
        Status::Done
    } else {
        Status::No
    })
}

fn publish(global: &Global, dry_run: bool, yes: bool, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let ready = site::ready(&folder, &situation)?;
    let nothing = ready.prepared.is_same() && ready.new.is_empty();
    let agreed = !dry_run
        && (nothing || yes || {
            if !global.json {
                view::site::ready(screen, &ready);
                screen.show_now()?;
            }
            agrees(
                global,
                "Push it?",
                "What is pushed can be read by everybody who can see the branch.",
            )?
        });
    let published = if agreed {
        Some(site::publish(&folder, &situation, &ready)?)
    } else {
        None
    };
    if global.json {
        json(screen, &PublishJson::new(&ready, published.as_ref()))?;
    } else {
        if yes || dry_run {
            view::site::ready(screen, &ready);
        }
        view::site::published(screen, &ready, published.as_ref(), dry_run);
    }
    Ok(if agreed || dry_run {
        Status::Done
    } else {
        Status::No
    })
}

/// Asks a person at a terminal; nobody else has agreed.
pub(super) fn agrees(global: &Global, text: &str, about: &str) -> Result<bool, Error> {
    if global.json || global.quiet || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    let question = Question {
        text: text.into(),
        before: Vec::new(),
        about: vec![about.into()],
        usual: false,
    };
    let answers =
        each(&[question], &mut io::stdin().lock(), &mut io::stderr()).map_err(|e| Error::Outside {
            what: format!("the answer cannot be read: {e}"),
            next: None,
        })?;
    Ok(answers.is_some_and(|answers| answers == [true]))
}

fn theme(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, _) = situation(global)?;
    let (written, left) = site::theme(&folder)?;
    if global.json {
        json(screen, &DoneJson::new("site theme", folder.root(), written))?;
    } else {
        view::site::theme(screen, &written, &left);
    }
    Ok(Status::Done)
}

fn share(global: &Global, wish: &args::Share, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    if wish.to == args::Elsewhere::Medium {
        let url = site::elsewhere(&folder, &situation, &wish.post)?;
        if global.json {
            json(screen, &SharedJson::import(&url))?;
        } else {
            view::site::medium(screen, &url);
        }
        return Ok(Status::Done);
    }
    let sharing = site::sharing(&folder, &situation, &wish.post, !wish.draft)?;
    let agreed = !wish.dry_run
        && (sharing.same || wish.yes || {
            if !global.json {
                view::site::sharing(screen, &sharing);
                screen.show_now()?;
            }
            agrees(
                global,
                "Send it to dev.to?",
                "It is sent under your name, with your page as the original.",
            )?
        });
    let shared = if agreed {
        let place = secret::place("dev-to");
        let base = std::env::var("PIVOT_DEV_TO").unwrap_or_else(|_| BASE.into());
        match place.read()? {
            _ if sharing.same => None,
            None => {
                return Err(Error::wrong("there is no key for dev.to").next(format!(
                    "make one at dev.to under Settings, Extensions; {}",
                    place.hint()
                )));
            }
            Some(key) => Some(site::share(
                &folder,
                &situation,
                &sharing,
                &Forem::new(&base, key),
            )?),
        }
    } else {
        None
    };
    if global.json {
        json(screen, &SharedJson::article(&sharing, shared.as_ref()))?;
    } else {
        if wish.yes || wish.dry_run {
            view::site::sharing(screen, &sharing);
        }
        view::site::shared(screen, &sharing, shared.as_ref(), wish.dry_run);
    }
    Ok(if agreed || wish.dry_run {
        Status::Done
    } else {
        Status::No
    })
}
