//! Simple answers.
