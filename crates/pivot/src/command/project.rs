//! `pivot project`.

use std::io::{self, IsTerminal};

use pivot_app::domain::competitions::Better;
use pivot_app::domain::project::scope::{Scope, Section, is_metric};
use pivot_app::planning::forecast::Wish as Futures;
use pivot_app::planning::plan;
use pivot_app::planning::project::{FUTURES, Load};
use pivot_app::verbs::project::{NewWish, ScopeWish, Scoped, cut, new, read_scope, scope as scoped};
use pivot_app::wire::{ProjectJson, ProjectScopeJson};
use pivot_app::{Error, Folder, Situation};

use super::{Status, json, now, options, situation};
use crate::args::{self, Global, Project, ProjectNew, ProjectScope};
use crate::ask::{Ask, told};
use crate::screen::Screen;
use crate::view;

pub(super) fn run(global: &Global, command: &Project, screen: &mut Screen) -> Result<Status, Error> {
    match command {
        Project::Scope(asked) => scope(global, asked, screen),
        Project::New(asked) => make(global, asked, screen),
    }
}

fn scope(global: &Global, asked: &ProjectScope, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let mut wish = wish_of(asked);
    let silent = global.json || global.quiet || wish != plain(&wish) || asked.cut.is_some();
    let before = read_scope(&folder, &situation)?.0;
    if !silent && io::stdin().is_terminal() && io::stderr().is_terminal() && is_open(&before) {
        ask(&before, &mut wish)?;
    }
    let mut answer = look(&folder, &situation, &wish)?;
    let mut situation = situation;
    if let Some(number) = asked.cut {
        let seen = situation_of(&folder, global)?;
        let load = answer.load.as_ref().ok_or_else(|| {
            Error::wrong("the curriculum has no project to cut").next("a task of it has kind = \"project\"")
        })?;
        let change = load
            .cuts
            .get(number.wrapping_sub(1))
            .map(|c| c.change.clone())
            .unwrap_or_default();
        if asked.dry_run {
            // A number that there is not is refused all the same.
            if change.is_empty() {
                cut(&folder, &seen, load, number)?;
            }
        } else {
            let recorded = cut(&folder, &seen, load, number)?;
            situation = situation_of(&folder, global)?;
            answer = look(&folder, &situation, &ScopeWish::default())?;
            answer.recorded = recorded;
            if !global.json {
                view::project::made(screen, &change, &answer.recorded);
            }
        }
    }
    if global.json {
        json(screen, &ProjectScopeJson::new(&answer, &situation.settings.zones))?;
    } else {
        view::project::scope(screen, &situation, &answer);
    }
    let over = answer.load.as_ref().is_some_and(Load::is_over);
    Ok(if over || !answer.is_whole() {
        Status::No
    } else {
        Status::Done
    })
}

fn situation_of(folder: &Folder, global: &Global) -> Result<Situation, Error> {
    Situation::load(folder, now(global))
}

fn look(folder: &Folder, situation: &Situation, wish: &ScopeWish) -> Result<Scoped, Error> {
    let futures = Futures {
        futures: FUTURES,
        ..Futures::default()
    };
    let plan = plan(situation, &options())?;
    scoped(folder, situation, &plan, wish, &options(), &futures)
}

fn wish_of(asked: &ProjectScope) -> ScopeWish {
    ScopeWish {
        words: [&asked.user, &asked.data, &asked.success, &asked.out].map(Clone::clone),
        metric: asked.metric.clone(),
        better: asked.better.map(|way| match way {
            args::Way::Higher => Better::Higher,
            args::Way::Lower => Better::Lower,
        }),
        baseline: asked.baseline,
        beat_by: asked.beat_by,
        budget: asked.budget,
        replace: asked.replace,
        dry_run: asked.dry_run,
    }
}

/// The wish without what it says: how it is to be done alone.
fn plain(wish: &ScopeWish) -> ScopeWish {
    ScopeWish {
        replace: wish.replace,
        dry_run: wish.dry_run,
        ..ScopeWish::default()
    }
}

/// Something of it is still to be said.
fn is_open(scope: &Scope) -> bool {
    let empty = Section::ALL.into_iter().any(|s| scope.of(s).is_empty());
    empty || scope.metric.is_none() || scope.beat_by.is_none() || scope.budget.is_none()
}

/// What a section is asked by.
fn question(section: Section) -> &'static str {
    match section {
        Section::User => "Who will use it, and what for? One person you know is better than everybody.",
        Section::Data => {
            "From what does it learn: how much, from where, with what right? What if it is too little?"
        }
        Section::Success => {
            "What can the user do when it works that they cannot do today? How will you see it?"
        }
        Section::Out => "What will it not do, however tempting? Name three things.",
    }
}

/// Asks what the scope does not say yet. Enter leaves a question for later; at the end of the input what was said counts.
fn ask(scope: &Scope, wish: &mut ScopeWish) -> Result<(), Error> {
    let failed = |e: io::Error| Error::Outside {
        what: format!("could not ask: {e}"),
        next: None,
    };
    let (mut input, mut err) = (io::stdin().lock(), io::stderr());
    let mut said = |text: &str, check: &dyn Fn(&str) -> Result<(), String>| {
        let ask = Ask { text, check };
        told(&ask, &mut input, &mut err).map_err(failed)
    };
    let any = |_: &str| Ok(());
    for section in Section::ALL {
        if scope.of(section).is_empty() {
            wish.words[section as usize] = said(question(section), &any)?;
        }
    }
    if scope.metric.is_none() {
        let word = |text: &str| {
            let word = "a metric is one word, such as accuracy or log-loss".to_owned();
            is_metric(text).then_some(()).ok_or(word)
        };
        wish.metric = said(
            "By what is success measured? One metric, such as accuracy.",
            &word,
        )?;
    }
    let number = |text: &str| args::number(text).map(drop);
    let amount = |text: &str| args::amount(text).map(drop);
    let budget = |text: &str| args::budget(text).map(drop);
    if scope.baseline.is_none() {
        let text = "How good is what there is today, by that metric? Enter where you do not know: the training reports a baseline.";
        wish.baseline = said(text, &number)?.and_then(|text| args::number(&text).ok());
    }
    if scope.beat_by.is_none() {
        let text = "By how much must it be beaten, for the user to notice?";
        wish.beat_by = said(text, &amount)?.and_then(|text| args::amount(&text).ok());
    }
    if scope.budget.is_none() {
        let text = "How many hours of yours may it take in all, such as 80h?";
        wish.budget = said(text, &budget)?.and_then(|text| args::budget(&text).ok());
    }
    Ok(())
}

fn make(global: &Global, asked: &ProjectNew, screen: &mut Screen) -> Result<Status, Error> {
    let at = match situation(global) {
        Ok(found) => Some(found),
        // Without a pivot a project is a folder as any other.
        Err(Error::Wrong { .. }) if global.dir.is_none() && !is_in_pivot() => None,
        Err(error) => return Err(error),
    };
    let wish = NewWish {
        name: &asked.name,
        folder: asked.folder.as_deref(),
        template: &asked.template,
        no_git: asked.no_git,
    };
    let pivot = at.as_ref().map(|(folder, situation)| (folder, situation));
    let zones = pivot_app::domain::zones::Zones::from(jiff::tz::TimeZone::system());
    let year = zones.civil(now(global)).date().year();
    let made = new(pivot, &wish, year)?;
    if global.json {
        json(screen, &ProjectJson::new(&made))?;
    } else {
        let folder = super::set_up::shown(&made.folder);
        view::project::new(screen, &made, &folder, at.is_some());
    }
    Ok(Status::Done)
}

/// Whether a pivot lies here or above.
fn is_in_pivot() -> bool {
    Folder::find(std::path::Path::new(".")).is_ok()
}
