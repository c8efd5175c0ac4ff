//! The wall: every DaemonSet on every node.

pub(crate) mod get;
