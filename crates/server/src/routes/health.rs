//! What monitoring asks.

pub(crate) mod live;
pub(crate) mod metrics;
pub(crate) mod ready;
