//! The walk: a document against the schema table, everything of the wrong type and every unknown field noted.
//!
//! Its result stands for the Go struct: no nulls, absent means nil, an empty list or map is kept.
//! Quantities keep the user's spelling, because rounding must start from it.

use serde_json::{Number, Value};

use super::version::Version;
use super::{DecodeProblem, DecodeProblemKind, Place, time, words};
use crate::object::Object;
use crate::quantity::Quantity;
use crate::schema::{Kind, Struct};

/// Reads a DaemonSet of the given version.
pub(super) fn root(
    root: &Object,
    declared: &'static Struct,
    version: Version,
    problems: &mut Vec<DecodeProblem>,
) -> Object {
    Walk { version, problems }.fields(root, declared, &Place::Root)
}

/// Reads a document of any other kind.
pub(super) fn any_root(
    value: &Value,
    declared: &'static Struct,
    problems: &mut Vec<DecodeProblem>,
) -> Object {
    let mut walk = Walk {
        version: Version::Apps,
        problems,
    };
    match walk.value(value, Kind::Struct(declared), &Place::Root) {
        Some(Value::Object(object)) => object,
        _ => Object::new(),
    }
}

struct Walk<'a> {
    version: Version,
    problems: &'a mut Vec<DecodeProblem>,
}

impl Walk<'_> {
    fn fields(&mut self, object: &Object, declared: &'static Struct, place: &Place<'_>) -> Object {
        let mut read = Object::with_capacity(object.len());
        for (name, value) in object {
            let place = place.key(name);
            let kind = match declared.field(name) {
                Some(field) => field.kind,
                None if self.is_extensions_generation(&place) => Kind::Int64,
                None => {
                    let message = words::unknown_field(name, declared);
                    self.problems
                        .push(place.problem(DecodeProblemKind::UnknownField, message));
                    continue;
                }
            };
            // Null is as good as absent in Go.
            if value.is_null() {
                continue;
            }
            if let Some(value) = self.value(value, kind, &place) {
                read.insert(name.clone(), value);
            }
        }
        read
    }

    /// `spec.templateGeneration`, which only extensions/v1beta1 has.
    fn is_extensions_generation(&self, place: &Place<'_>) -> bool {
        self.version == Version::Extensions
            && matches!(
                place,
                Place::Key(Place::Key(Place::Root, "spec"), "templateGeneration")
            )
    }

    /// What the field holds; `None`, and a problem, where it cannot hold that.
    fn value(&mut self, value: &Value, kind: Kind, place: &Place<'_>) -> Option<Value> {
        let expected = match (kind, value) {
            (Kind::Struct(declared), Value::Object(object)) => {
                return Some(self.fields(object, declared, place).into());
            }
            (Kind::List(list), Value::Array(items)) => {
                return Some(self.items(items, list.item, place).into());
            }
            (Kind::Map(item), Value::Object(object)) => {
                return Some(self.entries(object, *item, place).into());
            }
            (Kind::String | Kind::Enumeration(_) | Kind::IntOrString, Value::String(_))
            | (Kind::Boolean, Value::Bool(_))
            | (Kind::Raw, _) => return Some(value.clone()),
            (Kind::Int32 | Kind::IntOrString, Value::Number(number)) => {
                return self.integer(number, i64::from(i32::MIN)..=i64::from(i32::MAX), place);
            }
            (Kind::Int64, Value::Number(number)) => {
                return self.integer(number, i64::MIN..=i64::MAX, place);
            }
            (Kind::Quantity, Value::String(text)) => return self.quantity(text, place),
            (Kind::Quantity, Value::Number(number)) => {
                return self.quantity(&words::spell(number), place);
            }
            (Kind::Time, Value::String(text)) => {
                let moment = time::normalize(text);
                if moment.is_none() {
                    let expected = "a moment such as 2006-01-02T15:04:05Z";
                    self.wrong_type(words::wrong_type(expected, value), place);
                }
                return moment.map(Value::String);
            }
            (Kind::String | Kind::Enumeration(_), _) => {
                self.wrong_type(words::must_be_string(value), place);
                return None;
            }
            (Kind::Boolean, _) => "true or false",
            (Kind::Int32 | Kind::Int64, _) => "a whole number",
            (Kind::IntOrString, _) => "a whole number or a string",
            (Kind::Quantity, _) => "a quantity such as 500m or 128Mi",
            (Kind::Time, _) => "a moment such as 2006-01-02T15:04:05Z",
            (Kind::List(_), _) => "a list",
            (Kind::Struct(_) | Kind::Map(_), _) => "a mapping",
        };
        self.wrong_type(words::wrong_type(expected, value), place);
        None
    }

    /// An item that cannot be read is empty, so that the others keep their positions.
    fn items(&mut self, items: &[Value], kind: Kind, place: &Place<'_>) -> Vec<Value> {
        let read = items.iter().enumerate().map(|(index, item)| {
            if item.is_null() {
                return zero(kind);
            }
            self.value(item, kind, &place.index(index))
                .unwrap_or_else(|| zero(kind))
        });
        read.collect()
    }

    fn entries(&mut self, object: &Object, kind: Kind, place: &Place<'_>) -> Object {
        let mut read = Object::with_capacity(object.len());
        for (key, value) in object {
            if value.is_null() {
                read.insert(key.clone(), zero(kind));
            } else if let Some(value) = self.value(value, kind, &place.key(key)) {
                read.insert(key.clone(), value);
            }
        }
        read
    }

    fn integer(
        &mut self,
        number: &Number,
        range: std::ops::RangeInclusive<i64>,
        place: &Place<'_>,
    ) -> Option<Value> {
        let whole = number.as_i64().filter(|value| range.contains(value));
        if whole.is_none() {
            let expected = if number.is_f64() {
                "a whole number".to_owned()
            } else {
                format!("between {} and {}", range.start(), range.end())
            };
            let found = Value::Number(number.clone());
            self.wrong_type(words::wrong_type(&expected, &found), place);
        }
        whole.map(Value::from)
    }

    fn quantity(&mut self, text: &str, place: &Place<'_>) -> Option<Value> {
        // Kubernetes trims what stands in the quotes, where JSON leaves only spaces unescaped.
        let text = text.trim_matches(|letter: char| letter.is_whitespace() && !letter.is_control());
        match text.parse::<Quantity>() {
            Ok(_) => Some(text.into()),
            Err(error) => {
                self.wrong_type(format!("{text:?} is no quantity: {error}"), place);
                None
            }
        }
    }

    fn wrong_type(&mut self, message: String, place: &Place<'_>) {
        self.problems
            .push(place.problem(DecodeProblemKind::WrongType, message));
    }
}

/// What Go leaves in a list or a map where it finds null.
fn zero(kind: Kind) -> Value {
    match kind {
        Kind::String | Kind::Enumeration(_) => "".into(),
        Kind::Boolean => false.into(),
        Kind::Int32 | Kind::Int64 | Kind::IntOrString => 0.into(),
        Kind::Quantity => "0".into(),
        Kind::Struct(_) => Object::new().into(),
        Kind::Time | Kind::Raw | Kind::List(_) | Kind::Map(_) => Value::Null,
    }
}
