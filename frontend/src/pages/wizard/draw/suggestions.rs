//! What may be typed into a control, from what the cluster and the manifest have.

use std::collections::BTreeSet;

use leptos::prelude::*;
use preflight::Facts;

use crate::pages::wizard::catalogue::Place;
use crate::pages::wizard::catalogue::traits::{self, Reference};
use crate::pages::wizard::paths;
use crate::pages::wizard::state::Wizard;

/// The texts to choose from at a field.
pub fn of(wizard: Wizard, place: &Place) -> Signal<Vec<String>> {
    let (owner, name) = (place.owner.name, place.field.name);
    let usual = traits::usual(owner, name);
    let Some(reference) = traits::reference(owner, name) else {
        return if usual.is_empty() {
            Signal::default()
        } else {
            Signal::derive(move || texts(usual.iter().copied()))
        };
    };
    let beside = place.path.parent().unwrap_or_default().key("name");
    Signal::derive(move || {
        let mut found = match reference {
            Reference::Volume => volumes(wizard),
            Reference::ContainerPort => ports(wizard),
            Reference::ConfigMapKey | Reference::SecretKey => {
                let beside = wizard.document.text_at(&beside);
                wizard.facts.with(|facts| keys(facts, reference, &beside))
            }
            _ => wizard.facts.with(|facts| names(facts, reference)),
        };
        found.extend(texts(usual.iter().copied()));
        found
    })
}

/// The keys and, by key, the values to choose from in a map.
pub fn of_map(
    wizard: Wizard,
    place: &Place,
) -> (Signal<Vec<String>>, Callback<String, Vec<String>>) {
    let is_of_nodes = place.field.name == "nodeSelector";
    let keys = Signal::derive(move || {
        if is_of_nodes {
            wizard
                .facts
                .with(|facts| names(facts, Reference::NodeLabel))
        } else {
            Vec::new()
        }
    });
    let values = Callback::new(move |wanted: String| {
        let mut found = BTreeSet::new();
        if is_of_nodes {
            wizard.facts.with(|facts| {
                for node in facts.nodes.iter().flatten() {
                    for (key, value) in &node.labels {
                        if *key == wanted {
                            found.insert(value.clone());
                        }
                    }
                }
            });
        }
        texts(found.iter().map(String::as_str))
    });
    (keys, values)
}

fn texts<'t>(all: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut found = Vec::new();
    for text in all {
        found.push(text.to_owned());
    }
    found
}

fn volumes(wizard: Wizard) -> Vec<String> {
    wizard.document.with(|document| {
        let list = paths::volumes();
        let mut found = Vec::new();
        for index in 0..document.len_of(&list) {
            found.extend(document.text_at(&list.index(index).key("name")));
        }
        found
    })
}

/// The names of the ports of all containers.
fn ports(wizard: Wizard) -> Vec<String> {
    wizard.document.with(|document| {
        let mut found = Vec::new();
        for list in [paths::containers(), paths::init_containers()] {
            for index in 0..document.len_of(&list) {
                let ports = list.index(index).key("ports");
                for position in 0..document.len_of(&ports) {
                    found.extend(document.text_at(&ports.index(position).key("name")));
                }
            }
        }
        found
    })
}

/// The keys of the ConfigMap or Secret of this name, as far as they are known.
fn keys(facts: &Facts, reference: Reference, name: &str) -> Vec<String> {
    let Some(namespace) = &facts.namespace else {
        return Vec::new();
    };
    let objects = match reference {
        Reference::SecretKey => &namespace.secrets,
        _ => &namespace.config_maps,
    };
    let mut found = Vec::new();
    for object in objects.iter().flatten() {
        if object.name == name {
            found.extend(object.keys.clone().unwrap_or_default());
        }
    }
    found
}

/// The names of what exists.
fn names(facts: &Facts, reference: Reference) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut add = |name: &str| {
        found.insert(name.to_owned());
    };
    let namespace = facts.namespace.as_ref();
    match reference {
        Reference::ConfigMap => {
            for object in namespace
                .iter()
                .flat_map(|it| it.config_maps.iter().flatten())
            {
                add(&object.name);
            }
        }
        Reference::Secret => {
            for object in namespace.iter().flat_map(|it| it.secrets.iter().flatten()) {
                add(&object.name);
            }
        }
        Reference::Claim => {
            for claim in namespace.iter().flat_map(|it| it.claims.iter().flatten()) {
                add(&claim.name);
            }
        }
        Reference::ServiceAccount => {
            for name in namespace
                .iter()
                .flat_map(|it| it.service_accounts.iter().flatten())
            {
                add(name);
            }
        }
        Reference::PriorityClass => {
            for class in facts.priority_classes.iter().flatten() {
                add(&class.name);
            }
        }
        Reference::RuntimeClass => {
            for class in facts.runtime_classes.iter().flatten() {
                add(&class.name);
            }
        }
        Reference::StorageClass => {
            for class in facts.storage_classes.iter().flatten() {
                add(&class.name);
            }
        }
        Reference::Image => {
            for used in facts.images.iter().flatten() {
                for image in &used.images {
                    add(image);
                }
            }
        }
        Reference::TaintKey => {
            for node in facts.nodes.iter().flatten() {
                for taint in &node.taints {
                    add(&taint.key);
                }
            }
        }
        Reference::NodeLabel => {
            for node in facts.nodes.iter().flatten() {
                for (key, _) in &node.labels {
                    add(key);
                }
            }
        }
        Reference::Node => {
            for node in facts.nodes.iter().flatten() {
                add(&node.name);
            }
        }
        Reference::ConfigMapKey
        | Reference::SecretKey
        | Reference::Volume
        | Reference::ContainerPort => {}
    }
    // One by one: a list that is collected from a set compiles anew.
    let mut names = Vec::new();
    for name in found {
        names.push(name);
    }
    names
}
