//! The names a curriculum file defines, and the search for one that does not exist.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::fault::Fault;
use crate::read::shorten;

/// So many names are compared with wrong ones in one file: a large file with many wrong names must not take minutes.
const COMPARED_MAX: usize = 200_000;

/// The ids of one kind that a file defines, each with its place in the list of its kind.
#[derive(Default)]
pub(super) struct Names {
    places: BTreeMap<String, usize>,
}

impl Names {
    /// Collects `ids` in their order, reporting every second use of one. An empty id stands for one with a fault of its own.
    pub(super) fn collect<'a>(
        what: &str,
        ids: impl Iterator<Item = (&'a str, Range<usize>)>,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let mut names = Names::default();
        for (place, (id, at)) in ids.enumerate() {
            if id.is_empty() {
                continue;
            }
            if names.places.contains_key(id) {
                faults.push(Fault::new(
                    at,
                    format!("there are two {what}s `{id}`"),
                    format!("each {what} once"),
                ));
            } else {
                names.places.insert(id.to_owned(), place);
            }
        }
        names
    }

    /// The place of `id`; where there is none, a fault that says so, with the nearest name. `compared` counts the comparisons.
    pub(super) fn find(
        &self,
        what: &str,
        id: &str,
        at: &Range<usize>,
        compared: &mut usize,
        faults: &mut Vec<Fault>,
    ) -> Option<usize> {
        if let Some(place) = self.places.get(id) {
            return Some(*place);
        }
        // An empty id has a fault of its own.
        if !id.is_empty() {
            let mut fault = Fault::new(
                at.clone(),
                format!("there is no {what} `{}`", shorten(id)),
                self.known(what),
            );
            *compared += self.places.len();
            let names = self.places.keys().map(String::as_str);
            if *compared <= COMPARED_MAX {
                fault = fault.nearest(&shorten(id), names);
            }
            faults.push(fault);
        }
        None
    }

    /// What there is, in words: all of a few, the number of many.
    fn known(&self, what: &str) -> String {
        match self.places.len() {
            0 => format!("one that is in this file: it has no {what}s"),
            1..=12 => {
                let names: Vec<&str> = self.places.keys().map(String::as_str).collect();
                format!("one of: {}", names.join(", "))
            }
            n => format!("one of the {n} {what}s of this file"),
        }
    }
}
