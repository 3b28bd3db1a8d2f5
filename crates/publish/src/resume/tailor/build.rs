//! The tree that a plan keeps.

use std::collections::BTreeMap;

use pivot_domain::json::{Member, Node, Value};
use pivot_domain::resume::FIELD;

use super::plan::{Entry, Plan};

/// The document's tree with its sections in the plan's order; what is no section stays where it is, before them or behind them.
pub(super) fn build(root: &Node, plan: &Plan<'_>) -> Node {
    let section = |name: &str| plan.sections.iter().find(|s| s.field == name);
    let moves = Moves::of(plan);
    let members = root.members();
    let first = members
        .iter()
        .position(|m| section(&m.name).is_some())
        .unwrap_or(members.len());
    let (before, rest) = members.split_at(first);
    let mut kept: Vec<Member> = before.to_vec();
    for section in &plan.sections {
        // Where a name comes twice, the first one counts everywhere.
        let Some(member) = members.iter().find(|m| m.name == section.field) else {
            continue;
        };
        let items = member.node.items();
        let entries = section.entries.iter().filter(|e| e.out.is_none());
        let entries: Vec<Node> = entries.map(|e| entry(&items[e.at], e, &moves)).collect();
        if !entries.is_empty() {
            kept.push(Member {
                node: Node::new(Value::List(entries)),
                ..member.clone()
            });
        }
    }
    kept.extend(rest.iter().filter(|m| section(&m.name).is_none()).cloned());
    Node::new(Value::Object(kept))
}

fn entry(node: &Node, entry: &Entry<'_>, moves: &Moves<'_>) -> Node {
    let Value::Object(members) = &node.value else {
        return node.clone();
    };
    let kept = members.iter().map(|member| {
        let list = entry.lists.iter().find(|(name, _)| *name == member.name);
        let node = match (list, &member.node.value) {
            (Some((_, points)), Value::List(items)) => {
                let kept = points
                    .iter()
                    .filter(|p| p.out.is_none())
                    .map(|p| items[p.at].clone());
                Node::new(Value::List(kept.collect()))
            }
            _ if member.name == FIELD => claim(&member.node, moves),
            _ => member.node.clone(),
        };
        Member {
            node,
            ..member.clone()
        }
    });
    Node::new(Value::Object(kept.collect()))
}

/// What an item rests on, its pointers led to where things are now; those to what was left out go too.
fn claim(node: &Node, moves: &Moves<'_>) -> Node {
    let members = node.members().iter().map(|member| {
        if member.name != "carried_by" {
            return member.clone();
        }
        let led = member.node.items().iter().filter_map(|item| match item.text() {
            Some(pointer) => moves.lead(pointer).map(|p| Node::new(Value::Text(p))),
            None => Some(item.clone()),
        });
        Member {
            node: Node::new(Value::List(led.collect())),
            ..member.clone()
        }
    });
    match &node.value {
        Value::Object(_) => Node::new(Value::Object(members.collect())),
        _ => node.clone(),
    }
}

/// Where things of the original are in the variant.
struct Moves<'p> {
    /// Sections that the plan has a say in.
    fields: Vec<&'p str>,
    /// Entries by their field and their number in the original: the number now.
    entries: BTreeMap<(&'p str, usize), usize>,
    /// Bullets by field, entry, list and their number in the original: the number now.
    points: BTreeMap<(&'p str, usize, &'p str, usize), usize>,
}

impl<'p> Moves<'p> {
    fn of(plan: &'p Plan<'_>) -> Moves<'p> {
        let fields = plan.sections.iter().map(|s| s.field).collect();
        let (mut entries, mut points) = (BTreeMap::new(), BTreeMap::new());
        for section in &plan.sections {
            for (now, entry) in section.entries.iter().filter(|e| e.out.is_none()).enumerate() {
                entries.insert((section.field, entry.at), now);
                for (list, all) in &entry.lists {
                    let kept = all.iter().filter(|p| p.out.is_none()).enumerate();
                    points.extend(kept.map(|(now, p)| ((section.field, entry.at, *list, p.at), now)));
                }
            }
        }
        Moves {
            fields,
            entries,
            points,
        }
    }

    /// Where a pointer of the original leads in the variant.
    fn lead(&self, pointer: &str) -> Option<String> {
        let tokens: Vec<&str> = pointer.strip_prefix('/')?.split('/').collect();
        let Some(field) = self.fields.iter().find(|f| **f == tokens[0]) else {
            return Some(pointer.to_owned());
        };
        let at: usize = tokens.get(1)?.parse().ok()?;
        let mut led: Vec<String> = tokens.iter().map(|t| (*t).to_owned()).collect();
        led[1] = self.entries.get(&(*field, at))?.to_string();
        if let [_, _, list @ ("highlights" | "courses" | "keywords"), point, ..] = tokens.as_slice() {
            let point: usize = point.parse().ok()?;
            led[3] = self.points.get(&(*field, at, *list, point))?.to_string();
        }
        Some(led.iter().map(|t| format!("/{t}")).collect())
    }
}
