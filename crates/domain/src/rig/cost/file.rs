//! What a costs file says.

use std::ops::Range;

use jiff::civil::Date;

use super::fine::Fine;

/// What a person knows of the costs of a machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    /// Costs are told in this currency: three capital letters.
    pub currency: String,
    /// The machine of the curriculum whose hours are counted, by id; `None` where the file does not say.
    pub machine: Option<(String, Range<usize>)>,
    /// The rig.
    pub rig: Machine,
    /// What it brings afterwards; nothing where it is kept.
    pub resale: Option<Resale>,
    /// A kilowatt-hour.
    pub electricity: Priced,
    /// An hour of the person's own time; nothing where it is worth nothing.
    pub own_hour: Option<Priced>,
    /// Offers to rent, in the order of the file.
    pub rents: Vec<Rent>,
    /// Hours that cost nothing.
    pub free: Option<Free>,
    /// Exchange rates.
    pub rates: Vec<Rate>,
    /// What the file does not say, and what was taken for it: each a sentence without its full stop.
    pub assumed: Vec<String>,
}

/// A price as a person saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// The amount.
    pub amount: Fine,
    /// Its currency.
    pub currency: String,
    /// On which day; not asked of one's own time, nor of a price of 0.
    pub date: Option<Date>,
    /// Where it was seen.
    pub source: Option<String>,
}

/// A rig that might be bought.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    /// What the person calls it.
    pub name: String,
    /// What it costs in all. Where the file names a parts file instead, that is in `parts`, and this empty until it is read.
    pub price: Option<Priced>,
    /// The parts file whose sum it costs, as written, with its place.
    pub parts: Option<(String, Range<usize>)>,
    /// What it draws from the wall while it trains, in watts.
    pub load_watts: u32,
    /// What it draws while it is on and does nothing, in watts.
    pub idle_watts: u32,
    /// Hours a week in which it is on and does nothing.
    pub idle_hours_week: Fine,
    /// Hours of the person until it runs.
    pub setup_hours: Fine,
}

/// What a rig brings when it is sold.
#[derive(Clone, Debug, PartialEq)]
pub struct Resale {
    /// How much.
    pub price: Priced,
    /// After so many months.
    pub months: u32,
}

/// An offer to rent a machine by the hour.
#[derive(Clone, Debug, PartialEq)]
pub struct Rent {
    /// What the person calls it.
    pub name: String,
    /// Its place in the file.
    pub at: Range<usize>,
    /// It can be taken away at any moment.
    pub spot: bool,
    /// An hour. Empty where it comes from a price list.
    pub price: Option<Priced>,
    /// Where a price list has it.
    pub listed: Option<Listing>,
    /// Hours that it takes for what the rig does in one, in millionths.
    pub ratio: i64,
    /// Of 100 hours so many are lost to interruptions and done again, in millionths.
    pub interrupted_percent: i64,
    /// Hours until it runs, which are billed and are the person's.
    pub setup_hours: Fine,
    /// Hours a week that are billed while nothing is done.
    pub idle_hours_week: Fine,
    /// What is kept there between the hours, in GB.
    pub storage_gb: Fine,
    /// A GB for a month.
    pub storage_price: Option<Priced>,
}

/// An entry of a price list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The kind of machine: `p2.xlarge`.
    pub instance: String,
    /// Where it stands: `us-east-1`.
    pub region: Option<String>,
}

/// Hours that cost nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Free {
    /// Whose they are.
    pub name: String,
    /// So many a week.
    pub hours_week: Fine,
    /// The longest run, in hours.
    pub longest_run_hours: Fine,
    /// Hours that it takes for what the rig does in one, in millionths.
    pub ratio: i64,
    /// Hours of the person until it runs.
    pub setup_hours: Fine,
    /// When it was so.
    pub date: Option<Date>,
    /// Who says so.
    pub source: Option<String>,
}

/// An exchange rate: one of `from` is so many of `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// One of this.
    pub from: String,
    /// Is so many of this.
    pub to: String,
    /// So many, more than 0.
    pub rate: Fine,
    /// When it was the rate.
    pub date: Date,
    /// Whose rate it was.
    pub source: String,
}

impl Costs {
    /// An amount in the file's currency, by the newest rate between the two, in either direction. `None`: there is none.
    pub fn exchanged(&self, amount: Fine, currency: &str) -> Option<Fine> {
        if currency == self.currency || amount == Fine::ZERO {
            return Some(amount);
        }
        let rate = self.rate(currency)?;
        if rate.from == currency {
            Some(amount.times(rate.rate))
        } else {
            amount.over(rate.rate)
        }
    }

    /// The rate by which a currency becomes the file's: the newest, of several of one day the last.
    pub fn rate(&self, currency: &str) -> Option<&Rate> {
        let pair = [currency, self.currency.as_str()];
        let fits = |rate: &&Rate| {
            let of = [rate.from.as_str(), rate.to.as_str()];
            of == pair || of == [pair[1], pair[0]]
        };
        self.rates.iter().filter(fits).max_by_key(|rate| rate.date)
    }

    /// Every price with its path in the file.
    pub fn prices(&self) -> Vec<(String, &Priced)> {
        let mut all = Vec::new();
        all.extend(self.rig.price.as_ref().map(|p| ("rig.price".to_owned(), p)));
        all.extend(
            self.resale
                .as_ref()
                .map(|r| ("resale.price".to_owned(), &r.price)),
        );
        all.push(("electricity.price".to_owned(), &self.electricity));
        all.extend(self.own_hour.as_ref().map(|p| ("own_hour.price".to_owned(), p)));
        for (i, rent) in self.rents.iter().enumerate() {
            let label = self.label("rent", i);
            all.extend(rent.price.as_ref().map(|p| (format!("{label}.price"), p)));
            let storage = rent.storage_price.as_ref();
            all.extend(storage.map(|p| (format!("{label}.storage_price"), p)));
        }
        all
    }

    /// `rent`, or `rent[2]` where there are several; counted from 1.
    pub(super) fn label(&self, kind: &str, at: usize) -> String {
        let several = match kind {
            "rent" => self.rents.len() > 1,
            _ => self.rates.len() > 1,
        };
        if several {
            format!("{kind}[{}]", at + 1)
        } else {
            kind.to_owned()
        }
    }
}
