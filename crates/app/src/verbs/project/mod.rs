//! The person's project: its scope, and a repository to begin with.

mod new;
mod scope;
mod template;

pub use new::{Made, Wish as NewWish, new};
pub use scope::{Scoped, Wish as ScopeWish, cut, read as read_scope, scope};
pub(crate) use scope::{read_at, report_of};
pub use template::TEMPLATES;
