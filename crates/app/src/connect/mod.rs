//! Services outside: a trait, a real client and an in-memory twin each.

pub mod begin;
pub mod bench;
pub mod boards;
pub mod caldav;
pub mod child;
mod companion;
pub mod download;
pub mod feed;
pub mod forem;
pub mod git;
pub mod http;
pub mod kaggle;
pub mod machine;
pub mod pages;
pub mod secret;
pub mod service;
pub mod train;
pub mod typeset;
