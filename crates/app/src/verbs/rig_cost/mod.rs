//! `pivot rig cost`: buy a machine, rent one, or take free hours, for the hours of this plan. Nothing is recorded.

mod list;
mod plot;

use std::path::Path;

use jiff::civil::Date;
use pivot_domain::Fault;
use pivot_domain::rig::cost::{Costs, Fine, Hours, Priced, Report, Share, parse, weigh};
use pivot_domain::rig::{Form, Rule, State, check, parse as parts};
use pivot_domain::zones::later;
use pivot_engine::Options;

pub use list::ListWish;
pub use plot::{drawn, step, svg};

use super::rig::{PARTS, faulty, text_of};
use crate::error::Error;
use crate::planning::forecast::{Wish, machine_hours};
use crate::situation::Situation;

/// The machine whose hours are counted where the file names none.
const MACHINE: &str = "gpu";
/// What to do where a costs file cannot be read.
const COSTS: &str = "name a costs file; docs/rig.md says what is in it";
/// Older prices and rates may be wrong by now, in days.
const OLD_DAYS: i32 = 90;
/// So many of them are named.
const NAMED: usize = 8;

/// A costs file, read, with what it names beside it.
#[derive(Debug)]
pub struct Known {
    /// What it says.
    pub costs: Costs,
    /// What was looked up in a price list, as sentences without their full stops.
    pub listed: Vec<String>,
    /// Which prices and rates are old, or of a day that lies ahead; likewise.
    pub notes: Vec<String>,
}

/// Hours held against costs.
#[derive(Debug)]
pub struct Weighed {
    /// What the file says.
    pub costs: Costs,
    /// What each way costs.
    pub report: Report,
    /// The Monday of the first week.
    pub from: Date,
    /// The machine whose hours these are; nothing where they were given.
    pub machine: Option<String>,
    /// How many futures.
    pub futures: usize,
    /// Titles of what needs the machine and is open; none where the hours were given.
    pub tasks: Vec<String>,
    /// In so many of the futures something that needs the machine has no place.
    pub unplaced: Share,
    /// What was taken for granted.
    pub assumed: Vec<String>,
    /// See [`Known`].
    pub listed: Vec<String>,
    /// What the person should know.
    pub notes: Vec<String>,
}

impl Weighed {
    /// The Monday of a week of the plan, from 0.
    pub fn week(&self, week: usize) -> Date {
        later(self.from, 7 * i64::try_from(week).unwrap_or(0))
    }
}

/// Reads a costs file, the parts file that it names, and the price list that is asked for.
///
/// # Errors
/// Files that cannot be read, and every fault of the costs file and of the parts file; a list without that price.
pub fn known(path: &Path, list: Option<&ListWish<'_>>, today: Date) -> Result<Known, Error> {
    let text = text_of(path, COSTS)?;
    let mut costs = match parse(&text) {
        Ok(costs) => costs,
        Err(faults) => return Err(faulty(path, text, faults)),
    };
    if let Some((named, at)) = costs.rig.parts.clone() {
        let beside = path.parent().unwrap_or(Path::new("")).join(&named);
        let price = sum(&beside, today)?;
        if costs.exchanged(Fine::whole(1), &price.currency).is_none() {
            let what = format!(
                "the parts are in {}, and there is no rate to {}",
                price.currency, costs.currency
            );
            let expected = "[[rate]] with from, to, rate, date and source";
            return Err(faulty(path, text, vec![Fault::new(at, what, expected)]));
        }
        costs.rig.price = Some(price);
    }
    let mut listed = Vec::new();
    if let Some(list) = list {
        listed = list.fill(&mut costs)?;
    }
    let unpriced: Vec<Fault> = costs
        .rents
        .iter()
        .filter(|rent| rent.price.is_none())
        .map(|rent| {
            let what = format!("{} has no price", rent.name);
            Fault::new(rent.at.clone(), what, "price, currency, date and source")
                .hint("or pivot rig cost --prices FILE, a price list")
        })
        .collect();
    if !unpriced.is_empty() {
        return Err(faulty(path, text, unpriced));
    }
    let notes = ages(&costs, today);
    Ok(Known { costs, listed, notes })
}

/// What the parts of a file cost in all.
fn sum(path: &Path, today: Date) -> Result<Priced, Error> {
    let text = text_of(path, PARTS)?;
    let (rig, faults) = parts(&text, Form::of(&path.to_string_lossy()));
    if !faults.is_empty() {
        return Err(faulty(path, text, faults));
    }
    let report = check(&rig, today);
    let Some(cost) = report.cost else {
        let budget = report
            .outcomes
            .iter()
            .find(|o| o.rule == Rule::Budget && o.state == State::Unknown);
        let missing = budget.map_or_else(String::new, |o| o.missing.join(", "));
        let shown = path.display();
        return Err(
            Error::wrong(format!("{shown} has no sum: it lacks {missing}")).next(format!(
                "fill them in; pivot rig check {shown} shows all that is missing"
            )),
        );
    };
    Ok(Priced {
        amount: Fine::cents(cost.total.cents),
        currency: cost.total.currency,
        date: None,
        source: Some(path.display().to_string()),
    })
}

/// Prices, rates and free hours whose day is long past, or lies ahead.
fn ages(costs: &Costs, today: Date) -> Vec<String> {
    let prices = costs.prices();
    let mut dated: Vec<(String, Date)> = prices
        .into_iter()
        .filter_map(|(path, price)| Some((path, price.date?)))
        .collect();
    dated.extend(
        costs
            .rates
            .iter()
            .map(|r| (format!("the rate of {} to {}", r.from, r.to), r.date)),
    );
    dated.extend(
        costs
            .free
            .as_ref()
            .and_then(|f| Some(("free.hours_week".to_owned(), f.date?))),
    );
    let age = |day: Date| day.until(today).map_or(0, |span| span.get_days());
    let told = |wrong: &dyn Fn(i32) -> bool, what: &str| {
        let of: Vec<&str> = dated
            .iter()
            .filter(|d| wrong(age(d.1)))
            .map(|d| d.0.as_str())
            .collect();
        let more = match of.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let first = of.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        (!of.is_empty()).then(|| format!("{what}: {first}{more}"))
    };
    let old = format!("seen more than {OLD_DAYS} days ago, so look again");
    [
        told(&|age| age > OLD_DAYS, &old),
        told(&|age| age < 0, "of a day that lies ahead"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Holds hours that were given, in equal parts over so many weeks, against costs.
pub fn given(known: Known, minutes: u32, weeks: u32, today: Date) -> Weighed {
    let hours = Hours::even(minutes, weeks);
    let monday = later(today, -i64::from(today.weekday().to_monday_zero_offset()));
    let report = weigh(&known.costs, &hours, std::slice::from_ref(&hours));
    let mut assumed = vec![format!("the hours come in equal parts in each of {weeks} weeks")];
    assumed.extend(always(&known.costs));
    weighed(known, report, monday, assumed)
}

/// Holds the hours of a plan and of its futures against costs.
///
/// # Errors
/// Where the files cannot be planned; a machine that the curriculum does not name.
pub fn of_plan(
    known: Known,
    situation: &Situation,
    options: &Options<'_>,
    wish: &Wish,
) -> Result<Weighed, Error> {
    let named = known.costs.machine.as_ref().map(|machine| machine.0.clone());
    let machine = named.clone().unwrap_or_else(|| MACHINE.to_owned());
    let found = machine_hours(situation, &machine, options, wish)?;
    let report = weigh(&known.costs, &found.planned, &found.futures);
    let mut assumed = Vec::new();
    if named.is_none() {
        assumed.push(format!("the hours are those of `{MACHINE}`: machine"));
    }
    assumed.push("what is done is paid for: only hours ahead count".to_owned());
    assumed.extend(always(&known.costs));
    let mut weighed = weighed(known, report, found.from, assumed);
    weighed.machine = Some(machine);
    weighed.futures = found.futures.len();
    weighed.tasks = found.tasks;
    weighed.unplaced = Share {
        part: found.unplaced,
        of: found.futures.len(),
    };
    if weighed.unplaced.part > 0 {
        weighed.notes.push(format!(
            "in {} of {} futures something that needs the machine has no place, and its hours are missing",
            weighed.unplaced.part, weighed.unplaced.of
        ));
    }
    Ok(weighed)
}

fn weighed(known: Known, report: Report, from: Date, mut assumed: Vec<String>) -> Weighed {
    let Known {
        costs,
        listed,
        mut notes,
    } = known;
    if let Some(resale) = &costs.resale {
        // A month has 365.25 / 12 days.
        let weeks = u64::from(resale.months) * 1461 / 336;
        if report.middle.weeks.len() as u64 > weeks {
            notes.push(format!(
                "the hours go on for {} weeks, and the rig is sold after {} months: it would be needed for longer",
                report.middle.weeks.len(),
                resale.months
            ));
        }
    }
    if report.middle.minutes() == 0 {
        notes.push("there are no hours ahead that need the machine".to_owned());
    }
    assumed.extend(costs.assumed.iter().cloned());
    Weighed {
        costs,
        report,
        from,
        machine: None,
        futures: 1,
        tasks: Vec::new(),
        unplaced: Share { part: 0, of: 1 },
        assumed,
        listed,
        notes,
    }
}

/// What holds for every file.
fn always(costs: &Costs) -> Vec<String> {
    let mut all = vec![
        "an hour is one of the rig; the ratios say how many another machine takes for it".to_owned(),
        "what is paid by the week is paid from the first week with any hour to the last".to_owned(),
    ];
    if costs.resale.is_some() {
        all.push("what the rig is sold for is taken off its price from the first day, and between the last hour and its sale it is off".to_owned());
    }
    if costs.free.is_some() {
        all.push("a week of free hours begins on Monday, and none are carried over".to_owned());
    }
    all
}
