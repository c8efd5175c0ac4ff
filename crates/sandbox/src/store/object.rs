//! One stored object: compact JSON without its type, which the kind supplies again.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::kind::Kind;

/// An object at one revision. It never changes; a change makes a new one.
#[derive(Debug)]
pub(crate) struct Object {
    kind: Kind,
    key: Box<str>,
    revision: u64,
    /// `{"metadata":…}`: everything but `kind` and `apiVersion`.
    json: Box<[u8]>,
}

/// The part of `metadata` that lists and watches look at, borrowed where JSON allows it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Labelled {
    /// `metadata.labels`.
    pub(crate) labels: std::collections::BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct OnlyMetadata<T> {
    metadata: T,
}

#[derive(Deserialize)]
struct Identified {
    #[serde(default)]
    uid: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OnlyStatus {
    status: Phase,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Phase {
    phase: String,
}

impl Object {
    /// The object `value` at `revision`, which is written into its metadata; its type is dropped.
    pub(super) fn new(kind: Kind, revision: u64, value: &mut Value) -> Object {
        let key = key_of(value).into_boxed_str();
        if let Value::Object(fields) = value {
            fields.shift_remove("kind");
            fields.shift_remove("apiVersion");
            let metadata = fields.entry("metadata").or_insert_with(|| json!({}));
            metadata["resourceVersion"] = Value::String(revision.to_string());
        }
        Object {
            kind,
            key,
            revision,
            json: value.to_string().into_bytes().into_boxed_slice(),
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// `namespace/name`, or the name alone of an object outside of namespaces.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// `metadata.name`.
    pub(crate) fn name(&self) -> &str {
        self.key
            .split_once('/')
            .map_or(&*self.key, |(_, name)| name)
    }

    /// `metadata.namespace`; empty outside of namespaces.
    pub(crate) fn namespace(&self) -> &str {
        self.key
            .split_once('/')
            .map_or("", |(namespace, _)| namespace)
    }

    /// `metadata.resourceVersion`.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// The whole object as a tree, with its type.
    pub(crate) fn value(&self) -> Value {
        let mut whole = Map::new();
        whole.insert("kind".to_owned(), self.kind.resource().kind.into());
        whole.insert(
            "apiVersion".to_owned(),
            self.kind.resource().api_version().into(),
        );
        if let Ok(Value::Object(fields)) = serde_json::from_slice(&self.json) {
            whole.extend(fields);
        }
        Value::Object(whole)
    }

    /// The parts of the object that `T` reads; none where they do not have the right form.
    pub(crate) fn read<'a, T: Deserialize<'a>>(&'a self) -> Option<T> {
        serde_json::from_slice(&self.json).ok()
    }

    /// Whether this is its `metadata.uid`.
    pub(crate) fn has_uid(&self, uid: &str) -> bool {
        self.read::<OnlyMetadata<Identified>>()
            .is_some_and(|only| only.metadata.uid == uid)
    }

    /// `status.phase`; empty where it has none.
    pub(crate) fn phase(&self) -> String {
        self.read::<OnlyStatus>().unwrap_or_default().status.phase
    }

    /// `metadata.labels`.
    pub(crate) fn labels(&self) -> Labelled {
        self.read::<OnlyMetadata<Labelled>>()
            .map(|only| only.metadata)
            .unwrap_or_default()
    }

    /// Appends the whole object as JSON, with its type.
    pub(crate) fn write_json(&self, out: &mut Vec<u8>) {
        let resource = self.kind.resource();
        out.extend_from_slice(br#"{"kind":""#);
        out.extend_from_slice(resource.kind.as_bytes());
        out.extend_from_slice(br#"","apiVersion":""#);
        out.extend_from_slice(resource.api_version().as_bytes());
        out.extend_from_slice(br#"","#);
        out.extend_from_slice(self.json.get(1..).unwrap_or_default());
    }

    /// Appends the object as JSON without its type, as lists carry it.
    pub(crate) fn write_json_item(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.json);
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.json.len() + self.key.len() + size_of::<Object>()
    }

    /// Whether both hold the same, whatever order was given to their fields.
    pub(super) fn same_as(&self, other: &Object) -> bool {
        // The order of fields changes no length, and most changes do: what is long to find out is asked last.
        self.json.len() == other.json.len() && (self.json == other.json || self.same_fields(other))
    }

    fn same_fields(&self, other: &Object) -> bool {
        serde_json::from_slice::<Value>(&self.json).ok()
            == serde_json::from_slice::<Value>(&other.json).ok()
    }
}

/// Where an object is kept: `namespace/name`, or the name alone outside of namespaces.
pub(crate) fn key_of(value: &Value) -> String {
    let name = value["metadata"]["name"].as_str().unwrap_or_default();
    match value["metadata"]["namespace"].as_str() {
        Some(namespace) if !namespace.is_empty() => format!("{namespace}/{name}"),
        _ => name.to_owned(),
    }
}
