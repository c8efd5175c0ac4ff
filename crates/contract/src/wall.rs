//! The wall: every DaemonSet on every node, a letter a cell.

use preflight::status::{NodeState, Status};
use serde::{Deserialize, Serialize};

use crate::Freshness;

/// The states and their letters.
const LETTERS: [(NodeState, u8); 13] = [
    (NodeState::Ready, b'r'),
    (NodeState::Old, b'o'),
    (NodeState::Updating, b'u'),
    (NodeState::Starting, b's'),
    (NodeState::Stopping, b't'),
    (NodeState::Missing, b'm'),
    (NodeState::Refused, b'x'),
    (NodeState::Contested, b'c'),
    (NodeState::Pending, b'p'),
    (NodeState::Unavailable, b'n'),
    (NodeState::Failing, b'f'),
    (NodeState::Misscheduled, b'w'),
    (NodeState::LeftOut, b'.'),
];

/// The letter of a state in [`WallRow::cells`].
#[must_use]
pub fn letter(state: NodeState) -> u8 {
    let mut letters = LETTERS.iter();
    let found = letters.find(|(known, _)| *known == state);
    found.map_or(b'.', |(_, letter)| *letter)
}

/// The state of a letter; left out, where there is none of it.
#[must_use]
pub fn state_of(letter: u8) -> NodeState {
    let mut letters = LETTERS.iter();
    let found = letters.find(|(_, known)| *known == letter);
    found.map_or(NodeState::LeftOut, |(state, _)| *state)
}

/// `GET /clusters/{cluster}/wall`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Wall {
    /// The nodes, by zone and name: the columns.
    pub nodes: Vec<WallNode>,
    /// The DaemonSets, by namespace and name.
    pub rows: Vec<WallRow>,
    /// Whether this follows the cluster, and if not since when and why.
    #[serde(default)]
    pub freshness: Freshness,
}

/// A column of the wall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WallNode {
    /// The node's name.
    pub name: String,
    /// `topology.kubernetes.io/zone`; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
    /// Whether its kubelet says that it is ready.
    pub ready: bool,
}

/// A row of the wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WallRow {
    /// `metadata.namespace`.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
    /// What it is doing.
    pub status: Status,
    /// `numberReady`.
    pub ready: u32,
    /// `desiredNumberScheduled`.
    pub desired: u32,
    /// What happens on each node, in the order of `nodes`, a letter each: `r` ready, `o` old and ready, `u` being
    /// replaced, `s` starting, `t` stopping, `m` still to be made, `x` refused, `p` waits for room, `n` not available,
    /// `f` failing, `w` should not be there, `.` none is meant to be there.
    pub cells: String,
}

#[cfg(test)]
mod tests {
    use preflight::status::NodeState;

    use super::{LETTERS, letter, state_of};

    #[test]
    fn every_state_has_a_letter_of_its_own() {
        for (state, own) in LETTERS {
            assert_eq!((letter(state), state_of(own)), (own, state));
        }
        assert_eq!(state_of(b'?'), NodeState::LeftOut);
    }
}
