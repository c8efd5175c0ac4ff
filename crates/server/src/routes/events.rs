//! The event streams: of one cluster, and of several.

mod open;
mod places;
pub(crate) mod several;
pub(crate) mod stream;
