//! How large, how deep and how manifold a manifest may be.

use super::Fault;
use crate::document::ProblemKind;
use crate::tree::{Kind, Tree};

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// How many collections may stand inside each other.
pub const MAX_DEPTH: usize = 64;
/// How many values a text may have after every alias is replaced by what it stands for.
pub const MAX_NODES: usize = 10_000;

/// How long and how manifold a text may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The most bytes.
    pub(crate) bytes: usize,
    /// The most values, with every alias expanded.
    pub(crate) nodes: usize,
}

impl Limits {
    /// Of what somebody writes and sends.
    pub(crate) const MANIFEST: Self = Self {
        bytes: MAX_BYTES,
        nodes: MAX_NODES,
    };

    /// Of what a cluster has printed: all nodes of a large one, or all pods of a namespace.
    pub(crate) const OBJECTS: Self = Self {
        bytes: 1 << 29,
        nodes: 1 << 24,
    };
}

/// How many problems of one text are told.
pub(crate) const MAX_PROBLEMS: usize = 100;

pub(crate) fn too_large(limits: Limits) -> Fault {
    Fault {
        kind: ProblemKind::TooLarge,
        message: format!("The text is longer than {} MiB.", limits.bytes >> 20),
        offset: 0,
    }
}

pub(crate) fn too_deep(offset: usize) -> Fault {
    Fault {
        kind: ProblemKind::TooDeep,
        message: format!("The manifest is nested deeper than {MAX_DEPTH} levels."),
        offset,
    }
}

pub(crate) fn too_many_nodes(offset: usize, limits: Limits) -> Fault {
    Fault {
        kind: ProblemKind::TooManyNodes,
        message: format!(
            "The manifest has more than {} values once its aliases are expanded.",
            limits.nodes
        ),
        offset,
    }
}

/// Checks depth and number of values with every alias expanded.
///
/// A child comes after its parent in the arena and an anchor before its alias, so one pass over the
/// nodes in an order where targets are finished first is enough; nothing is expanded for counting.
pub(crate) fn check(tree: &Tree, limits: Limits) -> Result<(), Fault> {
    let mut sizes: Vec<Option<(usize, usize)>> = vec![None; tree.nodes.len()];
    let mut total = 0_usize;
    for part in &tree.parts {
        let (nodes, depth) = measure(tree, part.root.0 as usize, &mut sizes);
        total = total.saturating_add(nodes);
        let at = tree.node(part.root).start;
        if depth > MAX_DEPTH {
            return Err(too_deep(at));
        }
        if total > limits.nodes {
            return Err(too_many_nodes(at, limits));
        }
    }
    Ok(())
}

/// The number of values below and including a node, and how many collections deep they go.
fn measure(tree: &Tree, node: usize, sizes: &mut [Option<(usize, usize)>]) -> (usize, usize) {
    if let Some(known) = sizes[node] {
        return known;
    }
    let mut add = |children: &mut dyn Iterator<Item = usize>| {
        let (mut nodes, mut depth) = (1_usize, 0_usize);
        for child in children {
            let (more, below) = measure(tree, child, sizes);
            nodes = nodes.saturating_add(more);
            depth = depth.max(below);
        }
        (nodes, depth + 1)
    };
    let measured = match &tree.nodes[node].kind {
        Kind::Scalar { .. } => (1, 0),
        Kind::Alias { target } => measure(tree, target.0 as usize, sizes),
        Kind::Mapping { entries, .. } => {
            add(&mut entries.iter().map(|entry| entry.value.0 as usize))
        }
        Kind::Sequence { items, .. } => add(&mut items.iter().map(|item| item.value.0 as usize)),
    };
    sizes[node] = Some(measured);
    measured
}
