//! From answers to findings.

use super::card::{self, Cards};
use super::system::{self, System};
use super::{Heard, Report, Wanted, framework};

/// What the answers of a machine mean for what is wanted of it.
pub fn judge(heard: &Heard, wanted: &Wanted) -> Report {
    let system = System::of(heard);
    let cards = Cards::of(heard);
    let mut findings = vec![
        system.finding(),
        system::processor(heard),
        system::memory(heard),
        system::disk(heard),
        cards.finding(&system, wanted),
    ];
    findings.extend(cards.driver_finding(&system, wanted));
    findings.push(card::toolkit(heard, &cards, &system, wanted));
    findings.push(framework::python(heard, &system));
    for name in framework::spoken_of(heard, wanted) {
        findings.push(framework::framework(heard, &system, &cards, wanted, &name));
    }
    findings.push(framework::companion(heard, &cards));
    Report { findings }
}
