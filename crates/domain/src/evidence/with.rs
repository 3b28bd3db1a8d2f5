//! The parameters of a check, each read by its name. Their types were checked when the curriculum was read.

use serde_json::{Map, Value};

#[derive(Clone, Copy)]
pub(super) struct With<'m>(pub(super) &'m Map<String, Value>);

impl<'m> With<'m> {
    pub(super) fn name(self, name: &str) -> Option<&'m str> {
        self.0.get(name).and_then(Value::as_str)
    }

    pub(super) fn text(self, name: &str) -> &'m str {
        self.name(name).unwrap_or_default()
    }

    pub(super) fn count(self, name: &str) -> Option<u32> {
        let count = self.0.get(name).and_then(Value::as_u64);
        count.and_then(|n| u32::try_from(n).ok())
    }

    /// A count as a length; `otherwise` where nothing is said.
    pub(super) fn least(self, name: &str, otherwise: usize) -> usize {
        self.count(name).map_or(otherwise, |n| n as usize)
    }

    pub(super) fn number(self, name: &str) -> Option<f64> {
        self.0.get(name).and_then(Value::as_f64)
    }

    pub(super) fn flag(self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn list(self, name: &str) -> Vec<&'m str> {
        let items = self.0.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub(super) fn map(self, name: &str) -> impl Iterator<Item = (&'m str, &'m Value)> {
        let map = self.0.get(name).and_then(Value::as_object);
        map.into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), value))
    }
}
