//! Tells what is in a picture: a folder of pictures becomes a classifier, and the classifier a page that others can use.
#![forbid(unsafe_code)]

pub mod classifier;
pub mod data;
pub mod demo;
pub mod fault;
pub mod files;
pub mod load;
pub mod model;
pub mod picture;
pub mod random;
pub mod reading;
pub mod serve;
pub mod showing;
pub mod train;
pub mod trained;
