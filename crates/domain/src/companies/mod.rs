//! What `companies.toml` says: the companies on the person's list, what each is worth to them, which of their postings count, and the
//! cities they might move to.
//!
//! ```
//! let text = r#"
//! format = "pivot.companies/1"
//!
//! ## What counts for you, 0 (not at all) to 10. What is not named here counts 1.
//! [weights]
//! work = 3
//! people = 2
//! place = 1
//! pay = 1
//! mission = 0
//!
//! ## Which open postings are on your list: by words of the title and the place. Without this all are.
//! [postings]
//! titles = ["machine learning", "data scientist"]
//! places = ["Lyon", "remote"]
//! not = ["intern"]
//!
//! [[company]]
//! name = "Example Vision"
//! why = "They publish what they build."
//! work = 8                # your own marks, 0 to 10; leave out what you do not know
//! people = 6
//! pay = 5
//! city = "Lyon"
//! relocation = "they pay the move"
//! remote = false
//! contacts = ["Grace, met at the March meetup"]
//! board = "https://boards.greenhouse.io/examplevision"
//!
//! [[company]]
//! name = "Example Speech"
//!
//! ## What a city is like, in rows and units of your own.
//! [[city]]
//! name = "Lyon"
//! rent = 800
//! climate = 7
//!
//! [[city]]
//! name = "Oslo"
//! rent = 1300
//! climate = 4
//!
//! [city_weights]
//! rent = { weight = 3, better = "low" }
//! climate = { weight = 1, better = "high" }
//! "#;
//! let (companies, faults) = pivot_domain::companies::parse(text);
//! assert_eq!(faults, []);
//! let companies = companies.unwrap();
//!
//! let ranked = pivot_domain::companies::rank(&companies);
//! assert_eq!(ranked[0].name, "Example Vision");
//! // (8 × 3 + 6 × 2 + 5 × 1) ÷ (3 + 2 + 1) = 41 ÷ 6 = 6.83
//! assert_eq!(ranked[0].score.rows[0].to_string(), "work 8 × 3 = 24");
//! assert_eq!(ranked[0].score.to_string(), "24 + 12 + 5 = 41, of weights 6: 6.83");
//! assert_eq!(ranked[0].score.missing, ["place"]);
//! assert_eq!(ranked[1].score.mean, None);
//!
//! // The cheaper and warmer of two cities is the best in both rows.
//! let cities = pivot_domain::companies::relocate(&companies);
//! assert_eq!((cities[0].name.as_str(), cities[0].score.mean), ("Lyon", Some(10.0)));
//! assert_eq!(cities[0].companies, ["Example Vision"]);
//! ```

mod bases;
mod parse;
mod rank;
mod relocate;
mod score;
mod wanted;

use std::collections::BTreeMap;
use std::ops::Range;

pub use bases::SERVICES;
pub use parse::{FORMAT, parse};
pub use rank::{Ranked, rank};
pub use relocate::{RankedCity, Scale, relocate};
pub use score::{Row, Score};
pub use wanted::{Chosen, Wanted, choose};

/// The rows by which companies are compared, in the order in which they are shown.
pub const ROWS: [&str; 5] = ["work", "people", "place", "pay", "mission"];

/// A person's `companies.toml` without faults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Companies {
    /// What each of [`ROWS`] counts, 0 to 10, in their order; 1 where nothing is said.
    pub weights: [f64; ROWS.len()],
    /// The companies, as they stand in the file. No two have one name.
    pub companies: Vec<Company>,
    /// The cities, as they stand in the file. No two have one name.
    pub cities: Vec<City>,
    /// What the rows of cities count.
    pub city_weights: BTreeMap<String, CityWeight>,
    /// Which of their postings are on the list.
    pub postings: Wanted,
    /// Where services of boards are, as far as they are not where they usually are: addresses by the names of [`SERVICES`].
    pub bases: BTreeMap<String, String>,
}

impl Companies {
    /// The company of that name; capitals and small letters are the same.
    pub fn company(&self, name: &str) -> Option<&Company> {
        self.companies.iter().find(|c| is_same(&c.name, name))
    }
}

/// A company on the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// Why it is on the list; may be empty.
    pub why: String,
    /// The person's own marks for each of [`ROWS`], 0 to 10, in their order.
    pub marks: [Option<f64>; ROWS.len()],
    /// Where it is.
    pub city: Option<String>,
    /// Whether it helps with a move.
    pub relocation: Option<Said>,
    /// Whether one can work from elsewhere.
    pub remote: Option<Said>,
    /// Whom the person knows there.
    pub contacts: Vec<String>,
    /// Its board of postings: the address of its careers page, or a board's name such as `greenhouse:example`.
    pub board: Option<String>,
    /// Its place in the file.
    pub at: Range<usize>,
}

/// Yes, no, or words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Yes or no.
    Flag(bool),
    /// The person's words: "two days a week".
    Words(String),
}

/// A city to live in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct City {
    /// Its name.
    pub name: String,
    /// What it is like, in units of the person's own.
    pub rows: BTreeMap<String, f64>,
    /// Its place in the file.
    pub at: Range<usize>,
}

/// What a row of cities counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CityWeight {
    /// 0 to 10.
    pub weight: f64,
    /// Which end is the better one.
    pub better: Better,
}

/// Which end of a row is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The less the better: rent.
    Low,
    /// The more the better: sun.
    High,
}

/// Whether two names mean one thing.
fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
