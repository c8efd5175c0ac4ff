//! The nodes that are in the same state as the one that is looked at: to go from one to the next. Pure.

use contract::NodeRow;

/// What the address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A pod, by its name.
    Pod(String),
    /// A node, by its name.
    Node(String),
}

/// Where a node stands among those of its state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Counted from 1.
    pub at: u32,
    /// How many there are.
    pub count: u32,
    /// The one before and the one after, around the ends; none where it is the only one.
    pub around: Option<(Asked, Asked)>,
}

/// The node that is asked for, if it is there.
#[must_use]
pub fn node<'a>(nodes: &'a [NodeRow], asked: &Asked) -> Option<&'a NodeRow> {
    nodes.iter().find(|node| match asked {
        Asked::Pod(name) => node.pod == *name,
        Asked::Node(name) => node.name == *name,
    })
}

/// Where it stands.
#[must_use]
pub fn place(nodes: &[NodeRow], asked: &Asked) -> Option<Place> {
    let own = node(nodes, asked)?;
    let mut same: Vec<&NodeRow> = Vec::new();
    for node in nodes {
        if node.state == own.state {
            same.push(node);
        }
    }
    let at = same.iter().position(|node| node.name == own.name)?;
    let count = same.len();
    let ask = |node: &NodeRow| {
        if node.pod.is_empty() {
            Asked::Node(node.name.clone())
        } else {
            Asked::Pod(node.pod.clone())
        }
    };
    let around = (count > 1).then(|| {
        (
            ask(same[(at + count - 1) % count]),
            ask(same[(at + 1) % count]),
        )
    });
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(Place {
        at: number(at + 1),
        count: number(count),
        around,
    })
}

#[cfg(test)]
mod tests {
    use contract::{NodeRow, NodeState};

    use super::{Asked, place};

    #[test]
    fn one_goes_around_the_nodes_of_the_same_state() {
        let node = |name: &str, state, pod: &str| NodeRow {
            name: name.to_owned(),
            zone: String::new(),
            state,
            reason: String::new(),
            pod: pod.to_owned(),
            since: String::new(),
        };
        let nodes = [
            node("a", NodeState::Failing, "p-a"),
            node("b", NodeState::Ready, "p-b"),
            node("c", NodeState::Failing, "p-c"),
            node("d", NodeState::Refused, ""),
            node("e", NodeState::Failing, "p-e"),
        ];
        let pod = |name: &str| Asked::Pod(name.to_owned());
        let first = place(&nodes, &pod("p-a")).unwrap();
        assert_eq!((first.at, first.count), (1, 3));
        assert_eq!(first.around, Some((pod("p-e"), pod("p-c"))));
        let alone = place(&nodes, &Asked::Node("d".to_owned())).unwrap();
        assert_eq!((alone.at, alone.count, alone.around), (1, 1, None));
        assert_eq!(place(&nodes, &pod("gone")), None);
    }
}
