//! Writing the object as Go's JSON encoder writes the API server's structs: what is left out, what stays as zero.

use serde_json::Value;

use crate::object::Object;
use crate::quantity::Quantity;
use crate::schema::{Field, Kind, Struct};

/// The object as it is stored and sent.
pub(super) fn stored(object: &Object, declared: &'static Struct) -> Value {
    Encoder { keep_empty: false }.fields(object, declared)
}

/// The same, with the empty lists and maps that Go's encoder leaves out.
pub(super) fn typed(object: &Object, declared: &'static Struct) -> Value {
    Encoder { keep_empty: true }.fields(object, declared)
}

/// Go's zero moment, which is written as null.
const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

struct Encoder {
    keep_empty: bool,
}

impl Encoder {
    fn fields(&self, object: &Object, declared: &'static Struct) -> Value {
        let mut written = Object::new();
        for field in declared.fields {
            let value = match object.get(field.name) {
                None | Some(Value::Null) => self.absent(field),
                Some(value) if self.is_left_out(field, value) => None,
                Some(value) => Some(self.value(value, field.kind)),
            };
            if let Some(value) = value {
                written.insert(field.name.to_owned(), value);
            }
        }
        written.into()
    }

    /// What stands for a field that is not set: a struct that is no pointer is there all the same.
    fn absent(&self, field: &Field) -> Option<Value> {
        if field.is_pointer() {
            return (!field.omits_empty()).then_some(Value::Null);
        }
        let zero = match field.kind {
            Kind::Struct(declared) => self.fields(&Object::new(), declared),
            Kind::Quantity => "0".into(),
            Kind::IntOrString => 0.into(),
            _ if field.omits_empty() => return None,
            Kind::String | Kind::Enumeration(_) => "".into(),
            Kind::Boolean => false.into(),
            Kind::Int32 | Kind::Int64 => 0.into(),
            Kind::Time | Kind::Raw | Kind::List(_) | Kind::Map(_) => Value::Null,
        };
        (!field.omits_zero()).then_some(zero)
    }

    fn is_left_out(&self, field: &Field, value: &Value) -> bool {
        if field.omits_zero() && value == ZERO_TIME {
            return true;
        }
        let empty = match value {
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
        };
        empty && field.omits_empty() && !field.is_pointer()
    }

    fn value(&self, value: &Value, kind: Kind) -> Value {
        match (kind, value) {
            (Kind::Struct(declared), Value::Object(object)) => self.fields(object, declared),
            (Kind::List(list), Value::Array(items)) => {
                let written = items.iter().map(|item| self.value(item, list.item));
                written.collect()
            }
            (Kind::Map(item), Value::Object(entries)) => {
                let written = entries
                    .iter()
                    .map(|(key, value)| (key.clone(), self.value(value, *item)));
                written.collect::<Object>().into()
            }
            (Kind::Quantity, Value::String(text)) => match text.parse::<Quantity>() {
                Ok(quantity) => quantity.to_string().into(),
                Err(_) => value.clone(),
            },
            (Kind::Time, Value::String(moment)) if moment == ZERO_TIME => Value::Null,
            _ => value.clone(),
        }
    }
}
