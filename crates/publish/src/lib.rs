//! What a person did becomes files to show: blog, portfolio, résumé. Nothing here opens a file: bytes come in, bytes go out.
//!
//! One idea carries it: a number that is shown is a [`record::Figure`] of the [`record::Record`], and each figure has its
//! [`record::Evidence`]. What a person typed themselves is shown as typed.
#![forbid(unsafe_code)]

pub mod answer;
pub mod record;
pub mod resume;
pub mod site;
pub mod text;
