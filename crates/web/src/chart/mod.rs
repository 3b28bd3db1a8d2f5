//! Charts as SVG: axes with round numbers and dates ([`scale`]), and lines, bars and dots on a field, in a card with their words and
//! their table ([`drawing`]).

pub(crate) mod drawing;
pub(crate) mod scale;
