//! Messages into mappings, led by the table of their fields.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use thiserror::Error;

use super::{
    schema::{self, Content, Field, Occurs},
    wire::{Fields, Payload, WireError},
};
use crate::clock;

/// Why bytes are not the message they should be.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(super) enum DecodeError {
    /// They are no message at all.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A field carries another form of payload than its content has.
    #[error("proto: wrong wireType for field {0}")]
    WrongForm(&'static str),
    /// A time is beyond the calendar.
    #[error("proto: time out of range: {0} seconds")]
    Time(i64),
}

/// Adds the fields of a message to `object`. What the table does not know is passed over.
pub(super) fn read_into(
    object: &mut Map<String, Value>,
    message: &[Field],
    bytes: &[u8],
) -> Result<(), DecodeError> {
    for field in Fields::of(bytes) {
        let (number, payload) = field?;
        let Some(field) = message.iter().find(|known| known.number == number) else {
            continue;
        };
        match field.occurs {
            Occurs::Once | Occurs::IfMeant => {
                // A message that comes in several parts is the sum of them, anything else the last one.
                let before = object.shift_remove(field.name).unwrap_or_default();
                let value = content(field, payload, before)?;
                if field.occurs == Occurs::IfMeant || !is_zero(&value) {
                    object.insert(field.name.to_owned(), value);
                }
            }
            Occurs::Repeated => {
                let item = content(field, payload, Value::Null)?;
                let items = object.entry(field.name).or_insert_with(|| json!([]));
                if let Value::Array(items) = items {
                    items.push(item);
                }
            }
            Occurs::Mapped => {
                let (key, value) = map_entry(field, payload)?;
                let entries = object.entry(field.name).or_insert_with(|| json!({}));
                if let Value::Object(entries) = entries {
                    entries.insert(key, value);
                }
            }
        }
    }
    Ok(())
}

/// What JSON leaves out. An empty mapping stays, as Go keeps empty structs.
fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(_) | Value::Object(_) => false,
    }
}

fn content(field: &Field, payload: Payload<'_>, before: Value) -> Result<Value, DecodeError> {
    Ok(match (field.content, payload) {
        (Content::Text, Payload::Bytes(bytes)) => String::from_utf8_lossy(bytes).into(),
        (Content::Number, Payload::Varint(number)) => number.cast_signed().into(),
        (Content::Flag, Payload::Varint(number)) => (number != 0).into(),
        (Content::Bytes, Payload::Bytes(bytes)) => STANDARD.encode(bytes).into(),
        (Content::Time, Payload::Bytes(bytes)) => time(bytes)?,
        (Content::Quantity, Payload::Bytes(bytes)) => {
            let mut quantity = Map::new();
            read_into(&mut quantity, schema::QUANTITY, bytes)?;
            quantity
                .shift_remove("string")
                .unwrap_or_else(|| zero(Content::Quantity))
        }
        (Content::Message(message), Payload::Bytes(bytes)) => {
            let mut object = match before {
                Value::Object(object) => object,
                _ => Map::new(),
            };
            read_into(&mut object, message, bytes)?;
            object.into()
        }
        _ => return Err(DecodeError::WrongForm(field.name)),
    })
}

/// A time; an empty message is no time.
fn time(bytes: &[u8]) -> Result<Value, DecodeError> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let mut fields = Map::new();
    read_into(&mut fields, schema::TIME, bytes)?;
    let seconds = fields.get("seconds").and_then(Value::as_i64).unwrap_or(0);
    let moment = Timestamp::from_second(seconds).map_err(|_| DecodeError::Time(seconds))?;
    Ok(clock::seconds(moment).into())
}

/// The entry of a mapping; what it does not say is the zero value.
fn map_entry(field: &Field, payload: Payload<'_>) -> Result<(String, Value), DecodeError> {
    let Payload::Bytes(bytes) = payload else {
        return Err(DecodeError::WrongForm(field.name));
    };
    let mut entry = Map::new();
    read_into(&mut entry, &schema::map_entry(field.content), bytes)?;
    let key = match entry.shift_remove("key") {
        Some(Value::String(key)) => key,
        _ => String::new(),
    };
    let value = entry
        .shift_remove("value")
        .unwrap_or_else(|| zero(field.content));
    Ok((key, value))
}

/// The value of a content that an entry does not name.
fn zero(content: Content) -> Value {
    match content {
        Content::Text | Content::Bytes => "".into(),
        Content::Quantity => "0".into(),
        Content::Number => 0.into(),
        Content::Flag => false.into(),
        Content::Time => Value::Null,
        Content::Message(_) => json!({}),
    }
}
