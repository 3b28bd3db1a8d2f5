//! Any text is a curriculum or has faults, each inside the text.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use pivot_domain::curriculum::{check_dates, parse};

fuzz_target!(|text: &str| {
    let (curriculum, faults) = parse(text);
    assert_eq!(curriculum.is_some(), faults.is_empty());
    for fault in &faults {
        assert!(fault.at.start <= fault.at.end && fault.at.end <= text.len());
        fault.place(text);
    }
    if let Some(curriculum) = curriculum {
        check_dates(&curriculum, date(2027, 1, 4));
    }
});
