//! What a person did, as others may see it: the record from the journal, and the beginnings of posts.

mod draft;
mod record;
mod training;

pub use draft::{About, Draft, draft, monday, slug, week_of};
pub use record::{Commits, record};
pub(crate) use record::{POST, evidence_id};
pub use training::{Training, Trainings, trainings};
