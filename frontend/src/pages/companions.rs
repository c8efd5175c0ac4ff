//! The objects that a text brings along besides its DaemonSet: in which order they are made, what the cluster says of
//! each, what becomes of those that are there already, and what came of each.

pub mod add;
pub mod ask;
pub mod fate;
pub mod order;
pub mod outcomes;
pub mod row;
pub mod state;
pub mod verdict;

pub use fate::Fate;
pub use row::Row;
pub use state::Together;
