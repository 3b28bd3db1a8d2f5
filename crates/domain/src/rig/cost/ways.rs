//! What each way costs, week by week.

use super::file::{Costs, Free};
use super::fine::Fine;
use super::hours::{Hours, Week};

/// A way to come by the hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// The rig is bought.
    Buy,
    /// An offer is rented: its place in [`Costs::rents`].
    Rent(usize),
    /// Free hours as far as they go; what is beyond them is rented from an offer, where there is one.
    Free(Option<usize>),
}

impl Way {
    /// What the person calls it.
    pub fn name(self, costs: &Costs) -> String {
        let offer = |at: usize| costs.rents.get(at).map_or("", |rent| rent.name.as_str());
        match self {
            Way::Buy => costs.rig.name.clone(),
            Way::Rent(at) => offer(at).to_owned(),
            Way::Free(None) => costs.free.as_ref().map_or("", |free| &free.name).to_owned(),
            Way::Free(Some(at)) => format!("{}, then {}", Way::Free(None).name(costs), offer(at)),
        }
    }

    /// `buy`, `rent` or `free`.
    pub fn kind(self) -> &'static str {
        match self {
            Way::Buy => "buy",
            Way::Rent(_) => "rent",
            Way::Free(_) => "free",
        }
    }
}

/// What a way costs, in the currency of the file: `once + hour · hours + week · weeks`, where the weeks are those from the
/// first with any hour to the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) once: Fine,
    /// For an hour of work of the rig.
    pub(super) hour: Fine,
    pub(super) week: Fine,
}

impl Terms {
    /// For so many minutes of work and so many weeks.
    pub(super) fn total(&self, minutes: u64, weeks: usize) -> Fine {
        let of = |n: usize| i128::try_from(n).unwrap_or(i128::MAX);
        self.once
            .plus(self.hour.part(i128::from(minutes), 60))
            .plus(self.week.part(of(weeks), 1))
    }
}

/// All ways, ready to be counted.
#[derive(Clone, Debug)]
pub struct Ways {
    pub(super) buy: Terms,
    pub(super) rents: Vec<Terms>,
    free: Option<(Free, Fine)>,
}

/// Days in a week, and in a month of a year of 365.25 days, both times 48: 7 · 48 = 336, 365.25 / 12 · 48 = 1461.
const WEEK_OF_MONTH: (i128, i128) = (336, 1461);
/// A ratio or a percentage is millionths.
const MILLION: i128 = 1_000_000;

impl Ways {
    /// Counts what a costs file says. A price without a rate into the file's currency, which [`super::parse()`] lets through
    /// nowhere, counts as nothing.
    pub fn of(costs: &Costs) -> Ways {
        let into = |amount: Fine, currency: &str| costs.exchanged(amount, currency).unwrap_or_default();
        let own = costs
            .own_hour
            .as_ref()
            .map_or(Fine::ZERO, |own| into(own.amount, &own.currency));
        let electricity = into(costs.electricity.amount, &costs.electricity.currency);
        // Watts times hours are thousandths of a kilowatt-hour.
        let drawn = |watts: u32| electricity.part(i128::from(watts), 1000);
        let rig = &costs.rig;
        let price = rig
            .price
            .as_ref()
            .map_or(Fine::ZERO, |price| into(price.amount, &price.currency));
        let resale = costs.resale.as_ref().map_or(Fine::ZERO, |resale| {
            into(resale.price.amount, &resale.price.currency)
        });
        let buy = Terms {
            once: price.minus(resale).plus(own.times(rig.setup_hours)),
            hour: drawn(rig.load_watts),
            week: drawn(rig.idle_watts).times(rig.idle_hours_week),
        };
        let rents = costs.rents.iter().map(|rent| {
            let price = rent
                .price
                .as_ref()
                .map_or(Fine::ZERO, |price| into(price.amount, &price.currency));
            let storage = rent
                .storage_price
                .as_ref()
                .map_or(Fine::ZERO, |storage| into(storage.amount, &storage.currency));
            let again = 100 * MILLION + i128::from(rent.interrupted_percent);
            let month = storage.times(rent.storage_gb);
            Terms {
                once: price.plus(own).times(rent.setup_hours),
                hour: price
                    .part(i128::from(rent.ratio), MILLION)
                    .part(again, 100 * MILLION),
                week: price
                    .times(rent.idle_hours_week)
                    .plus(month.part(WEEK_OF_MONTH.0, WEEK_OF_MONTH.1)),
            }
        });
        Ways {
            buy,
            rents: rents.collect(),
            free: costs
                .free
                .clone()
                .map(|free| (free.clone(), own.times(free.setup_hours))),
        }
    }

    /// What a way has cost by the end of each week. Nothing where free hours do not do and nothing is rented beside them.
    pub fn curve(&self, way: Way, hours: &Hours) -> Option<Vec<Fine>> {
        match way {
            // A rig is bought before the first hour; nothing else is paid for by then.
            Way::Buy => Some(plain(&self.buy, hours, self.buy.once)),
            Way::Rent(at) => self.rents.get(at).map(|terms| plain(terms, hours, Fine::ZERO)),
            Way::Free(rent) => {
                let (free, setup) = self.free.as_ref()?;
                let spilled = spilled(free, hours);
                let rented = match rent.and_then(|at| self.rents.get(at)) {
                    Some(terms) => plain(terms, &spilled, Fine::ZERO),
                    None if spilled.minutes() > 0 => return None,
                    None => vec![Fine::ZERO; hours.weeks.len()],
                };
                let first = hours.span().map_or(usize::MAX, |span| span.0);
                let with = |(i, rented): (usize, Fine)| match i < first {
                    true => rented,
                    false => rented.plus(*setup),
                };
                Some(rented.into_iter().enumerate().map(with).collect())
            }
        }
    }

    /// What it costs in all.
    pub fn total(&self, way: Way, hours: &Hours) -> Option<Fine> {
        let (weeks, minutes) = (weeks(hours), hours.minutes());
        match way {
            // Without an hour nothing is rented; a rig is bought before the first hour.
            Way::Buy => Some(self.buy.total(minutes, weeks)),
            Way::Rent(at) if minutes > 0 => self.rents.get(at).map(|terms| terms.total(minutes, weeks)),
            Way::Rent(at) => self.rents.get(at).map(|_| Fine::ZERO),
            Way::Free(_) => {
                let curve = self.curve(way, hours)?;
                Some(curve.last().copied().unwrap_or_default())
            }
        }
    }
}

/// What was paid by the end of each week, `before` until the first hour.
fn plain(terms: &Terms, hours: &Hours, before: Fine) -> Vec<Fine> {
    let Some((first, last)) = hours.span() else {
        return vec![before; hours.weeks.len()];
    };
    let mut minutes = 0;
    let mut curve = Vec::with_capacity(hours.weeks.len());
    for (i, week) in hours.weeks.iter().enumerate() {
        minutes += u64::from(week.minutes());
        curve.push(match (i.min(last) + 1).saturating_sub(first) {
            0 => before,
            used => terms.total(minutes, used),
        });
    }
    curve
}

/// Weeks from the first with any hour to the last.
pub(super) fn weeks(hours: &Hours) -> usize {
    hours.span().map_or(0, |(first, last)| last - first + 1)
}

/// What free hours leave to be rented, in minutes of the rig. Runs come first, the longest that fit; what can be divided takes
/// what is left of the week's hours.
pub(super) fn spilled(free: &Free, hours: &Hours) -> Hours {
    let ratio = i128::from(free.ratio.max(1));
    // Minutes of the rig in minutes of the free machine, in millionths.
    let takes = |minutes: u32| i128::from(minutes) * ratio;
    let minutes = |hours: Fine| hours.part(60, MILLION).trillionths();
    let (quota, longest) = (minutes(free.hours_week), minutes(free.longest_run_hours));
    let week = |week: &Week| {
        let mut left = quota;
        let mut runs = week.runs.clone();
        runs.sort_unstable_by(|a, b| b.cmp(a));
        runs.retain(|run| {
            let takes = takes(*run);
            let fits = takes <= longest && takes <= left;
            if fits {
                left -= takes;
            }
            !fits
        });
        let attended = (left / ratio).clamp(0, i128::from(week.attended));
        Week {
            attended: week.attended - u32::try_from(attended).unwrap_or(week.attended),
            runs,
        }
    };
    Hours {
        weeks: hours.weeks.iter().map(week).collect(),
    }
}
