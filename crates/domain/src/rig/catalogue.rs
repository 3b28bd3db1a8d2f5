//! Parts to choose from: of each kind that a machine needs, the candidates.

use super::money::{Money, exact};
use super::parts::{Part, Rig};
use super::report::Cost;
use super::rules;
use super::value::Held;

/// What a machine has one of, or one kit, card or drive of.
const CHOSEN: [&str; 8] = ["cpu", "board", "ram", "gpu", "storage", "psu", "case", "cooler"];

/// The candidates of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The kind, by name.
    pub kind: &'static str,
    /// Its candidates, in the order of the file.
    pub parts: Vec<Part>,
}

/// Parts to choose from, and what stands whatever is chosen: budget, rates, framework, other things.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    /// What is chosen from, in the order of the kinds.
    pub choices: Vec<Choice>,
    fixed: Vec<Part>,
}

impl Catalogue {
    pub(super) fn of(rig: Rig) -> Catalogue {
        let (chosen, fixed): (Vec<Part>, Vec<Part>) = rig
            .parts
            .into_iter()
            .partition(|part| CHOSEN.contains(&part.kind));
        let choices = CHOSEN.map(|kind| Choice {
            kind,
            parts: chosen.iter().filter(|part| part.kind == kind).cloned().collect(),
        });
        Catalogue {
            choices: choices.into(),
            fixed,
        }
    }

    /// The rig with these candidates: of each kind at most one, by its place in [`Choice::parts`].
    pub fn rig(&self, chosen: &[Option<usize>]) -> Rig {
        let mut parts = self.fixed.clone();
        for (choice, at) in self.choices.iter().zip(chosen) {
            parts.extend(at.and_then(|at| choice.parts.get(at)).cloned());
        }
        Rig { parts }.numbered()
    }

    /// Another budget, instead of the file's: an amount such as `1000` or `999.50`, and a currency. `false`: that is no amount.
    pub fn set_budget(&mut self, amount: &str, currency: &str) -> bool {
        let Some(amount) = exact(amount) else { return false };
        if !self.fixed.iter().any(|part| part.kind == "budget") {
            self.fixed.push(Part::new("budget"));
        }
        for part in self.fixed.iter_mut().filter(|part| part.kind == "budget") {
            part.fields.insert("amount", Held::Exact(amount));
            part.fields.insert("currency", Held::Text(currency.to_owned()));
        }
        true
    }

    /// What a rig of it costs.
    ///
    /// # Errors
    /// The fields that are not there.
    pub fn cost(&self, rig: &Rig) -> Result<Cost, Vec<String>> {
        rules::cost(rig)
    }
}

impl Part {
    /// A number of it, as it stands in the file: `memory_gb` of a card.
    pub fn number(&self, field: &str) -> Option<f64> {
        match self.fields.get(field)? {
            Held::Number(n) => Some(*n),
            Held::Count(n) => Some(f64::from(*n)),
            _ => None,
        }
    }

    /// Its price, of one, where it is known.
    pub fn price(&self) -> Option<Money> {
        match (self.fields.get("price"), self.text("currency")) {
            (Some(Held::Exact(price)), Some(currency)) => {
                Some(Money::rounded(i128::from(*price), super::money::ONE, currency))
            }
            _ => None,
        }
    }

    /// So many of it are taken together.
    pub fn pieces(&self) -> u32 {
        self.count()
    }
}
