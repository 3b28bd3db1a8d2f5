//! What the rules say of a rig.

use std::collections::BTreeMap;

use pivot_domain::rig::{Cost, Money, Outcome, Part, Report, Rig, Severity, State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::planning::rig::{Suggested, Suggestion};
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
    /// The kinds of parts that it looked at.
    parts: Vec<&'static str>,
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
        RigJson::of(&checked.rig, &checked.report)
    }

    fn of(rig: &Rig, report: &Report) -> RigJson {
        let broken = |severity| report.broken(severity).count();
        RigJson {
            format: "pivot.rig/1",
            name: rig.name().map(str::to_owned),
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

/// `pivot.rig-suggest/1`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RigSuggestJson {
    format: &'static str,
    /// `best`: within the budget; `dear`: the cheapest set costs more; `none`: no set passes the rules.
    answer: &'static str,
    budget: MoneyJson,
    /// One of each kind; empty where there is none.
    parts: Vec<ChosenJson>,
    /// What `rig check` says of them.
    rig: Option<RigJson>,
    /// Why no better card was taken; of `none`, what is against the cheapest parts.
    why: Vec<String>,
    /// Candidates that could not be compared.
    left_out: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ChosenJson {
    part: &'static str,
    name: String,
    count: u32,
    /// Of one; `null` where it is owned.
    price: Option<MoneyJson>,
}

impl RigSuggestJson {
    /// What came of it.
    pub fn new(suggestion: &Suggestion) -> RigSuggestJson {
        let (answer, set) = match &suggestion.what {
            Suggested::Best(set) => ("best", Some(set)),
            Suggested::Dear(set) => ("dear", Some(set)),
            Suggested::None => ("none", None),
        };
        RigSuggestJson {
            format: "pivot.rig-suggest/1",
            answer,
            budget: money(&suggestion.budget),
            parts: set.map_or_else(Vec::new, |set| set.parts.iter().map(chosen).collect()),
            rig: set.map(|set| RigJson::of(&set.rig, &set.report)),
            why: suggestion.why.clone(),
            left_out: suggestion.left_out.clone(),
        }
    }
}

fn chosen(part: &Part) -> ChosenJson {
    ChosenJson {
        part: part.kind().map_or("", |kind| kind.name),
        name: part.called(),
        count: part.pieces(),
        price: part.price().as_ref().map(money),
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
        parts: outcome.kinds.clone(),
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
