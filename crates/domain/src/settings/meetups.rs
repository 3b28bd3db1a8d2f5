//! `[[meetup]]`: groups whose events the person may go to.

use std::ops::Range;

use jiff::SignedDuration;

use super::is_name;
use crate::fault::Fault;
use crate::read::Table;

/// A group. Its events are in `meetups/NAME.ics`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meetup {
    /// Its name.
    pub name: String,
    /// The way there, and the same back; none for a group that meets online.
    pub travel: SignedDuration,
    /// Its place in the file.
    pub at: Range<usize>,
}

pub(super) fn read(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Vec<Meetup> {
    let mut groups: Vec<Meetup> = Vec::new();
    for mut table in root.tables("meetup", "a group", faults) {
        let at = table.at.clone();
        let name = table.need_string("name", "its name: the file is meetups/NAME.ics", faults);
        let travel = table.duration("travel", faults);
        table.close(faults);
        if let Some((_, at)) = travel
            .as_ref()
            .filter(|(t, _)| *t > SignedDuration::from_hours(24))
        {
            faults.push(Fault::new(
                at.clone(),
                "that is no way to a meetup",
                "at most 24h",
            ));
        }
        let Some((name, name_at)) = name else { continue };
        if !is_name(&name) || name.ends_with(".kept") {
            faults.push(Fault::new(
                name_at,
                format!("`{name}` will not do as a group's name"),
                "letters, digits, `-`, `_` and `.`, at most 60",
            ));
        } else if groups.iter().any(|g| g.name == name) {
            faults.push(Fault::new(
                name_at,
                format!("there are two groups `{name}`"),
                "a name of its own for each",
            ));
        } else {
            groups.push(Meetup {
                name,
                travel: travel.map_or(SignedDuration::ZERO, |(travel, _)| travel),
                at,
            });
        }
    }
    groups
}
