//! How facts go over the wire: as JSON values that the facts are read from by hand.
//!
//! Derived code for so many small structs would make up a good part of the browser's bundle.

use manifest::json::entries;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{
    Facts, ImageUse, NamespaceFacts, NeighbourFacts, Nodes, OwnPods, PriorityClassFacts,
    RuntimeClassFacts, StorageClassFacts,
};

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::from_value(&value))
    }
}

impl Facts {
    /// The facts as JSON; what is not known is left out.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut facts = Map::new();
        if let Some(nodes) = &self.nodes {
            facts.insert("nodes".to_owned(), nodes.to_value());
        }
        let written = &mut facts;
        let name = |name: &String| name.as_str().into();
        insert_list(written, "namespaces", self.namespaces.as_deref(), name);
        insert_list(written, "daemonSets", self.daemon_sets.as_deref(), name);
        insert_list(
            written,
            "images",
            self.images.as_deref(),
            ImageUse::to_value,
        );
        let classes = self.priority_classes.as_deref();
        insert_list(
            written,
            "priorityClasses",
            classes,
            PriorityClassFacts::to_value,
        );
        let classes = self.runtime_classes.as_deref();
        insert_list(
            written,
            "runtimeClasses",
            classes,
            RuntimeClassFacts::to_value,
        );
        let classes = self.storage_classes.as_deref();
        insert_list(
            written,
            "storageClasses",
            classes,
            StorageClassFacts::to_value,
        );
        let classes = self.device_classes.as_deref();
        insert_list(written, "deviceClasses", classes, name);
        if let Some(version) = &self.server_version {
            facts.insert("serverVersion".to_owned(), version.as_str().into());
        }
        if let Some(namespace) = &self.namespace {
            facts.insert("namespace".to_owned(), namespace.to_value());
        }
        if let Some(own) = &self.own {
            facts.insert("own".to_owned(), own.to_value());
        }
        if let Some(neighbours) = &self.neighbours {
            facts.insert("neighbours".to_owned(), neighbours.to_value());
        }
        if !self.unknown.is_empty() {
            let unknown = |write: fn(Value) -> Value| {
                let unknown = self.unknown.iter();
                let unknown = unknown.map(|(kind, why)| (kind.clone(), write(super::written(why))));
                Value::Object(unknown.filter(|(_, why)| !why.is_null()).collect())
            };
            facts.insert("unknown".to_owned(), unknown(words_of));
            // Beside the words, for who puts them into another language.
            let said = unknown(|why| if why.is_object() { why } else { Value::Null });
            facts.insert("unknownSaid".to_owned(), said);
        }
        Value::Object(facts)
    }

    /// Reads what [`Self::to_value`] writes; what is not formed like it is taken as not known.
    #[must_use]
    pub fn from_value(facts: &Value) -> Self {
        let object = |name: &str| facts.get(name).filter(|value| value.is_object());
        Self {
            nodes: object("nodes").map(Nodes::from_value),
            namespaces: read_list(facts, "namespaces", text),
            daemon_sets: read_list(facts, "daemonSets", text),
            images: read_list(facts, "images", ImageUse::from_value),
            priority_classes: read_list(
                facts,
                "priorityClasses",
                PriorityClassFacts::from_priority_class,
            ),
            runtime_classes: read_list(
                facts,
                "runtimeClasses",
                RuntimeClassFacts::from_runtime_class,
            ),
            storage_classes: read_list(
                facts,
                "storageClasses",
                StorageClassFacts::from_storage_class,
            ),
            device_classes: read_list(facts, "deviceClasses", text),
            server_version: facts["serverVersion"].as_str().map(str::to_owned),
            namespace: object("namespace").map(NamespaceFacts::from_value),
            own: object("own").map(OwnPods::from_value),
            neighbours: facts.get("neighbours").map(NeighbourFacts::from_value),
            unknown: entries(&facts["unknown"])
                .map(|(kind, why)| {
                    let said = facts["unknownSaid"].get(kind).unwrap_or(why);
                    (kind.clone(), super::read_message(said))
                })
                .collect(),
        }
    }
}

/// The words of a message as JSON.
fn words_of(mut message: Value) -> Value {
    match &mut message {
        Value::Object(parts) => parts.remove("message").unwrap_or_default(),
        _ => message,
    }
}

/// Writes a list that is known.
pub(super) fn insert_list<T>(
    map: &mut Map<String, Value>,
    name: &str,
    list: Option<&[T]>,
    write: fn(&T) -> Value,
) {
    if let Some(list) = list {
        map.insert(name.to_owned(), list.iter().map(write).collect());
    }
}

/// Reads a list; none where it is not there.
pub(super) fn read_list<T>(map: &Value, name: &str, read: fn(&Value) -> T) -> Option<Vec<T>> {
    let list = map.get(name)?.as_array()?;
    Some(list.iter().map(read).collect())
}

/// Reads a text.
pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
