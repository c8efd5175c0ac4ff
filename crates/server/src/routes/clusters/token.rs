//! The token of a cluster that a session has for it alone.

pub(crate) mod delete;
pub(crate) mod put;
