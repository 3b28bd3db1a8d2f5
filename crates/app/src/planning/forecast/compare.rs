//! The plan and the forecast under other wishes, beside today's.

use jiff::civil::Date;
use pivot_domain::settings::{Away, Hours};
use pivot_domain::week::Week;
use pivot_engine::Options;

use super::{Forecast, Observations, Wish, forecast_with_plan};
use crate::error::Error;
use crate::planning::plan::Plan;
use crate::situation::Situation;

/// What is to be otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Other weekly hours, instead of all that `pivot.toml` has.
    pub hours: Option<Week>,
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
    let (other, what) = changed(situation, change)?;
    let observed = Observations::of(situation);
    Ok(Compared {
        today: forecast_with_plan(situation, &observed, options, wish)?,
        changed: forecast_with_plan(&other, &observed, options, wish)?,
        what,
    })
}

/// The situation with a change, and the change in words.
fn changed(situation: &Situation, change: &Change) -> Result<(Situation, Vec<String>), Error> {
    let mut other = situation.clone();
    let mut what = Vec::new();
    if let Some(week) = &change.hours {
        other.settings.hours = vec![Hours {
            from: None,
            to: None,
            week: week.clone(),
            daily_limit: None,
        }];
        let minutes = week.minutes();
        let hours = f64::from(minutes) / 60.0;
        what.push(format!("other hours: {hours:.1} a week"));
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
