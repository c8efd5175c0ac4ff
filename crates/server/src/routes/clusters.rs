//! The clusters that the console speaks to.

pub(crate) mod list;
