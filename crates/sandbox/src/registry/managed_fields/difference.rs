//! In which fields two objects differ (structured-merge-diff's `typed/compare.go`), and which one has (`typed/tofieldset.go`).
//!
//! DaemonSets and Services by the schema, and `metadata` of all; of other kinds every list is one value.

use manifest::schema::{DAEMON_SET, Kind as Shape, Merge, SERVICE};
use serde_json::{Map, Value};

use super::set::FieldSet;
use crate::{kind::Kind, registry::Part};

/// What no manager has: it says which object it is, or is written by the API server alone (`stripmeta.go`).
const OF_NOBODY: [&str; 10] = [
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "generation",
    "managedFields",
    "resourceVersion",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
];

/// Structs that are one value (`x-kubernetes-map-type: atomic`).
const WHOLE: [&str; 6] = [
    "LabelSelector",
    "NodeSelector",
    "NodeSelectorTerm",
    "ObjectFieldSelector",
    "ResourceFieldSelector",
    "LocalObjectReference",
];
/// Maps that are.
const WHOLE_MAPS: [&str; 2] = ["nodeSelector", "selector"];

/// What an update takes and what it takes away.
#[derive(Debug, Default)]
pub(super) struct Difference {
    /// The fields that are new or other than before.
    pub(super) taken: FieldSet,
    /// Those that are gone.
    pub(super) gone: FieldSet,
}

/// A field, or an item of a list, on its way down.
#[derive(Clone, Copy)]
struct Place {
    shape: Shape,
    /// Whether it is one value whatever is in it.
    is_whole: bool,
    /// Whether it is there only because somebody put it there: an entry of a map, an item, what Go has behind a pointer
    /// or leaves out where it is empty.
    is_free: bool,
}

/// A step down, and what is there in both.
type Step<'a> = (String, Place, Option<&'a Value>, Option<&'a Value>);

/// In which fields an object differs from the one before, of the part that a write is about.
pub(super) fn difference(kind: Kind, old: Option<&Value>, new: &Value, part: Part) -> Difference {
    let has_status = kind.resource().has_status;
    let is_meant = |field: &str| match (field, part) {
        ("status", Part::Main) => !has_status,
        ("status" | "metadata", _) | (_, Part::Main) => true,
        (_, Part::Status) => false,
    };
    of_object(kind, old, new, is_meant)
}

/// The fields that a configuration has which somebody applies.
pub(super) fn fields_of(kind: Kind, applied: &Value) -> FieldSet {
    of_object(kind, None, applied, |field| field != "status").taken
}

fn of_object(
    kind: Kind,
    old: Option<&Value>,
    new: &Value,
    is_meant: impl Fn(&str) -> bool,
) -> Difference {
    let declared = match kind {
        Kind::Service => &SERVICE,
        _ => &DAEMON_SET,
    };
    let is_known = matches!(kind, Kind::DaemonSet | Kind::Service);
    let mut found = Difference::default();
    for name in names(old.and_then(Value::as_object), new.as_object()) {
        if matches!(name, "apiVersion" | "kind") || !is_meant(name) {
            continue;
        }
        let field = declared
            .field(name)
            .filter(|_| is_known || name == "metadata");
        let place = Place {
            shape: field.map_or(Shape::Raw, |field| field.kind),
            is_whole: false,
            is_free: false,
        };
        let old = old.and_then(|old| old.get(name));
        let (old, new) = match name {
            "metadata" => (
                old.map(without_identity),
                new.get(name).map(without_identity),
            ),
            _ => (old.cloned(), new.get(name).cloned()),
        };
        let below = walk(place, old.as_ref(), new.as_ref());
        found.take_in(format!("f:{name}"), below);
    }
    found
}

fn without_identity(metadata: &Value) -> Value {
    let mut metadata = metadata.clone();
    if let Some(fields) = metadata.as_object_mut() {
        fields.retain(|name, _| !OF_NOBODY.contains(&name.as_str()));
    }
    metadata
}

impl Difference {
    fn take_in(&mut self, step: String, below: Self) {
        self.taken.put(step.clone(), below.taken);
        self.gone.put(step, below.gone);
    }
}

fn walk(place: Place, old: Option<&Value>, new: Option<&Value>) -> Difference {
    let there = |value: Option<&'_ Value>| value.is_some_and(|value| !value.is_null());
    let mut found = Difference::default();
    if old == new || !(there(old) || there(new)) {
        return found;
    }
    let (is_old, is_new) = (there(old), there(new));
    let steps = if place.is_whole {
        Vec::new()
    } else {
        steps(place.shape, old, new)
    };
    let has_come_or_gone = is_old != is_new;
    if steps.is_empty() || (has_come_or_gone && place.is_free) {
        found.taken.is_member = is_new;
        found.gone.is_member = !is_new;
    }
    for (step, place, old, new) in steps {
        found.take_in(step, walk(place, old, new));
    }
    found
}

/// The steps down from a place; none where what is there is one value.
fn steps<'a>(shape: Shape, old: Option<&'a Value>, new: Option<&'a Value>) -> Vec<Step<'a>> {
    let of = |value: Option<&'a Value>| value.and_then(Value::as_object);
    if let Shape::List(list) = shape {
        return match list.merge {
            Merge::Atomic => Vec::new(),
            Merge::Set => of_items(list.item, old, new, |item| Some(format!("v:{item}"))),
            Merge::Map(keys) => of_items(list.item, old, new, |item| key_of(item, keys)),
        };
    }
    let (old, new) = (of(old), of(new));
    let names = names(old, new).into_iter();
    let each = names.map(|name| {
        let at = |object: Option<&'a Map<String, Value>>| object.and_then(|it| it.get(name));
        (format!("f:{name}"), below(shape, name), at(old), at(new))
    });
    each.collect()
}

fn below(shape: Shape, name: &str) -> Place {
    let (below, is_free) = match shape {
        Shape::Struct(declared) => {
            let field = declared.field(name);
            let is_left_out = field.is_some_and(|field| {
                let is_struct = matches!(field.kind, Shape::Struct(_));
                field.is_pointer() || (field.omits_empty() && !is_struct)
            });
            (field.map_or(Shape::Raw, |field| field.kind), is_left_out)
        }
        Shape::Map(item) => (*item, true),
        _ => (Shape::Raw, false),
    };
    let is_whole = match below {
        Shape::Struct(declared) => WHOLE.contains(&declared.name),
        Shape::Map(_) => WHOLE_MAPS.contains(&name),
        _ => false,
    };
    Place {
        shape: below,
        is_whole,
        is_free,
    }
}

fn of_items<'a>(
    shape: Shape,
    old: Option<&'a Value>,
    new: Option<&'a Value>,
    step: impl Fn(&Value) -> Option<String>,
) -> Vec<Step<'a>> {
    let items = |value: Option<&'a Value>| {
        let items = value.and_then(Value::as_array).into_iter().flatten();
        let named = items.filter_map(|item| Some((step(item)?, item)));
        named.collect::<Vec<_>>()
    };
    let (old, new) = (items(old), items(new));
    let place = Place {
        shape,
        is_whole: false,
        is_free: true,
    };
    let of = |items: &[(String, &'a Value)], step: &str| {
        let found = items.iter().find(|(own, _)| own == step);
        found.map(|(_, item)| *item)
    };
    let gone = old.iter().filter(|(step, _)| of(&new, step).is_none());
    let all = new.iter().chain(gone);
    all.map(|(step, _)| (step.clone(), place, of(&old, step), of(&new, step)))
        .collect()
}

/// The step to an item of a list that is told apart by these fields; none where it has none of them.
fn key_of(item: &Value, keys: &[&str]) -> Option<String> {
    let mut keys: Vec<&str> = keys.to_vec();
    keys.sort_unstable();
    let values = keys
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), item.get(key)?.clone())));
    let key: Map<String, Value> = values.collect();
    (!key.is_empty()).then(|| format!("k:{}", Value::Object(key)))
}

/// The names in both, each once.
fn names<'a>(
    old: Option<&'a Map<String, Value>>,
    new: Option<&'a Map<String, Value>>,
) -> Vec<&'a str> {
    let of_new = new.into_iter().flat_map(Map::keys);
    let of_old = old.into_iter().flat_map(Map::keys);
    let gone = of_old.filter(|name| new.is_none_or(|new| !new.contains_key(*name)));
    of_new.chain(gone).map(String::as_str).collect()
}
