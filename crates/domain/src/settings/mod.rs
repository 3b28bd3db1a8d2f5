//! What `pivot.toml` says: the person's hours, places, absences, feeds and machines.

mod caldav;
mod meetups;
mod parse;
mod project;
mod site;

use std::ops::Range;

use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::week::Week;
use crate::zones::Zones;

pub use caldav::Caldav;
pub use meetups::Meetup;
pub use parse::{FORMAT, is_name, nearest_zone, parse, zone};
pub use project::is_inside;
pub use site::{Publish, Site};

/// A person's `pivot.toml` without faults.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What tells this pivot's events in a calendar from another's; it never changes.
    pub id: Option<String>,
    /// Where the person is, and when that changes.
    pub zones: Zones,
    /// The first day of the plan.
    pub start: Date,
    /// The finish the person hopes for.
    pub finish_by: Option<Date>,
    /// Weekly hours; of those that hold on a date the last one counts, and the first holds always.
    pub hours: Vec<Hours>,
    /// How long the person works at a stretch.
    pub session: SessionLengths,
    /// Time kept free before and after a commitment.
    pub buffer: SignedDuration,
    /// Sessions of the accepted plan that start within so long from now stay where they are, unless something
    /// contradicts them.
    pub frozen: SignedDuration,
    /// Days off.
    pub away: Vec<Away>,
    /// Calendar feeds.
    pub feeds: Vec<FeedRule>,
    /// Machines and other resources.
    pub machines: Vec<Machine>,
    /// Groups whose events they may go to.
    pub meetups: Vec<Meetup>,
    /// The person's calendar on a server, where they have one.
    pub caldav: Option<Caldav>,
    /// The person's site, where they have one.
    pub site: Option<Site>,
    /// The folder of the person's project: its path in the pivot.
    pub project: String,
}

/// Weekly hours that hold from one date to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// First date; `None`: always has.
    pub from: Option<Date>,
    /// Last date; `None`: for good.
    pub to: Option<Date>,
    /// The hours.
    pub week: Week,
    /// Most work in one day.
    pub daily_limit: Option<SignedDuration>,
}

/// How long the person works at a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLengths {
    /// No shorter, except to finish a task.
    pub min: SignedDuration,
    /// After so much work without a pause…
    pub max: SignedDuration,
    /// …comes a pause of at least this.
    pub rest: SignedDuration,
}

/// Days off, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What for.
    pub why: Option<String>,
}

/// How a feed is read. The feed itself is `calendars/NAME.ics`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRule {
    /// Its name.
    pub name: String,
    /// Whether its all-day events take the day.
    pub all_day: bool,
    /// Time kept free around its events, where it differs.
    pub buffer: Option<SignedDuration>,
    /// Its place in the file.
    pub at: Range<usize>,
}

/// A resource beside the person.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    /// Its id, as tasks name it.
    pub id: String,
    /// When it can be used, by the person's clock or that of `zone`.
    pub week: Week,
    /// The zone of its hours and of its quota; `None`: the person's.
    pub zone: Option<TimeZone>,
    /// How many tasks can use it at once.
    pub capacity: u32,
    /// A limit on its use per period.
    pub quota: Option<MachineQuota>,
    /// Its place in the file.
    pub at: Range<usize>,
}

/// A limit per period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MachineQuota {
    /// Time of use in each period.
    pub time: SignedDuration,
    /// When a period begins.
    pub resets: Resets,
}

/// When a quota's period begins, by the machine's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resets {
    /// Every day, so many minutes after midnight.
    Daily(u32),
    /// Every week on a weekday (Monday is 0), so many minutes after midnight.
    Weekly(u32, u32),
}

impl Settings {
    /// The hours that hold on `date`.
    pub fn hours_on(&self, date: Date) -> &Hours {
        self.hours
            .iter()
            .rev()
            .find(|h| h.from.is_none_or(|from| from <= date) && h.to.is_none_or(|to| date <= to))
            .unwrap_or(&self.hours[0])
    }

    /// Hours in an ordinary week: those of the first rule, each day cut at its daily limit.
    pub fn weekly(&self) -> SignedDuration {
        let hours = &self.hours[0];
        let minutes = match hours.daily_limit {
            None => i64::from(hours.week.minutes()),
            Some(limit) => (0..7)
                .map(|day| {
                    let weekday = jiff::civil::Weekday::from_monday_zero_offset(day)
                        .unwrap_or(jiff::civil::Weekday::Monday);
                    let day: i64 = hours.week.on(weekday).iter().map(|(a, b)| i64::from(b - a)).sum();
                    day.min(limit.as_mins())
                })
                .sum(),
        };
        SignedDuration::from_mins(minutes)
    }
}
