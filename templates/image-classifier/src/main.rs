//! `image-classifier`: checks data, trains, serves.
#![forbid(unsafe_code)]

fn main() {}
