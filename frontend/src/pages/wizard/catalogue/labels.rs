//! The words of fields, cards and structs.

use crate::text::{FIELDS, current};

/// What a field is called: by its struct, else by its name alone, else as Kubernetes calls it.
#[must_use]
pub fn label(owner: &str, field: &'static str) -> &'static str {
    found(owner, field).map_or(field, |words| words[current() as usize].0)
}

/// What to know of a field before one types.
#[must_use]
pub fn help(owner: &str, field: &str) -> &'static str {
    found(owner, field).map_or("", |words| words[current() as usize].1)
}

/// What a card is called.
#[must_use]
pub fn card(name: &'static str) -> &'static str {
    label("card", name)
}

/// What is worth knowing of a card; empty where nothing is.
#[must_use]
pub fn card_note(name: &str) -> &'static str {
    help("card", name)
}

/// What a field is called in each language.
#[must_use]
pub fn all(owner: &str, field: &'static str) -> [&'static str; 2] {
    found(owner, field).map_or([field; 2], |words| words.map(|(label, _)| label))
}

fn found(owner: &str, field: &str) -> Option<[(&'static str, &'static str); 2]> {
    let with_owner = format!("{owner}.{field}");
    [with_owner.as_str(), field].iter().find_map(|key| {
        let at = FIELDS
            .binary_search_by(|(known, _)| (*known).cmp(key))
            .ok()?;
        Some(FIELDS[at].1)
    })
}
