//! The event stream of a cluster.

pub(crate) mod stream;
