//! What an item of a résumé rests on: `"x-pivot": { "evidence": ["…"], "suggestion": "…", "figures": { "score:x": "0.97" },
//! "carried_by": ["/work/0/highlights/2"] }`. Other programs skip the field.

use std::collections::BTreeMap;

use crate::json::{Node, Value};

/// The name of the field.
pub const FIELD: &str = "x-pivot";

/// What an item rests on; empty for what a person typed and nothing carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// Ids of evidence.
    pub evidence: Vec<String>,
    /// The suggestion that it was made from.
    pub suggestion: String,
    /// Figures that it names, by their key, each as it was shown when the item was made.
    pub figures: BTreeMap<String, String>,
    /// JSON pointers into the document, to what carries a skill.
    pub carried_by: Vec<String>,
}

impl Claim {
    pub(super) fn of(node: &Node) -> Claim {
        let Some(field) = node.get(FIELD) else {
            return Claim::default();
        };
        let texts = |name: &str| -> Vec<String> {
            let items = field.get(name).map_or(&[][..], Node::items);
            items.iter().filter_map(Node::text).map(str::to_owned).collect()
        };
        let figures = field.get("figures").map_or(&[][..], Node::members);
        let shown = |node: &Node| match &node.value {
            Value::Text(text) | Value::Number(text) => Some(text.clone()),
            _ => None,
        };
        Claim {
            evidence: texts("evidence"),
            suggestion: field
                .get("suggestion")
                .and_then(Node::text)
                .unwrap_or_default()
                .to_owned(),
            figures: figures
                .iter()
                .filter_map(|m| Some((m.name.clone(), shown(&m.node)?)))
                .collect(),
            carried_by: texts("carried_by"),
        }
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        *self == Claim::default()
    }
}
