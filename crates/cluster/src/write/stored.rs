//! `Stored`: an object as the API server answers with it, read without `metadata.managedFields`.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Map, Value};

/// What only the API server reads: who last set which field. Nearly half of an answer, so it is passed
/// over instead of read and dropped.
const MANAGED_FIELDS: &str = "managedFields";

/// An object without `metadata.managedFields`.
#[derive(Debug)]
pub(super) struct Stored(pub(super) Value);

/// An object without `managedFields`.
struct Metadata(Value);

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_map(Fields { is_metadata: false })
            .map(Self)
    }
}

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_map(Fields { is_metadata: true })
            .map(Self)
    }
}

/// Reads the fields of an object, or those of its metadata.
struct Fields {
    is_metadata: bool,
}

impl<'de> Visitor<'de> for Fields {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let value = match (self.is_metadata, name.as_str()) {
                (true, MANAGED_FIELDS) => {
                    fields.next_value::<IgnoredAny>()?;
                    continue;
                }
                (false, "metadata") => fields.next_value::<Metadata>()?.0,
                _ => fields.next_value()?,
            };
            read.insert(name, value);
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_managed_fields_of_the_object_itself_are_passed_over() {
        let text = r#"{"kind":"A","metadata":{"name":"a","managedFields":[{"f:a":{".":{}}}],"labels":
            {"managedFields":"b"}},"spec":{"metadata":{"managedFields":[1]}},"managedFields":2}"#;
        let stored: Stored = serde_json::from_str(text).unwrap();
        let expected = json!({
            "kind": "A",
            "metadata": {"name": "a", "labels": {"managedFields": "b"}},
            "spec": {"metadata": {"managedFields": [1]}},
            "managedFields": 2,
        });
        assert_eq!(stored.0, expected);
        assert_eq!(
            stored.0.to_string(),
            expected.to_string(),
            "in the same order"
        );
    }

    #[test]
    fn what_is_no_object_is_not_read() {
        for text in [
            "[]",
            "null",
            r#"{"metadata":[]}"#,
            r#"{"metadata":{"managedFields":[}}"#,
        ] {
            assert!(serde_json::from_str::<Stored>(text).is_err(), "{text}");
        }
    }
}
