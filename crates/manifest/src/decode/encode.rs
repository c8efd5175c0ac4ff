//! Writing the object as Go's JSON encoder writes the API server's structs: what is left out, what stays as zero.

use serde_json::Value;

use crate::object::Object;
use crate::quantity::Quantity;
use crate::schema::{Field, Kind, Struct};

/// Go's zero moment, which is written as null.
const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

/// The object as it is stored and sent.
pub(super) fn stored(object: Object, declared: &'static Struct) -> Value {
    Encoder { keep_empty: false }.fields(object, declared)
}

/// The same, with the empty lists and maps that Go's encoder leaves out.
pub(super) fn typed(object: Object, declared: &'static Struct) -> Value {
    Encoder { keep_empty: true }.fields(object, declared)
}

struct Encoder {
    keep_empty: bool,
}

impl Encoder {
    fn fields(&self, object: Object, declared: &'static Struct) -> Value {
        // In the order of the declared fields, so that both can be gone through side by side.
        let mut given: Vec<(usize, String, Value)> = object
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .filter_map(|(name, value)| Some((declared.position(&name)?, name, value)))
            .collect();
        given.sort_unstable_by_key(|(position, ..)| *position);
        let mut written = Object::with_capacity(given.len());
        let mut given = given.into_iter().peekable();
        for (position, field) in declared.fields.iter().enumerate() {
            match given.next_if(|(next, ..)| *next == position) {
                Some((_, _, value)) if self.is_left_out(field, &value) => {}
                Some((_, name, value)) => {
                    written.insert(name, self.value(value, field.kind));
                }
                None => {
                    if let Some(value) = self.absent(field) {
                        written.insert(field.name.to_owned(), value);
                    }
                }
            }
        }
        written.into()
    }

    /// What stands for a field that is not set: a struct that is no pointer is there all the same.
    fn absent(&self, field: &Field) -> Option<Value> {
        if field.is_pointer() {
            return (!field.omits_empty()).then_some(Value::Null);
        }
        if field.omits_zero() {
            return None;
        }
        match field.kind {
            Kind::Struct(declared) => Some(self.fields(Object::new(), declared)),
            Kind::Quantity => Some("0".into()),
            Kind::IntOrString => Some(0.into()),
            _ if field.omits_empty() => None,
            Kind::String | Kind::Enumeration(_) => Some("".into()),
            Kind::Boolean => Some(false.into()),
            Kind::Int32 | Kind::Int64 => Some(0.into()),
            Kind::Time | Kind::Raw | Kind::List(_) | Kind::Map(_) => Some(Value::Null),
        }
    }

    fn is_left_out(&self, field: &Field, value: &Value) -> bool {
        if field.omits_zero() && value == ZERO_TIME {
            return true;
        }
        if !field.omits_empty() || field.is_pointer() {
            return false;
        }
        match value {
            Value::Array(items) => !self.keep_empty && items.is_empty(),
            Value::Object(entries) => {
                !self.keep_empty && matches!(field.kind, Kind::Map(_)) && entries.is_empty()
            }
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

    fn value(&self, value: Value, kind: Kind) -> Value {
        match (kind, value) {
            (Kind::Struct(declared), Value::Object(object)) => self.fields(object, declared),
            (Kind::List(list), Value::Array(items)) => {
                let written = items.into_iter().map(|item| self.value(item, list.item));
                written.collect()
            }
            // Texts are as they are: labels, selectors, most lists.
            (Kind::Map(Kind::String), entries) => entries,
            (Kind::Map(item), Value::Object(entries)) => {
                let written = entries
                    .into_iter()
                    .map(|(key, value)| (key, self.value(value, *item)));
                written.collect::<Object>().into()
            }
            (Kind::Quantity, Value::String(text)) => match text.parse::<Quantity>() {
                Ok(quantity) => quantity.to_string().into(),
                Err(_) => text.into(),
            },
            (Kind::Time, Value::String(moment)) if moment == ZERO_TIME => Value::Null,
            (_, value) => value,
        }
    }
}
