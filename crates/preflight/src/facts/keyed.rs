//! `KeyedFacts`: what preflight reads of a ConfigMap or a Secret: never a value.

use manifest::Message;
use serde_json::{Map, Value};

/// A ConfigMap or a Secret (`core/v1`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyedFacts {
    /// `metadata.name`.
    pub name: String,
    /// `type` of a Secret; empty for a ConfigMap.
    pub kind: String,
    /// The keys of its data, sorted; none where they are not known. Those of Secrets are read on
    /// demand only.
    pub keys: Option<Vec<String>>,
}

/// What came of looking up one Secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretLookUp {
    /// It has these keys.
    Keys(Vec<String>),
    /// There is none of that name.
    Missing,
    /// It is not known, for this reason: `no right to get secrets`.
    Unknown(Message),
}

impl SecretLookUp {
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Keys(keys) => keys.clone().into(),
            Self::Missing => Value::Null,
            Self::Unknown(why) => super::written(why),
        }
    }

    pub(super) fn from_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::Missing,
            Value::String(_) | Value::Object(_) => Self::Unknown(super::read_message(value)),
            keys => Self::Keys(super::texts(keys)),
        }
    }
}

impl KeyedFacts {
    /// Reads a ConfigMap.
    #[must_use]
    pub fn from_config_map(config_map: &Value) -> Self {
        Self {
            name: super::name_of(config_map),
            kind: String::new(),
            keys: Some(keys_of(config_map, ["data", "binaryData"])),
        }
    }

    /// Reads a Secret without its values. One without `data`, such as its metadata alone, is taken
    /// as one whose keys are not known.
    #[must_use]
    pub fn from_secret(secret: &Value) -> Self {
        let has_data = secret["data"].is_object() || secret["stringData"].is_object();
        Self {
            name: super::name_of(secret),
            kind: secret["type"].as_str().unwrap_or_default().to_owned(),
            keys: has_data.then(|| keys_of(secret, ["data", "stringData"])),
        }
    }

    pub(super) fn to_value(&self) -> Value {
        let mut facts = Map::new();
        facts.insert("name".to_owned(), self.name.as_str().into());
        if !self.kind.is_empty() {
            facts.insert("type".to_owned(), self.kind.as_str().into());
        }
        if let Some(keys) = &self.keys {
            facts.insert("keys".to_owned(), keys.clone().into());
        }
        Value::Object(facts)
    }

    pub(super) fn from_value(facts: &Value) -> Self {
        let text = |name: &str| facts[name].as_str().unwrap_or_default().to_owned();
        Self {
            name: text("name"),
            kind: text("type"),
            keys: facts["keys"]
                .is_array()
                .then(|| super::texts(&facts["keys"])),
        }
    }
}

fn keys_of(object: &Value, fields: [&str; 2]) -> Vec<String> {
    let maps = fields.iter().filter_map(|field| object[field].as_object());
    let mut keys: Vec<String> = maps.flat_map(|map| map.keys().cloned()).collect();
    manifest::order::sort_by(&mut keys, Ord::cmp);
    keys.dedup();
    keys
}
