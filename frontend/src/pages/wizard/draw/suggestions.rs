//! What may be typed into a control, from what the cluster and the manifest have.

use std::collections::BTreeSet;

use leptos::prelude::*;
use manifest::{Document, FieldPath};
use preflight::Facts;

use crate::pages::wizard::catalogue::Place;
use crate::pages::wizard::catalogue::traits::{self, Reference};
use crate::pages::wizard::paths;
use crate::pages::wizard::state::Wizard;

/// The texts to choose from at a field.
pub fn of(wizard: Wizard, place: &Place) -> Signal<Vec<String>> {
    let names = (place.owner.name, place.field.name);
    if traits::reference(names.0, names.1).is_none() && traits::usual(names.0, names.1).is_empty() {
        return Signal::default();
    }
    let path = place.path.clone();
    Signal::derive(move || {
        wizard
            .document
            .with(|document| wizard.facts.with(|facts| at(document, facts, names, &path)))
    })
}

/// The texts to choose from at the place of a field, by the names of its struct and of itself.
pub fn at(
    document: &Document,
    facts: &Facts,
    (owner, field): (&str, &str),
    path: &FieldPath,
) -> Vec<String> {
    let mut found = match traits::reference(owner, field) {
        Some(Reference::Volume) => volumes(document),
        Some(Reference::ContainerPort) => ports(document),
        Some(reference @ (Reference::ConfigMapKey | Reference::SecretKey)) => {
            let beside = path.parent().unwrap_or_default().key("name");
            let beside = document.text_at(&beside).unwrap_or_default();
            keys(facts, reference, &beside)
        }
        Some(reference) => names(facts, reference),
        None => Vec::new(),
    };
    found.extend(texts(traits::usual(owner, field).iter().copied()));
    found
}

/// The keys and, by key, the values to choose from in a map.
pub fn of_map(
    wizard: Wizard,
    place: &Place,
) -> (Signal<Vec<String>>, Callback<String, Vec<String>>) {
    let is_of_nodes = place.field.name == "nodeSelector";
    let keys = Signal::derive(move || {
        if is_of_nodes {
            wizard.facts.with(node_labels)
        } else {
            Vec::new()
        }
    });
    let values = Callback::new(move |wanted: String| {
        if is_of_nodes {
            wizard.facts.with(|facts| node_label_values(facts, &wanted))
        } else {
            Vec::new()
        }
    });
    (keys, values)
}

/// The keys of the labels that nodes have.
pub fn node_labels(facts: &Facts) -> Vec<String> {
    names(facts, Reference::NodeLabel)
}

/// The values that nodes have for such a key.
pub fn node_label_values(facts: &Facts, wanted: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    for node in facts.nodes.iter().flatten() {
        for (key, value) in &node.labels {
            if key == wanted {
                found.insert(value.clone());
            }
        }
    }
    texts(found.iter().map(String::as_str))
}

fn texts<'t>(all: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut found = Vec::new();
    for text in all {
        found.push(text.to_owned());
    }
    found
}

fn volumes(document: &Document) -> Vec<String> {
    let list = paths::volumes();
    let mut found = Vec::new();
    for index in 0..document.len_of(&list) {
        found.extend(document.text_at(&list.index(index).key("name")));
    }
    found
}

/// The names of the ports of all containers.
fn ports(document: &Document) -> Vec<String> {
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
