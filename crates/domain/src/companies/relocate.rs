//! Cities in the order of the person's own rows.

use std::collections::BTreeMap;
use std::fmt;

use super::score::{BEST, Score, order};
use super::{Better, Companies, is_same};

/// A city with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct RankedCity {
    /// Its name.
    pub name: String,
    /// Its score: each row is 0 for the worst of the person's cities and 10 for the best, and between them in proportion.
    pub score: Score,
    /// How each row came to its mark, in the order of the score's rows.
    pub scales: Vec<Scale>,
    /// Rows in which all cities are alike, or which one city alone has: they decide nothing and are not counted.
    pub alike: Vec<String>,
    /// Companies of the list that are there.
    pub companies: Vec<String>,
}

/// How a row of a city came to its mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The row.
    pub name: String,
    /// What the person wrote, in their unit.
    pub given: f64,
    /// The best among their cities.
    pub best: f64,
    /// The worst among their cities.
    pub worst: f64,
}

impl Scale {
    /// From 0, the worst, to 10, the best.
    fn mark(&self) -> f64 {
        // With the zero, the worst of a row in which less is better is 0, and not its negative.
        BEST * (self.given - self.worst) / (self.best - self.worst) + 0.0
    }
}

impl fmt::Display for Scale {
    /// `rent 1000, between 1300 (0) and 800 (10)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}, between {} (0) and {} (10)",
            self.name, self.given, self.worst, self.best
        )
    }
}

/// The cities, the best first; those of one score by name.
pub fn relocate(companies: &Companies) -> Vec<RankedCity> {
    let counted = companies.city_weights.iter().filter(|(_, w)| w.weight > 0.0);
    // Of each row the worst and the best; `None`: it decides nothing.
    let ends: BTreeMap<&str, Option<(f64, f64)>> = counted
        .map(|(row, weight)| {
            let values = || companies.cities.iter().filter_map(|city| city.rows.get(row));
            let low = values().copied().fold(f64::INFINITY, f64::min);
            let high = values().copied().fold(f64::NEG_INFINITY, f64::max);
            let ends = (low < high).then_some(match weight.better {
                Better::Low => (high, low),
                Better::High => (low, high),
            });
            (row.as_str(), ends)
        })
        .collect();
    let mut ranked: Vec<RankedCity> = companies
        .cities
        .iter()
        .map(|city| {
            let mut scales = Vec::new();
            let mut rows = Vec::new();
            for (row, ends) in &ends {
                let Some((worst, best)) = *ends else { continue };
                let scale = city.rows.get(*row).map(|given| Scale {
                    name: (*row).to_owned(),
                    given: *given,
                    best,
                    worst,
                });
                let weight = companies.city_weights[*row].weight;
                rows.push((*row, scale.as_ref().map(Scale::mark), weight));
                scales.extend(scale);
            }
            let there = companies
                .companies
                .iter()
                .filter(|c| c.city.as_ref().is_some_and(|name| is_same(name, &city.name)));
            RankedCity {
                name: city.name.clone(),
                score: Score::of(rows),
                scales,
                alike: ends
                    .iter()
                    .filter(|(_, ends)| ends.is_none())
                    .map(|(row, _)| (*row).to_owned())
                    .collect(),
                companies: there.map(|c| c.name.clone()).collect(),
            }
        })
        .collect();
    ranked.sort_by(|a, b| order((&a.score, &a.name), (&b.score, &b.name)));
    ranked
}

#[cfg(test)]
mod tests {
    use super::relocate;
    use crate::companies::parse;

    #[test]
    fn rows_lie_between_the_worst_and_the_best_of_the_person_s_cities() {
        let text = r#"
            city = [
              { name = "A", rent = 800, sun = 1500, tax = 30 },
              { name = "B", rent = 1300, sun = 2500, tax = 30 },
              { name = "C", rent = 1000, tax = 30 },
              { name = "D", visa = 2 },
            ]
            company = [{ name = "There", city = " b" }]
            [city_weights]
            rent = { weight = 3, better = "low" }
            sun = { weight = 2, better = "high" }
            tax = { weight = 5, better = "low" }
            visa = { weight = 1, better = "low" }
        "#;
        let (companies, faults) = parse(text);
        assert_eq!(faults, []);
        let ranked = relocate(&companies.unwrap());
        let found: Vec<(&str, Option<f64>)> = ranked.iter().map(|c| (&*c.name, c.score.mean)).collect();
        // A: rent 10 × 3 + sun 0 × 2 = 30, ÷ 5 = 6. B: rent 0, sun 10 × 2 = 20, ÷ 5 = 4.
        // C: rent (1300 − 1000) ÷ (1300 − 800) × 10 = 6, × 3, ÷ 3 = 6. Taxes are alike, and one city alone has a visa.
        assert_eq!(
            found,
            [("A", Some(6.0)), ("C", Some(6.0)), ("B", Some(4.0)), ("D", None)]
        );
        assert_eq!(
            ranked[1].scales[0].to_string(),
            "rent 1000, between 1300 (0) and 800 (10)"
        );
        assert_eq!(ranked[1].score.rows[0].to_string(), "rent 6 × 3 = 18");
        assert_eq!(ranked[2].score.rows[0].to_string(), "rent 0 × 3 = 0");
        assert_eq!(ranked[1].score.missing, ["sun"]);
        assert_eq!(ranked[0].alike, ["tax", "visa"]);
        assert_eq!(ranked[2].companies, ["There"]);
        assert_eq!(ranked[3].score.missing, ["rent", "sun"]);
    }

    #[test]
    fn one_city_alone_is_compared_with_none() {
        let text =
            "city = [{ name = \"A\", rent = 1 }]\n[city_weights]\nrent = { weight = 1, better = \"low\" }";
        let ranked = relocate(&parse(text).0.unwrap());
        assert_eq!(
            (ranked[0].score.mean, &*ranked[0].alike),
            (None, &["rent".to_owned()][..])
        );
    }
}
