//! A costs file, read to its last fault.

use std::ops::Range;

use toml::de::DeValue;

use super::file::{Costs, Free, Listing, Machine, Priced, Rate, Rent, Resale};
use super::fine::Fine;
use crate::fault::Fault;
use crate::read::{self, Table, Value, shorten};
use crate::rig::LARGEST;

/// What a costs file calls its form.
const FORMAT: &str = "pivot.costs/1";
/// More offers or rates are a fault.
const MANY: usize = 16;
/// The longest text, in characters.
const TEXT_MAX: usize = 300;

/// Reads a costs file.
///
/// # Errors
/// Every fault of it, with its place.
pub fn parse(text: &str) -> Result<Costs, Vec<Fault>> {
    if text.len() > LARGEST {
        let what = format!("this file has {} bytes", text.len());
        let expected = format!("a costs file of at most {LARGEST} bytes");
        return Err(vec![Fault::new(0..0, what, expected)]);
    }
    let (root, mut faults) = read::document(text);
    let mut reader = Reader {
        faults: Vec::new(),
        assumed: Vec::new(),
        priced: Vec::new(),
    };
    let costs = reader.costs(Table::new("a costs file", root.get_ref(), 0..0));
    let syntax = !faults.is_empty();
    faults.append(&mut reader.faults);
    if let Some(costs) = &costs {
        for (currency, at) in &reader.priced {
            if costs.exchanged(Fine::whole(1), currency).is_none() {
                let what = format!("there is no rate between {currency} and {}", costs.currency);
                let expected = format!(
                    "[[rate]] with from = \"{currency}\", to = \"{}\", rate, date and source",
                    costs.currency
                );
                faults.push(Fault::new(at.clone(), what, expected));
            }
        }
    }
    faults.sort_by_key(|fault| fault.at.start);
    if syntax {
        // What is no TOML is no value of a field either.
        faults.dedup_by(|next, fault| next.at == fault.at);
    }
    match costs {
        Some(costs) if faults.is_empty() => Ok(costs),
        _ => Err(faults),
    }
}

struct Reader {
    faults: Vec<Fault>,
    assumed: Vec<String>,
    /// Currencies of prices, with their places.
    priced: Vec<(String, Range<usize>)>,
}

const AMOUNT: &str = "a number from 0 on, such as 0.90: no currency in it, at most 12 decimals";
const CURRENCY: &str = "three capital letters, such as \"CAD\"";

impl Reader {
    fn costs(&mut self, mut root: Table<'_, '_>) -> Option<Costs> {
        if let Some(value) = root.get("format")
            && value.get_ref().as_str() != Some(FORMAT)
        {
            self.faults
                .push(read::wrong_kind(value, &format!("\"{FORMAT}\"")));
        }
        let expected = "the currency in which costs are told, such as currency = \"CAD\"";
        root.need("currency", expected, &mut self.faults);
        let currency = root.read("currency", &mut self.faults, currency);
        let machine = root.read("machine", &mut self.faults, text);
        let rig = root.need("rig", "[rig] with price, load_watts and so on", &mut self.faults);
        let rig = self.table(rig, "the rig").and_then(|table| self.rig(table));
        let resale = root.get("resale");
        let resale = match self.table(resale, "the resale") {
            Some(table) => self.resale(table),
            None => {
                self.assumed
                    .push("the rig is kept: [resale] says for how much it is sold, and when".to_owned());
                None
            }
        };
        let electricity = root.need(
            "electricity",
            "[electricity] with the price of a kilowatt-hour; 0 where it costs nothing",
            &mut self.faults,
        );
        let electricity = self
            .table(electricity, "the electricity")
            .and_then(|table| self.only_priced(table, true));
        let own_hour = root.get("own_hour");
        let own_hour = match self.table(own_hour, "your own hour") {
            Some(table) => self.only_priced(table, false),
            None => {
                self.assumed
                    .push("an hour of your own is worth nothing: [own_hour] has its price".to_owned());
                None
            }
        };
        let rents: Vec<Option<Rent>> = root
            .tables("rent", "an offer to rent", &mut self.faults)
            .into_iter()
            .map(|table| self.rent(table))
            .collect();
        let free = root.get("free");
        let free_there = free.is_some();
        let free = self
            .table(free, "the free hours")
            .and_then(|table| self.free(table));
        let rates: Vec<Option<Rate>> = root
            .tables("rate", "an exchange rate", &mut self.faults)
            .into_iter()
            .map(|table| self.rate(table))
            .collect();
        if rents.is_empty() && !free_there {
            let expected = "[[rent]] with an offer, or [free] with free hours";
            self.faults.push(Fault::new(
                0..0,
                "there is nothing to hold the rig against",
                expected,
            ));
        }
        for (what, so_many) in [("rent", rents.len()), ("rate", rates.len())] {
            if so_many > MANY {
                let what = format!("there are {so_many} of `{what}`");
                self.faults
                    .push(Fault::new(0..0, what, format!("at most {MANY}")));
            }
        }
        root.close(&mut self.faults);
        Some(Costs {
            currency: currency?.0,
            machine,
            rig: rig?,
            resale,
            electricity: electricity?,
            own_hour,
            rents: rents.into_iter().collect::<Option<_>>()?,
            free,
            rates: rates.into_iter().collect::<Option<_>>()?,
            assumed: std::mem::take(&mut self.assumed),
        })
    }

    fn table<'a, 'i>(&mut self, value: Option<Value<'a, 'i>>, what: &'static str) -> Option<Table<'a, 'i>> {
        value.and_then(|value| Table::from_value(what, value, &mut self.faults))
    }

    fn rig(&mut self, mut table: Table<'_, '_>) -> Option<Machine> {
        let name = table.read("name", &mut self.faults, text);
        let parts = table.read("parts", &mut self.faults, text);
        let price = match &parts {
            Some((_, at)) => {
                if table.get("price").is_some() {
                    let what = "the rig has a price and a parts file";
                    self.faults.push(Fault::new(at.clone(), what, "one of the two"));
                }
                None
            }
            None => self.price(&mut table, "or parts, a parts file whose sum it costs"),
        };
        let load = self.watts(
            &mut table,
            "load_watts",
            "what it draws while it trains, in watts",
        );
        let idle_hours_week = self.or_nothing(
            &mut table,
            "idle_hours_week",
            "the rig is off when it does nothing",
        );
        let idle_watts = if idle_hours_week == Fine::ZERO {
            let watts = table.read("idle_watts", &mut self.faults, watts);
            Some(watts.map_or(0, |w| w.0))
        } else {
            self.watts(
                &mut table,
                "idle_watts",
                "what it draws while it is on and does nothing, in watts",
            )
        };
        let setup_hours = self.or_nothing(&mut table, "setup_hours", "setting up the rig takes no time");
        table.close(&mut self.faults);
        if price.is_none() && parts.is_none() {
            return None;
        }
        Some(Machine {
            name: name.map_or_else(|| "the rig".to_owned(), |name| name.0),
            price,
            parts,
            load_watts: load?,
            idle_watts: idle_watts?,
            idle_hours_week,
            setup_hours,
        })
    }

    fn resale(&mut self, mut table: Table<'_, '_>) -> Option<Resale> {
        let price = self.price(&mut table, "what it brings");
        table.need("months", "after how many months it is sold", &mut self.faults);
        let months = table.count_within("months", (0, 600), &mut self.faults);
        table.close(&mut self.faults);
        Some(Resale {
            price: price?,
            months: months?.0,
        })
    }

    fn only_priced(&mut self, mut table: Table<'_, '_>, dated: bool) -> Option<Priced> {
        let price = if dated {
            self.price(&mut table, "0 where it costs nothing")
        } else {
            self.undated(&mut table)
        };
        table.close(&mut self.faults);
        price
    }

    fn rent(&mut self, mut table: Table<'_, '_>) -> Option<Rent> {
        let at = table.at.clone();
        table.need("name", "what you call it", &mut self.faults);
        let name = table.read("name", &mut self.faults, text);
        let called = name
            .as_ref()
            .map_or("an offer", |name| name.0.as_str())
            .to_owned();
        table.need("kind", "\"on-demand\" or \"spot\"", &mut self.faults);
        let spot = table.read("kind", &mut self.faults, |value| match value.get_ref().as_str() {
            Some("on-demand") => Ok(false),
            Some("spot") => Ok(true),
            _ => Err("\"on-demand\" or \"spot\"".to_owned()),
        });
        let instance = table.read("instance", &mut self.faults, text);
        let region = table.read("region", &mut self.faults, text);
        let price = match (table.get("price"), &instance) {
            (None, Some(_)) => None,
            _ => self.price(&mut table, "an hour; or instance, where a price list has it"),
        };
        let priced = price.is_some() || instance.is_some();
        let ratio = self.ratio(&mut table);
        let interrupted = table.read("interrupted_percent", &mut self.faults, |value| {
            decimal(value)
                .and_then(millionths)
                .filter(|n| *n <= 1_000_000_000)
                .ok_or_else(|| "of 100 hours those that are done again, 0 to 1000".to_owned())
        });
        if spot.as_ref().is_some_and(|spot| spot.0)
            && interrupted.is_none()
            && table.get("interrupted_percent").is_none()
        {
            let expected = "interrupted_percent: of 100 hours those that are lost and done again";
            let what = format!(
                "{} is spot, and does not say how much is interrupted",
                shorten(&called)
            );
            self.faults.push(Fault::new(at.clone(), what, expected));
        }
        let setup = self.or_nothing(
            &mut table,
            "setup_hours",
            &format!("setting up {called} takes no time"),
        );
        let idle = self.or_nothing(
            &mut table,
            "idle_hours_week",
            &format!("whenever it does nothing, {called} is stopped"),
        );
        let storage = table.read("storage_gb", &mut self.faults, number);
        let storage_price = match (&storage, table.get("storage_price")) {
            (None, None) => {
                self.assumed.push(format!(
                    "nothing is kept at {called} between the hours: storage_gb"
                ));
                None
            }
            (Some(_), None) => {
                let expected = "storage_price: a GB for a month, in the currency of the price";
                let what = format!("{} keeps something, and has no price for it", shorten(&called));
                self.faults.push(Fault::new(at.clone(), what, expected));
                None
            }
            _ => table.read("storage_price", &mut self.faults, amount).map(|p| p.0),
        };
        // The storage is paid in the currency of the hours, on the day of their price; of a listed one it has its own.
        let stored_in = self.currency_beside(&mut table, price.as_ref(), storage_price.is_some());
        table.close(&mut self.faults);
        if !priced {
            return None;
        }
        Some(Rent {
            name: name?.0,
            at,
            spot: spot?.0,
            ratio: ratio?,
            interrupted_percent: interrupted.map_or(0, |p| p.0),
            setup_hours: setup,
            idle_hours_week: idle,
            storage_gb: storage.map_or(Fine::ZERO, |s| s.0),
            storage_price: storage_price
                .zip(stored_in)
                .map(|(amount, like)| Priced { amount, ..like }),
            listed: instance.map(|instance| Listing {
                instance: instance.0,
                region: region.map(|r| r.0),
            }),
            price,
        })
    }

    /// Currency, date and source of what is paid beside the hours: those of the hours' price, or their own.
    fn currency_beside(
        &mut self,
        table: &mut Table<'_, '_>,
        price: Option<&Priced>,
        needed: bool,
    ) -> Option<Priced> {
        if let Some(price) = price {
            return Some(price.clone());
        }
        let own = |name: &'static str, table: &mut Table<'_, '_>, faults: &mut Vec<Fault>| {
            if needed {
                table.need(name, "of the storage's price", faults);
            }
        };
        own("currency", table, &mut self.faults);
        own("date", table, &mut self.faults);
        own("source", table, &mut self.faults);
        let currency = table.read("currency", &mut self.faults, currency);
        let date = table.date("date", &mut self.faults);
        let source = table.read("source", &mut self.faults, text);
        let (currency, at) = currency?;
        self.priced.push((currency.clone(), at));
        Some(Priced {
            amount: Fine::ZERO,
            currency,
            date: date.map(|d| d.0),
            source: source.map(|s| s.0),
        })
    }

    fn free(&mut self, mut table: Table<'_, '_>) -> Option<Free> {
        let name = table.read("name", &mut self.faults, text);
        table.need("hours_week", "how many hours a week are free", &mut self.faults);
        let hours = table.read("hours_week", &mut self.faults, number);
        table.need(
            "longest_run_hours",
            "the longest run that it allows, in hours",
            &mut self.faults,
        );
        let longest = table.read("longest_run_hours", &mut self.faults, number);
        let ratio = self.ratio(&mut table);
        let setup_hours = self.or_nothing(
            &mut table,
            "setup_hours",
            "setting up the free machine takes no time",
        );
        table.need("date", read::DATE, &mut self.faults);
        let date = table.date("date", &mut self.faults);
        table.need("source", "who says so", &mut self.faults);
        let source = table.read("source", &mut self.faults, text);
        table.close(&mut self.faults);
        Some(Free {
            name: name.map_or_else(|| "free hours".to_owned(), |name| name.0),
            hours_week: hours?.0,
            longest_run_hours: longest?.0,
            ratio: ratio?,
            setup_hours,
            date: Some(date?.0),
            source: Some(source?.0),
        })
    }

    fn rate(&mut self, mut table: Table<'_, '_>) -> Option<Rate> {
        table.need("from", CURRENCY, &mut self.faults);
        let from = table.read("from", &mut self.faults, currency);
        table.need("to", CURRENCY, &mut self.faults);
        let to = table.read("to", &mut self.faults, currency);
        let expected = "so many of `to` for one of `from`, such as 1.3505";
        table.need("rate", expected, &mut self.faults);
        let rate = table.read("rate", &mut self.faults, |value| {
            let rate = decimal(value).filter(|rate| *rate > Fine::ZERO && millionths(*rate).is_some());
            rate.ok_or_else(|| "a number above 0 with at most six decimals, such as 1.3505".to_owned())
        });
        table.need("date", read::DATE, &mut self.faults);
        let date = table.date("date", &mut self.faults);
        table.need("source", "whose rate it was", &mut self.faults);
        let source = table.read("source", &mut self.faults, text);
        table.close(&mut self.faults);
        Some(Rate {
            from: from?.0,
            to: to?.0,
            rate: rate?.0,
            date: date?.0,
            source: source?.0,
        })
    }

    /// A price with its currency, its date and its source.
    fn price(&mut self, table: &mut Table<'_, '_>, what: &str) -> Option<Priced> {
        table.need("price", &format!("price: {what}"), &mut self.faults);
        let amount = table.read("price", &mut self.faults, amount);
        table.need("currency", CURRENCY, &mut self.faults);
        let currency = table.read("currency", &mut self.faults, currency);
        table.need("date", "the day on which it was the price", &mut self.faults);
        let date = table.date("date", &mut self.faults);
        table.need(
            "source",
            "where it was the price: a shop, an address",
            &mut self.faults,
        );
        let source = table.read("source", &mut self.faults, text);
        let (currency, at) = currency?;
        self.priced.push((currency.clone(), at));
        Some(Priced {
            amount: amount?.0,
            currency,
            date: Some(date?.0),
            source: Some(source?.0),
        })
    }

    /// A price that nobody else sets.
    fn undated(&mut self, table: &mut Table<'_, '_>) -> Option<Priced> {
        table.need(
            "price",
            "what an hour of yours is worth to you; may be 0",
            &mut self.faults,
        );
        let amount = table.read("price", &mut self.faults, amount);
        table.need("currency", CURRENCY, &mut self.faults);
        let currency = table.read("currency", &mut self.faults, currency);
        let (currency, at) = currency?;
        self.priced.push((currency.clone(), at));
        Some(Priced {
            amount: amount?.0,
            currency,
            date: None,
            source: None,
        })
    }

    fn ratio(&mut self, table: &mut Table<'_, '_>) -> Option<i64> {
        let expected = "hours that it takes for what the rig does in one: 1 where it is as fast, 2 where it is half as fast";
        table.need("ratio", expected, &mut self.faults);
        let ratio = table.read("ratio", &mut self.faults, |value| {
            let ratio = decimal(value).and_then(millionths);
            ratio
                .filter(|n| (1_000..=1_000_000_000).contains(n))
                .ok_or_else(|| "hours for one of the rig, 0.001 to 1000".to_owned())
        });
        ratio.map(|ratio| ratio.0)
    }

    fn watts(&mut self, table: &mut Table<'_, '_>, name: &'static str, expected: &str) -> Option<u32> {
        table.need(name, expected, &mut self.faults);
        table.read(name, &mut self.faults, watts).map(|watts| watts.0)
    }

    /// A number that is 0 where nothing is said, which is then told.
    fn or_nothing(&mut self, table: &mut Table<'_, '_>, name: &'static str, told: &str) -> Fine {
        if table.get(name).is_none() {
            self.assumed.push(format!("{told}: {name}"));
        }
        table
            .read(name, &mut self.faults, number)
            .map_or(Fine::ZERO, |number| number.0)
    }
}

/// A decimal number as it was written, without a float between.
fn decimal(value: Value<'_, '_>) -> Option<Fine> {
    match value.get_ref() {
        DeValue::Float(n) => Fine::parse(&n.as_str().replace('_', "")),
        DeValue::Integer(_) => Fine::parse(&read::integer(value)?.to_string()),
        _ => None,
    }
}

fn amount(value: Value<'_, '_>) -> Result<Fine, String> {
    decimal(value).ok_or_else(|| AMOUNT.to_owned())
}

/// A number of hours or GB.
fn number(value: Value<'_, '_>) -> Result<Fine, String> {
    let most = Fine::whole(100_000);
    let number = decimal(value).filter(|n| *n <= most && millionths(*n).is_some());
    number.ok_or_else(|| "a number without its unit, 0 to 100000, with at most six decimals".to_owned())
}

fn watts(value: Value<'_, '_>) -> Result<u32, String> {
    let watts = read::integer(value).and_then(|n| u32::try_from(n).ok());
    watts
        .filter(|n| *n <= 100_000)
        .ok_or_else(|| "a whole number of watts, 0 to 100000".to_owned())
}

/// Millionths, where it has no smaller parts.
fn millionths(number: Fine) -> Option<i64> {
    let all = number.trillionths();
    (all % 1_000_000 == 0)
        .then(|| i64::try_from(all / 1_000_000).ok())
        .flatten()
}

fn text(value: Value<'_, '_>) -> Result<String, String> {
    let good =
        |t: &&str| !t.trim().is_empty() && t.chars().count() <= TEXT_MAX && !t.chars().any(char::is_control);
    let text = value.get_ref().as_str().filter(good);
    text.map(|t| t.trim().to_owned())
        .ok_or_else(|| format!("a text in one line, in quotes, at most {TEXT_MAX} characters"))
}

fn currency(value: Value<'_, '_>) -> Result<String, String> {
    let good = |t: &&str| t.len() == 3 && t.bytes().all(|b| b.is_ascii_uppercase());
    let text = value.get_ref().as_str().filter(good);
    text.map(str::to_owned).ok_or_else(|| CURRENCY.to_owned())
}
