//! Résumés: what a document says, laid out ([`layout`]), drawn as text and HTML, cut for a posting ([`tailor`]); and what journal and
//! folder could add to it ([`suggest`]).

mod html;
pub mod layout;
pub mod posting;
pub mod reading;
pub mod sheet;
pub mod suggest;
pub mod tailor;
mod text;
mod used;

pub use html::html;
pub use layout::sheet;
pub use suggest::suggest;
pub use tailor::tailor;
pub use text::text;
