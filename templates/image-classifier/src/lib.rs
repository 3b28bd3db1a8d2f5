//! Tells what is in a picture: a folder of pictures becomes a classifier, and the classifier a page that others can use.
#![forbid(unsafe_code)]

pub mod classifier;
