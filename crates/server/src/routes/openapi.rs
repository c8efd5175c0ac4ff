//! The description of the API.

pub(crate) mod get;
