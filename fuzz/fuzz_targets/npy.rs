//! Any bytes are a file of pictures: an array that is written and read as itself, or a fault in words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pivot_labs::npy::Array;

fuzz_target!(|bytes: &[u8]| {
    match Array::read(bytes) {
        Ok(array) => {
            assert!(array.bytes.len() <= bytes.len());
            assert_eq!(Array::read(&array.write()), Ok(array));
        }
        Err(fault) => assert!(!fault.to_string().is_empty()),
    }
});
