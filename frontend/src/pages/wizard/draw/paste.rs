//! Lines of `KEY=value` pasted into a list of them become its entries; a line of a shell becomes its words.

use leptos::prelude::*;
use manifest::{Document, EditError, FieldPath, ScalarKind};
use serde_json::json;

use crate::pages::wizard::catalogue::paste::{pairs, shell_words};
use crate::pages::wizard::state::Wizard;
use crate::reactive::{dynamic, memo};
use crate::state::document::{Origin, write_text};
use crate::text::wizard::draw as words;
use crate::ui::{Button, Look};

/// What was pasted into a control that takes a key, where it is pairs; the control does not get it then.
#[must_use]
pub fn pasted_pairs(event: &web_sys::ClipboardEvent) -> Option<Vec<(String, String)>> {
    let text = event.clipboard_data()?.get_data("text/plain").ok()?;
    let pairs = pairs(&text)?;
    event.prevent_default();
    event.stop_propagation();
    Some(pairs)
}

/// Writes variables into a list of them: over those of the same name, into the row that has none yet, else behind.
///
/// # Errors
/// The text cannot be edited at one of these places.
pub fn write_variables(
    document: &mut Document,
    list: &FieldPath,
    pairs: &[(String, String)],
) -> Result<(), EditError> {
    for (name, value) in pairs {
        let count = document.len_of(list);
        let named = |wanted: &str| {
            (0..count).find(|index| {
                let name = document.text_at(&list.index(*index).key("name"));
                name.unwrap_or_default() == wanted
            })
        };
        match named(name).or_else(|| named("")) {
            Some(index) => {
                let variable = list.index(index);
                write_text(document, &variable.key("name"), name, ScalarKind::String)?;
                write_text(document, &variable.key("value"), value, ScalarKind::String)?;
                if document.has(&variable.key("valueFrom")) {
                    document.remove(&variable.key("valueFrom"))?;
                }
            }
            None => document.insert(list, count, json!({"name": name, "value": value}))?,
        }
    }
    Ok(())
}

/// A button that divides the only text of a list as a shell would, where that makes several of it.
#[must_use]
pub fn divide(wizard: Wizard, list: &FieldPath) -> AnyView {
    let words_of = {
        let list = list.clone();
        move |document: &Document| {
            if document.len_of(&list) != 1 {
                return Vec::new();
            }
            let only = document.text_at(&list.index(0)).unwrap_or_default();
            // A script of several lines is one text by intention.
            if only.trim_end().contains('\n') {
                return Vec::new();
            }
            shell_words(&only).unwrap_or_default()
        }
    };
    let count = {
        let words_of = words_of.clone();
        memo(move || wizard.document.with(&words_of).len())
    };
    let list = list.clone();
    dynamic(move || {
        let count = count.get();
        if count < 2 {
            return ().into_any();
        }
        let (list, words_of) = (list.clone(), words_of.clone());
        let divide = move |()| {
            let words = wizard.document.with_untracked(&words_of);
            wizard
                .document
                .edit(Origin::Act, |document| document.set(&list, words));
        };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        view! { <Button look=Look::Quiet on_press=divide>{words::divide(count)}</Button> }
            .into_any()
    })
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::write_variables;

    #[test]
    fn variables_are_written_over_their_names_and_behind_the_others() {
        let text = "env:\n- name: A # why\n  value: 1\n- name: B\n  valueFrom: {fieldRef: {fieldPath: x}}\n- name: \"\"\n";
        let mut document = Document::parse(text);
        let pairs = [("A", "2"), ("C", "3"), ("B", "b"), ("D", "")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        write_variables(&mut document, &"env".parse().unwrap(), &pairs).unwrap();
        assert_eq!(
            document.text(),
            "env:\n- name: A # why\n  value: \"2\"\n- name: B\n  value: b\n- name: C\n  value: \"3\"\n- name: D\n  value: \"\"\n"
        );
    }
}
