//! What may be set of a training, each with its value and its range.

use std::collections::BTreeMap;

use crate::fault::Fault;

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knob {
    /// Its name.
    pub name: &'static str,
    /// Its value where nothing is said.
    pub value: f64,
    /// The least that it may be.
    pub least: f64,
    /// The most that it may be.
    pub most: f64,
}

/// A setting of this name, value and range.
pub const fn knob(name: &'static str, value: f64, least: f64, most: f64) -> Knob {
    Knob {
        name,
        value,
        least,
        most,
    }
}

/// What all networks have: `epochs` at most, rows in a `batch`, the highest learning `rate`, weight `decay`, the `patience` in epochs
/// without a better validation score before an early stop (0: never), the share of rows that are kept for validation (`valid`),
/// and how many training `rows` are used (0: all).
pub fn common(epochs: f64, batch: f64, rate: f64, decay: f64) -> Vec<Knob> {
    vec![
        knob("epochs", epochs, 1.0, 10_000.0),
        knob("batch", batch, 1.0, 4096.0),
        knob("rate", rate, 1e-6, 1.0),
        knob("decay", decay, 0.0, 1.0),
        knob("patience", 4.0, 0.0, 1000.0),
        knob("valid", 0.1, 0.01, 0.5),
        knob("rows", 0.0, 0.0, 1e9),
    ]
}

/// The values of all settings of a training.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings(BTreeMap<&'static str, f64>);

impl Settings {
    /// The values of `knobs`, but for those that were `said`.
    ///
    /// # Errors
    /// There is no such setting, or a value is out of its range.
    pub fn new(knobs: &[Knob], said: &BTreeMap<String, f64>) -> Result<Self, Fault> {
        let mut values: BTreeMap<_, _> = knobs.iter().map(|knob| (knob.name, knob.value)).collect();
        for (name, value) in said {
            let Some(knob) = knobs.iter().find(|knob| knob.name == name) else {
                let names: Vec<&str> = values.into_keys().collect();
                return Err(Fault::wrong(format!(
                    "there is no setting `{name}` here; there are {}",
                    names.join(", ")
                )));
            };
            if !(knob.least..=knob.most).contains(value) {
                return Err(Fault::wrong(format!(
                    "the setting `{name}` is {value}; it must be from {} to {}",
                    knob.least, knob.most
                )));
            }
            values.insert(knob.name, *value);
        }
        Ok(Settings(values))
    }

    /// The value of a setting.
    ///
    /// # Panics
    /// The lab's knobs do not have it.
    pub fn get(&self, name: &str) -> f64 {
        self.0[name]
    }

    /// The value of a setting that counts something.
    ///
    /// # Panics
    /// As [`Settings::get`].
    pub fn count(&self, name: &str) -> usize {
        // Ranges keep it far within.
        self.get(name) as usize
    }

    /// All of them, by name.
    pub fn all(&self) -> &BTreeMap<&'static str, f64> {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_goes_before_what_is_usual() {
        let knobs = common(8.0, 64.0, 1e-3, 0.0);
        let said = BTreeMap::from([("batch".to_owned(), 32.0)]);
        let settings = Settings::new(&knobs, &said).unwrap();
        assert_eq!((settings.count("batch"), settings.count("epochs")), (32, 8));
        for (name, value, says) in [
            ("bach", 1.0, "there are batch, decay"),
            ("batch", 0.0, "from 1 to 4096"),
            ("batch", f64::NAN, "from 1"),
        ] {
            let said = BTreeMap::from([(name.to_owned(), value)]);
            let fault = Settings::new(&knobs, &said).unwrap_err().to_string();
            assert!(fault.contains(says), "{fault}");
        }
    }
}
