//! A score.

use pivot_labs::metrics::Direction;
use pivot_labs::score::Score;
use serde::Serialize;
use utoipa::ToSchema;

/// `pivot.score/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreJson {
    format: &'static str,
    metric: &'static str,
    value: f64,
    rows: u64,
    /// `higher` or `lower`.
    better: &'static str,
}

impl ScoreJson {
    /// A score.
    pub fn new(score: &Score) -> ScoreJson {
        ScoreJson {
            format: "pivot.score/1",
            metric: score.metric.name(),
            value: score.value,
            rows: score.rows,
            better: match score.metric.direction() {
                Direction::Higher => "higher",
                Direction::Lower => "lower",
            },
        }
    }
}
