//! The rules, a file for each family: what sits on the board, what the case must take, power, lanes and drives, what the card
//! is for, and money.

mod board;
mod budget;
mod case;
mod gpu;
mod lanes;
mod power;

use jiff::civil::Date;

use super::parts::{Part, Rig};
pub(super) use budget::cost;

use super::report::{Claim, Report, Rule, Severity, Sheet, Source};

/// Holds a rig against every rule. `today` tells how old prices are.
pub fn check(rig: &Rig, today: Date) -> Report {
    let mut sheet = Sheet::default();
    board::rules(rig, &mut sheet);
    case::rules(rig, &mut sheet);
    power::rules(rig, &mut sheet);
    lanes::rules(rig, &mut sheet);
    gpu::rules(rig, &mut sheet);
    budget::rules(rig, today, &mut sheet);
    let mut report = sheet.report;
    report.outcomes.sort_by_key(|outcome| outcome.rule);
    report
}

/// A claim.
fn claim(
    rule: Rule,
    worst: Severity,
    of: impl Into<String>,
    threshold: impl Into<String>,
    source: Source,
) -> Claim {
    Claim {
        rule,
        worst,
        of: of.into(),
        threshold: threshold.into(),
        source,
    }
}

/// `gpu` where there is one part, `each gpu` where there are several: for thresholds.
fn path(part: &Part, field: &str) -> String {
    format!("{}.{field}", part.label())
}

/// `1 stick`, `2 sticks`.
fn count(n: impl Into<u64>, one: &str) -> String {
    match n.into() {
        1 => format!("1 {one}"),
        n => format!("{n} {one}s"),
    }
}
