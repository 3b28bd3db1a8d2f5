//! The JSON of a service that was measured.

use serde::Serialize;
use utoipa::ToSchema;

use super::{BarsJson, bars, word};
use crate::verbs::lab::{Answered, Served};

/// `pivot.lab-service/1`: a service that was measured.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServedJson {
    format: &'static str,
    lab: String,
    set: String,
    /// `answers` (it was asked once), `spent` (no attempt is left today) or `scored`.
    outcome: &'static str,
    /// The answer, where it was asked once.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    /// Requests a second that it sustains.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// The share of public test pictures that were right, and what is asked for on both parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    accuracy: Option<f64>,
    needs_accuracy: f64,
    needs_p95_ms: f64,
    needs_errors: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    survived: Option<bool>,
    levels: Vec<LevelJson>,
    bad: Vec<BadJson>,
    bars: BarsJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts_left: Option<u32>,
    tasks: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct LevelJson {
    /// Requests a second that were due.
    rate: u32,
    sent: usize,
    errors: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    /// Answers a second.
    throughput: f64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    holds: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct BadJson {
    request: &'static str,
    survived: bool,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl ServedJson {
    /// A service that was measured.
    pub fn new(served: &Served) -> ServedJson {
        let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
        let none = ServedJson {
            format: "pivot.lab-service/1",
            lab: served.lab.id.clone(),
            set: served.set.name.clone(),
            outcome: "spent",
            label: None,
            attempt: None,
            value: None,
            verdict: None,
            accuracy: None,
            needs_accuracy: served.promise.accuracy,
            needs_p95_ms: ms(served.promise.p95),
            needs_errors: served.promise.errors,
            survived: None,
            levels: Vec::new(),
            bad: Vec::new(),
            bars: bars(&served.set.bars),
            place: None,
            places: None,
            attempts_left: None,
            tasks: Vec::new(),
        };
        match &served.answered {
            Answered::Spent => none,
            Answered::One(label) => ServedJson {
                outcome: "answers",
                label: Some(label.clone()),
                ..none
            },
            Answered::Measured(made) => ServedJson {
                outcome: "scored",
                attempt: Some(made.entry.number),
                value: Some(made.entry.value),
                verdict: Some(word(made.entry.bar)),
                accuracy: Some(made.accuracy),
                survived: Some(made.survived),
                levels: made
                    .report
                    .levels
                    .iter()
                    .map(|level| LevelJson {
                        rate: level.rate,
                        sent: level.sent,
                        errors: level.errors,
                        failure: level.failure.clone(),
                        throughput: level.throughput,
                        p50_ms: ms(level.p50),
                        p95_ms: ms(level.p95),
                        p99_ms: ms(level.p99),
                        holds: level.holds(&served.promise),
                    })
                    .collect(),
                bad: made
                    .report
                    .bad
                    .iter()
                    .map(|(bad, met)| BadJson {
                        request: bad.what(),
                        survived: met.survived(),
                        why: met.fault().map(str::to_owned),
                    })
                    .collect(),
                place: Some(made.place.0),
                places: Some(made.place.1),
                attempts_left: Some(made.left),
                tasks: made.tasks.iter().map(|(id, _)| id.clone()).collect(),
                ..none
            },
        }
    }
}
