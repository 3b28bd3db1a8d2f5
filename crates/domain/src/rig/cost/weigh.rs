//! The hours of a plan and of its futures, held against what each way costs.

use super::file::Costs;
use super::fine::Fine;
use super::hours::Hours;
use super::inputs::{Turn, cheapest, every, turns};
use super::ways::{Terms, Way, Ways, spilled, weeks};

/// What a way costs.
#[derive(Clone, Debug, PartialEq)]
pub struct WayCost {
    /// The way.
    pub way: Way,
    /// What the person calls it.
    pub name: String,
    /// By the plan's likely hours. `None`: free hours do not do, and nothing is rented beside them.
    pub planned: Option<Fine>,
    /// In half of the futures no more than this.
    pub p50: Option<Fine>,
    /// In 80 of 100.
    pub p80: Option<Fine>,
    /// In the middle future.
    pub middle: Option<Fine>,
    /// In so many of the futures no way costs less.
    pub cheapest: Share,
    /// Of free hours: in so many of the futures they are not enough.
    pub spills: Option<Share>,
    /// What was paid by the end of each week of the middle future.
    pub curve: Vec<Fine>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// So many.
    pub part: usize,
    /// Of so many.
    pub of: usize,
}

/// Hours from which on a rig costs less than an offer, over the weeks of the middle future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakEven {
    /// However many there are, the rig costs more.
    Never,
    /// It costs no more from the first hour on.
    AtOnce,
    /// Seconds of work, rounded up.
    After(u64),
    /// The rig costs less up to so many seconds, rounded down, and more beyond: its hour is dearer.
    UpTo(u64),
}

/// When a rig becomes cheaper than another way.
#[derive(Clone, Debug, PartialEq)]
pub struct Break {
    /// The other way.
    pub way: Way,
    /// By hours; `None` for free hours, of which the first ones cost nothing.
    pub hours: Option<BreakEven>,
    /// The week of the plan, from 0, from whose end on the rig has cost no more: in half of the futures it is no later.
    /// `None`: in more than half of them it never is within the plan.
    pub p50: Option<usize>,
    /// In 80 of 100.
    pub p80: Option<usize>,
    /// In so many of the futures it is within the plan at all.
    pub within: Share,
    /// The week in the middle future with 80, 100 and 120 of 100 of its hours.
    pub range: [Option<usize>; 3],
}

/// The middle future with other hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// So many of 100 of its hours.
    pub percent: u32,
    /// In minutes.
    pub minutes: u64,
    /// What each way costs, in the order of [`Report::ways`].
    pub costs: Vec<Option<Fine>>,
    /// Which of these is the cheapest, by its place.
    pub best: usize,
}

/// Buy, rent or free hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The currency of every amount.
    pub currency: String,
    /// The ways, as the file has them: the rig, the offers, free hours.
    pub ways: Vec<WayCost>,
    /// The way that costs least in the middle future, by its place in `ways`.
    pub best: usize,
    /// Hours by week by the plan.
    pub planned: Hours,
    /// Hours by week of the future with the middle sum of hours.
    pub middle: Hours,
    /// Minutes in all: in half of the futures no more, and in 80 of 100.
    pub minutes: (u64, u64),
    /// When the rig becomes cheaper than each other way.
    pub breaks: Vec<Break>,
    /// With 80, 100 and 120 of 100 of the hours.
    pub range: [Range; 3],
    /// What would change the answer, the least change first.
    pub turns: Vec<Turn>,
}

/// The thousandths of the range.
const RANGE: [u32; 3] = [800, 1000, 1200];

/// Holds hours against costs: those of the plan, and of its futures, of which there is at least one.
pub fn weigh(costs: &Costs, planned: &Hours, futures: &[Hours]) -> Report {
    let alone = [planned.clone()];
    let futures = if futures.is_empty() { &alone } else { futures };
    let ways = Ways::of(costs);
    let mut order: Vec<usize> = (0..futures.len()).collect();
    order.sort_by_key(|i| (futures[*i].minutes(), *i));
    let future = |share: u32| &futures[*at_share(&order, share)];
    let middle = future(50);
    let shown = shown(costs, &ways, middle);
    let totals: Vec<Vec<Option<Fine>>> = futures
        .iter()
        .map(|hours| shown.iter().map(|way| ways.total(*way, hours)).collect())
        .collect();
    let least = |totals: &[Option<Fine>]| {
        let known = totals.iter().enumerate().filter_map(|(i, t)| Some(((*t)?, i)));
        known.min().map_or(0, |(_, i)| i)
    };
    let cost = |(i, way): (usize, &Way)| {
        let mut sorted: Vec<Option<Fine>> = totals.iter().map(|t| t[i]).collect();
        // What cannot be is dearer than everything.
        sorted.sort_by_key(|total| (total.is_none(), *total));
        let share = |part| Share {
            part,
            of: futures.len(),
        };
        let short = |free| futures.iter().filter(|h| spilled(free, h).minutes() > 0).count();
        let spills = match way {
            Way::Free(_) => costs.free.as_ref().map(|free| share(short(free))),
            _ => None,
        };
        WayCost {
            way: *way,
            name: match spills {
                Some(Share { part: 0, .. }) => Way::Free(None).name(costs),
                _ => way.name(costs),
            },
            planned: ways.total(*way, planned),
            p50: *at_share(&sorted, 50),
            p80: *at_share(&sorted, 80),
            middle: ways.total(*way, middle),
            cheapest: share(totals.iter().filter(|t| least(t) == i).count()),
            spills,
            curve: ways.curve(*way, middle).unwrap_or_default(),
        }
    };
    let costs_by_way: Vec<WayCost> = shown.iter().enumerate().map(cost).collect();
    let range = RANGE.map(|thousandths| {
        let hours = middle.scaled(thousandths);
        let costs: Vec<_> = shown.iter().map(|way| ways.total(*way, &hours)).collect();
        Range {
            percent: thousandths / 10,
            minutes: hours.minutes(),
            best: least(&costs),
            costs,
        }
    });
    let middles: Vec<_> = costs_by_way.iter().map(|way| way.middle).collect();
    Report {
        currency: costs.currency.clone(),
        best: least(&middles),
        planned: planned.clone(),
        middle: middle.clone(),
        minutes: (middle.minutes(), future(80).minutes()),
        breaks: shown
            .iter()
            .filter_map(|way| broken(&ways, *way, middle, futures))
            .collect(),
        ways: costs_by_way,
        range,
        turns: turns(costs, middle),
    }
}

/// The rig, the offers, and free hours with the offer beside them that costs least.
fn shown(costs: &Costs, ways: &Ways, hours: &Hours) -> Vec<Way> {
    let (free, mut shown): (Vec<Way>, Vec<Way>) = every(costs)
        .into_iter()
        .partition(|way| matches!(way, Way::Free(_)));
    shown.extend(free.into_iter().min_by_key(|way| {
        let total = ways.total(*way, hours);
        (total.is_none(), total)
    }));
    debug_assert!(matches!(cheapest(costs, hours), Way::Free(_)) || shown.contains(&cheapest(costs, hours)));
    shown
}

/// The value in place `⌈n · share / 100⌉` of sorted values, of which there is at least one.
fn at_share<T>(sorted: &[T], share: u32) -> &T {
    let place = (sorted.len() * share as usize).div_ceil(100).max(1);
    &sorted[place - 1]
}

fn broken(ways: &Ways, way: Way, middle: &Hours, futures: &[Hours]) -> Option<Break> {
    let hours = match way {
        Way::Buy | Way::Free(None) => return None,
        Way::Rent(at) => Some(break_even(&ways.buy, ways.rents.get(at)?, weeks(middle))),
        Way::Free(Some(_)) => None,
    };
    let week = |hours: &Hours| overtaken(&ways.curve(Way::Buy, hours)?, &ways.curve(way, hours)?);
    let mut all: Vec<Option<usize>> = futures.iter().map(week).collect();
    all.sort_by_key(|week| (week.is_none(), *week));
    Some(Break {
        way,
        hours,
        p50: *at_share(&all, 50),
        p80: *at_share(&all, 80),
        within: Share {
            part: all.iter().flatten().count(),
            of: all.len(),
        },
        range: RANGE.map(|thousandths| week(&middle.scaled(thousandths))),
    })
}

/// The first week from which on the one never costs more than the other.
fn overtaken(one: &[Fine], other: &[Fine]) -> Option<usize> {
    let dearer = one.iter().zip(other).rposition(|(one, other)| one > other);
    let first = dearer.map_or(0, |week| week + 1);
    (first < one.len()).then_some(first)
}

/// `rig − resale + h · watts / 1000 · kWh + idle = h · ratio · rate + storage`, solved for `h`.
fn break_even(buy: &Terms, rent: &Terms, weeks: usize) -> BreakEven {
    let ahead = buy.total(0, weeks).minus(rent.total(0, weeks)).trillionths();
    let saved = rent.hour.minus(buy.hour).trillionths();
    // The fraction of an hour in seconds: no product here passes 10^38 (a total is at most 10^32, and is cut there).
    let seconds = |ahead: i128, saved: i128, up: bool| {
        let whole = ahead / saved;
        let rest = (ahead % saved).saturating_mul(3600);
        let more = if up {
            (rest + saved - 1) / saved
        } else {
            rest / saved
        };
        u64::try_from(whole.saturating_mul(3600).saturating_add(more)).unwrap_or(u64::MAX)
    };
    match (ahead > 0, saved > 0) {
        (true, false) => BreakEven::Never,
        (true, true) => BreakEven::After(seconds(ahead, saved, true)),
        (false, true) => BreakEven::AtOnce,
        (false, false) if saved == 0 => BreakEven::AtOnce,
        (false, false) => BreakEven::UpTo(seconds(-ahead, -saved, false)),
    }
}
