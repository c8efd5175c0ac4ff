//! The clusters that the console speaks to, and what is asked of several at once.

pub(crate) mod daemonsets;
pub(crate) mod list;
pub(crate) mod names;
