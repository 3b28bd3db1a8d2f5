//! `pivot demo` and `pivot init`.

use std::path::Path;

use jiff::tz::TimeZone;
use pivot_app::planning::Answer;
use pivot_app::verbs::init::{Wish, demo as make_demo, init as make};
use pivot_app::wire::{DoneJson, PlanJson};
use pivot_app::{Error, Situation};

use super::{Status, json, now};
use crate::args::{Global, Init};
use crate::screen::{GOOD, STRONG, Screen};
use crate::view;

/// The demo: made where it is not there yet, planned, and shown.
pub(super) fn demo(global: &Global, folder: Option<&Path>, screen: &mut Screen) -> Result<Status, Error> {
    let folder = match (folder, global.dir.as_deref()) {
        (Some(_), Some(_)) => return Err(two_folders()),
        (one, other) => make_demo(one.or(other).unwrap_or(Path::new("pivot-demo")), now(global))?,
    };
    let situation = Situation::load(&folder, now(global))?;
    let answer = Answer::of(&situation, &super::options())?;
    if global.json {
        json(screen, &PlanJson::new(&answer))?;
        return Ok(Status::Done);
    }
    view::plan::show(screen, &situation, &answer, false);
    let at = shown(folder.root());
    screen.next(&format!(
        "cd {at}, then pivot today, pivot timeline, pivot why 9.3, or pivot export ics --out plan.ics. \
         Your own plan: pivot init my-pivot --hours \"mon-fri 18:00-20:30; sat 10:00-13:00\"."
    ));
    Ok(Status::Done)
}

/// A new pivot, with what it takes in hours and weeks said at once.
pub(super) fn init(global: &Global, wish: &Init, screen: &mut Screen) -> Result<Status, Error> {
    if global.dir.is_some() {
        return Err(two_folders());
    }
    let wanted = Wish {
        curriculum: wish.curriculum.clone(),
        text: None,
        start: wish.start,
        timezone: wish.timezone.clone(),
        hours: wish.hours.clone(),
        finish_by: wish.finish_by,
    };
    let system = TimeZone::system();
    let folder = make(&wish.folder, &wanted, now(global), system.iana_name())?;
    if global.json {
        let made = ["pivot.toml", "curriculum.toml", "calendars"]
            .map(str::to_owned)
            .to_vec();
        json(screen, &DoneJson::new("init", folder.root(), made))?;
        return Ok(Status::Done);
    }
    let situation = Situation::load(&folder, now(global))?;
    let answer = Answer::of(&situation, &super::options())?;
    screen.line(GOOD, &format!("Made a pivot in {}", shown(folder.root())));
    screen.blank();
    screen.line(STRONG, &situation.curriculum.title);
    view::plan::summary(screen, &situation, &answer);
    if let Some(note) = &situation.curriculum.note {
        screen.blank();
        screen.prose(crate::screen::FAINT, 2, 0, note);
    }
    let hours = if wish.hours.is_none() {
        "set your hours in pivot.toml, "
    } else {
        ""
    };
    let before = if situation.curriculum.priors.is_empty() {
        ""
    } else {
        " pivot intake takes off what you have done before."
    };
    screen.next(&format!(
        "cd {}, {hours}pivot calendar add FILE|URL for your commitments, then pivot plan.{before} Both files are yours to edit.",
        shown(folder.root())
    ));
    Ok(Status::Done)
}

/// Where to make a pivot was said twice, or in the wrong place.
fn two_folders() -> Error {
    Error::wrong("--dir names a pivot that is there").next("give the folder of the new one without --dir")
}

/// A folder as a person would type it: relative to where they are, where it lies below.
pub(super) fn shown(folder: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|d| d.canonicalize().ok());
    let below = here.and_then(|h| folder.strip_prefix(h).ok().map(Path::to_path_buf));
    match below {
        Some(below) if below.as_os_str().is_empty() => ".".to_owned(),
        Some(below) => below.display().to_string(),
        None => folder.display().to_string(),
    }
}
