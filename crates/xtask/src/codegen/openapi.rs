//! The second witness: the published `OpenAPI` v3 schemas must name the same fields, types and list keys.
//!
//! What the two say differently by nature, and which side the decoder follows:
//! - a Quantity is "string or number" there; the Go type reads the raw text of either;
//! - an `IntOrString` is "integer or string" there; the Go type takes only 32-bit integers;
//! - an enumeration is a plain string in the documents kept with the source, its words are Go constants;
//! - `EphemeralContainer` and all volume sources are flat there, inlined structs in Go.

use std::collections::BTreeMap;

use serde_json::Value;

use super::table::{Field, Kind, Merge, Table};

/// Every difference, as a sentence; empty when the two agree.
pub(super) fn disagreements(table: &Table, schemas: &BTreeMap<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, declared) in &table.structs {
        let full = full_name(&declared.package, name);
        let Some(schema) = schemas.get(&full) else {
            found.push(format!("{full} is not in the OpenAPI documents"));
            continue;
        };
        let empty = serde_json::Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&empty);
        for property in properties.keys() {
            if !declared.fields.contains_key(property) {
                found.push(format!("{name}.{property} is only in OpenAPI"));
            }
        }
        for (json, field) in &declared.fields {
            match properties.get(json) {
                None => found.push(format!("{name}.{json} is only in Go")),
                Some(property) => compare(&format!("{name}.{json}"), field, property, &mut found),
            }
        }
    }
    found
}

/// `k8s.io/api/core/v1` and `Pod` as `io.k8s.api.core.v1.Pod`.
fn full_name(package: &str, name: &str) -> String {
    let path = package.strip_prefix("k8s.io/").unwrap_or(package);
    format!("io.k8s.{}.{name}", path.replace('/', "."))
}

fn compare(place: &str, field: &Field, property: &Value, found: &mut Vec<String>) {
    let ours = describe(&field.kind);
    let theirs = describe_schema(property);
    if ours != theirs {
        found.push(format!("{place} is {ours} in Go and {theirs} in OpenAPI"));
    }
    if let Kind::List(_, merge) = &field.kind {
        let (list_type, keys) = match merge {
            Merge::Atomic => ("atomic", None),
            Merge::Set => ("set", None),
            Merge::Map(keys) => ("map", Some(keys)),
        };
        let published = property["x-kubernetes-list-type"].as_str();
        // A list without a marker is atomic to the decoder, and unmarked in OpenAPI.
        if published.is_some_and(|published| published != list_type) {
            found.push(format!("{place} is a {list_type} list only in Go"));
        }
        let published: Option<Vec<String>> =
            property["x-kubernetes-list-map-keys"]
                .as_array()
                .map(|keys| {
                    keys.iter()
                        .filter_map(Value::as_str)
                        .map(str::to_owned)
                        .collect()
                });
        if published.as_ref() != keys {
            found.push(format!("{place} has other list keys in OpenAPI"));
        }
    }
}

/// A field's type in words that both sources can be brought to.
fn describe(kind: &Kind) -> String {
    match kind {
        Kind::Struct(name) => name.clone(),
        Kind::List(item, _) => format!("[]{}", describe(item)),
        Kind::Map(item) => format!("map of {}", describe(item)),
        Kind::Enumeration(_) => "String".to_owned(),
        Kind::Plain(variant) => (*variant).to_owned(),
    }
}

fn describe_schema(schema: &Value) -> String {
    let reference = schema["$ref"]
        .as_str()
        .or(schema["allOf"][0]["$ref"].as_str());
    if let Some(reference) = reference {
        let name = reference.rsplit('.').next().unwrap_or(reference);
        return if name == "FieldsV1" { "Raw" } else { name }.to_owned();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("array"), _) => format!("[]{}", describe_schema(&schema["items"])),
        (Some("object"), _) if schema["additionalProperties"].is_object() => {
            format!(
                "map of {}",
                describe_schema(&schema["additionalProperties"])
            )
        }
        (Some("string"), None) => "String".to_owned(),
        (Some("boolean"), None) => "Boolean".to_owned(),
        (Some("integer"), Some("int32")) => "Int32".to_owned(),
        (Some("integer"), Some("int64")) => "Int64".to_owned(),
        (kind, format) => format!("{} {}", kind.unwrap_or("?"), format.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::disagreements;
    use crate::codegen::table::{Field, Kind, Merge, Struct, Table};

    fn table(kind: Kind) -> Table {
        let field = Field {
            kind,
            pointer: false,
            omit_empty: true,
            omit_zero: false,
        };
        let pod = Struct {
            package: "k8s.io/api/core/v1".to_owned(),
            fields: BTreeMap::from([("ports".to_owned(), field)]),
        };
        Table {
            structs: BTreeMap::from([("Pod".to_owned(), pod)]),
        }
    }

    fn against(kind: Kind, property: &serde_json::Value) -> Vec<String> {
        let schema = json!({ "properties": { "ports": property } });
        disagreements(
            &table(kind),
            &BTreeMap::from([("io.k8s.api.core.v1.Pod".to_owned(), schema)]),
        )
    }

    #[test]
    fn agrees_and_tells_where_not() {
        let list = |keys: &[&str]| {
            let keys = keys.iter().map(|key| (*key).to_owned()).collect();
            Kind::List(Box::new(Kind::Plain("Int32")), Merge::Map(keys))
        };
        let published = json!({
            "type": "array",
            "items": { "type": "integer", "format": "int32" },
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["port"],
        });
        assert!(against(list(&["port"]), &published).is_empty());
        assert_eq!(
            against(list(&["name"]), &published),
            ["Pod.ports has other list keys in OpenAPI"]
        );
        assert_eq!(
            against(Kind::Plain("String"), &published),
            ["Pod.ports is String in Go and []Int32 in OpenAPI"]
        );
    }
}
