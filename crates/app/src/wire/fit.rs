//! The answer to a date.

use jiff::Timestamp;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::plan::LateJson;
use super::{duration, instant};
use crate::planning::fit::{Fit, Repair};

/// `pivot.fit/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct FitJson {
    format: &'static str,
    by: String,
    fits: bool,
    /// A yes always is; a no where no schedule can do it, otherwise none was found.
    proven: bool,
    /// When everything is finished: by the date where it fits, otherwise as soon as was found.
    finish: Option<String>,
    bound: Option<String>,
    need: String,
    have: String,
    /// More minutes a week that would do, where nothing else changes.
    minutes_per_week: Option<i64>,
    conflict: Vec<CollidesJson>,
    repairs: Vec<RepairJson>,
    /// Soft deadlines that are missed where it fits.
    late: Vec<LateJson>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CollidesJson {
    wish: String,
    what: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct RepairJson {
    change: String,
    finish: String,
    /// Hours that it asks of the person, by the measure of `docs/fit.md`.
    asks: String,
    edits: Vec<EditJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct EditJson {
    file: String,
    write: String,
}

impl FitJson {
    /// The answer to a date.
    pub fn new(fit: &Fit, zones: &Zones) -> FitJson {
        let at = |t: Timestamp| instant(t, zones);
        let repair = |r: &Repair| RepairJson {
            change: r.change.clone(),
            finish: at(r.finish),
            asks: duration(r.asks),
            edits: r
                .edits
                .iter()
                .map(|e| EditJson {
                    file: e.file.to_owned(),
                    write: e.write.clone(),
                })
                .collect(),
        };
        FitJson {
            format: "pivot.fit/1",
            by: fit.by.to_string(),
            fits: fit.fits,
            proven: fit.proven,
            finish: fit.finish.map(at),
            bound: fit.bound.map(at),
            need: duration(fit.need),
            have: duration(fit.have),
            minutes_per_week: fit.minutes_per_week.map(|d| d.as_mins()),
            conflict: fit
                .conflict
                .iter()
                .map(|c| CollidesJson {
                    wish: c.name.clone(),
                    what: c.what.clone(),
                })
                .collect(),
            repairs: fit.repairs.iter().map(repair).collect(),
            late: fit.late.iter().map(|l| LateJson::new(l, zones)).collect(),
            notes: fit.notes.clone(),
        }
    }
}
