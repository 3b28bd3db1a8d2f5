//! Any bytes are a notebook or not; what is counted of one hangs together, and less is one's own the more is the course's.
#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use pivot_domain::evidence::notebook::{fingerprints, read};

fuzz_target!(|bytes: &[u8]| {
    let prints = fingerprints(bytes);
    let Ok(own) = read(bytes, &BTreeSet::new()) else {
        assert!(prints.is_empty());
        return;
    };
    assert!(own.shows <= own.ran && own.ran <= own.cells && own.taken == 0);
    let less = read(bytes, &prints).expect("it was read before");
    assert!(less.cells <= own.cells && less.taken >= prints.len());
});
