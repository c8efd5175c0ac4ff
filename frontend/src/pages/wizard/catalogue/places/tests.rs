//! Places of the form: that every field has one, and the right one.

use std::path::{Path, PathBuf};

use manifest::schema::{DAEMON_SET, Kind, SERVICE, Struct};
use manifest::{Document, FieldPath};
use serde_json::{Value, json};

use super::{anchor, card_of, is_not_typed, leftovers, step_of};
use crate::pages::wizard::catalogue::cards::{CARDS, CONTAINER_CARDS, SERVICE_CARDS};
use crate::pages::wizard::catalogue::layouts::LAYOUTS;
use crate::pages::wizard::catalogue::undrawn::undrawn;
use crate::pages::wizard::catalogue::{Place, labels, names};
use crate::pages::wizard::paths;
use crate::pages::wizard::step::Step;

fn undrawn_in(manifest: &Value) -> Vec<String> {
    undrawn(manifest, &FieldPath::root())
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Every field of the schema, at the first items of lists and under a key of maps; structs that contain
/// themselves do not occur.
fn walk(
    of: &'static Struct,
    path: &FieldPath,
    visit: &mut impl FnMut(&'static Struct, &FieldPath),
) {
    for field in of.fields {
        let path = path.key(field.name);
        if is_not_typed(of.name, field.name) {
            continue;
        }
        visit(of, &path);
        match field.kind {
            Kind::Struct(inner) => walk(inner, &path, visit),
            Kind::List(list) => {
                if let Kind::Struct(inner) = list.item {
                    walk(inner, &path.index(0), visit);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn every_field_that_a_user_may_write_has_a_control() {
    let mut count = 0;
    walk(&DAEMON_SET, &FieldPath::root(), &mut |_, path| {
        count += 1;
        let shown = anchor(path);
        let is_spread = super::SPREAD.contains(&path.to_string().as_str())
            || ["containers", "initContainers", "volumes"]
                .iter()
                .any(|list| *path == paths::pod().key(*list));
        assert_eq!(shown.is_none(), is_spread, "{path}: {shown:?}");
        if let Some(shown) = shown {
            assert_eq!(shown, *path);
        }
        // On a card of its step, in a list that is drawn by hand, or left over.
        let is_by_hand = ["metadata.name", "metadata.namespace"]
            .contains(&path.to_string().as_str())
            || path.starts_with(&paths::volumes());
        let container = super::container_of(path);
        let base = container.clone().unwrap_or_default();
        let is_left = leftovers(step_of(path), &base)
            .iter()
            .any(|place| path.starts_with(&place.path));
        let is_container = container.as_ref() == Some(path);
        assert!(
            is_spread || is_by_hand || is_container || is_left || card_of(path).is_some(),
            "{path} is on no card"
        );
    });
    assert!(count > 800, "{count} fields only");
}

#[test]
fn every_field_of_a_service_has_a_control() {
    let service = FieldPath::root().index(1);
    let mut count = 0;
    walk(&SERVICE, &service, &mut |_, path| {
        count += 1;
        let is_spread = ["metadata", "spec"]
            .iter()
            .any(|key| *path == service.key(*key));
        let shown = anchor(path);
        assert_eq!(
            shown.as_ref(),
            (!is_spread).then_some(path).or(Some(&service)),
            "{path}"
        );
        assert_eq!(step_of(path), Step::Network, "{path}");
        let is_left = leftovers(Step::Network, &service)
            .iter()
            .any(|place| path.starts_with(&place.path));
        assert!(
            is_spread || is_left || card_of(path).is_some(),
            "{path} is on no card"
        );
        if let Some(card) = card_of(path) {
            assert_eq!(card.base, service);
        }
    });
    assert!(count > 30, "{count} fields only");
    assert_eq!(anchor(&service.key("kind")), Some(service));
}

#[test]
fn what_a_card_or_a_layout_names_exists() {
    for (table, base) in [
        (CARDS, FieldPath::root()),
        (CONTAINER_CARDS, paths::container(0)),
        (SERVICE_CARDS, FieldPath::root().index(0)),
    ] {
        for card in table {
            assert_ne!(
                labels::card(card.name),
                card.name,
                "no words for card.{}",
                card.name
            );
            for name in names(card.first).into_iter().chain(names(card.more)) {
                let path = format!("{base}.{name}");
                let path: FieldPath = path.trim_start_matches('.').parse().unwrap();
                assert!(Place::at(&path).is_some(), "{path}");
                assert_eq!(step_of(&path), card.step, "{path}");
            }
        }
    }
    let mut structs = std::collections::BTreeMap::new();
    for root in [&DAEMON_SET, &SERVICE] {
        walk(root, &FieldPath::root(), &mut |of, _| {
            structs.insert(of.name, of);
        });
    }
    for layout in LAYOUTS {
        let of = structs
            .get(layout.of)
            .unwrap_or_else(|| panic!("{}", layout.of));
        for name in names(layout.first)
            .into_iter()
            .chain(names(layout.one_of.unwrap_or_default()))
        {
            assert!(of.field(name).is_some(), "{}.{name}", layout.of);
        }
    }
    for words in labels::table(0) {
        let name = words.name;
        let (of, field) = name.split_once('.').unwrap_or(("", name));
        let is_known = match of {
            "card" => CARDS
                .iter()
                .chain(CONTAINER_CARDS)
                .chain(SERVICE_CARDS)
                .any(|card| card.name == field),
            "" | "selector" | "template" => structs.values().any(|of| of.field(field).is_some()),
            // What a union is one of has no field.
            of => structs
                .get(of)
                .is_some_and(|of| of.field(field).is_some() || field == "kind"),
        };
        assert!(is_known, "words for {name}, which does not exist");
    }
}

#[test]
fn every_field_has_its_step() {
    for (path, step) in [
        ("", Step::Basic),
        ("metadata.name", Step::Basic),
        ("spec.selector", Step::Basic),
        ("spec.template.metadata.labels[app]", Step::Basic),
        ("spec.template.spec.containers", Step::Containers),
        ("spec.template.spec.containers[1].image", Step::Containers),
        (
            "spec.template.spec.containers[1].volumeMounts[0].mountPath",
            Step::Volumes,
        ),
        (
            "spec.template.spec.containers[0].ports[0].hostPort",
            Step::Containers,
        ),
        ("spec.template.spec.initContainers[0].env", Step::Containers),
        (
            "spec.template.spec.volumes[0].configMap.name",
            Step::Volumes,
        ),
        (
            "spec.template.spec.nodeSelector[kubernetes.io/os]",
            Step::Nodes,
        ),
        ("spec.template.spec.tolerations[0].key", Step::Nodes),
        ("spec.template.spec.affinity", Step::Nodes),
        ("spec.template.spec.securityContext", Step::Network),
        ("spec.template.spec.hostNetwork", Step::Network),
        ("spec.template.spec.unheardOf", Step::Network),
        ("spec.updateStrategy", Step::Update),
        (
            "spec.updateStrategy.rollingUpdate.maxUnavailable",
            Step::Update,
        ),
        (
            "spec.template.spec.terminationGracePeriodSeconds",
            Step::Update,
        ),
    ] {
        assert_eq!(step_of(&path.parse().unwrap()), step, "{path}");
    }
}

#[test]
fn a_problem_goes_to_the_nearest_control() {
    for (path, expected) in [
        ("metadata.name", Some("metadata.name")),
        ("metadata.labels[a b]", Some("metadata.labels")),
        (
            "spec.template.spec.containers[3].resources.limits[nvidia.com/gpu]",
            Some("spec.template.spec.containers[3].resources.limits[nvidia.com/gpu]"),
        ),
        (
            "spec.template.spec.containers[1].env[0].name",
            Some("spec.template.spec.containers[1].env[0].name"),
        ),
        (
            "spec.template.spec.containers[1].unheardOf",
            Some("spec.template.spec.containers[1]"),
        ),
        ("spec.template.spec.containers", None),
        ("spec.selector", None),
        ("metadata.resourceVersion", None),
    ] {
        let found = anchor(&path.parse().unwrap()).map(|path| path.to_string());
        assert_eq!(found.as_deref(), expected, "{path}");
    }
}

#[test]
fn what_a_control_cannot_show_is_listed_and_nothing_else() {
    let manifest = json!({
        "apiVersion": "apps/v1beta2",
        "metadata": {"name": ["a"], "labels": ["b"], "namespace": null, "uid": "x", "annotations": {"a": "b"}},
        "spec": {
            "template": {"spec": {
                "hostPID": true,
                "hostNetwork": "yes",
                "unheardOf": 1,
                "containers": [
                    {"name": "a", "resources": {"limits": {"cpu": 1, "x/gpu": 1}}, "env": 5},
                    {"livenessProbe": {"exec": {"command": ["true"], "shell": true}}},
                ],
                "volumes": [{"name": "v", "emptyDir": {}}],
            }},
        },
    });
    assert_eq!(
        undrawn_in(&manifest),
        [
            "apiVersion",
            "metadata.name",
            "metadata.labels",
            "metadata.uid",
            "spec.template.spec.unheardOf",
            "spec.template.spec.containers[0].env",
            "spec.template.spec.containers[1].livenessProbe.exec.shell",
        ]
    );
}

/// Real manifests: all that they say has a control, but for what Kubernetes itself does not know.
#[test]
fn manifests_of_the_field_are_drawn_whole() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
    if !Path::new(folder).is_dir() {
        eprintln!("skipped: {folder} is not there");
        return;
    }
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "yaml") {
                files.push(path);
            }
        }
    }
    let mut count = 0;
    for file in files {
        let document = Document::parse(std::fs::read_to_string(&file).unwrap());
        let value = document.value();
        if value["kind"] != "DaemonSet" || value["apiVersion"] != "apps/v1" {
            continue;
        }
        count += 1;
        for path in undrawn(&value, &FieldPath::root()) {
            // A text where a list belongs: the API server refuses it.
            let is_misshapen = matches!(
                DAEMON_SET.at(&path),
                Some(Kind::Struct(_) | Kind::List(_) | Kind::Map(_))
            ) && document.text_at(&path).is_some();
            assert!(
                DAEMON_SET.at(&path).is_none() || super::is_below_not_typed(&path) || is_misshapen,
                "{}: {path} has no control",
                file.display()
            );
        }
    }
    assert!(count > 0, "no manifest in {folder}");
}
