//! `pivot why`.

use pivot_app::planning::{overview, why as reasons};
use pivot_app::wire::{OverviewJson, WhyJson};
use pivot_app::{Error, Situation};

use super::{Status, json, options, situation};
use crate::args::Global;
use crate::screen::Screen;
use crate::view;

pub(super) fn why(global: &Global, task: Option<&str>, screen: &mut Screen) -> Result<Status, Error> {
    let (_, situation) = situation(global)?;
    match task {
        Some(task) => one(global, &situation, task, screen),
        None => all(global, &situation, screen),
    }
}

fn one(global: &Global, situation: &Situation, task: &str, screen: &mut Screen) -> Result<Status, Error> {
    let reasons = reasons(situation, task, &options())?;
    if global.json {
        json(screen, &WhyJson::new(&reasons, &situation.settings.zones))?;
    } else {
        view::why::show(screen, situation, &reasons);
        screen.next("pivot fit --by DATE says what would have to change for an earlier end; pivot why shows what fixes the end of it all.");
    }
    Ok(Status::Done)
}

/// What fixes the finish, and the slack of every task.
fn all(global: &Global, situation: &Situation, screen: &mut Screen) -> Result<Status, Error> {
    let overview = overview(situation, &options())?;
    if global.json {
        json(screen, &OverviewJson::new(&overview, &situation.settings.zones))?;
    } else {
        view::why::overview(screen, situation, &overview);
        screen.next("pivot why TASK gives the reasons of one task; pivot fit --by DATE what an earlier end would take.");
    }
    Ok(Status::Done)
}
