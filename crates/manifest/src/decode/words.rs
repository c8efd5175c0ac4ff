//! The words for what cannot be read.

use serde_json::{Number, Value};

use crate::Message;
use crate::content::quote;
use crate::gather::Gather;
use crate::message::decode as said;
use crate::schema::Struct;
use crate::yaml::float;

/// `must be a whole number, not the string "5x"`.
pub(super) fn wrong_type(expected: Message, found: &Value) -> Message {
    said::wrong_type(expected, describe(found))
}

/// As [`wrong_type`], with the way out that a bare word of YAML often needs: `on`, `08` and `1.0` are no
/// strings there, and what they mean is not what was typed.
pub(super) fn must_be_string(found: &Value) -> Message {
    let message = wrong_type(said::a_string(), found);
    match found {
        Value::Bool(_) | Value::Number(_) => said::put_in_quotes(message),
        _ => message,
    }
}

fn describe(value: &Value) -> Message {
    match value {
        Value::Null => said::null(),
        Value::Bool(value) => said::the_boolean(if *value { "true" } else { "false" }),
        Value::Number(number) => said::the_number(spell(number)),
        Value::String(text) if text.is_empty() => said::an_empty_string(),
        Value::String(text) if text.chars().count() <= 40 => said::the_string(quote(text)),
        Value::String(_) => said::a_string(),
        Value::Array(_) => said::a_list(),
        Value::Object(_) => said::a_mapping(),
    }
}

/// A number as Go's JSON encoder spells it, which is what the API server gets to read.
pub(super) fn spell(number: &Number) -> String {
    float::spell(number)
}

/// `is not a field here`, with the field that was probably meant.
pub(super) fn unknown_field(name: &str, declared: &Struct) -> Message {
    let closest = declared
        .fields
        .iter()
        .map(|field| (distance(name, field.name), field.name))
        .min_by_key(|(distance, _)| *distance);
    match closest {
        Some((distance, field)) if distance <= 1 + name.chars().count() / 6 => {
            said::field_misspelled(quote(name), quote(field))
        }
        _ => said::field_unknown(quote(name)),
    }
}

/// How many letters must change to make one name the other; upper and lower case are one.
pub(super) fn distance(one: &str, two: &str) -> usize {
    let two: Vec<char> = two
        .chars()
        .map(|letter| letter.to_ascii_lowercase())
        .gather();
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let letter = letter.to_ascii_lowercase();
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in two.iter().enumerate() {
            let change = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = change.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[two.len()]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{spell, unknown_field};
    use crate::schema::DAEMON_SET;

    #[test]
    fn suggests_only_what_is_close() {
        assert_eq!(
            unknown_field("Metadata", &DAEMON_SET),
            "unknown field \"Metadata\": did you mean \"metadata\"?"
        );
        assert_eq!(unknown_field("sepc", &DAEMON_SET), "unknown field \"sepc\"");
        assert_eq!(
            unknown_field("specs", &DAEMON_SET),
            "unknown field \"specs\": did you mean \"spec\"?"
        );
    }

    #[test]
    fn spells_numbers_as_go_does() {
        for (number, spelled) in [
            (json!(1.5), "1.5"),
            (json!(5), "5"),
            (json!(1e21), "1e+21"),
            (json!(0.000_000_1), "1e-7"),
            (json!(1e20), "100000000000000000000"),
            (json!(1000.0), "1000"),
            (json!(-1234.5), "-1234.5"),
            (json!(0.000_001_5), "0.0000015"),
            (json!(-1.25e-7), "-1.25e-7"),
            (json!(1.5e300), "1.5e+300"),
            (json!(-0.0), "-0"),
            (json!(u64::MAX), "18446744073709551615"),
        ] {
            assert_eq!(spell(number.as_number().unwrap()), spelled);
        }
    }
}
