//! `pivot rig`.

use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use pivot_app::Error;
use pivot_app::domain::zones::Zones;
use pivot_app::planning::rig::Suggested;
use pivot_app::verbs::rig::{check as checked, suggest as best};
use pivot_app::wire::{RigJson, RigSuggestJson};

use super::{Status, json, now};
use crate::args::{Global, Rig};
use crate::screen::Screen;
use crate::view;

pub(super) fn run(global: &Global, command: &Rig, screen: &mut Screen) -> Result<Status, Error> {
    match command {
        Rig::Bench(wish) => super::rig_bench::run(global, wish, screen),
        Rig::Check { file } => check(global, file, screen),
        Rig::Cost(asked) => super::rig_cost::run(global, asked, screen),
        Rig::Doctor(wish) => super::rig_doctor::run(global, wish, screen),
        Rig::Suggest { budget, file } => suggest(global, file, budget.as_deref(), screen),
    }
}

/// A rig is of no pivot: the day is this machine's.
pub(super) fn today(global: &Global) -> Date {
    Zones::from(TimeZone::system()).civil(now(global)).date()
}

fn check(global: &Global, file: &Path, screen: &mut Screen) -> Result<Status, Error> {
    let checked = checked(file, today(global))?;
    if global.json {
        json(screen, &RigJson::new(&checked))?;
    } else {
        view::rig::show(screen, file, &checked);
    }
    Ok(match checked.report.fits() {
        Some(false) => Status::No,
        // What is missing is said, and is no error.
        Some(true) | None => Status::Done,
    })
}

fn suggest(global: &Global, file: &Path, budget: Option<&str>, screen: &mut Screen) -> Result<Status, Error> {
    let suggestion = best(file, budget, today(global))?;
    if global.json {
        json(screen, &RigSuggestJson::new(&suggestion))?;
    } else {
        view::rig::suggested(screen, &suggestion);
    }
    Ok(match suggestion.what {
        Suggested::Best(_) => Status::Done,
        Suggested::Dear(_) | Suggested::None => Status::No,
    })
}
