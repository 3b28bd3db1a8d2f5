//! Buy, rent or free hours.

use pivot_domain::rig::cost::{BreakEven, Fine, Share, Way};
use serde::Serialize;
use utoipa::ToSchema;

use crate::verbs::rig_cost::Weighed;

/// `pivot.rig-cost/1`. Amounts are texts with two decimals, in `currency`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RigCostJson {
    format: &'static str,
    currency: String,
    /// The way that costs least in the middle future.
    answer: AnswerJson,
    hours: HoursJson,
    /// The rig, the offers, free hours.
    ways: Vec<WayJson>,
    /// When the rig becomes cheaper than each other way.
    break_even: Vec<BreakJson>,
    /// The middle future with 80, 100 and 120 percent of its hours.
    range: Vec<RangeJson>,
    /// What would change the answer, each alone, the least change first.
    turns: Vec<TurnJson>,
    /// What was taken for granted.
    assumed: Vec<String>,
    /// What was looked up in a price list.
    listed: Vec<String>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnswerJson {
    /// `buy`, `rent` or `free`.
    way: &'static str,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct HoursJson {
    /// The machine of the curriculum; `null` where the hours were given.
    machine: Option<String>,
    futures: usize,
    planned: f64,
    p50: f64,
    p80: f64,
    /// By week: by the plan, and in the middle future.
    weeks: Vec<WeekJson>,
    tasks: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct WeekJson {
    /// Its Monday.
    from: String,
    planned: f64,
    middle: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct WayJson {
    /// `buy`, `rent` or `free`.
    way: &'static str,
    name: String,
    /// `null`: free hours do not do, and nothing is rented beside them.
    planned: Option<String>,
    p50: Option<String>,
    p80: Option<String>,
    middle: Option<String>,
    /// In which share of the futures no way costs less, 0 to 1.
    cheapest: f64,
    /// Of free hours: in which share of the futures they are not enough.
    not_enough: Option<f64>,
    /// What was paid by the end of each week of the middle future.
    weeks: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BreakJson {
    /// The other way.
    name: String,
    /// `after`: from `hours` on the rig costs no more; `at-once`; `never`: however many hours; `up-to`: it costs less up to `hours`.
    /// `null` for free hours.
    holds: Option<&'static str>,
    hours: Option<f64>,
    /// The Monday of the week from whose end on the rig costs no more; `null`: never within the plan.
    p50: Option<String>,
    p80: Option<String>,
    /// The share of futures in which it is within the plan.
    within: f64,
    /// The week with 80, 100 and 120 percent of the hours.
    range: Vec<Option<String>>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RangeJson {
    percent: u32,
    hours: f64,
    /// In the order of `ways`.
    costs: Vec<Option<String>>,
    best: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct TurnJson {
    /// Its path in the costs file; `hours` are the plan's.
    input: String,
    from: String,
    /// From this value on another way costs less.
    to: String,
    /// A currency, `h`, `W`, `GB` or `%`; empty where it has none.
    unit: String,
    /// As a share of what it is; `null` where that is 0.
    change: Option<f64>,
    /// The way that then costs least.
    instead: AnswerJson,
}

impl RigCostJson {
    /// What was weighed.
    pub fn new(weighed: &Weighed) -> RigCostJson {
        let report = &weighed.report;
        let amount = |fine: Fine| fine.money(&report.currency).amount();
        let some = |fine: Option<Fine>| fine.map(amount);
        let named = |way: Way| AnswerJson {
            way: way.kind(),
            name: way.name(&weighed.costs),
        };
        let week = |week: Option<usize>| week.map(|week| weighed.week(week).to_string());
        let best = &report.ways[report.best];
        let minutes = |hours: &pivot_domain::rig::cost::Hours, at: usize| {
            hours.weeks.get(at).map_or(0.0, |w| f64::from(w.minutes()) / 60.0)
        };
        let all = report.planned.weeks.len().max(report.middle.weeks.len());
        RigCostJson {
            format: "pivot.rig-cost/1",
            currency: report.currency.clone(),
            answer: AnswerJson {
                way: best.way.kind(),
                name: best.name.clone(),
            },
            hours: HoursJson {
                machine: weighed.machine.clone(),
                futures: weighed.futures,
                planned: hours(report.planned.minutes()),
                p50: hours(report.minutes.0),
                p80: hours(report.minutes.1),
                weeks: (0..all)
                    .map(|at| WeekJson {
                        from: weighed.week(at).to_string(),
                        planned: minutes(&report.planned, at),
                        middle: minutes(&report.middle, at),
                    })
                    .collect(),
                tasks: weighed.tasks.clone(),
            },
            ways: report
                .ways
                .iter()
                .map(|way| WayJson {
                    way: way.way.kind(),
                    name: way.name.clone(),
                    planned: some(way.planned),
                    p50: some(way.p50),
                    p80: some(way.p80),
                    middle: some(way.middle),
                    cheapest: share(way.cheapest),
                    not_enough: way.spills.map(share),
                    weeks: way.curve.iter().copied().map(amount).collect(),
                })
                .collect(),
            break_even: report
                .breaks
                .iter()
                .map(|broken| {
                    let (holds, seconds) = match broken.hours {
                        None => (None, None),
                        Some(BreakEven::Never) => (Some("never"), None),
                        Some(BreakEven::AtOnce) => (Some("at-once"), None),
                        Some(BreakEven::After(seconds)) => (Some("after"), Some(seconds)),
                        Some(BreakEven::UpTo(seconds)) => (Some("up-to"), Some(seconds)),
                    };
                    BreakJson {
                        name: broken.way.name(&weighed.costs),
                        holds,
                        hours: seconds.map(|seconds| hours(seconds) / 60.0),
                        p50: week(broken.p50),
                        p80: week(broken.p80),
                        within: share(broken.within),
                        range: broken.range.iter().copied().map(week).collect(),
                    }
                })
                .collect(),
            range: report
                .range
                .iter()
                .map(|range| RangeJson {
                    percent: range.percent,
                    hours: hours(range.minutes),
                    costs: range.costs.iter().copied().map(some).collect(),
                    best: report.ways[range.best].name.clone(),
                })
                .collect(),
            turns: report
                .turns
                .iter()
                .map(|turn| TurnJson {
                    input: turn.input.path(&weighed.costs),
                    from: turn.input.shown(turn.from),
                    to: turn.input.shown(turn.to),
                    unit: turn.input.unit(&weighed.costs),
                    change: turn.change(),
                    instead: named(turn.way),
                })
                .collect(),
            assumed: weighed.assumed.clone(),
            listed: weighed.listed.clone(),
            notes: weighed.notes.clone(),
        }
    }
}

/// Of minutes.
#[expect(clippy::cast_precision_loss, reason = "minutes of a plan")]
fn hours(minutes: u64) -> f64 {
    minutes as f64 / 60.0
}

#[expect(clippy::cast_precision_loss, reason = "numbers of futures")]
fn share(share: Share) -> f64 {
    share.part as f64 / share.of.max(1) as f64
}
