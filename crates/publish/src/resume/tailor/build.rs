//! The tree that a plan keeps.

use pivot_domain::json::{Member, Node, Value};
use pivot_domain::resume::FIELD;

use super::plan::{Entry, Plan};

/// The document's tree with its sections in the plan's order; what is no section stays where it is, before them or behind them.
pub(super) fn build(root: &Node, plan: &Plan<'_>) -> Node {
    let section = |name: &str| plan.sections.iter().find(|s| s.field == name);
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
        let entries: Vec<Node> = entries.map(|e| entry(&items[e.at], e, plan)).collect();
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

fn entry(node: &Node, entry: &Entry<'_>, plan: &Plan<'_>) -> Node {
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
            _ if member.name == FIELD => claim(&member.node, plan),
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
fn claim(node: &Node, plan: &Plan<'_>) -> Node {
    let members = node.members().iter().map(|member| {
        if member.name != "carried_by" {
            return member.clone();
        }
        let led = member.node.items().iter().filter_map(|item| match item.text() {
            Some(pointer) => moved(pointer, plan).map(|p| Node::new(Value::Text(p))),
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

/// Where a pointer of the original leads in the variant.
fn moved(pointer: &str, plan: &Plan<'_>) -> Option<String> {
    let mut tokens: Vec<String> = pointer.strip_prefix('/')?.split('/').map(str::to_owned).collect();
    let Some(section) = plan.sections.iter().find(|s| s.field == tokens[0]) else {
        return Some(pointer.to_owned());
    };
    let at: usize = tokens.get(1)?.parse().ok()?;
    let mut kept = section.entries.iter().filter(|e| e.out.is_none()).enumerate();
    let (new, entry) = kept.find(|(_, e)| e.at == at)?;
    tokens[1] = new.to_string();
    let list = tokens
        .get(2)
        .and_then(|name| entry.lists.iter().find(|(list, _)| list == name));
    if let (Some((_, points)), Some(point)) = (list, tokens.get(3)) {
        let point: usize = point.parse().ok()?;
        let mut kept = points.iter().filter(|p| p.out.is_none());
        tokens[3] = kept.position(|p| p.at == point)?.to_string();
    }
    Some(tokens.iter().map(|t| format!("/{t}")).collect())
}
