//! A forecast, its history, and two plans side by side.

use jiff::Timestamp;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::{PlanJson, instant};
use crate::planning::forecast::{BASE_RATE, Band, Compared, Forecast, Outlook, Quantiles, Scores};

/// `pivot.forecast/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForecastJson {
    format: &'static str,
    now: String,
    futures: usize,
    seed: u64,
    finish: QuantilesJson,
    /// Between which dates each of the three lies in 95 of 100 forecasts of so many futures.
    monte_carlo: MonteCarloJson,
    /// By the plan, with likely hours and nothing lost.
    planned: Option<String>,
    /// The share of futures that are finished by then, and by `finish_by` of `pivot.toml`.
    by_plan: f64,
    by_hope: Option<f64>,
    steps: Vec<ForecastStepJson>,
    critical: Vec<CriticalJson>,
    pace: PaceJson,
    losses: LossesJson,
    scope: ScopeJson,
    base_rate: BaseRateJson,
    burn_up: BurnUpJson,
    finishes: Vec<FinishesJson>,
    weeks: Vec<WeekJson>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct QuantilesJson {
    p50: Option<String>,
    p80: Option<String>,
    p95: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct MonteCarloJson {
    p50: [Option<String>; 2],
    p80: [Option<String>; 2],
    p95: [Option<String>; 2],
}

#[derive(Debug, Serialize, ToSchema)]
struct ForecastStepJson {
    number: u32,
    title: String,
    done: bool,
    #[serde(flatten)]
    finish: QuantilesJson,
}

#[derive(Debug, Serialize, ToSchema)]
struct CriticalJson {
    task: String,
    title: String,
    share: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct PaceJson {
    median: f64,
    tasks: usize,
    kinds: Vec<KindJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct KindJson {
    kind: String,
    median: f64,
    tasks: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct LossesJson {
    /// The share of days that are taken to be lost.
    share: f64,
    /// Learned from so many days, of which so many were lost.
    days: usize,
    lost: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct ScopeJson {
    /// Hours added for each hour of work.
    growth: f64,
    /// Tasks added so far.
    tasks: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct BaseRateJson {
    finished: u32,
    of: u32,
    source: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct BurnUpJson {
    /// Likely hours.
    total: f64,
    done: Vec<DonePointJson>,
    ahead: Vec<AheadJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DonePointJson {
    at: String,
    hours: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct AheadJson {
    at: String,
    planned: f64,
    /// In 90, 50 and 10 of 100 futures at least so many hours are done.
    p90: f64,
    p50: f64,
    p10: f64,
}

/// So many of the futures end on this day.
#[derive(Debug, Serialize, ToSchema)]
struct FinishesJson {
    date: String,
    futures: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct WeekJson {
    from: String,
    planned: f64,
    done: f64,
    begun: bool,
}

/// Four digits after the point are more than is known.
fn rounded(x: f64) -> f64 {
    (x * 10_000.0).round() / 10_000.0
}

impl QuantilesJson {
    fn new(q: &Quantiles, zones: &Zones) -> QuantilesJson {
        let at = |t: Option<Timestamp>| t.map(|t| instant(t, zones));
        QuantilesJson {
            p50: at(q.p50),
            p80: at(q.p80),
            p95: at(q.p95),
        }
    }
}

impl ForecastJson {
    /// A forecast by the person's clock.
    pub fn new(forecast: &Forecast, zones: &Zones) -> ForecastJson {
        let at = |t: Timestamp| instant(t, zones);
        let band = |b: &Band| [b.from.map(at), b.to.map(at)];
        let [p50, p80, p95] = &forecast.error;
        let charts = &forecast.charts;
        ForecastJson {
            format: "pivot.forecast/1",
            now: at(forecast.now),
            futures: forecast.futures,
            seed: forecast.seed,
            finish: QuantilesJson::new(&forecast.finish, zones),
            monte_carlo: MonteCarloJson {
                p50: band(p50),
                p80: band(p80),
                p95: band(p95),
            },
            planned: forecast.planned.map(at),
            by_plan: rounded(forecast.by_plan),
            by_hope: forecast.by_hope.map(rounded),
            steps: forecast
                .steps
                .iter()
                .map(|s| ForecastStepJson {
                    number: s.number,
                    title: s.title.clone(),
                    done: s.done,
                    finish: QuantilesJson::new(&s.finish, zones),
                })
                .collect(),
            critical: forecast
                .critical
                .iter()
                .map(|c| CriticalJson {
                    task: c.task.clone(),
                    title: c.title.clone(),
                    share: rounded(c.share),
                })
                .collect(),
            pace: PaceJson {
                median: rounded(forecast.pace.median()),
                tasks: forecast.pace.tasks,
                kinds: charts
                    .kinds
                    .iter()
                    .map(|k| KindJson {
                        kind: k.kind.clone(),
                        median: rounded(k.median),
                        tasks: k.tasks,
                    })
                    .collect(),
            },
            losses: LossesJson {
                share: rounded(forecast.losses.share()),
                days: forecast.losses.days,
                lost: rounded(forecast.losses.lost),
            },
            scope: ScopeJson {
                growth: rounded(forecast.scope.growth()),
                tasks: forecast.scope.added,
            },
            base_rate: BaseRateJson {
                finished: BASE_RATE.finished,
                of: BASE_RATE.of,
                source: BASE_RATE.source,
            },
            burn_up: BurnUpJson {
                total: rounded(charts.total),
                done: charts
                    .done
                    .iter()
                    .map(|(t, hours)| DonePointJson {
                        at: at(*t),
                        hours: rounded(*hours),
                    })
                    .collect(),
                ahead: charts
                    .fan
                    .iter()
                    .map(|p| AheadJson {
                        at: at(p.at),
                        planned: rounded(p.planned),
                        p90: rounded(p.low),
                        p50: rounded(p.middle),
                        p10: rounded(p.high),
                    })
                    .collect(),
            },
            finishes: charts
                .ends
                .iter()
                .map(|(date, futures)| FinishesJson {
                    date: date.to_string(),
                    futures: *futures,
                })
                .collect(),
            weeks: charts
                .weeks
                .iter()
                .map(|w| WeekJson {
                    from: w.from.to_string(),
                    planned: rounded(w.planned),
                    done: rounded(w.done),
                    begun: w.begun,
                })
                .collect(),
            notes: forecast.notes.clone(),
        }
    }
}

/// `pivot.forecast-history/1`: what past forecasts said, and what came.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryJson {
    format: &'static str,
    past: Vec<PastJson>,
    kept: KeptJson,
    pinball_days: Option<PinballJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PastJson {
    at: String,
    /// `null` for the whole.
    step: Option<u32>,
    #[serde(flatten)]
    said: QuantilesJson,
    came: Option<String>,
}

/// Of the dates that have come, how many were kept.
#[derive(Debug, Serialize, ToSchema)]
struct KeptJson {
    p50: [usize; 2],
    p80: [usize; 2],
    p95: [usize; 2],
}

#[derive(Debug, Serialize, ToSchema)]
struct PinballJson {
    p50: f64,
    p80: f64,
    p95: f64,
}

impl HistoryJson {
    /// Scores by the person's clock.
    pub fn new(scores: &Scores, zones: &Zones) -> HistoryJson {
        let [a, b, c] = scores.kept.map(|(kept, of)| [kept, of]);
        HistoryJson {
            format: "pivot.forecast-history/1",
            past: scores
                .past
                .iter()
                .map(|p| PastJson {
                    at: instant(p.at, zones),
                    step: p.step,
                    said: QuantilesJson::new(&p.said, zones),
                    came: p.came.map(|t| instant(t, zones)),
                })
                .collect(),
            kept: KeptJson {
                p50: a,
                p80: b,
                p95: c,
            },
            pinball_days: scores.pinball.map(|[a, b, c]| PinballJson {
                p50: rounded(a),
                p80: rounded(b),
                p95: rounded(c),
            }),
        }
    }
}

/// `pivot.what-if/1`: today's first, the other one second.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfJson {
    format: &'static str,
    what: Vec<String>,
    plans: [PlanJson; 2],
    forecasts: [ForecastJson; 2],
}

impl WhatIfJson {
    /// Both outlooks.
    pub fn new(compared: &Compared) -> WhatIfJson {
        let plan = |(plan, _): &Outlook| PlanJson::bare(plan);
        let forecast = |(plan, forecast): &Outlook| ForecastJson::new(forecast, &plan.zones);
        WhatIfJson {
            format: "pivot.what-if/1",
            what: compared.what.clone(),
            plans: [plan(&compared.today), plan(&compared.changed)],
            forecasts: [forecast(&compared.today), forecast(&compared.changed)],
        }
    }
}
