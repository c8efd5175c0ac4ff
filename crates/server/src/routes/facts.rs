//! The facts that preflight reads.

pub(crate) mod get;
