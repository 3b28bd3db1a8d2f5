//! What the rules say of a rig.

use std::collections::BTreeMap;

use pivot_domain::rig::{Cost, Money, Outcome, Severity, State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::verbs::rig::Checked;

/// `pivot.rig/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RigJson {
    format: &'static str,
    /// What the person calls it.
    name: Option<String>,
    /// No error, and nothing unknown that could be one; `null`: it cannot be told.
    fits: Option<bool>,
    /// So many checks found something so bad, cannot be told, or passed.
    counts: Counts,
    /// Every check of every rule.
    checks: Vec<CheckJson>,
    power: Option<PowerJson>,
    cost: Option<CostJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Counts {
    error: usize,
    warning: usize,
    information: usize,
    unknown: usize,
    passed: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct CheckJson {
    rule: &'static str,
    /// `error`, `warning`, `information`, `unknown` or `passed`.
    state: &'static str,
    /// What it would be at worst.
    worst: &'static str,
    what: String,
    next: Option<String>,
    /// The fields that were looked at, such as `gpu[2].length_mm`, with their values.
    values: BTreeMap<String, String>,
    missing: Vec<String>,
    threshold: String,
    source: SourceJson,
}

#[derive(Debug, Serialize, ToSchema)]
struct SourceJson {
    said: &'static str,
    link: Option<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PowerJson {
    need_w: u64,
    supply_w: u64,
    target_w: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct CostJson {
    parts: MoneyJson,
    tax: MoneyJson,
    shipping: MoneyJson,
    total: MoneyJson,
    budget: MoneyJson,
}

#[derive(Debug, Serialize, ToSchema)]
struct MoneyJson {
    amount: String,
    currency: String,
}

impl RigJson {
    /// What was checked.
    pub fn new(checked: &Checked) -> RigJson {
        let report = &checked.report;
        let broken = |severity| report.broken(severity).count();
        RigJson {
            format: "pivot.rig/1",
            name: checked.rig.name().map(str::to_owned),
            fits: report.fits(),
            counts: Counts {
                error: broken(Severity::Error),
                warning: broken(Severity::Warning),
                information: broken(Severity::Information),
                unknown: report.unknown().count(),
                passed: report
                    .outcomes
                    .iter()
                    .filter(|o| o.state == State::Passed)
                    .count(),
            },
            checks: report.outcomes.iter().map(check).collect(),
            power: report.power.map(|power| PowerJson {
                need_w: power.need,
                supply_w: power.supply,
                target_w: power.target,
            }),
            cost: report.cost.as_ref().map(cost),
        }
    }
}

fn check(outcome: &Outcome) -> CheckJson {
    CheckJson {
        rule: outcome.rule.name(),
        state: match outcome.state {
            State::Broken(severity) => severity.name(),
            State::Unknown => "unknown",
            State::Passed => "passed",
        },
        worst: outcome.worst.name(),
        what: outcome.what.clone(),
        next: outcome.next.clone(),
        values: outcome.values.iter().cloned().collect(),
        missing: outcome.missing.clone(),
        threshold: outcome.threshold.clone(),
        source: SourceJson {
            said: outcome.source.said,
            link: outcome.source.link,
        },
    }
}

fn cost(cost: &Cost) -> CostJson {
    CostJson {
        parts: money(&cost.parts),
        tax: money(&cost.tax),
        shipping: money(&cost.shipping),
        total: money(&cost.total),
        budget: money(&cost.budget),
    }
}

fn money(money: &Money) -> MoneyJson {
    MoneyJson {
        amount: money.amount(),
        currency: money.currency.clone(),
    }
}
