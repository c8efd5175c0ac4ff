//! All keys of a ConfigMap as variables, in one act.

use leptos::prelude::*;
use manifest::{Document, EditError, FieldPath};
use serde_json::json;

use crate::pages::wizard::state::Wizard;
use crate::reactive::{dynamic, memo};
use crate::state::document::Origin;
use crate::text::wizard::draw as words;
use crate::ui::{Choice, Select};

/// The `ConfigMaps` to choose from; choosing one adds its keys.
#[must_use]
pub fn of_config_map(wizard: Wizard, list: &FieldPath) -> AnyView {
    let list = list.clone();
    // Facts come all the time; a choice that is open must not be drawn anew for them.
    let known = memo(move || wizard.facts.with(known));
    dynamic(move || {
        let maps = known.get();
        if maps.is_empty() {
            return ().into_any();
        }
        let mut choices = vec![Choice::new("", words::keys_of_config_map())];
        for (name, _) in &maps {
            choices.push(Choice::plain(name.clone()));
        }
        let list = list.clone();
        let choose = move |chosen: String| {
            let found = maps.iter().find(|(name, _)| *name == chosen);
            if let Some((name, keys)) = found {
                wizard.document.edit(Origin::Act, |document| {
                    write_keys(document, &list, name, keys)
                });
            }
        };
        view! {
            <div class="shelf-choice">
                <Select label=words::keys_of_config_map() value="" choices on_choose=choose/>
            </div>
        }
        .into_any()
    })
}

/// The `ConfigMaps` of the namespace whose keys are known, with these.
fn known(facts: &preflight::Facts) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let namespace = facts.namespace.iter();
    for object in namespace.flat_map(|it| it.config_maps.iter().flatten()) {
        if let Some(keys) = object.keys.clone().filter(|keys| !keys.is_empty()) {
            found.push((object.name.clone(), keys));
        }
    }
    found
}

/// Adds a variable for each key that no variable is called like yet.
fn write_keys(
    document: &mut Document,
    list: &FieldPath,
    config_map: &str,
    keys: &[String],
) -> Result<(), EditError> {
    for key in keys {
        let count = document.len_of(list);
        let is_there = (0..count).any(|index| {
            let name = document.text_at(&list.index(index).key("name"));
            name.as_deref() == Some(key)
        });
        if !is_there {
            let reference = json!({"name": config_map, "key": key});
            let variable = json!({"name": key, "valueFrom": {"configMapKeyRef": reference}});
            document.insert(list, count, variable)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::write_keys;

    #[test]
    fn keys_become_variables_and_those_that_are_there_stay() {
        let mut document = Document::parse("env:\n- name: A # mine\n  value: x\n");
        let keys = ["A".to_owned(), "B".to_owned()];
        write_keys(&mut document, &"env".parse().unwrap(), "settings", &keys).unwrap();
        assert_eq!(
            document.text(),
            "env:\n- name: A # mine\n  value: x\n- name: B\n  valueFrom:\n    configMapKeyRef:\n      name: settings\n      key: B\n"
        );
    }
}
