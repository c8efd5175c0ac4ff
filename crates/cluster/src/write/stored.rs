//! `Stored`: an object as the API server answers with it, kept as text and without `metadata.managedFields`.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

/// What only the API server reads: who last set which field. Nearly half of an answer.
const MANAGED_FIELDS: &str = r#""managedFields""#;
const METADATA: &str = r#""metadata""#;

/// An object as the API server answered with it, without `metadata.managedFields`.
///
/// Most of them are only passed on. So it stays the text that came, checked to be JSON and cut, and becomes
/// a tree only for those who look into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    json: String,
}

impl Stored {
    /// Its JSON, in the API server's order.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The object as a tree; null if it is nested more than a hundred levels deep, which none of the kinds
    /// is that the console writes.
    #[must_use]
    pub fn to_value(&self) -> Value {
        serde_json::from_str(&self.json).unwrap_or_default()
    }
}

impl From<Value> for Stored {
    /// An object that was looked into on the way.
    fn from(mut object: Value) -> Self {
        if let Some(metadata) = object["metadata"].as_object_mut() {
            metadata.shift_remove("managedFields");
        }
        Self {
            json: object.to_string(),
        }
    }
}

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut json = String::new();
        let fields = Fields {
            json: &mut json,
            is_metadata: false,
        };
        fields.deserialize(deserializer)?;
        Ok(Self { json })
    }
}

/// Copies the fields of an object, or those of its metadata.
struct Fields<'t> {
    json: &'t mut String,
    is_metadata: bool,
}

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let Self { json, is_metadata } = self;
        json.push('{');
        let mut is_first = true;
        while let Some(name) = fields.next_key::<&RawValue>()? {
            let name = name.get();
            if is_metadata && name == MANAGED_FIELDS {
                fields.next_value::<IgnoredAny>()?;
                continue;
            }
            if !std::mem::take(&mut is_first) {
                json.push(',');
            }
            json.push_str(name);
            json.push(':');
            if !is_metadata && name == METADATA {
                let is_metadata = true;
                fields.next_value_seed(Fields { json, is_metadata })?;
            } else {
                json.push_str(fields.next_value::<&RawValue>()?.get());
            }
        }
        json.push('}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_managed_fields_of_the_object_itself_are_cut_out() {
        let text = r#" {"kind" : "A", "metadata":{"managedFields":[{"f:a":{".":{}}}],"name":"a\n","labels":
            {"managedFields":"b"}},"spec":{"metadata":{"managedFields":[1, 2]}},"managedFields":2, "none":{}} "#;
        let stored: Stored = serde_json::from_str(text).unwrap();
        let expected = json!({
            "kind": "A",
            "metadata": {"name": "a\n", "labels": {"managedFields": "b"}},
            "spec": {"metadata": {"managedFields": [1, 2]}},
            "managedFields": 2,
            "none": {},
        });
        assert_eq!(stored.to_value(), expected);
        let spaced: String = stored.json().split_ascii_whitespace().collect();
        assert_eq!(spaced, expected.to_string(), "in the same order");
    }

    #[test]
    fn what_is_no_object_is_not_read() {
        for text in [
            "",
            "[]",
            "null",
            "{}}",
            r#"{"a":}"#,
            r#"{"a":"b}"#,
            r#"{"metadata":[]}"#,
            r#"{"metadata":{"managedFields":[}}"#,
        ] {
            assert!(serde_json::from_str::<Stored>(text).is_err(), "{text}");
        }
        let empty: Stored = serde_json::from_str("{}").unwrap();
        assert_eq!(empty.json(), "{}");
    }
}
