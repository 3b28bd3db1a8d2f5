//! Any bytes are a résumé or have faults with their places in them; what is found of one is shown in a short line, and an item
//! that is added to one leaves a document that reads back with it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pivot_domain::json::{put, read, write};
use pivot_domain::resume::{Document, parse};

fuzz_target!(|bytes: &[u8]| {
    match parse(bytes) {
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in faults {
                assert!(fault.at.start <= fault.at.end && fault.at.end <= bytes.len());
            }
        }
        Ok(resume) => {
            let words = ["python", "c++", "fast.ai", "machine learning"].map(str::to_owned);
            for found in resume.find(&[&words]).concat() {
                assert!(!found.excerpt.contains(char::is_control) && found.excerpt.chars().count() < 90);
            }
        }
    }
    if let Ok(document) = Document::read(bytes) {
        assert_eq!(read(&write(document.root(), "  ")).unwrap(), *document.root());
        if let Ok(more) = put(document.text(), "/awards/-", "{ \"title\": \"A\" }") {
            let more = Document::read(more.as_bytes()).unwrap();
            assert_eq!(more.resume().awards.last().unwrap().title, "A");
        }
    }
});
