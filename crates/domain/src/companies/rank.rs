//! Companies in the order of the person's own marks.

use super::score::{Score, order};
use super::{Companies, ROWS};

/// A company with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Its name.
    pub name: String,
    /// Its score, row by row.
    pub score: Score,
}

/// The companies, the best first; those of one score by name, those without a mark that counts last.
pub fn rank(companies: &Companies) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = companies
        .companies
        .iter()
        .map(|company| Ranked {
            name: company.name.clone(),
            score: Score::of(
                ROWS.iter()
                    .zip(company.marks)
                    .zip(companies.weights)
                    .map(|((name, mark), weight)| (*name, mark, weight)),
            ),
        })
        .collect();
    ranked.sort_by(|a, b| order((&a.score, &a.name), (&b.score, &b.name)));
    ranked
}

#[cfg(test)]
mod tests {
    use super::{Companies, rank};
    use crate::companies::Company;

    fn company(name: &str, marks: [Option<f64>; 5]) -> Company {
        Company {
            name: name.into(),
            marks,
            ..Company::default()
        }
    }

    #[test]
    fn the_sum_is_told_row_by_row() {
        let companies = Companies {
            weights: [3.0, 2.5, 0.0, 1.0, 1.0],
            companies: vec![
                company("B", [Some(8.0), Some(7.0), Some(10.0), None, Some(0.0)]),
                company("z", [None, None, Some(10.0), None, None]),
                company("Same", [Some(5.0); 5]),
                company("A", [None, None, None, Some(5.0), None]),
            ],
            ..Companies::default()
        };
        let ranked = rank(&companies);
        // B: (8 × 3 + 7 × 2.5 + 0 × 1) ÷ 6.5 = 41.5 ÷ 6.5 = 6.3846; A and Same: 5; z has only what counts nothing.
        let names: Vec<&str> = ranked.iter().map(|r| &*r.name).collect();
        assert_eq!(names, ["B", "A", "Same", "z"]);
        let rows: Vec<String> = ranked[0].score.rows.iter().map(ToString::to_string).collect();
        assert_eq!(
            rows,
            ["work 8 × 3 = 24", "people 7 × 2.5 = 17.5", "mission 0 × 1 = 0"]
        );
        assert_eq!(
            ranked[0].score.to_string(),
            "24 + 17.5 + 0 = 41.5, of weights 6.5: 6.38"
        );
        assert_eq!(ranked[0].score.missing, ["pay"]);
        // With pay at 0: 41.5 ÷ 7.5 = 5.5333; at 10: 51.5 ÷ 7.5 = 6.8667.
        assert!((ranked[0].score.least - 5.5333).abs() < 1e-4);
        assert!((ranked[0].score.most - 6.8667).abs() < 1e-4);
        assert_eq!(ranked[1].score.to_string(), "5, of weights 1: 5");
        assert_eq!(ranked[3].score.to_string(), "nothing that counts is known");
        assert_eq!(ranked[3].score.missing, ["work", "people", "pay", "mission"]);
    }
}
