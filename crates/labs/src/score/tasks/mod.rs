//! How each family of metrics takes rows of the two tables.

mod boxes;
mod classes;
mod labels;
mod lists;
mod masks;
mod numbers;
mod probabilities;
mod texts;

pub(super) use boxes::Boxes;
pub(super) use classes::{Binary, Classes, Sets};
pub(super) use labels::Pixels;
pub(super) use lists::{Gains, Lists};
pub(super) use masks::Masks;
pub(super) use numbers::{Numbers, Scores};
pub(super) use probabilities::{ByClass, Chances, Tokens};
pub(super) use texts::{Distance, Translation};
