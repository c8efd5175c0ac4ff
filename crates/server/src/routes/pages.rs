//! The page that holds the front end, and its files.

pub(crate) mod asset;
pub(crate) mod licences;
pub(crate) mod shell;
