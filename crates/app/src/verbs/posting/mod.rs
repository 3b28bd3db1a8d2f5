//! `pivot posting`: what the companies on the list offer, as their boards had it or as the person saved it. The rules are in
//! [`pivot_domain::posting`] and [`pivot_domain::companies`].

mod known;

pub use known::{BoardState, FOLDER, Known, Postings, postings};
