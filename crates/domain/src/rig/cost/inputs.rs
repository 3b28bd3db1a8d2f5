//! What the answer depends on, one number at a time: how far each must go until another way is the cheapest.

use super::file::Costs;
use super::fine::Fine;
use super::hours::Hours;
use super::ways::{Way, Ways};

/// A number that a person wrote, or the plan's hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// All hours of the plan.
    Hours,
    /// What the rig costs.
    RigPrice,
    /// What it is sold for.
    Resale,
    /// What it draws while it trains.
    LoadWatts,
    /// What it draws while it does nothing.
    IdleWatts,
    /// Hours a week in which it does nothing.
    IdleHours,
    /// Hours to set it up.
    RigSetup,
    /// A kilowatt-hour.
    Electricity,
    /// An hour of the person.
    OwnHour,
    /// An hour of an offer.
    RentPrice(usize),
    /// Its hours for one of the rig.
    RentRatio(usize),
    /// Its hours that are done again.
    RentInterrupted(usize),
    /// Hours to set it up.
    RentSetup(usize),
    /// Hours billed for nothing.
    RentIdle(usize),
    /// What is kept there.
    RentStorage(usize),
    /// What keeping costs.
    RentStoragePrice(usize),
    /// Free hours a week.
    FreeHours,
    /// The longest free run.
    FreeLongest,
    /// Hours of the free machine for one of the rig.
    FreeRatio,
    /// An exchange rate.
    Rate(usize),
}

/// Where the answer turns: the nearest value of one input at which another way is cheaper, all else as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The input.
    pub input: Input,
    /// What it is now.
    pub from: Fine,
    /// From this value on another way is cheaper; one [`Input::step`] before, it is not.
    pub to: Fine,
    /// The way that is then the cheapest.
    pub way: Way,
}

impl Turn {
    /// How far it is, as a share of what it is now; nothing where that is 0.
    pub fn change(&self) -> Option<f64> {
        let (from, to) = (self.from.drawn(), self.to.drawn());
        (from > 0.0).then(|| to / from - 1.0)
    }
}

/// A value greater than so many times what it is now is not looked at.
const TIMES_MAX: i128 = 100;
/// The hours of a plan change by a thousandth of themselves at each step.
const THOUSAND: i64 = 1000;

impl Input {
    /// Everything that a file and a plan have, in the order in which it is told.
    pub fn all(costs: &Costs) -> Vec<Input> {
        let mut all = vec![
            Input::Hours,
            Input::RigPrice,
            Input::LoadWatts,
            Input::Electricity,
            Input::RigSetup,
        ];
        if costs.resale.is_some() {
            all.push(Input::Resale);
        }
        if costs.rig.idle_hours_week > Fine::ZERO {
            all.extend([Input::IdleWatts, Input::IdleHours]);
        }
        if costs.own_hour.is_some() {
            all.push(Input::OwnHour);
        }
        for (i, rent) in costs.rents.iter().enumerate() {
            all.extend([
                Input::RentPrice(i),
                Input::RentRatio(i),
                Input::RentSetup(i),
                Input::RentIdle(i),
            ]);
            if rent.spot {
                all.push(Input::RentInterrupted(i));
            }
            if rent.storage_price.is_some() {
                all.extend([Input::RentStorage(i), Input::RentStoragePrice(i)]);
            }
        }
        if costs.free.is_some() {
            all.extend([Input::FreeHours, Input::FreeLongest, Input::FreeRatio]);
        }
        all.extend((0..costs.rates.len()).map(Input::Rate));
        all
    }

    /// Its path in the file: `rent[2].ratio`; of the hours `hours`.
    pub fn path(self, costs: &Costs) -> String {
        let of = |kind: &str, at: usize, field: &str| format!("{}.{field}", costs.label(kind, at));
        match self {
            Input::Hours => "hours".to_owned(),
            Input::RigPrice if costs.rig.parts.is_some() => "rig.parts".to_owned(),
            Input::RigPrice => "rig.price".to_owned(),
            Input::Resale => "resale.price".to_owned(),
            Input::LoadWatts => "rig.load_watts".to_owned(),
            Input::IdleWatts => "rig.idle_watts".to_owned(),
            Input::IdleHours => "rig.idle_hours_week".to_owned(),
            Input::RigSetup => "rig.setup_hours".to_owned(),
            Input::Electricity => "electricity.price".to_owned(),
            Input::OwnHour => "own_hour.price".to_owned(),
            Input::RentPrice(i) => of("rent", i, "price"),
            Input::RentRatio(i) => of("rent", i, "ratio"),
            Input::RentInterrupted(i) => of("rent", i, "interrupted_percent"),
            Input::RentSetup(i) => of("rent", i, "setup_hours"),
            Input::RentIdle(i) => of("rent", i, "idle_hours_week"),
            Input::RentStorage(i) => of("rent", i, "storage_gb"),
            Input::RentStoragePrice(i) => of("rent", i, "storage_price"),
            Input::FreeHours => "free.hours_week".to_owned(),
            Input::FreeLongest => "free.longest_run_hours".to_owned(),
            Input::FreeRatio => "free.ratio".to_owned(),
            Input::Rate(i) => of("rate", i, "rate"),
        }
    }

    /// What it is in, for messages: a currency, `W`, `h`, `%`, `GB`; empty where it has no unit.
    pub fn unit(self, costs: &Costs) -> String {
        let of = |price: Option<&super::Priced>| price.map_or_else(String::new, |p| p.currency.clone());
        let rent = |i: usize| costs.rents.get(i);
        match self {
            Input::RigPrice => of(costs.rig.price.as_ref()),
            Input::Resale => of(costs.resale.as_ref().map(|r| &r.price)),
            Input::Electricity => of(Some(&costs.electricity)),
            Input::OwnHour => of(costs.own_hour.as_ref()),
            Input::RentPrice(i) => of(rent(i).and_then(|r| r.price.as_ref())),
            Input::RentStoragePrice(i) => of(rent(i).and_then(|r| r.storage_price.as_ref())),
            Input::LoadWatts | Input::IdleWatts => "W".to_owned(),
            Input::RentInterrupted(_) => "%".to_owned(),
            Input::RentStorage(_) => "GB".to_owned(),
            Input::RentRatio(_) | Input::FreeRatio | Input::Rate(_) => String::new(),
            Input::Hours
            | Input::IdleHours
            | Input::RigSetup
            | Input::RentSetup(_)
            | Input::RentIdle(_)
            | Input::FreeHours
            | Input::FreeLongest => "h".to_owned(),
        }
    }

    /// How finely it is looked at: a cent of a rig, a ten-thousandth of an hour's price, a watt, a hundredth of an hour.
    pub fn step(self, hours: &Hours) -> Fine {
        let millionths = match self {
            Input::Hours => {
                return Fine::whole(i64::try_from(hours.minutes()).unwrap_or(i64::MAX / 2))
                    .part(1, 60 * i128::from(THOUSAND));
            }
            Input::LoadWatts | Input::IdleWatts => 1_000_000,
            Input::RigPrice | Input::Resale | Input::OwnHour => 10_000,
            Input::IdleHours
            | Input::RigSetup
            | Input::RentSetup(_)
            | Input::RentIdle(_)
            | Input::FreeHours
            | Input::FreeLongest
            | Input::RentInterrupted(_)
            | Input::RentStorage(_) => 10_000,
            Input::Electricity | Input::RentPrice(_) | Input::RentStoragePrice(_) | Input::Rate(_) => 100,
            Input::RentRatio(_) | Input::FreeRatio => 1_000,
        };
        Fine::millionths(millionths)
    }

    /// What it is.
    pub fn value(self, costs: &Costs, hours: &Hours) -> Fine {
        let of = |price: Option<&super::Priced>| price.map_or(Fine::ZERO, |p| p.amount);
        let rent = |i: usize| costs.rents.get(i);
        let free = costs.free.as_ref();
        match self {
            Input::Hours => self.step(hours).part(i128::from(THOUSAND), 1),
            Input::RigPrice => of(costs.rig.price.as_ref()),
            Input::Resale => of(costs.resale.as_ref().map(|r| &r.price)),
            Input::LoadWatts => Fine::whole(i64::from(costs.rig.load_watts)),
            Input::IdleWatts => Fine::whole(i64::from(costs.rig.idle_watts)),
            Input::IdleHours => costs.rig.idle_hours_week,
            Input::RigSetup => costs.rig.setup_hours,
            Input::Electricity => costs.electricity.amount,
            Input::OwnHour => of(costs.own_hour.as_ref()),
            Input::RentPrice(i) => of(rent(i).and_then(|r| r.price.as_ref())),
            Input::RentRatio(i) => rent(i).map_or(Fine::ZERO, |r| Fine::millionths(r.ratio)),
            Input::RentInterrupted(i) => {
                rent(i).map_or(Fine::ZERO, |r| Fine::millionths(r.interrupted_percent))
            }
            Input::RentSetup(i) => rent(i).map_or(Fine::ZERO, |r| r.setup_hours),
            Input::RentIdle(i) => rent(i).map_or(Fine::ZERO, |r| r.idle_hours_week),
            Input::RentStorage(i) => rent(i).map_or(Fine::ZERO, |r| r.storage_gb),
            Input::RentStoragePrice(i) => of(rent(i).and_then(|r| r.storage_price.as_ref())),
            Input::FreeHours => free.map_or(Fine::ZERO, |f| f.hours_week),
            Input::FreeLongest => free.map_or(Fine::ZERO, |f| f.longest_run_hours),
            Input::FreeRatio => free.map_or(Fine::ZERO, |f| Fine::millionths(f.ratio)),
            Input::Rate(i) => costs.rates.get(i).map_or(Fine::ZERO, |r| r.rate),
        }
    }

    /// A value of it as it is read: the plan's hours to a hundredth, everything else as it is written.
    pub fn shown(self, value: Fine) -> String {
        match self {
            Input::Hours => value.money("").amount(),
            _ => value.to_string(),
        }
    }

    /// File and hours with another value of it.
    pub fn with(self, costs: &Costs, hours: &Hours, value: Fine) -> (Costs, Hours) {
        let mut costs = costs.clone();
        if self == Input::Hours {
            let step = self.step(hours).trillionths().max(1);
            let thousandths = u32::try_from((value.trillionths() + step / 2) / step).unwrap_or(u32::MAX);
            return (costs, hours.scaled(thousandths));
        }
        let watts = || u32::try_from(value.trillionths() / Fine::whole(1).trillionths()).unwrap_or(u32::MAX);
        let millionths = || i64::try_from(value.trillionths() / 1_000_000).unwrap_or(i64::MAX);
        let put = |price: Option<&mut super::Priced>| {
            if let Some(price) = price {
                price.amount = value;
            }
        };
        match self {
            Input::Hours => {}
            Input::RigPrice => put(costs.rig.price.as_mut()),
            Input::Resale => put(costs.resale.as_mut().map(|r| &mut r.price)),
            Input::LoadWatts => costs.rig.load_watts = watts(),
            Input::IdleWatts => costs.rig.idle_watts = watts(),
            Input::IdleHours => costs.rig.idle_hours_week = value,
            Input::RigSetup => costs.rig.setup_hours = value,
            Input::Electricity => put(Some(&mut costs.electricity)),
            Input::OwnHour => put(costs.own_hour.as_mut()),
            Input::RentPrice(i) => put(costs.rents[i].price.as_mut()),
            Input::RentRatio(i) => costs.rents[i].ratio = millionths(),
            Input::RentInterrupted(i) => costs.rents[i].interrupted_percent = millionths(),
            Input::RentSetup(i) => costs.rents[i].setup_hours = value,
            Input::RentIdle(i) => costs.rents[i].idle_hours_week = value,
            Input::RentStorage(i) => costs.rents[i].storage_gb = value,
            Input::RentStoragePrice(i) => put(costs.rents[i].storage_price.as_mut()),
            Input::FreeHours | Input::FreeLongest | Input::FreeRatio => {
                if let Some(free) = costs.free.as_mut() {
                    match self {
                        Input::FreeHours => free.hours_week = value,
                        Input::FreeLongest => free.longest_run_hours = value,
                        _ => free.ratio = millionths(),
                    }
                }
            }
            Input::Rate(i) => costs.rates[i].rate = value,
        }
        (costs, hours.clone())
    }

    /// It is no factor of what a way costs, but decides which hours are free: costs do not follow it along a line.
    fn bends(self) -> bool {
        matches!(
            self,
            Input::Hours | Input::FreeHours | Input::FreeLongest | Input::FreeRatio
        )
    }
}

/// Every way that a file has; with an offer beside free hours each of them.
pub(super) fn every(costs: &Costs) -> Vec<Way> {
    let rents = 0..costs.rents.len();
    let mut ways = vec![Way::Buy];
    ways.extend(rents.clone().map(Way::Rent));
    if costs.free.is_some() {
        match costs.rents.is_empty() {
            true => ways.push(Way::Free(None)),
            false => ways.extend(rents.map(|at| Way::Free(Some(at)))),
        }
    }
    ways
}

/// The cheapest way; of several the first.
pub(super) fn cheapest(costs: &Costs, hours: &Hours) -> Way {
    let ways = Ways::of(costs);
    let total = |way: Way| ways.total(way, hours);
    let known = every(costs)
        .into_iter()
        .filter_map(|way| Some((total(way)?, way)));
    known
        .min_by_key(|(total, _)| *total)
        .map_or(Way::Buy, |(_, way)| way)
}

/// Whether one answer says the same as another: free hours are free hours, whatever is rented beside them.
fn same(a: Way, b: Way) -> bool {
    a == b || matches!((a, b), (Way::Free(_), Way::Free(_)))
}

/// The cheapest way, and what it would take for another to be cheaper: `None` where the first stays (a tie is none).
fn instead(costs: &Costs, hours: &Hours, best: Way) -> Option<Way> {
    let ways = Ways::of(costs);
    let least = |own: bool| {
        let of = every(costs).into_iter().filter(|way| same(*way, best) == own);
        of.filter_map(|way| Some((ways.total(way, hours)?, way)))
            .min_by_key(|(total, _)| *total)
    };
    match (least(true), least(false)) {
        (Some((own, _)), Some((other, way))) if other < own => Some(way),
        (None, Some((_, way))) => Some(way),
        _ => None,
    }
}

/// Where the answer turns, for every input that can turn it: the least change first, then what is 0 now.
///
/// A way's cost follows each price, wattage, ratio and the like along a line, and the rate's inverse; the greatest of some
/// lines above the line of the best way is convex. So the answer holds on one stretch of values, and its end is found exactly,
/// to one step, by halving. Hours and free hours bend those lines: there a turn is looked for in steps of a twentieth.
pub(super) fn turns(costs: &Costs, hours: &Hours) -> Vec<Turn> {
    let best = cheapest(costs, hours);
    let mut turns: Vec<Turn> = Input::all(costs)
        .into_iter()
        .filter_map(|input| turn(costs, hours, best, input))
        .collect();
    let far = |turn: &Turn| turn.change().map_or(f64::INFINITY, f64::abs);
    turns.sort_by(|a, b| far(a).total_cmp(&far(b)));
    turns
}

fn turn(costs: &Costs, hours: &Hours, best: Way, input: Input) -> Option<Turn> {
    let (from, step) = (input.value(costs, hours), input.step(hours));
    if step <= Fine::ZERO {
        return None;
    }
    let at = |k: i128| Fine::of_trillionths(from.trillionths() + k * step.trillionths());
    let turned = |k: i128| {
        let (costs, hours) = input.with(costs, hours, at(k));
        instead(&costs, &hours, best)
    };
    let least = match input {
        // Without any rate or speed there is no cost to speak of.
        Input::Rate(_) | Input::RentRatio(_) | Input::FreeRatio => 1,
        _ => 0,
    };
    let down = from.trillionths() / step.trillionths() - least;
    let scale = from.max(match input {
        Input::RentInterrupted(_) => Fine::whole(100),
        _ => Fine::whole(1),
    });
    let up = match input {
        Input::RentInterrupted(_) => scale.part(10, 1).trillionths() / step.trillionths(),
        _ => scale.part(TIMES_MAX, 1).trillionths() / step.trillionths(),
    };
    // The cheapest of several offers beside free hours bends too.
    let bends = input.bends() || (matches!(best, Way::Free(_)) && costs.rents.len() > 1);
    let found = [(-1, down), (1, up)]
        .map(|(sign, most)| nearest(most, bends, |k| turned(sign * k).is_some()).map(|k| sign * k));
    let k = found.into_iter().flatten().min_by_key(|k| k.abs())?;
    Some(Turn {
        input,
        from,
        to: at(k),
        way: turned(k)?,
    })
}

/// The least of `1..=most` for which something holds: where it does not bend, it holds from there on.
fn nearest(most: i128, bends: bool, holds: impl Fn(i128) -> bool) -> Option<i128> {
    if most < 1 {
        return None;
    }
    let (mut low, mut high) = (0, 1);
    // Where it bends, a few per cent at a time; otherwise twice as far each time.
    while !holds(high) {
        if high >= most {
            return None;
        }
        low = high;
        let further = if bends {
            high + (high / 20).max(1)
        } else {
            2 * high
        };
        high = further.min(most);
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}
