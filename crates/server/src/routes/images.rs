//! Images, as their registries have them.

pub(crate) mod get;
