//! Secrets: which keys one has, never a value.

pub(crate) mod keys;
