//! Texts to begin with.

pub(crate) mod list;
