//! The best set of parts from a catalogue: one of each kind that passes the rules and is paid for.
//!
//! An integer programme over the candidates, one of each kind, whose cost is within the budget. It knows no rule: each answer
//! is put to the very rules of `rig check`, and where one is broken, the candidates that it looked at are forbidden together
//! and the programme is solved again. What it looked at is told by the rule itself, so nothing that fits is ever forbidden,
//! and the first answer that passes is the best there is. Goals are taken one after the other: what was reached stays.

use jiff::civil::Date;
use microlp::{ComparisonOp, Error as Trouble, OptimizationDirection, Problem, Variable};
use pivot_domain::rig::{Catalogue, Money, Outcome, Part, Report, Rig, Rule, Severity, State, check};

use crate::error::Error;

/// More candidates than this are more than anybody compares.
const CANDIDATES_MAX: usize = 2000;
/// More sets that break a rule than this are given up.
const CUTS_MAX: usize = 5000;

/// A set of parts.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The parts, as a rig.
    pub rig: Rig,
    /// What the rules say of it.
    pub report: Report,
    /// The candidate of each kind.
    pub parts: Vec<Part>,
    /// Some rule warns of it: no set without a warning was within the budget.
    pub warned: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Suggested {
    /// The best set within the budget.
    Best(Box<Chosen>),
    /// The cheapest set that passes the rules costs more than the budget.
    Dear(Box<Chosen>),
    /// No set passes the rules.
    None,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// What came of it.
    pub what: Suggested,
    /// Why no better card was taken, for each that is better; where no set passes, what is against the cheapest. In words.
    pub why: Vec<String>,
    /// Candidates that could not be compared, and what they lack.
    pub left_out: Vec<String>,
    /// What may be spent.
    pub budget: Money,
}

/// What is wanted, in this order: memory of the card, its bandwidth, a low cost.
#[derive(Clone, Copy, Debug)]
enum Goal {
    Most(&'static str),
    Cheapest,
}

/// What rules may say of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strictness {
    /// No error, no warning.
    Clean,
    /// No error.
    Warned,
}

/// Candidates that may not be taken together: kind and place of each.
type Cut = Vec<(usize, usize)>;

struct Search<'c> {
    catalogue: &'c Catalogue,
    today: Date,
    /// Candidates of each kind that can be compared, by their place in the catalogue.
    candidates: Vec<Vec<usize>>,
    /// What each costs, in cents, as the catalogue's choices have them.
    cents: Vec<Vec<i64>>,
    /// What stands whatever is chosen, in cents.
    base: i64,
    budget: i64,
    /// Found in either strictness: errors forbid always, warnings only where none is wanted.
    errors: Vec<Cut>,
    warnings: Vec<Cut>,
}

/// The best set of a catalogue.
///
/// # Errors
/// A kind without a candidate, a budget that is not known, or trouble with the solver.
pub fn suggest(catalogue: &Catalogue, today: Date) -> Result<Suggestion, Error> {
    let empty = catalogue.rig(&vec![None; catalogue.choices.len()]);
    let base = catalogue.cost(&empty).map_err(|missing| {
        Error::wrong(format!(
            "what may be spent is not known: the catalogue lacks {}",
            missing.join(", ")
        ))
        .next("write it, or say --budget 1000CAD; 0 where there is no tax and no parcel to pay")
    })?;
    let (mut search, left_out) = Search::of(catalogue, today, &base.total, &base.budget)?;
    let goals = [
        Goal::Most("memory_gb"),
        Goal::Most("bandwidth_gbs"),
        Goal::Cheapest,
    ];
    for strictness in [Strictness::Clean, Strictness::Warned] {
        if let Some(chosen) = search.best(&goals, strictness, None, true)? {
            let why = search.why(&chosen, strictness)?;
            return Ok(Suggestion {
                what: Suggested::Best(Box::new(search.shown(&chosen, strictness))),
                why,
                left_out,
                budget: base.budget,
            });
        }
    }
    for strictness in [Strictness::Clean, Strictness::Warned] {
        if let Some(chosen) = search.best(&[Goal::Cheapest], strictness, None, false)? {
            return Ok(Suggestion {
                what: Suggested::Dear(Box::new(search.shown(&chosen, strictness))),
                why: Vec::new(),
                left_out,
                budget: base.budget,
            });
        }
    }
    let why = search.against_the_cheapest();
    Ok(Suggestion {
        what: Suggested::None,
        why,
        left_out,
        budget: base.budget,
    })
}

fn cents(money: &Money) -> i64 {
    i64::try_from(money.cents).unwrap_or(i64::MAX / 1024)
}

impl<'c> Search<'c> {
    fn of(
        catalogue: &'c Catalogue,
        today: Date,
        base: &Money,
        budget: &Money,
    ) -> Result<(Search<'c>, Vec<String>), Error> {
        let all: usize = catalogue.choices.iter().map(|c| c.parts.len()).sum();
        if all > CANDIDATES_MAX {
            return Err(Error::wrong(format!(
                "the catalogue has {all} candidates, more than {CANDIDATES_MAX}"
            )));
        }
        let mut search = Search {
            catalogue,
            today,
            candidates: Vec::new(),
            cents: Vec::new(),
            base: cents(base),
            budget: cents(budget),
            errors: Vec::new(),
            warnings: Vec::new(),
        };
        let mut left_out = Vec::new();
        let mut none = Vec::new();
        for (kind, choice) in catalogue.choices.iter().enumerate() {
            let (mut candidates, mut costs) = (Vec::new(), Vec::new());
            for (at, part) in choice.parts.iter().enumerate() {
                let mut alone = vec![None; catalogue.choices.len()];
                alone[kind] = Some(at);
                let lacks = match catalogue.cost(&catalogue.rig(&alone)) {
                    Ok(cost) => {
                        costs.push(cents(&cost.total) - search.base);
                        None
                    }
                    Err(missing) => {
                        costs.push(0);
                        Some(missing.join(", "))
                    }
                };
                let lacks = lacks.or_else(|| {
                    (choice.kind == "gpu" && part.number("memory_gb").is_none())
                        .then(|| "gpu.memory_gb".to_owned())
                });
                match lacks {
                    Some(lacks) => left_out.push(format!("{}: it lacks {lacks}", part.called())),
                    None => candidates.push(at),
                }
            }
            if candidates.is_empty() {
                none.push(choice.kind);
            }
            search.candidates.push(candidates);
            search.cents.push(costs);
        }
        if !none.is_empty() {
            let mut what = format!("the catalogue has nothing to choose from for {}", none.join(", "));
            if !left_out.is_empty() {
                what.push_str(&format!(" ({})", left_out.join("; ")));
            }
            return Err(
                Error::wrong(what).next("write at least one of each, with its price; docs/rig.md says how")
            );
        }
        Ok((search, left_out))
    }

    /// The best set by the goals in their order, as places in the catalogue.
    fn best(
        &mut self,
        goals: &[Goal],
        strictness: Strictness,
        gpu: Option<usize>,
        within: bool,
    ) -> Result<Option<Vec<usize>>, Error> {
        // What was reached of the goals before, and sets that cost a cent too many by the exact sum.
        let (mut reached, mut dear): (Vec<(Goal, f64)>, Vec<Cut>) = (Vec::new(), Vec::new());
        let mut best = None;
        for goal in goals {
            let chosen = loop {
                let Some(chosen) = self.solve(*goal, &reached, &dear, strictness, gpu, within)? else {
                    return Ok(best);
                };
                if self.passes(&chosen, strictness, within, &mut dear)? {
                    break chosen;
                }
            };
            reached.push((*goal, self.worth(*goal, &chosen)));
            best = Some(chosen);
        }
        Ok(best)
    }

    fn value(&self, goal: Goal, kind: usize, at: usize) -> f64 {
        let choice = &self.catalogue.choices[kind];
        match goal {
            // Cents are far below what a floating number holds exactly.
            #[expect(clippy::cast_precision_loss, reason = "amounts of money")]
            Goal::Cheapest => -(self.cents[kind][at] as f64) / 100.0,
            Goal::Most(field) if choice.kind == "gpu" => choice.parts[at].number(field).unwrap_or(0.0),
            Goal::Most(_) => 0.0,
        }
    }

    fn worth(&self, goal: Goal, chosen: &[usize]) -> f64 {
        chosen
            .iter()
            .enumerate()
            .map(|(kind, at)| self.value(goal, kind, *at))
            .sum()
    }

    /// The programme as it stands.
    fn solve(
        &self,
        goal: Goal,
        reached: &[(Goal, f64)],
        dear: &[Cut],
        strictness: Strictness,
        gpu: Option<usize>,
        within: bool,
    ) -> Result<Option<Vec<usize>>, Error> {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let variables: Vec<Vec<(usize, Variable)>> = self
            .candidates
            .iter()
            .enumerate()
            .map(|(kind, candidates)| {
                let is_gpu = self.catalogue.choices[kind].kind == "gpu";
                let wanted = candidates
                    .iter()
                    .filter(|at| !is_gpu || gpu.is_none_or(|gpu| gpu == **at));
                wanted
                    .map(|at| (*at, problem.add_binary_var(self.value(goal, kind, *at))))
                    .collect()
            })
            .collect();
        for of in &variables {
            let one: Vec<_> = of.iter().map(|(_, v)| (*v, 1.0)).collect();
            problem.add_constraint(&one, ComparisonOp::Eq, 1.0);
        }
        let find = |kind: usize, at: usize| variables[kind].iter().find(|(a, _)| *a == at).map(|(_, v)| *v);
        let mut weigh = |weight: &dyn Fn(usize, usize) -> f64, op, bound: f64| {
            let each = variables
                .iter()
                .enumerate()
                .flat_map(|(kind, of)| of.iter().map(move |(at, v)| (kind, *at, *v)));
            let row: Vec<_> = each
                .map(|(kind, at, v)| (v, weight(kind, at)))
                .filter(|(_, w)| *w != 0.0)
                .collect();
            if !row.is_empty() {
                problem.add_constraint(&row, op, bound);
            }
        };
        for (goal, value) in reached {
            // Equal is enough; the solver's own tolerance is smaller.
            weigh(
                &|kind, at| self.value(*goal, kind, at),
                ComparisonOp::Ge,
                value - 1e-4,
            );
        }
        if within {
            // Every cost was rounded to a cent by itself: the exact sum is looked at afterwards.
            #[expect(clippy::cast_precision_loss, reason = "amounts of money")]
            let left = (self.budget - self.base) as f64 / 100.0 + 0.1;
            if left < 0.0 {
                return Ok(None);
            }
            #[expect(clippy::cast_precision_loss, reason = "amounts of money")]
            weigh(
                &|kind, at| self.cents[kind][at] as f64 / 100.0,
                ComparisonOp::Le,
                left,
            );
        }
        let warnings: &[Cut] = if strictness == Strictness::Clean {
            &self.warnings
        } else {
            &[]
        };
        for cut in self.errors.iter().chain(warnings).chain(dear) {
            let row: Option<Vec<_>> = cut
                .iter()
                .map(|(kind, at)| find(*kind, *at).map(|v| (v, 1.0)))
                .collect();
            if let Some(row) = row {
                #[expect(clippy::cast_precision_loss, reason = "at most eight kinds")]
                problem.add_constraint(&row, ComparisonOp::Le, row.len() as f64 - 1.0);
            }
        }
        let solution = match problem.solve() {
            Ok(outcome) => outcome
                .into_solution()
                .map_err(|_| Error::Bug("the solver gave up early".into()))?,
            Err(Trouble::Infeasible) => return Ok(None),
            Err(error) => {
                return Err(Error::Bug(format!(
                    "the solver failed on this catalogue: {error}"
                )));
            }
        };
        let chosen = variables.iter().map(|of| {
            of.iter()
                .find(|(_, v)| solution.var_value(*v) > 0.5)
                .map(|(at, _)| *at)
        });
        let chosen: Option<Vec<usize>> = chosen.collect();
        chosen
            .map(Some)
            .ok_or_else(|| Error::Bug("the solver chose none of a kind".into()))
    }

    fn rig(&self, chosen: &[usize]) -> Rig {
        self.catalogue
            .rig(&chosen.iter().copied().map(Some).collect::<Vec<_>>())
    }

    /// Whether a set passes; where it does not, what broke a rule is forbidden from now on.
    fn passes(
        &mut self,
        chosen: &[usize],
        strictness: Strictness,
        within: bool,
        dear: &mut Vec<Cut>,
    ) -> Result<bool, Error> {
        if self.errors.len() + self.warnings.len() + dear.len() > CUTS_MAX {
            return Err(Error::wrong(format!(
                "more than {CUTS_MAX} sets of these candidates break a rule"
            ))
            .next("leave out candidates that do not fit with any other"));
        }
        let report = check(&self.rig(chosen), self.today);
        let mut passes = true;
        for outcome in &report.outcomes {
            let cut = || -> Cut {
                let kinds = self
                    .catalogue
                    .choices
                    .iter()
                    .map(|choice| choice.kind)
                    .enumerate();
                kinds
                    .filter(|(_, kind)| outcome.kinds.contains(kind))
                    .map(|(kind, _)| (kind, chosen[kind]))
                    .collect()
            };
            match grave(outcome) {
                Some(Severity::Error) => {
                    self.errors.push(cut());
                    passes = false;
                }
                Some(Severity::Warning) if strictness == Strictness::Clean => {
                    self.warnings.push(cut());
                    passes = false;
                }
                _ => {}
            }
        }
        let over = report
            .cost
            .as_ref()
            .is_none_or(|cost| cost.total.cents > cost.budget.cents);
        if within && over {
            dear.push(chosen.iter().copied().enumerate().collect());
            passes = false;
        }
        Ok(passes)
    }

    fn shown(&self, chosen: &[usize], strictness: Strictness) -> Chosen {
        let rig = self.rig(chosen);
        let parts = self
            .catalogue
            .choices
            .iter()
            .zip(chosen)
            .map(|(choice, at)| choice.parts[*at].clone());
        Chosen {
            report: check(&rig, self.today),
            rig,
            parts: parts.collect(),
            warned: strictness == Strictness::Warned,
        }
    }

    /// What rules say against the set of the cheapest candidates.
    fn against_the_cheapest(&self) -> Vec<String> {
        let cheapest = self.candidates.iter().enumerate().map(|(kind, of)| {
            let cheapest = of.iter().copied().min_by_key(|at| self.cents[kind][*at]);
            cheapest.unwrap_or(0)
        });
        let report = check(&self.rig(&cheapest.collect::<Vec<_>>()), self.today);
        let errors = report
            .outcomes
            .iter()
            .filter(|o| grave(o) == Some(Severity::Error));
        let said = errors.map(|o| match o.state {
            State::Unknown => format!("{}: not known: {}", o.rule.name(), o.missing.join(", ")),
            State::Passed | State::Broken(_) => format!("{}: {}", o.rule.name(), o.what),
        });
        said.collect()
    }

    /// Of each card that is better than the chosen one: what the cheapest set with it costs, or that there is none.
    fn why(&mut self, chosen: &[usize], strictness: Strictness) -> Result<Vec<String>, Error> {
        let Some(kind) = self
            .catalogue
            .choices
            .iter()
            .position(|choice| choice.kind == "gpu")
        else {
            return Ok(Vec::new());
        };
        let key = |at: usize| {
            let of = |field| self.value(Goal::Most(field), kind, at);
            (of("memory_gb"), of("bandwidth_gbs"))
        };
        let best = key(chosen[kind]);
        let better: Vec<usize> = self.candidates[kind]
            .iter()
            .copied()
            .filter(|at| key(*at) > best)
            .collect();
        let mut why = Vec::new();
        for at in better {
            let name = self.catalogue.choices[kind].parts[at].called();
            let cheapest = self.best(&[Goal::Cheapest], strictness, Some(at), false)?;
            let cost = cheapest.and_then(|set| self.catalogue.cost(&self.rig(&set)).ok());
            why.push(match cost {
                Some(cost) => {
                    let over = Money {
                        cents: cost.total.cents - cost.budget.cents,
                        currency: cost.budget.currency.clone(),
                    };
                    format!(
                        "{name} is better: the cheapest set with it costs {}, {over} too much",
                        cost.total
                    )
                }
                None => format!("{name} is better: no set with it passes the rules"),
            });
        }
        Ok(why)
    }
}

/// How bad an outcome is for a set. The memory of the card is a goal of its own, money is summed exactly, and how old prices
/// are does not tell one set from another.
fn grave(outcome: &Outcome) -> Option<Severity> {
    if matches!(outcome.rule, Rule::GpuMemory | Rule::Budget) {
        return None;
    }
    match outcome.state {
        State::Passed => None,
        State::Broken(severity) => Some(severity),
        // What cannot be told is not taken as passed.
        State::Unknown => Some(outcome.worst),
    }
}
