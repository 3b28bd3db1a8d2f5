//! `pivot rig`.

use std::path::Path;

use jiff::tz::TimeZone;
use pivot_app::Error;
use pivot_app::domain::zones::Zones;
use pivot_app::verbs::rig::check as checked;
use pivot_app::wire::RigJson;

use super::{Status, json, now};
use crate::args::{Global, Rig};
use crate::screen::Screen;
use crate::view;

pub(super) fn run(global: &Global, command: &Rig, screen: &mut Screen) -> Result<Status, Error> {
    match command {
        Rig::Check { file } => check(global, file, screen),
    }
}

fn check(global: &Global, file: &Path, screen: &mut Screen) -> Result<Status, Error> {
    // A rig is of no pivot: the day is this machine's.
    let today = Zones::from(TimeZone::system()).civil(now(global)).date();
    let checked = checked(file, today)?;
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
