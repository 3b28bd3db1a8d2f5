//! The plan as a picture: a window of time ([`scale`]), the rows that are drawn in it ([`rows`]), and their SVG ([`draw`]).
//! Pure: the same lines and window give the same text.

pub(crate) mod draw;
pub(crate) mod rows;
pub(crate) mod scale;
