//! Status words: what a DaemonSet is doing, what happens on each of its nodes, and why.
//!
//! One table for the list, the page, the node grid, the event stream and the REST API: a node's
//! state follows from its pods ([`node::on_node`]), and the DaemonSet's word from the states of its
//! nodes and the controller's counters ([`Situation::status`]), so that the two cannot contradict
//! each other.

mod node;
pub mod reason;
mod refusal;
mod tally;
mod word;

pub use node::{Health, NodeSight, NodeState, PodSight, StateOfNode, is_about_node, on_node};
pub use reason::is_ordinary_wait;
pub use refusal::words_of_refusal;
pub use tally::Tally;
pub use word::{Limit, Numbers, Situation, Status, StatusWord};
