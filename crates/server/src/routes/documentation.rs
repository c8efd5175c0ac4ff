//! What a cluster says of the structs of its API.

pub(crate) mod get;
