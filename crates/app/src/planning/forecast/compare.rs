//! The plan and the forecast under other wishes, beside today's.

use jiff::SignedDuration;
use jiff::civil::Date;
use pivot_domain::settings::{Away, Hours, Settings};
use pivot_domain::week::Week;
use pivot_engine::Options;

use super::{Forecast, Observations, Wish, forecast_with_plan};
use crate::error::Error;
use crate::planning::plan::Plan;
use crate::situation::Situation;
use crate::words::hours;

/// What is to be otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Other weekly hours, instead of all that `pivot.toml` has.
    pub hours: Option<Week>,
    /// So many hours in an ordinary week: each day of each rule is longer or shorter by the same share. Only without `hours`.
    pub weekly: Option<SignedDuration>,
    /// Another first day.
    pub start: Option<Date>,
    /// Tasks that are left out, by id, or whole steps, by number.
    pub drop: Vec<String>,
    /// Days off, both included.
    pub away: Option<(Date, Date)>,
}

/// A plan and its forecast.
pub type Outlook = (Plan, Forecast);

/// Today's outlook and the other one.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// As things are.
    pub today: Outlook,
    /// As they would be.
    pub changed: Outlook,
    /// What is otherwise, in words.
    pub what: Vec<String>,
}

/// Plans and forecasts a situation as it is and as it would be. Both are drawn with the same random numbers, and what is
/// known of the person is the same.
///
/// # Errors
/// Where a task that is to be left out does not exist, days off end before they begin, or one of the two cannot be planned.
pub fn compare(
    situation: &Situation,
    change: &Change,
    options: &Options<'_>,
    wish: &Wish,
) -> Result<Compared, Error> {
    let observed = Observations::of(situation);
    let today = forecast_with_plan(situation, &observed, options, wish)?;
    compare_with(situation, today, change, options, wish)
}

/// The same where today's outlook is known: it was drawn from as many futures, with the same seed.
///
/// # Errors
/// As [`compare`].
pub fn compare_with(
    situation: &Situation,
    today: Outlook,
    change: &Change,
    options: &Options<'_>,
    wish: &Wish,
) -> Result<Compared, Error> {
    let (other, what) = changed(situation, change)?;
    let observed = Observations::of(situation);
    Ok(Compared {
        today,
        changed: forecast_with_plan(&other, &observed, options, wish)?,
        what,
    })
}

/// The outlooks of situations that differ from the first in what is still to be done alone: what is known of the person is read from the
/// first, and all are drawn with the same random numbers.
///
/// # Errors
/// One of them cannot be planned.
pub fn beside(
    situation: &Situation,
    others: &[Situation],
    options: &Options<'_>,
    wish: &Wish,
) -> Result<(Outlook, Vec<Outlook>), Error> {
    let observed = Observations::of(situation);
    let outlook = |situation: &Situation| forecast_with_plan(situation, &observed, options, wish);
    let today = outlook(situation)?;
    let others = others.iter().map(outlook).collect::<Result<_, _>>()?;
    Ok((today, others))
}

/// The hours of a week that are as many as can be, and as few.
pub const WEEKLY: (SignedDuration, SignedDuration) =
    (SignedDuration::from_hours(1), SignedDuration::from_hours(112));

/// The earliest and the latest minute of a day at which somebody studies who did not before.
const EARLY: u32 = 6 * 60;
const LATE: u32 = 23 * 60;

/// Makes each day of each rule longer or shorter, so that an ordinary week has so many hours, as far as the days go.
fn stretch(settings: &mut Settings, weekly: SignedDuration) -> Result<(), Error> {
    if !(WEEKLY.0..=WEEKLY.1).contains(&weekly) {
        return Err(Error::wrong("a week of so many hours is none").next("give 1 to 112 hours a week"));
    }
    let minutes = |d: SignedDuration| u32::try_from(d.as_mins()).unwrap_or(0);
    let (times, of) = (minutes(weekly), minutes(settings.weekly()).max(1));
    for hours in &mut settings.hours {
        hours.week = hours.week.scaled(times, of, EARLY, LATE);
        hours.daily_limit = hours.daily_limit.map(|limit| {
            let exact = limit.as_mins() * i64::from(times) / i64::from(of);
            SignedDuration::from_mins(exact.clamp(5, 24 * 60))
        });
    }
    Ok(())
}

/// The situation with a change, and the change in words.
///
/// # Errors
/// Where a task that is to be left out does not exist, days off end before they begin, or the hours are none.
pub fn changed(situation: &Situation, change: &Change) -> Result<(Situation, Vec<String>), Error> {
    let mut other = situation.clone();
    let mut what = Vec::new();
    if let Some(week) = &change.hours {
        other.settings.hours = vec![Hours {
            from: None,
            to: None,
            week: week.clone(),
            daily_limit: None,
        }];
        let minutes = SignedDuration::from_mins(i64::from(week.minutes()));
        what.push(format!("other hours: {} a week", hours(minutes)));
    }
    if let Some(weekly) = change.weekly.filter(|_| change.hours.is_none()) {
        stretch(&mut other.settings, weekly)?;
        what.push(format!("{} a week", hours(other.settings.weekly())));
    }
    if let Some(start) = change.start {
        other.settings.start = start;
        what.push(format!("a start on {start}"));
    }
    for name in &change.drop {
        let step = name.parse::<u32>().ok();
        let before = other.curriculum.tasks.len();
        if other.curriculum.task(name).is_some() {
            other.curriculum.tasks.retain(|t| t.id != *name);
            what.push(format!("without task {name}"));
        } else {
            other.curriculum.tasks.retain(|t| Some(t.step) != step);
            what.push(format!("without step {name}"));
        }
        if other.curriculum.tasks.len() == before {
            return Err(
                Error::wrong(format!("there is no task or step `{name}` to leave out"))
                    .next("pivot timeline shows the steps, pivot plan the tasks"),
            );
        }
    }
    if let Some((from, to)) = change.away {
        if to < from {
            return Err(
                Error::wrong(format!("days off end before they begin: {from}..{to}"))
                    .next("write the first day and the last, such as --away 2027-02-01..2027-02-14"),
            );
        }
        other.settings.away.push(Away { from, to, why: None });
        what.push(format!("away from {from} to {to}"));
    }
    Ok((other, what))
}
