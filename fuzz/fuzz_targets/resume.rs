//! Any bytes are a résumé or have a fault with a place in them; what is found of one is shown in a short line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pivot_domain::resume::parse;

fuzz_target!(|bytes: &[u8]| {
    match parse(bytes) {
        Err(fault) => assert!(fault.at.start <= fault.at.end && fault.at.end <= bytes.len()),
        Ok(resume) => {
            let words = ["python", "c++", "fast.ai", "machine learning"].map(str::to_owned);
            for found in resume.find(&[&words]).concat() {
                assert!(!found.excerpt.contains(char::is_control) && found.excerpt.chars().count() < 90);
            }
        }
    }
});
