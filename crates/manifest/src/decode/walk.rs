//! The walk: a document against the schema table, everything of the wrong type and every unknown field noted.
//!
//! Its result stands for the Go struct: no nulls, absent means nil, an empty list or map is kept.
//! Quantities keep the user's spelling, because rounding must start from it.

use serde_json::{Number, Value};

use super::version::Version;
use super::{DecodeProblem, DecodeProblemKind, Place, time, words};
use crate::content::quote;
use crate::message::decode as said;
use crate::object::{self, Object};
use crate::quantity::{self, Quantity};
use crate::schema::{Kind, Struct};
use crate::{FieldPath, Message};

/// Reads a DaemonSet of the given version: leaves in `root` what can be read. Returns the lists and
/// maps that are there but empty.
pub(super) fn root(
    root: &mut Object,
    declared: &'static Struct,
    version: Version,
    problems: &mut Vec<DecodeProblem>,
) -> Vec<FieldPath> {
    let mut walk = Walk {
        version,
        problems,
        empty: Vec::new(),
    };
    walk.fields(root, declared, &Place::Root);
    walk.empty
}

/// Reads a document of any other kind.
pub(super) fn any_root(
    mut value: Value,
    declared: &'static Struct,
    problems: &mut Vec<DecodeProblem>,
) -> Object {
    let mut walk = Walk {
        version: Version::Apps,
        problems,
        empty: Vec::new(),
    };
    let is_read = walk.value(&mut value, Kind::Struct(declared), &Place::Root);
    match value {
        Value::Object(object) if is_read => object,
        _ => Object::new(),
    }
}

struct Walk<'a> {
    version: Version,
    problems: &'a mut Vec<DecodeProblem>,
    empty: Vec<FieldPath>,
}

impl Walk<'_> {
    fn fields(&mut self, object: &mut Object, declared: &'static Struct, place: &Place<'_>) {
        object::retain(object, &mut |name, value| {
            let place = place.key(name);
            let kind = match declared.field(name) {
                Some(field) => field.kind,
                None if self.is_extensions_generation(&place) => Kind::Int64,
                None => {
                    let message = words::unknown_field(name, declared);
                    let mut problem = place.problem(DecodeProblemKind::UnknownField, message);
                    // Of what is no key of a map Kubernetes prints the name behind a point, whatever it is.
                    problem.field = match place.parent_path().to_string() {
                        parent if parent.is_empty() => name.to_owned(),
                        parent => format!("{parent}.{name}"),
                    };
                    self.problems.push(problem);
                    return false;
                }
            };
            // Null is as good as absent in Go.
            !value.is_null() && self.value(value, kind, &place)
        });
    }

    /// `spec.templateGeneration`, which only extensions/v1beta1 has.
    fn is_extensions_generation(&self, place: &Place<'_>) -> bool {
        self.version == Version::Extensions
            && matches!(
                place,
                Place::Key(Place::Key(Place::Root, "spec"), "templateGeneration")
            )
    }

    /// Whether the field can hold the value, which is brought to the field's type where it is none
    /// yet; else there is a problem.
    fn value(&mut self, value: &mut Value, kind: Kind, place: &Place<'_>) -> bool {
        let expected = match (kind, &mut *value) {
            (Kind::Struct(declared), Value::Object(object)) => {
                self.fields(object, declared, place);
                return true;
            }
            (Kind::List(list), Value::Array(items)) => {
                self.items(items, list.item, place);
                return true;
            }
            (Kind::Map(item), Value::Object(object)) => {
                self.entries(object, *item, place);
                return true;
            }
            (Kind::String | Kind::Enumeration(_) | Kind::IntOrString, Value::String(_))
            | (Kind::Boolean, Value::Bool(_))
            | (Kind::Raw, _) => return true,
            (Kind::Int32 | Kind::IntOrString, Value::Number(number)) => {
                return self.integer(number, i64::from(i32::MIN)..=i64::from(i32::MAX), place);
            }
            (Kind::Int64, Value::Number(number)) => {
                return self.integer(number, i64::MIN..=i64::MAX, place);
            }
            (Kind::Quantity, Value::String(text)) => return self.quantity(text, place),
            (Kind::Quantity, Value::Number(number)) => {
                let mut text = words::spell(number);
                let is_read = self.quantity(&mut text, place);
                *value = text.into();
                return is_read;
            }
            (Kind::Time, Value::String(text)) => {
                if let Some(moment) = time::normalize(text) {
                    *text = moment;
                    return true;
                }
                said::a_moment()
            }
            (Kind::String | Kind::Enumeration(_), _) => {
                return self.wrong_type(words::must_be_string(value), place);
            }
            (Kind::Boolean, _) => said::true_or_false(),
            (Kind::Int32 | Kind::Int64, _) => said::a_whole_number(),
            (Kind::IntOrString, _) => said::a_whole_number_or_a_string(),
            (Kind::Quantity, _) => said::a_quantity(),
            (Kind::Time, _) => said::a_moment(),
            (Kind::List(_), _) => said::a_list(),
            (Kind::Struct(_) | Kind::Map(_), _) => said::a_mapping(),
        };
        self.wrong_type(words::wrong_type(expected, value), place)
    }

    /// An item that cannot be read is empty, so that the others keep their positions.
    fn items(&mut self, items: &mut [Value], kind: Kind, place: &Place<'_>) {
        if items.is_empty() {
            self.empty.push(place.path());
        }
        for (index, item) in items.iter_mut().enumerate() {
            if item.is_null() || !self.value(item, kind, &place.index(index)) {
                *item = zero(kind);
            }
        }
    }

    fn entries(&mut self, object: &mut Object, kind: Kind, place: &Place<'_>) {
        object::retain(object, &mut |key, value| {
            if value.is_null() {
                *value = zero(kind);
                return true;
            }
            self.value(value, kind, &place.key(key))
        });
        // Also where nothing is left that could be read.
        if object.is_empty() {
            self.empty.push(place.path());
        }
    }

    fn integer(
        &mut self,
        number: &mut Number,
        range: std::ops::RangeInclusive<i64>,
        place: &Place<'_>,
    ) -> bool {
        if number.as_i64().is_some_and(|value| range.contains(&value)) {
            return true;
        }
        let expected = if number.is_f64() {
            said::a_whole_number()
        } else {
            said::between(range.start().to_string(), range.end().to_string())
        };
        let found = Value::Number(number.clone());
        self.wrong_type(words::wrong_type(expected, &found), place)
    }

    fn quantity(&mut self, text: &mut String, place: &Place<'_>) -> bool {
        // Kubernetes trims what stands in the quotes, where JSON leaves only spaces unescaped.
        let trimmed =
            text.trim_matches(|letter: char| letter.is_whitespace() && !letter.is_control());
        if !quantity::is_stable(trimmed)
            && let Err(error) = trimmed.parse::<Quantity>()
        {
            return self.wrong_type(said::no_quantity(quote(trimmed), error.message()), place);
        }
        if trimmed.len() < text.len() {
            *text = trimmed.to_owned();
        }
        true
    }

    /// Notes the problem; false, because the value cannot be read.
    fn wrong_type(&mut self, message: Message, place: &Place<'_>) -> bool {
        self.problems
            .push(place.problem(DecodeProblemKind::WrongType, message));
        false
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
