//! The structure tree of a tagged PDF: its headings.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::limits::{Budget, DEPTH};
use super::object::{dictionary, get, name, text};

/// Headings with their levels, in the order of the tree.
pub(super) fn headings(
    document: &Document,
    root: &Dictionary,
    marked: &BTreeMap<(ObjectId, i64), String>,
    budget: &mut Budget,
) -> Result<Vec<(u8, String)>, String> {
    let mut tree = Tree {
        document,
        roles: dictionary(document, root, b"RoleMap"),
        marked,
        budget,
        found: Vec::new(),
    };
    if let Some(kids) = get(document, root, b"K") {
        tree.kids(kids, None, None, 0)?;
    }
    Ok(tree.found)
}

struct Tree<'d> {
    document: &'d Document,
    roles: Option<&'d Dictionary>,
    marked: &'d BTreeMap<(ObjectId, i64), String>,
    budget: &'d mut Budget,
    found: Vec<(u8, String)>,
}

impl<'d> Tree<'d> {
    /// Goes through what an element holds. `heading` is the one within which it lies, by its place.
    fn kids(
        &mut self,
        kids: &'d Object,
        page: Option<ObjectId>,
        heading: Option<usize>,
        depth: usize,
    ) -> Result<(), String> {
        if depth > DEPTH {
            return Err(format!("its tags go deeper than {DEPTH}, perhaps in a circle"));
        }
        self.budget.step()?;
        match self.document.dereference(kids).map(|(_, kids)| kids) {
            Ok(Object::Array(each)) => {
                for kid in each {
                    self.kids(kid, page, heading, depth + 1)?;
                }
            }
            Ok(Object::Integer(number)) => self.text(page, *number, heading),
            Ok(Object::Dictionary(kid)) => {
                let page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                match name(self.document, kid, b"Type").as_deref() {
                    Some("MCR") => {
                        if let Some(Object::Integer(number)) = get(self.document, kid, b"MCID") {
                            self.text(page, *number, heading);
                        }
                    }
                    Some("OBJR") => {}
                    _ => self.element(kid, page, heading, depth)?,
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn element(
        &mut self,
        element: &'d Dictionary,
        page: Option<ObjectId>,
        mut heading: Option<usize>,
        depth: usize,
    ) -> Result<(), String> {
        if heading.is_none()
            && let Some(level) = name(self.document, element, b"S").and_then(|role| self.level(role))
        {
            heading = Some(self.found.len());
            self.found.push((level, String::new()));
        }
        if let (Some(place), Some(instead)) = (heading, text(self.document, element, b"ActualText")) {
            self.append(place, &instead);
            return Ok(());
        }
        match get(self.document, element, b"K") {
            Some(kids) => self.kids(kids, page, heading, depth + 1),
            None => Ok(()),
        }
    }

    /// The level of a heading: `H1` to `H6`, `Title` and the plain `H` as the first.
    fn level(&self, mut role: String) -> Option<u8> {
        for _ in 0..8 {
            match role.as_str() {
                "Title" | "H" => return Some(1),
                "H1" | "H2" | "H3" | "H4" | "H5" | "H6" => return role[1..].parse().ok(),
                _ => {}
            }
            role = name(self.document, self.roles?, role.as_bytes())?;
        }
        None
    }

    fn text(&mut self, page: Option<ObjectId>, number: i64, heading: Option<usize>) {
        let text = page.and_then(|page| self.marked.get(&(page, number)));
        if let (Some(place), Some(text)) = (heading, text) {
            self.append(place, text);
        }
    }

    fn append(&mut self, place: usize, text: &str) {
        let to = &mut self.found[place].1;
        // Links part a heading in the middle of a line and drawn lines part it at spaces: what is told is one text.
        to.push_str(text);
        let one = to.split_whitespace().collect::<Vec<_>>().join(" ");
        let trailing = to.ends_with(char::is_whitespace);
        *to = one;
        if trailing {
            to.push(' ');
        }
    }
}
