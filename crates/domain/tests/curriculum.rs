//! The reader of curricula, its faults, and the curricula that come with the program.
#![allow(clippy::unwrap_used)]

#[path = "curriculum/content.rs"]
mod content;
#[path = "curriculum/dates.rs"]
mod dates;
#[path = "curriculum/fault_tables.rs"]
mod fault_tables;
#[path = "curriculum/faults.rs"]
mod faults;
#[path = "curriculum/fuzz.rs"]
mod fuzz;
#[path = "curriculum/priors.rs"]
mod priors;

use pivot_domain::Fault;
use pivot_domain::curriculum::{Curriculum, parse};

/// The curriculum in `text`, which must have no faults.
fn good(text: &str) -> Curriculum {
    let (curriculum, faults) = parse(text);
    assert_eq!(shown(text, &faults), "", "faults in a good file");
    curriculum.unwrap()
}

/// A line for each fault: `line:column what; expected …; hint`.
fn shown(text: &str, faults: &[Fault]) -> String {
    let line = |fault: &Fault| {
        let (line, column) = fault.place(text);
        let hint = fault
            .hint
            .as_ref()
            .map_or(String::new(), |hint| format!("; {hint}"));
        format!(
            "{line}:{column} {}; expected {}{hint}",
            fault.what, fault.expected
        )
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}
