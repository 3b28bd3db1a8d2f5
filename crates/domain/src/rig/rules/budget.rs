//! Money: every price in the budget's currency, by a dated rate, with tax and parcels.

use jiff::civil::Date;

use super::super::money::{Money, ONE};
use super::super::parts::{Ask, Part, Rig};
use super::super::report::{Cost, Rule, Severity, Sheet, Source, Wrong};
use super::claim;

use Severity::{Information, Warning};

/// Older prices and rates may be wrong by now, in days.
const OLD_DAYS: i32 = 90;

pub(super) fn rules(rig: &Rig, today: Date, sheet: &mut Sheet) {
    sum(rig, sheet);
    dates(rig, today, sheet);
}

/// Sums in the budget's currency. The greatest that a file can say (64 pieces of each of some 300 parts, for 10^9 at a rate
/// of 10^9) is 2 * 10^28 millionths, and 2 * 10^36 where a percentage is in it: far from the 10^38 that there is room for.
#[derive(Default)]
struct Sums {
    /// Millionths.
    parts: i128,
    /// Millionths of hundredths of millionths: not rounded before the end.
    tax: i128,
    /// Millionths.
    shipping: i128,
}

/// A percentage is millionths of hundredths.
const TAXED: i128 = ONE * 100;

/// What a rig costs, be it nothing.
///
/// # Errors
/// The fields that are not there.
pub(in super::super) fn cost(rig: &Rig) -> Result<Cost, Vec<String>> {
    let mut ask = Ask::of(rig);
    tally(rig, &mut ask).ok_or(ask.missing)
}

fn tally<'r>(rig: &'r Rig, ask: &mut Ask<'r>) -> Option<Cost> {
    let amount = ask.exact("budget", "amount");
    let currency = ask.text("budget", "currency");
    let tax = ask.exact("budget", "tax_percent");
    let parcels = ask.exact("budget", "shipping");
    let mut sums = Sums::default();
    let bought: Vec<&Part> = rig.bought().collect();
    // What the prices are is told as one sum: a list of all parts is no sentence.
    let budget_values = ask.values.len();
    for part in bought.iter().filter(|part| !part.flag("owned")) {
        let price = ask.exact_of(part, "price");
        let of = ask.text_of(part, "currency");
        ask.day_of(part, "date");
        ask.text_of(part, "source");
        let own = part.fields.contains_key("shipping");
        let parcel = if own {
            ask.exact_of(part, "shipping")
        } else {
            Some(0)
        };
        let own = part.fields.contains_key("tax_percent");
        let percent = if own {
            ask.exact_of(part, "tax_percent")
        } else {
            tax
        };
        let rate = of.zip(currency).and_then(|(of, to)| rate(ask, of, to));
        if let (Some(price), Some(parcel), Some(percent), Some(rate)) = (price, parcel, percent, rate) {
            // With two decimals of a price and four of a rate nothing is lost here.
            let exchanged = |money: i128| (money * i128::from(rate) + ONE / 2) / ONE;
            let priced = exchanged(i128::from(price) * i128::from(part.count()));
            sums.parts += priced;
            sums.tax += priced * i128::from(percent);
            sums.shipping += exchanged(i128::from(parcel));
        }
    }
    let rates: Vec<_> = ask
        .values
        .drain(budget_values..)
        .filter(|(path, _)| path.starts_with("rate"))
        .collect();
    ask.values.extend(rates);
    if !ask.missing.is_empty() {
        return None;
    }
    let (amount, currency, parcels) = (amount?, currency?, parcels?);
    sums.shipping += i128::from(parcels);
    let money = |parts, whole| Money::rounded(parts, whole, currency);
    Some(Cost {
        parts: money(sums.parts, ONE),
        tax: money(sums.tax, ONE * TAXED),
        shipping: money(sums.shipping, ONE),
        total: money((sums.parts + sums.shipping) * TAXED + sums.tax, ONE * TAXED),
        budget: money(i128::from(amount), ONE),
    })
}

fn sum(rig: &Rig, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    if rig.bought().next().is_none() {
        ask.lacks("a part with its price".to_owned());
    }
    let cost = tally(rig, &mut ask);
    let mut wrong = None;
    if let Some(cost) = cost {
        ask.tells("total", cost.total.to_string());
        if cost.total.cents > cost.budget.cents {
            let over = Money {
                cents: cost.total.cents - cost.budget.cents,
                currency: cost.budget.currency.clone(),
            };
            let what = format!(
                "It costs {}, {over} more than the budget of {}",
                cost.total, cost.budget
            );
            wrong = Some(
                Wrong::new(Warning, what)
                    .next("take a cheaper part that passes the rules, or raise the budget"),
            );
        }
        sheet.report.cost = Some(cost);
    }
    let claim = claim(
        Rule::Budget,
        Warning,
        "whether it costs no more than it may",
        "all price x rate + tax + shipping <= budget.amount",
        Source::OWN,
    );
    sheet.put(claim, ask, wrong);
}

/// Millionths of `to` that one of `of` is: the newest rate of those that are written.
fn rate(ask: &mut Ask<'_>, of: &str, to: &str) -> Option<i64> {
    if of == to {
        return Some(1_000_000);
    }
    let rig = ask.rig;
    let mut rates = rig.all("rate");
    rates.retain(|rate| rate.text("from") == Some(of) && rate.text("to") == Some(to));
    let newest = rates
        .into_iter()
        .max_by_key(|rate| Ask::of(rig).day_of(rate, "date"));
    let Some(newest) = newest else {
        ask.lacks(format!("rate from {of} to {to}"));
        return None;
    };
    ask.day_of(newest, "date");
    ask.text_of(newest, "source");
    ask.exact_of(newest, "rate")
}

/// How old what is written is.
fn dates(rig: &Rig, today: Date, sheet: &mut Sheet) {
    let mut ask = Ask::of(rig);
    let mut dated = Vec::new();
    let rates = rig.all("rate");
    for part in rig.bought().filter(|part| !part.flag("owned")).chain(rates) {
        if part.fields.contains_key("date")
            && let Some(day) = ask.day_of(part, "date")
        {
            dated.push((day, part));
        }
    }
    // What has no date was told with the sum.
    let (Some((first, oldest)), Some((last, newest))) =
        (dated.iter().min_by_key(|d| d.0), dated.iter().max_by_key(|d| d.0))
    else {
        return;
    };
    ask.values = vec![
        (format!("{}.date", oldest.label()), first.to_string()),
        (format!("{}.date", newest.label()), last.to_string()),
    ];
    ask.values.dedup();
    let age = days(*first, today);
    let wrong = if *last > today {
        let what = format!("The date of {}, {last}, lies ahead", newest.called());
        Some(Wrong::new(Warning, what).next("write the day on which you saw it"))
    } else if age > OLD_DAYS {
        let what = format!("The date of {}, {first}, is {age} days old", oldest.called());
        Some(Wrong::new(Information, what).next("look at prices and rates again"))
    } else {
        None
    };
    let claim = claim(
        Rule::Budget,
        Warning,
        "whether prices and rates are new enough",
        format!("every date within the last {OLD_DAYS} days"),
        Source::OWN,
    );
    sheet.put(claim, ask, wrong);
}

fn days(from: Date, to: Date) -> i32 {
    // Both lie within three centuries.
    from.until(to).map_or(0, |span| span.get_days())
}
