//! What the caller may do.

pub(crate) mod list;
