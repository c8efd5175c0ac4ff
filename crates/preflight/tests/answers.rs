//! Whatever keeps pods away from nodes: an answer that is taken does what it says.

#![expect(
    clippy::unwrap_used,
    reason = "a document that cannot be written must stop the test"
)]

use manifest::{Document, StringMap};
use preflight::placement::answer::{apply, choose, exclude, run_on};
use preflight::placement::on_nodes;
use preflight::{NodeFacts, Taint};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

fn taint() -> impl Strategy<Value = Taint> {
    let effects = vec!["NoSchedule", "NoExecute", "PreferNoSchedule"];
    (
        select(vec!["a", "b.c/d"]),
        select(vec!["", "x"]),
        select(effects),
    )
        .prop_map(|(key, value, effect)| Taint {
            key: key.to_owned(),
            value: value.to_owned(),
            effect: effect.to_owned(),
        })
}

/// Up to five nodes, some of which do not have their name as a label.
fn nodes() -> impl Strategy<Value = Vec<NodeFacts>> {
    let zone = select(vec![None, Some("a"), Some("b")]);
    let node = (
        zone.clone(),
        zone,
        any::<bool>(),
        prop::collection::vec(taint(), 0..3),
    );
    prop::collection::vec(node, 1..6).prop_map(|nodes| {
        let nodes = nodes.into_iter().enumerate();
        nodes
            .map(|(index, (zone, tier, has_name, taints))| {
                let name = format!("node-{index}");
                let mut labels = StringMap::new();
                let mut add = |key: &str, value: Option<&str>| {
                    if let Some(value) = value {
                        labels.insert(key.to_owned(), value.to_owned());
                    }
                };
                add("zone", zone);
                add("tier", tier);
                add("kubernetes.io/hostname", has_name.then_some(&name));
                NodeFacts {
                    labels,
                    taints,
                    name,
                    ..NodeFacts::default()
                }
            })
            .collect()
    })
}

fn term() -> impl Strategy<Value = Value> {
    let expression = select(vec![
        json!({"key": "zone", "operator": "In", "values": ["a"]}),
        json!({"key": "tier", "operator": "Exists"}),
        json!({"key": "kubernetes.io/hostname", "operator": "NotIn", "values": ["node-0"]}),
    ]);
    let field = json!({"key": "metadata.name", "operator": "NotIn", "values": ["node-1"]});
    (prop::collection::vec(expression, 0..3), any::<bool>()).prop_map(
        move |(expressions, has_field)| {
            let fields = if has_field { json!([field]) } else { json!([]) };
            json!({"matchExpressions": expressions, "matchFields": fields})
        },
    )
}

fn daemon_set() -> impl Strategy<Value = Value> {
    let selector = select(vec![
        json!({}),
        json!({"zone": "a"}),
        json!({"zone": "b", "tier": "a"}),
        json!({"gone": "x"}),
    ]);
    let affinity = prop::option::of(prop::collection::vec(term(), 1..3));
    let toleration = json!({"key": "a", "operator": "Exists", "effect": "NoSchedule"});
    let name = select(vec![None, None, Some("node-1")]);
    (selector, affinity, any::<bool>(), name).prop_map(move |(selector, terms, tolerates, name)| {
        let mut spec = json!({"containers": [{"name": "c", "image": "i:1"}]});
        if selector != json!({}) {
            spec["nodeSelector"] = selector;
        }
        if let Some(terms) = terms {
            spec["affinity"] = json!({"nodeAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms},
            }});
        }
        if tolerates {
            spec["tolerations"] = json!([toleration]);
        }
        if let Some(name) = name {
            spec["nodeName"] = json!(name);
        }
        json!({
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "metadata": {"name": "agent"},
            "spec": {
                "selector": {"matchLabels": {"app": "agent"}},
                "template": {"metadata": {"labels": {"app": "agent"}}, "spec": spec},
            },
        })
    })
}

/// The DaemonSet, the nodes, and some of the nodes.
fn cases() -> impl Strategy<Value = (Value, Vec<NodeFacts>, Vec<usize>)> {
    (daemon_set(), nodes()).prop_flat_map(|(daemon_set, nodes)| {
        let indexes: Vec<usize> = (0..nodes.len()).collect();
        let count = indexes.len();
        (
            Just(daemon_set),
            Just(nodes),
            subsequence(indexes, 1..=count),
        )
    })
}

/// Where pods run, by the numbers of the nodes.
fn runs(daemon_set: &Value, nodes: &[NodeFacts]) -> Vec<bool> {
    let placement = on_nodes(daemon_set, nodes);
    placement.iter().map(|node| node.runs).collect()
}

fn document(daemon_set: &Value, as_json: bool) -> Document {
    let document = Document::parse(daemon_set.to_string());
    if as_json {
        return document;
    }
    Document::parse(document.shown_as(manifest::Format::Yaml).unwrap())
}

proptest! {
    #[test]
    fn answers_make_nodes_run((daemon_set, nodes, some) in cases(), as_json in any::<bool>()) {
        let meant: Vec<_> = some.iter().map(|index| &nodes[*index]).collect();
        let mut document = document(&daemon_set, as_json);
        let before = runs(&daemon_set, &nodes);
        for answer in run_on(&daemon_set, &meant) {
            apply(&mut document, &answer.edits).unwrap();
        }
        let after = runs(&document.value(), &nodes);
        for index in &some {
            prop_assert!(after[*index], "node {index} does not run:\n{}", document.text());
        }
        for (index, ran) in before.iter().enumerate() {
            prop_assert!(!ran || after[index], "node {index} has lost its pod:\n{}", document.text());
        }
    }

    #[test]
    fn nodes_are_left_out((daemon_set, nodes, some) in cases(), as_json in any::<bool>()) {
        let meant: Vec<_> = some.iter().map(|index| &nodes[*index]).collect();
        let mut document = document(&daemon_set, as_json);
        let before = runs(&daemon_set, &nodes);
        apply(&mut document, &exclude(&daemon_set, &meant).edits).unwrap();
        let after = runs(&document.value(), &nodes);
        let expected: Vec<_> = (0..nodes.len())
            .map(|index| before[index] && !some.contains(&index))
            .collect();
        prop_assert_eq!(after, expected, "{}", document.text());
    }

    #[test]
    fn chosen_nodes_run_and_no_others((daemon_set, nodes, some) in cases(), as_json in any::<bool>()) {
        let meant: Vec<_> = some.iter().map(|index| &nodes[*index]).collect();
        let mut document = document(&daemon_set, as_json);
        apply(&mut document, &choose(&daemon_set, &meant, &nodes).edits).unwrap();
        let after = runs(&document.value(), &nodes);
        let expected: Vec<_> = (0..nodes.len()).map(|index| some.contains(&index)).collect();
        prop_assert_eq!(after, expected, "{}", document.text());
    }
}
