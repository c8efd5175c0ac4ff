//! The verdict on a manifest.

pub(crate) mod report;
