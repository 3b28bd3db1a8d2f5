//! Sales of articles in shops: for the lab `shops`.
//!
//! The pieces sold in a row are `10 + size of the shop · level of the article · taste · weather · price + noise`, rounded. What a
//! shop and an article have in common (`taste`) runs over three kinds of customers that no column names: people of offices, of
//! homes, of the seaside, each with their days of the week. A linear model sees only what adds up, so it cannot have it; a
//! network learns it as an embedding of the shop and one of the article.
//!
//! The noise is nearly normal with deviation [`NOISE`], and rounding adds a variance of 1/12: nobody's rmse is below
//! √(3² + 1/12) = 3.01, but by chance.

use std::collections::BTreeSet;

use super::draws::Draws;
use super::parts::{Csv, usages};
use super::{Made, Size};

/// Deviation of the noise, in pieces.
pub const NOISE: f64 = 3.0;

const SHOPS: usize = 60;
const ARTICLES: usize = 90;

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Weather, how warm it is, and how often it is so.
const WEATHER: [(&str, f64, u32); 5] = [
    ("sunny", 1.0, 30),
    ("cloudy", 0.2, 30),
    ("windy", -0.2, 15),
    ("rain", -0.6, 20),
    ("snow", -1.0, 5),
];
/// What each kind of customer buys on each day of the week, as a share of the usual: offices, homes, seaside.
const DAYS: [[f64; 7]; 3] = [
    [1.25, 1.3, 1.3, 1.25, 1.1, 0.35, 0.2],
    [0.8, 0.75, 0.8, 0.9, 1.2, 1.5, 0.85],
    [0.7, 0.6, 0.7, 0.8, 1.1, 1.5, 1.6],
];
/// The same on a holiday.
const HOLIDAY: [f64; 3] = [0.2, 0.6, 1.6];

/// A shop as nobody sees it.
#[derive(Clone, Debug)]
struct Shop {
    code: String,
    size: f64,
    /// Shares of the three kinds of customers.
    customers: [f64; 3],
}

/// An article as nobody sees it.
#[derive(Clone, Debug)]
struct Article {
    code: String,
    level: f64,
    price: f64,
    /// How much each kind of customer likes it.
    liked: [f64; 3],
    /// Sold in the warm (1) or in the cold (-1).
    warm: f64,
    /// How far a price moves it.
    elastic: f64,
}

/// Codes of three digits in random order.
fn codes(draws: &mut Draws, letter: char, n: usize) -> Vec<String> {
    let mut numbers: Vec<usize> = (100..1000).collect();
    draws.shuffle(&mut numbers);
    numbers.truncate(n);
    numbers.iter().map(|number| format!("{letter}{number}")).collect()
}

/// Three numbers, one of them great.
fn leaning(draws: &mut Draws, low: f64) -> [f64; 3] {
    let great = draws.below(3);
    let mut all = [0.0; 3];
    for (place, one) in all.iter_mut().enumerate() {
        *one = match place == great {
            true => draws.between(0.7, 1.0),
            false => draws.between(low, 0.4),
        };
    }
    all
}

/// What a row holds besides its id.
#[derive(Debug)]
struct Row {
    fields: Vec<String>,
    sales: i64,
    /// The pieces expected, without noise.
    #[cfg_attr(not(test), expect(dead_code, reason = "the test `bound` reads it"))]
    expected: f64,
}

/// Draws rows.
#[derive(Debug)]
struct World {
    shops: Vec<Shop>,
    articles: Vec<Article>,
}

impl World {
    fn new(draws: &mut Draws) -> Self {
        let shops = codes(draws, 's', SHOPS).into_iter().map(|code| {
            let customers = leaning(draws, 0.02);
            let sum: f64 = customers.iter().sum();
            Shop {
                code,
                size: draws.between(0.7, 1.5),
                customers: customers.map(|share| share / sum),
            }
        });
        let shops: Vec<Shop> = shops.collect();
        let articles = codes(draws, 'a', ARTICLES).into_iter().map(|code| Article {
            code,
            level: draws.between(15.0, 50.0),
            price: (draws.between(1.0, 20.0) * 10.0).floor() / 10.0,
            liked: leaning(draws, 0.15).map(|liked| liked * 1.6),
            warm: draws.between(-0.7, 0.7),
            elastic: draws.between(0.3, 1.4),
        });
        let articles = articles.collect();
        World { shops, articles }
    }

    fn row(&self, draws: &mut Draws) -> Row {
        // Some shops and articles are seen often and others seldom: of two draws the lesser.
        let seldom = |draws: &mut Draws, n: usize| draws.below(n).min(draws.below(n));
        let shop = &self.shops[seldom(draws, SHOPS)];
        let article = &self.articles[seldom(draws, ARTICLES)];
        let day = draws.below(7);
        let holiday = draws.chance(0.06);
        let weather = draws.weighted(WEATHER.iter().map(|(_, _, often)| *often));
        let promotion = draws.chance(0.15);
        let off = if promotion {
            draws.between(0.75, 0.9)
        } else {
            draws.between(0.92, 1.08)
        };
        let price = (article.price * off * 100.0).floor() / 100.0;

        let taste = (0..3).map(|kind| {
            let day = if holiday { HOLIDAY[kind] } else { DAYS[kind][day] };
            shop.customers[kind] * article.liked[kind] * day
        });
        let weather_factor = 1.0 + 0.6 * article.warm * WEATHER[weather].1;
        let price_factor = 1.0 + article.elastic * (1.0 - price / article.price);
        let shown = if promotion { 1.15 } else { 1.0 };
        let expected =
            10.0 + shop.size * article.level * taste.sum::<f64>() * weather_factor * price_factor * shown;
        let sales = (expected + NOISE * draws.normal() + 0.5).floor().max(0.0);
        Row {
            fields: vec![
                shop.code.clone(),
                article.code.clone(),
                WEEKDAYS[day].to_owned(),
                if holiday { "yes" } else { "no" }.to_owned(),
                WEATHER[weather].0.to_owned(),
                if promotion { "yes" } else { "no" }.to_owned(),
                format!("{price:.2}"),
            ],
            sales: sales as i64,
            expected,
        }
    }
}

/// The columns that are known.
const KNOWN: [&str; 7] = [
    "shop",
    "article",
    "weekday",
    "holiday",
    "weather",
    "promotion",
    "price",
];

/// Makes a set.
pub(super) fn make(seed: u64, size: Size) -> Made {
    let mut draws = Draws::new(seed, "shops");
    let (train, test) = size.rows((12_000, 3000), (400, 200));
    let world = World::new(&mut draws);
    let mut seen = BTreeSet::new();
    let mut rows = Vec::with_capacity(train + test);
    while rows.len() < train + test {
        let row = world.row(&mut draws);
        if seen.insert(row.fields.clone()) {
            rows.push(row);
        }
    }
    let usages = usages(&mut draws, test);
    let header = |more: &[&'static str]| {
        let names: Vec<&str> = std::iter::once("id")
            .chain(KNOWN)
            .chain(more.iter().copied())
            .collect();
        Csv::new(&names)
    };
    let (mut train_csv, mut test_csv) = (header(&["sales"]), header(&[]));
    let mut sample = Csv::new(&["id", "sales"]);
    let mut truth = Csv::new(&["id", "usage", "sales"]);
    for (place, row) in rows.into_iter().enumerate() {
        let id = (place + 1).to_string();
        let sales = row.sales.to_string();
        let mut fields = vec![id.clone()];
        fields.extend(row.fields);
        match place.checked_sub(train) {
            None => {
                fields.push(sales);
                train_csv.row(&fields);
            }
            Some(test) => {
                test_csv.row(&fields);
                sample.row(&[id.as_str(), "0"]);
                truth.row(&[id.as_str(), usages[test], &sales]);
            }
        }
    }
    Made {
        files: vec![
            train_csv.file("train.csv"),
            test_csv.file("test.csv"),
            sample.file("sample_submission.csv"),
        ],
        truth: truth.bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One who knows what is expected is left with the noise: √(3² + 1/12) = 3.014. Of 20,000 rows the mean square has the
    /// deviation 9.08 · √(2 / 20,000) = 0.09, so its root 0.015, and five of that are 0.075.
    #[test]
    fn bound() {
        let mut draws = Draws::new(1, "bound");
        let world = World::new(&mut draws);
        let squares = (0..20_000).map(|_| {
            let row = world.row(&mut draws);
            let off = row.sales as f64 - row.expected;
            off * off
        });
        let rmse = (squares.sum::<f64>() / 20_000.0).sqrt();
        assert!((rmse - 3.014).abs() < 0.075, "{rmse}");
    }
}
