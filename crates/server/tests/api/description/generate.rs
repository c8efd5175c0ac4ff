//! Requests made at random from the description, right ones and wrong ones.

use fastrand::Rng;
use serde_json::{Value, json};

use super::{Operation, schema};
use crate::support::{TestApp, manifest};

/// A request.
pub(super) struct Request {
    pub(super) url: String,
    pub(super) media_type: Option<String>,
    pub(super) body: String,
}

/// Texts of which each pattern of the description matches one, and most do not.
const TEXTS: [&str; 13] = [
    "",
    "a",
    "agent",
    "name",
    "-age",
    "1.",
    "2.0a-b",
    "0:Update,1:Leave",
    "A B",
    "_",
    "ü",
    "0190d7a1-0000-7000-8000-000000000000",
    "a/../b%00",
];

impl Request {
    /// Any request of an operation; most of them could succeed.
    pub(super) fn any(
        rng: &mut Rng,
        document: &Value,
        operation: &Operation<'_>,
        app: &TestApp,
    ) -> Self {
        let mut path = operation.path.to_owned();
        let mut query = Vec::new();
        for parameter in operation.says["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let name = parameter["name"].as_str().unwrap();
            let schema = schema::resolve(document, &parameter["schema"]);
            match parameter["in"].as_str() {
                Some("path") => {
                    let value = if rng.u8(..8) == 0 {
                        any_text(rng, &schema)
                    } else {
                        usual(app, name)
                    };
                    let value = if value.is_empty() {
                        "-".to_owned()
                    } else {
                        value
                    };
                    path = path.replace(&format!("{{{name}}}"), &contract::path::segment(&value));
                }
                Some("query") if rng.u8(..4) == 0 => {
                    let value = contract::path::segment(&any_text(rng, &schema));
                    query.push(format!("{name}={value}"));
                }
                _ => {}
            }
        }
        if rng.u8(..24) == 0 {
            query.push("nonsense=1".to_owned());
        }
        let (media_type, body) = match &operation.says["requestBody"]["content"] {
            Value::Object(content) => any_body(rng, document, content),
            _ => (None, String::new()),
        };
        Self {
            url: with_query(&path, &query),
            media_type,
            body,
        }
    }
}

/// The address of an operation with one parameter set and the others as usual.
pub(super) fn url(operation: &Operation<'_>, app: &TestApp, name: &str, value: &str) -> String {
    let mut path = operation.path.to_owned();
    let mut query = Vec::new();
    for parameter in operation.says["parameters"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let this = parameter["name"].as_str().unwrap();
        let value = if this == name {
            value.to_owned()
        } else {
            usual(app, this)
        };
        let value = contract::path::segment(&value);
        match parameter["in"].as_str() {
            Some("path") => path = path.replace(&format!("{{{this}}}"), &value),
            Some("query") if this == name => query.push(format!("{this}={value}")),
            _ => {}
        }
    }
    with_query(&path, &query)
}

fn with_query(path: &str, query: &[String]) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

/// A value of a path's parameter that names something.
fn usual(app: &TestApp, name: &str) -> String {
    match name {
        "cluster" => app.name.clone(),
        "namespace" => app.namespace.clone(),
        "name" => "agent".to_owned(),
        _ => "one".to_owned(),
    }
}

fn any_text(rng: &mut Rng, schema: &Value) -> String {
    let choices = match rng.u8(..3) {
        0 => inside(schema),
        1 => outside(schema),
        _ => TEXTS.map(str::to_owned).to_vec(),
    };
    rng.choice(choices).unwrap_or_default()
}

fn any_body(
    rng: &mut Rng,
    document: &Value,
    content: &serde_json::Map<String, Value>,
) -> (Option<String>, String) {
    let (media_type, says) = rng.choice(content).unwrap();
    let declared = match rng.u8(..8) {
        0 => None,
        1 => Some("text/csv".to_owned()),
        _ => Some(media_type.clone()),
    };
    let schema = schema::resolve(document, &says["schema"]);
    let body = match rng.u8(..6) {
        0 => rng
            .choice(["", "{", "[]", "7", "{}", "a: [", "\u{0}", "null"])
            .unwrap()
            .to_owned(),
        1 => manifest("Not_A_Name"),
        _ if schema["properties"].is_object() => any_value(rng, document, &schema).to_string(),
        _ => manifest(rng.choice(["agent", "other", "third"]).unwrap()),
    };
    (declared, body)
}

/// A value of a schema, now and then with something wrong in it.
fn any_value(rng: &mut Rng, document: &Value, schema: &Value) -> Value {
    if rng.u8(..12) == 0 {
        return json!([7]);
    }
    let schema = schema::resolve(document, schema);
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds[0].clone(),
        kind => kind.clone(),
    };
    match kind.as_str().unwrap_or_default() {
        "object" => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let mut fields = serde_json::Map::new();
            for (name, property) in properties {
                if rng.u8(..12) > 0 {
                    fields.insert(name.clone(), any_value(rng, document, property));
                }
            }
            if rng.u8(..12) == 0 {
                fields.insert("nonsense".to_owned(), json!(1));
            }
            Value::Object(fields)
        }
        "integer" => json!(rng.i64(-2..3)),
        _ => json!(rng.choice(TEXTS).unwrap()),
    }
}

/// JSON values that keep to the schema of a field, at its edges, and such as break it.
pub(super) fn of_field(schema: &Value) -> Vec<(Value, bool)> {
    let is_optional = schema["type"]
        .as_array()
        .is_some_and(|kinds| kinds.contains(&json!("null")));
    if schema["format"] == "date-time" {
        return vec![
            (json!("2026-11-29T10:00:00.123Z"), true),
            (json!("yesterday"), false),
            (json!(""), false),
            (json!(7), false),
            (json!(null), is_optional),
        ];
    }
    if schema["type"] == "integer" {
        let least = schema["minimum"].as_i64().unwrap();
        return vec![
            (json!(least), true),
            (json!(least - 1), false),
            (json!("x"), false),
            (json!(1.5), false),
        ];
    }
    let longest = schema["maxLength"].as_u64().unwrap();
    let longest = usize::try_from(longest).unwrap();
    let texts = TEXTS.map(str::to_owned).into_iter();
    let texts = texts.chain([
        "a".repeat(longest),
        "a".repeat(longest + 1),
        "a\0".to_owned(),
    ]);
    texts
        .map(|text| {
            let is_right = schema::check_text(schema, &text, "").is_ok();
            (json!(text), is_right)
        })
        .chain([(json!(7), false), (json!(null), is_optional)])
        .collect()
}

/// Values that keep to a schema, at its edges.
pub(super) fn inside(schema: &Value) -> Vec<String> {
    if let Some(allowed) = choices(schema) {
        return allowed;
    }
    if schema["type"] == "boolean" {
        return vec!["true".to_owned(), "false".to_owned()];
    }
    if let (Some(least), Some(most)) = (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        return vec![least.to_string(), most.to_string()];
    }
    let longest = longest(schema);
    let long = longest.into_iter().flat_map(|length| {
        [
            "a".repeat(length),
            format!("1.{}", "a".repeat(length.saturating_sub(2))),
        ]
    });
    TEXTS
        .into_iter()
        .map(str::to_owned)
        .chain(long)
        .filter(|text| {
            // What stands in the description is not all: these are read by others, who have words of their own.
            schema["pattern"].is_string() && schema::check_text(schema, text, "").is_ok()
        })
        .collect()
}

/// Values that break a schema.
pub(super) fn outside(schema: &Value) -> Vec<String> {
    if choices(schema).is_some() {
        return vec!["Nothing".to_owned(), String::new()];
    }
    if schema["type"] == "boolean" {
        return vec!["yes".to_owned(), "2".to_owned()];
    }
    if let (Some(least), Some(most)) = (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        return vec![
            (least - 1).to_string(),
            (most + 1).to_string(),
            "x".to_owned(),
            "1.5".to_owned(),
        ];
    }
    let too_long = longest(schema).map(|length| "a".repeat(length + 1));
    TEXTS
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .chain(too_long)
        .filter(|text| schema::check_text(schema, text, "").is_err())
        .collect()
}

fn longest(schema: &Value) -> Option<usize> {
    /// What a request line can hold.
    const LINE: usize = 8_000;
    let length = usize::try_from(schema["maxLength"].as_u64()?).ok()?;
    (length < LINE).then_some(length)
}

fn choices(schema: &Value) -> Option<Vec<String>> {
    let of = |schema: &Value| {
        let allowed = schema["enum"].as_array()?.iter();
        Some(
            allowed
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        )
    };
    let mut parts = schema["oneOf"].as_array().into_iter().flatten();
    of(schema).or_else(|| parts.find_map(of))
}
