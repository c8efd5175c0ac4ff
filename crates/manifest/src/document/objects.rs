//! The objects of a text as kubectl takes them out of it: its documents, and in place of a list its items.

use serde_json::Value;

use crate::tree::{NodeId, NodeKind, Tree};
use crate::yaml;

/// The key under which a list holds its items.
pub(crate) const ITEMS: &str = "items";

/// Where an object stands: in which document of the text, and through which items of lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) part: usize,
    pub(crate) items: Vec<usize>,
}

/// One object of a text.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) place: Place,
    pub(crate) root: NodeId,
    /// What the list says that it is, as `(apiVersion, kind)`, where it says neither itself.
    implied: Option<(String, String)>,
}

impl Object {
    /// The object as kubectl sends it. The items of a typed list go without a kind of their own.
    pub(crate) fn value(&self, tree: &Tree) -> Value {
        let mut value = yaml::value::value(tree, self.root);
        if let (Some((api_version, kind)), Value::Object(fields)) = (&self.implied, &mut value) {
            fields.insert("apiVersion".to_owned(), api_version.as_str().into());
            fields.insert("kind".to_owned(), kind.as_str().into());
        }
        value
    }

    fn kind<'t>(&'t self, tree: &'t Tree) -> &'t str {
        match &self.implied {
            Some((_, kind)) => kind,
            None => text(tree, self.root, "kind"),
        }
    }
}

/// Takes the objects out of a tree, in the order of the text.
///
/// Mirrors `StreamVisitor` and `FlattenListVisitor` of cli-runtime's `pkg/resource/visitor.go`, which pass
/// over documents that say nothing or null, and `decodeToList` of apimachinery's
/// `pkg/apis/meta/v1/unstructured/helpers.go`.
pub(crate) fn of(tree: &Tree) -> Vec<Object> {
    let mut objects = Vec::new();
    for (part, document) in tree.parts.iter().enumerate() {
        let place = Place {
            part,
            items: Vec::new(),
        };
        let object = Object {
            place,
            root: document.root,
            implied: None,
        };
        if !is_nothing(tree, document.root) {
            open(tree, object, &mut objects);
        }
    }
    objects
}

/// The object that is shown and edited: the first DaemonSet, else the first of all.
pub(crate) fn choose(tree: &Tree, objects: &[Object]) -> Place {
    let daemon_set = objects.iter().find(|it| it.kind(tree) == "DaemonSet");
    let chosen = daemon_set.or(objects.first());
    chosen
        .map(|object| object.place.clone())
        .unwrap_or_default()
}

/// The node at a place, whatever stands there now.
pub(crate) fn find(tree: &Tree, place: &Place) -> Option<NodeId> {
    let root = tree.parts.get(place.part)?.root;
    place.items.iter().try_fold(root, |node, &index| {
        let items = items(tree, tree.resolved(node))?;
        tree.item_at(items, index).map(|item| item.value)
    })
}

/// Adds an object, or the items of the list that it is.
fn open(tree: &Tree, object: Object, objects: &mut Vec<Object>) {
    let root = tree.resolved(object.root);
    let kind = object.kind(tree);
    let (Some(kind_of_item), Some(list)) = (kind.strip_suffix("List"), items(tree, root)) else {
        objects.push(object);
        return;
    };
    let NodeKind::Sequence { items, .. } = &tree.node(list).kind else {
        return;
    };
    let api_version = match &object.implied {
        Some((api_version, _)) => api_version,
        None => text(tree, root, "apiVersion"),
    };
    for (index, item) in items.iter().enumerate() {
        let says = |name| !text(tree, tree.resolved(item.value), name).is_empty();
        let implied = (!says("kind") && !says("apiVersion") && !kind_of_item.is_empty())
            .then(|| (api_version.to_owned(), kind_of_item.to_owned()));
        let mut place = object.place.clone();
        place.items.push(index);
        let root = item.value;
        open(
            tree,
            Object {
                place,
                root,
                implied,
            },
            objects,
        );
    }
}

/// The list under `items`.
fn items(tree: &Tree, mapping: NodeId) -> Option<NodeId> {
    let (position, merged) = tree.entry(mapping, ITEMS)?;
    let entry = tree.entry_at(mapping, position).filter(|_| !merged)?;
    let list = tree.resolved(entry.value);
    matches!(tree.node(list).kind, NodeKind::Sequence { .. }).then_some(list)
}

/// The text under a key that the mapping has itself.
fn text<'t>(tree: &'t Tree, mapping: NodeId, key: &str) -> &'t str {
    let mapping = tree.resolved(mapping);
    let entry = tree.entry(mapping, key).filter(|(_, merged)| !merged);
    let entry = entry.and_then(|(position, _)| tree.entry_at(mapping, position));
    entry.map_or("", |entry| tree.text_of(tree.resolved(entry.value)))
}

/// Whether a document says nothing, or null.
fn is_nothing(tree: &Tree, root: NodeId) -> bool {
    matches!(tree.node(root).kind, NodeKind::Scalar { .. })
        && yaml::value::value(tree, root).is_null()
}
