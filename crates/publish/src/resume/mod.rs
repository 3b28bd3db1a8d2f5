//! Résumés: what a document says, laid out ([`layout`]), drawn as text and HTML, cut for a posting ([`tailor()`]), read back
//! from a PDF and checked ([`check()`]); and what journal and folder could add to it ([`suggest()`]).

pub mod check;
mod html;
pub mod layout;
pub mod posting;
pub mod reading;
pub mod sheet;
pub mod suggest;
pub mod tailor;
mod text;
mod used;

pub use check::check;
pub use html::html;
pub use layout::sheet;
pub use suggest::suggest;
pub use tailor::tailor;
pub use text::text;
