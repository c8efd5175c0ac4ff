//! Writing the object as Go's JSON encoder writes the API server's structs: what is left out, what stays as zero.

use serde_json::Value;

use crate::object::{self, Object, get};
use crate::quantity::{self, Quantity};
use crate::schema::{Field, Kind, Struct};

/// Go's zero moment, which is written as null.
const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

/// Makes the object what is stored and sent.
pub(super) fn store(object: &mut Object, declared: &'static Struct) {
    object::retain(object, &mut |name, value| {
        let field = declared.field(name);
        field.is_some_and(|field| {
            let is_kept = !value.is_null() && !is_left_out(field, value);
            if is_kept {
                store_value(value, field.kind);
            }
            is_kept
        })
    });
    for field in declared.fields.iter().filter(|field| stays(field)) {
        if get(object, field.name).is_none() {
            object.insert(field.name.to_owned(), absent(field));
        }
    }
}

/// Whether a field that is not set is written all the same.
fn stays(field: &Field) -> bool {
    if field.is_pointer() {
        return !field.omits_empty();
    }
    // A struct that is no pointer is there all the same, and so are the types that are structs in Go.
    let is_struct = matches!(
        field.kind,
        Kind::Struct(_) | Kind::Quantity | Kind::IntOrString
    );
    !field.omits_zero() && (is_struct || !field.omits_empty())
}

/// What stands for a field that is not set and is written all the same.
fn absent(field: &Field) -> Value {
    match field.kind {
        _ if field.is_pointer() => Value::Null,
        Kind::Struct(declared) => {
            let mut object = Object::new();
            store(&mut object, declared);
            object.into()
        }
        Kind::Quantity => "0".into(),
        Kind::String | Kind::Enumeration(_) => "".into(),
        Kind::Boolean => false.into(),
        Kind::Int32 | Kind::Int64 | Kind::IntOrString => 0.into(),
        Kind::Time | Kind::Raw | Kind::List(_) | Kind::Map(_) => Value::Null,
    }
}

fn is_left_out(field: &Field, value: &Value) -> bool {
    if field.omits_zero() && value == ZERO_TIME {
        return true;
    }
    if !field.omits_empty() || field.is_pointer() {
        return false;
    }
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => matches!(field.kind, Kind::Map(_)) && entries.is_empty(),
        Value::String(text) => {
            text.is_empty() && matches!(field.kind, Kind::String | Kind::Enumeration(_))
        }
        Value::Bool(value) => !value,
        Value::Number(number) => {
            number.as_i64() == Some(0) && !matches!(field.kind, Kind::IntOrString)
        }
        Value::Null => true,
    }
}

fn store_value(value: &mut Value, kind: Kind) {
    match (kind, &mut *value) {
        (Kind::Struct(declared), Value::Object(object)) => store(object, declared),
        (Kind::List(list), Value::Array(items)) => {
            for item in items {
                store_value(item, list.item);
            }
        }
        (Kind::Map(item), Value::Object(entries)) => {
            for value in entries.values_mut() {
                store_value(value, *item);
            }
        }
        (Kind::Quantity, Value::String(text)) if !quantity::is_stable(text) => {
            if let Ok(quantity) = text.parse::<Quantity>() {
                *text = quantity.to_string();
            }
        }
        (Kind::Time, Value::String(moment)) if moment == ZERO_TIME => *value = Value::Null,
        _ => {}
    }
}
