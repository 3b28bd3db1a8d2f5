//! What a person did, as others may see it: the record from the journal, and what is asked of the folder for it.

mod record;

pub use record::{Commits, record};
