//! As much of JSON Schema as the description uses.

use regex::Regex;
use serde_json::Value;

/// What the description knows of a schema and this file does not; a new word must be taught first.
const KNOWN: [&str; 22] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "default",
    "description",
    "enum",
    "examples",
    "format",
    "items",
    "maxLength",
    "maximum",
    "minLength",
    "minimum",
    "oneOf",
    "pattern",
    "prefixItems",
    "properties",
    "propertyNames",
    "required",
    "type",
];

/// A schema with its reference followed.
pub(super) fn resolve(document: &Value, schema: &Value) -> Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').unwrap();
            resolve(document, document.pointer(pointer).unwrap())
        }
        None => schema.clone(),
    }
}

/// Whether a value is what a schema says, and has no field of which it says nothing.
pub(super) fn check(
    document: &Value,
    schema: &Value,
    value: &Value,
    at: &str,
) -> Result<(), String> {
    check_part(document, schema, value, at)?;
    let (Some(fields), Some(said)) = (value.as_object(), fields_of(document, schema)) else {
        return Ok(());
    };
    match fields.keys().find(|name| !said.contains(name)) {
        Some(name) => Err(format!("{at}: {name} is not described")),
        None => Ok(()),
    }
}

/// The fields that a schema speaks of, with all of its parts; none where there may be others.
fn fields_of(document: &Value, schema: &Value) -> Option<Vec<String>> {
    let schema = resolve(document, schema);
    let open = ["additionalProperties", "oneOf", "anyOf"];
    if open.iter().any(|word| !schema[word].is_null()) {
        return None;
    }
    let own = schema["properties"].as_object();
    let parts = schema["allOf"].as_array();
    if own.is_none() && parts.is_none() {
        return None;
    }
    let mut fields: Vec<String> = own
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect();
    for part in parts.into_iter().flatten() {
        fields.extend(fields_of(document, part)?);
    }
    Some(fields)
}

/// As [`check`], of one of several schemas of a value.
fn check_part(document: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let schema = &resolve(document, schema);
    let Some(words) = schema.as_object() else {
        return Ok(());
    };
    if let Some(word) = words.keys().find(|word| !KNOWN.contains(&word.as_str())) {
        return Err(format!("{at}: this test does not know `{word}`"));
    }
    check_type(schema, value, at)?;
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        return Err(format!("{at}: {value} is none of {allowed:?}"));
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        check_part(document, part, value, at)?;
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(parts) = schema[choice].as_array() {
            let tries: Vec<_> = parts
                .iter()
                .map(|part| check(document, part, value, at))
                .collect();
            if tries.iter().all(Result::is_err) {
                return Err(format!("{at}: none of {choice}: {tries:?}"));
            }
        }
    }
    match value {
        Value::Object(fields) => {
            for name in schema["required"].as_array().into_iter().flatten() {
                if !fields.contains_key(name.as_str().unwrap()) {
                    return Err(format!("{at}: {name} is missing"));
                }
            }
            for (name, value) in fields {
                let at = format!("{at}.{name}");
                match &schema["properties"][name] {
                    Value::Null => check(document, &schema["additionalProperties"], value, &at)?,
                    property => check(document, property, value, &at)?,
                }
            }
        }
        Value::Array(items) => {
            let first = schema["prefixItems"].as_array();
            for (index, item) in items.iter().enumerate() {
                let at = format!("{at}[{index}]");
                let said = first.and_then(|first| first.get(index));
                let said = said.unwrap_or(&schema["items"]);
                if *said == Value::Bool(false) {
                    return Err(format!("{at}: so many are not described"));
                }
                check(document, said, item, &at)?;
            }
        }
        Value::String(text) => check_text(schema, text, at)?,
        Value::Number(number) => {
            let number = number.as_f64().unwrap();
            if schema["minimum"]
                .as_f64()
                .is_some_and(|least| number < least)
                || schema["maximum"].as_f64().is_some_and(|most| number > most)
            {
                return Err(format!("{at}: {number} is out of range"));
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
    Ok(())
}

fn check_type(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let allowed: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    let is_one = allowed.iter().any(|allowed| match *allowed {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not known here"),
    });
    if is_one {
        Ok(())
    } else {
        Err(format!("{at}: {value} is no {allowed:?}"))
    }
}

/// Whether a text keeps to length and pattern.
pub(super) fn check_text(schema: &Value, text: &str, at: &str) -> Result<(), String> {
    let length = text.chars().count() as u64;
    if schema["minLength"]
        .as_u64()
        .is_some_and(|least| length < least)
        || schema["maxLength"]
            .as_u64()
            .is_some_and(|most| length > most)
    {
        return Err(format!("{at}: {length} characters are out of range"));
    }
    if let Some(pattern) = schema["pattern"].as_str()
        && !Regex::new(pattern).unwrap().is_match(text)
    {
        return Err(format!("{at}: {text:?} does not match {pattern}"));
    }
    Ok(())
}
