//! How large, how deep and how manifold a manifest may be.

use super::Fault;
use crate::message::yaml as said;
use crate::tree::{NodeId, NodeKind, Tree};
use crate::yaml::problem_kind::ProblemKind;

/// The longest text that is read, in bytes: what the API server takes as the body of a request
/// (`MaxRequestBodyBytes` of apiserver's `pkg/server/config.go`).
pub const MAX_BYTES: usize = 3 << 20;
/// How many collections may stand inside each other.
pub const MAX_DEPTH: usize = 64;
/// How many values a text may have after every alias is replaced by what it stands for. A manifest of
/// [`MAX_BYTES`] with lines as long as most has half as many.
pub const MAX_NODES: usize = 250_000;

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
        message: said::text_too_long(limits.bytes >> 20),
        offset: 0,
    }
}

pub(crate) fn too_deep(offset: usize) -> Fault {
    Fault {
        kind: ProblemKind::TooDeep,
        message: said::too_deep(MAX_DEPTH),
        offset,
    }
}

pub(crate) fn too_many_nodes(offset: usize, limits: Limits) -> Fault {
    Fault {
        kind: ProblemKind::TooManyNodes,
        message: said::too_many_values(limits.nodes),
        offset,
    }
}

pub(crate) fn too_long(offset: usize, limits: Limits) -> Fault {
    Fault {
        kind: ProblemKind::TooLarge,
        message: said::too_long_expanded(limits.bytes >> 20),
        offset,
    }
}

/// What a node is with every alias below it expanded.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    /// The values below and including it.
    nodes: usize,
    /// How many collections deep they go.
    depth: usize,
    /// The bytes of their keys and texts.
    bytes: usize,
}

/// Checks depth, number and length of the values with every alias expanded.
///
/// A child comes after its parent in the arena and an anchor before its alias, so one pass over the
/// nodes in an order where targets are finished first is enough; nothing is expanded for counting.
pub(crate) fn check(tree: &Tree, limits: Limits) -> Result<(), Fault> {
    let mut sizes: Vec<Option<Size>> = vec![None; tree.nodes.len()];
    let mut total = Size::default();
    for part in &tree.parts {
        let size = measure(tree, part.root.0 as usize, &mut sizes);
        total.nodes = total.nodes.saturating_add(size.nodes);
        total.bytes = total.bytes.saturating_add(size.bytes);
        let at = tree.node(part.root).start;
        if size.depth > MAX_DEPTH {
            return Err(too_deep(at));
        }
        if total.nodes > limits.nodes {
            return Err(too_many_nodes(at, limits));
        }
        if total.bytes > limits.bytes {
            return Err(too_long(at, limits));
        }
    }
    Ok(())
}

/// Measures a node; one that is measured already costs nothing.
fn measure(tree: &Tree, node: usize, sizes: &mut [Option<Size>]) -> Size {
    if let Some(known) = sizes[node] {
        return known;
    }
    let text = |node: usize| match u32::try_from(node) {
        Ok(node) => tree.text_of(NodeId(node)).len(),
        Err(_) => 0,
    };
    let mut add = |children: &mut dyn Iterator<Item = (usize, usize)>| {
        let mut size = Size {
            nodes: 1,
            ..Size::default()
        };
        for (key, child) in children {
            let below = measure(tree, child, sizes);
            size.nodes = size.nodes.saturating_add(below.nodes);
            size.depth = size.depth.max(below.depth);
            size.bytes = size.bytes.saturating_add(key).saturating_add(below.bytes);
        }
        size.depth += 1;
        size
    };
    let measured = match &tree.nodes[node].kind {
        NodeKind::Scalar { .. } => Size {
            nodes: 1,
            depth: 0,
            bytes: text(node),
        },
        NodeKind::Alias { target } => measure(tree, target.0 as usize, sizes),
        NodeKind::Mapping { entries, .. } => add(&mut entries
            .iter()
            .map(|entry| (text(entry.key.0 as usize), entry.value.0 as usize))),
        NodeKind::Sequence { items, .. } => {
            add(&mut items.iter().map(|item| (0, item.value.0 as usize)))
        }
    };
    sizes[node] = Some(measured);
    measured
}
