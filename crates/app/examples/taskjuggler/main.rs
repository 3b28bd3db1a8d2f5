//! The problem that Pivot solves for a folder, as a TaskJuggler 3 project; and TaskJuggler's answer under Pivot's rules.
//!
//! - `taskjuggler write DIR INSTANT DAYS` prints the project: the pivot's folder, the present moment, how many days
//!   TaskJuggler looks ahead.
//! - `taskjuggler read DIR INSTANT DAYS BOOKINGS` takes what TaskJuggler booked (its `export` with
//!   `taskattributes booking`) as a solution of the same problem and prints, as JSON, its finish, its minutes of work,
//!   its lateness, and how often it breaks which rule of the engine's checker.
//!
//! The project is made from the very problem that the engine is given: the same five-minute slots, the same time of the
//! person (weekly hours less commitments, absences and breaks), the same work, predecessors, lags and release dates.
//! `bench/taskjuggler/run` uses it; `bench/taskjuggler/README.md` says what TaskJuggler cannot be told.

mod judge;
mod project;

use std::error::Error;
use std::path::Path;

use jiff::ZonedDateTime;
use pivot_app::domain::availability::{SLOT_SECONDS, instant};
use pivot_app::domain::settings::Settings;
use pivot_app::planning::{Estimate, Setup, build};
use pivot_app::{Folder, Situation};
use pivot_engine::{Activity, Slot};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (dir, now, days, bookings) = match arguments[..] {
        ["write", dir, now, days] => (dir, now, days, None),
        ["read", dir, now, days, bookings] => (dir, now, days, Some(bookings)),
        _ => {
            return Err(
                "use: taskjuggler write DIR INSTANT DAYS, or taskjuggler read DIR INSTANT DAYS BOOKINGS"
                    .into(),
            );
        }
    };
    let situation =
        Situation::load(&Folder::find(Path::new(dir))?, now.parse()?).map_err(|e| format!("{e:?}"))?;
    let setup = build(&situation, Estimate::Likely, days.parse()?);
    let frame = Frame {
        setup: &setup,
        settings: &situation.settings,
    };
    match bookings {
        None => print!("{}", frame.project()?),
        Some(path) => println!("{}", frame.judged(&std::fs::read_to_string(path)?)?),
    }
    Ok(())
}

/// A problem, and the clock by which its slots are told.
struct Frame<'a> {
    setup: &'a Setup<'a>,
    settings: &'a Settings,
}

impl Frame<'_> {
    /// The person's clock at a slot.
    fn local(&self, slot: Slot) -> ZonedDateTime {
        self.settings.zones.local(instant(self.setup.origin + slot))
    }
}

/// The sooner of an activity's soft and hard deadline.
fn due(activity: &Activity) -> Option<Slot> {
    activity
        .due
        .map(|d| d.at)
        .into_iter()
        .chain(activity.deadline)
        .min()
}

/// So many slots in minutes.
fn minutes(slots: Slot) -> i64 {
    slots * SLOT_SECONDS / 60
}
