//! Who is signed in.

pub(crate) mod delete;
pub(crate) mod get;
