//! How long work takes this person: one factor for the person, one for each kind of task, learned from what is done.
//!
//! With *eᵢ* the mean and *σᵢ* the standard deviation of a task's PERT estimate, its effort is lognormal,
//!
//! ln *Wᵢ* = ln *eᵢ* − *sᵢ²*/2 + θ + κ(kind) + √c · *sᵢ* · *z*, with *sᵢ²* = ln(1 + *σᵢ²*/*eᵢ²*),
//!
//! θ the person's factor, κ that of the kind, *c* how much wider than they say the estimates scatter. Before anything is
//! known θ ~ N(ln 1.4, 0.35²), κ ~ N(0, 0.2²); and what is ahead has a factor of its own, N(0, 0.08²). For each of a few values of *c* and of the width of θ the posterior is normal
//! and has a closed form; the values are weighed by how likely they make what was observed.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use pivot_domain::curriculum::Effort;

use super::chance::Chance;

/// The median of actual over estimate, before anything is known of a person.
pub const MEDIAN: f64 = 1.4;
/// The width of the person's factor before anything is known, in log; and one for people who are like no others.
const WIDTHS: [(f64, f64); 2] = [(0.35, 0.75), (0.6, 0.25)];
/// The width of a kind's factor, in log.
const KIND: f64 = 0.2;
/// What is ahead is not quite what is behind: the width of a factor that nothing done can tell, in log.
const DRIFT: f64 = 0.08;
/// How much wider than they say estimates scatter (in variance), and how likely that is beforehand.
const SCATTERS: [(f64, f64); 4] = [(0.5, 0.15), (1.0, 0.35), (2.0, 0.3), (4.0, 0.2)];
/// What is logged is not exact: so much more, in log.
const ROUNDING: f64 = 0.08;

/// A task that is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// Its kind.
    pub kind: String,
    /// The estimate before it was begun.
    pub effort: Effort,
    /// The work that it took.
    pub actual: SignedDuration,
}

/// A three-point estimate as the lognormal distribution with the mean and the deviation of its PERT distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// The mean of the logarithm of hours.
    pub log: f64,
    /// Its standard deviation.
    pub spread: f64,
}

/// Hours of a duration.
pub(super) fn hours(duration: SignedDuration) -> f64 {
    duration.as_secs_f64() / 3600.0
}

/// Mean and standard deviation of the PERT distribution, in hours.
pub(super) fn pert(effort: &Effort) -> (f64, f64) {
    let (low, likely, high) = (hours(effort.low), hours(effort.likely), hours(effort.high));
    ((low + 4.0 * likely + high) / 6.0, (high - low) / 6.0)
}

impl Size {
    /// Of an estimate; `None` where that is no work at all.
    pub fn of(effort: &Effort) -> Option<Size> {
        let (mean, deviation) = pert(effort);
        if mean <= 0.0 {
            return None;
        }
        let variance = (1.0 + (deviation / mean).powi(2)).ln();
        Some(Size {
            log: mean.ln() - variance / 2.0,
            spread: variance.sqrt(),
        })
    }
}

/// What is known of a person's pace.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    cases: Vec<Case>,
    /// How many tasks it was learned from.
    pub tasks: usize,
}

/// The posterior for one scatter and one width.
#[derive(Clone, Debug, PartialEq)]
struct Case {
    weight: f64,
    /// By how much to multiply the spread of an estimate.
    scatter: f64,
    /// The person's factor: mean and variance of its logarithm.
    mean: f64,
    variance: f64,
    /// The variance of a kind's factor beforehand.
    kind: f64,
    /// For each kind that was observed the mean of what was, and its precision.
    kinds: BTreeMap<String, (f64, f64)>,
}

/// The factors of one future.
#[derive(Clone, Debug, PartialEq)]
pub struct Factors {
    /// The logarithm of the person's factor.
    pub person: f64,
    /// By kind, in the order that was asked for.
    pub kinds: Vec<f64>,
    /// By how much to multiply the spread of an estimate.
    pub scatter: f64,
}

impl Pace {
    /// What `observed` tells, beside what is known of everybody.
    pub fn learn(observed: &[Observed]) -> Pace {
        let mut cases = Vec::new();
        for (width, width_share) in WIDTHS {
            for (scatter, scatter_share) in SCATTERS {
                let (mut case, likelihood) = case(observed, width, scatter);
                case.weight = likelihood + (width_share * scatter_share).ln();
                cases.push(case);
            }
        }
        let most = cases.iter().map(|c| c.weight).fold(f64::MIN, f64::max);
        let sum: f64 = cases.iter().map(|c| (c.weight - most).exp()).sum();
        for case in &mut cases {
            case.weight = (case.weight - most).exp() / sum;
        }
        Pace {
            cases,
            tasks: observed.len(),
        }
    }

    /// Every task takes what its estimate says, as far as that is certain: no factor of the person or of a kind.
    pub fn as_estimated() -> Pace {
        Pace {
            cases: vec![Case {
                weight: 1.0,
                scatter: 1.0,
                mean: 0.0,
                variance: 0.0,
                kind: 0.0,
                kinds: BTreeMap::new(),
            }],
            tasks: 0,
        }
    }

    /// The middle of actual over estimate.
    pub fn median(&self) -> f64 {
        self.cases.iter().map(|c| c.weight * c.mean).sum::<f64>().exp()
    }

    /// The same of one kind of task.
    pub fn median_of(&self, kind: &str) -> f64 {
        let of = |c: &Case| c.weight * (c.mean + c.of_kind(kind, c.mean).0);
        self.cases.iter().map(of).sum::<f64>().exp()
    }

    /// The factors of one future.
    pub fn draw(&self, kinds: &[String], chance: &mut Chance) -> Factors {
        let mut at = chance.uniform();
        let case = self.cases.iter().find(|case| {
            at -= case.weight;
            at <= 0.0
        });
        // The weights add up to 1 but for rounding.
        let case = case.unwrap_or(&self.cases[self.cases.len() - 1]);
        let person = case.mean + case.variance.sqrt() * chance.normal();
        let drift = if case.variance > 0.0 { DRIFT } else { 0.0 };
        let ahead = person + drift * chance.normal();
        let draw = |kind: &String| {
            let (mean, variance) = case.of_kind(kind, person);
            mean + variance.sqrt() * chance.normal()
        };
        Factors {
            person: ahead,
            kinds: kinds.iter().map(draw).collect(),
            scatter: case.scatter.sqrt(),
        }
    }
}

impl Case {
    /// A kind's factor, given the person's: mean and variance of its logarithm.
    fn of_kind(&self, kind: &str, person: f64) -> (f64, f64) {
        match self.kinds.get(kind) {
            Some(&(mean, precision)) if self.kind > 0.0 => {
                let sum = precision + 1.0 / self.kind;
                ((mean - person) * precision / sum, 1.0 / sum)
            }
            _ => (0.0, self.kind),
        }
    }
}

/// The posterior for one width of the person's factor and one scatter, and the logarithm of the likelihood.
fn case(observed: &[Observed], width: f64, scatter: f64) -> (Case, f64) {
    // Those of a kind: (value, variance) each.
    let mut kinds: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for o in observed {
        let (Some(size), actual) = (Size::of(&o.effort), hours(o.actual)) else {
            continue;
        };
        if actual > 0.0 {
            let variance = scatter * size.spread.powi(2) + ROUNDING.powi(2);
            kinds
                .entry(&o.kind)
                .or_default()
                .push((actual.ln() - size.log, variance));
        }
    }
    let kind = KIND.powi(2);
    let (mut mean, mut variance) = (MEDIAN.ln(), width.powi(2));
    let mut likelihood = 0.0;
    let mut learned = BTreeMap::new();
    for (name, values) in kinds {
        let precision: f64 = values.iter().map(|v| 1.0 / v.1).sum();
        let middle = values.iter().map(|v| v.0 / v.1).sum::<f64>() / precision;
        for (value, own) in &values {
            likelihood -= 0.5 * (own.ln() + (value - middle).powi(2) / own);
        }
        likelihood -= 0.5 * precision.ln();
        // The middle of the kind as one observation of the person's factor.
        let own = kind + 1.0 / precision;
        let all = variance + own;
        likelihood -= 0.5 * (all.ln() + (middle - mean).powi(2) / all);
        mean += (middle - mean) * variance / all;
        variance *= own / all;
        learned.insert(name.to_owned(), (middle, precision));
    }
    let case = Case {
        weight: 0.0,
        scatter,
        mean,
        variance,
        kind,
        kinds: learned,
    };
    (case, likelihood)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(kind: &str, hours: i64, actual: f64) -> Observed {
        let time = SignedDuration::from_hours(hours);
        Observed {
            kind: kind.to_owned(),
            effort: Effort {
                low: time,
                likely: time,
                high: time,
            },
            actual: SignedDuration::from_secs_f64(actual * 3600.0),
        }
    }

    #[test]
    fn a_size_has_the_mean_and_the_deviation_of_the_pert_distribution() {
        // 5, 8, 14: mean (5 + 32 + 14) / 6 = 8.5, deviation 9 / 6 = 1.5. Of the lognormal: e^(m + s²/2), and its square
        // times e^(s²) - 1.
        let effort = Effort {
            low: SignedDuration::from_hours(5),
            likely: SignedDuration::from_hours(8),
            high: SignedDuration::from_hours(14),
        };
        let size = Size::of(&effort).unwrap();
        let mean = (size.log + size.spread.powi(2) / 2.0).exp();
        let deviation = mean * (size.spread.powi(2).exp() - 1.0).sqrt();
        assert!((mean - 8.5).abs() < 1e-12 && (deviation - 1.5).abs() < 1e-12);
        assert_eq!(Size::of(&observed("x", 0, 1.0).effort), None);
    }

    #[test]
    fn one_task_moves_the_pace_by_its_share_of_what_is_known() {
        // Certain estimates: a value's variance is 0.08² = 0.0064, the kind's 0.04. One task that took twice its estimate,
        // for the width 0.35: θ = ln 1.4 + (ln 2 - ln 1.4) · 0.1225 / (0.1225 + 0.04 + 0.0064).
        let (case, _) = case(&[observed("course", 10, 20.0)], 0.35, 1.0);
        let share = 0.1225 / (0.1225 + 0.04 + 0.0064);
        let expected = 1.4f64.ln() + (2f64.ln() - 1.4f64.ln()) * share;
        assert!((case.mean - expected).abs() < 1e-9);
        assert!((case.variance - 0.1225 * (1.0 - share)).abs() < 1e-9);
        // Its kind takes the rest: (ln 2 - θ) · 0.04 / (0.04 + 0.0064).
        let (own, _) = case.of_kind("course", case.mean);
        assert!((own - (2f64.ln() - expected) * 0.04 / 0.0464).abs() < 1e-9);
        assert_eq!(case.of_kind("write", case.mean), (0.0, KIND.powi(2)));
    }

    /// The likelihood is that of the joint normal distribution: for two tasks of one kind and certain estimates the
    /// covariance is w² + k² between them and w² + k² + r² of each, and ln det and the square form are easily written.
    #[test]
    fn the_likelihood_is_the_joint_one() {
        let two = [observed("a", 1, 1.0), observed("a", 1, 2.0)];
        let of = |width: f64| case(&two, width, 1.0).1;
        let joint = |width: f64| {
            let (c, r) = (width * width + 0.04, 0.0064);
            let (x, y) = (-1.4f64.ln(), 2f64.ln() - 1.4f64.ln());
            let (d, det) = (c + r, r * (2.0 * c + r));
            -0.5 * (det.ln() + (d * (x * x + y * y) - 2.0 * c * x * y) / det)
        };
        // Up to a constant that is the same for all.
        assert!(((of(0.35) - of(0.6)) - (joint(0.35) - joint(0.6))).abs() < 1e-9);
    }

    #[test]
    fn without_history_the_pace_is_the_facts() {
        let pace = Pace::learn(&[]);
        assert!((pace.median() - 1.4).abs() < 1e-12 && pace.tasks == 0);
        let many: Vec<Observed> = (0..40).map(|_| observed("course", 10, 9.0)).collect();
        let learned = Pace::learn(&many);
        assert!((learned.median_of("course") - 0.9).abs() < 0.01);
        // What is known of one kind tells less of another.
        assert!(learned.median_of("write") > 0.9 && learned.median_of("write") < 1.0);
    }
}
