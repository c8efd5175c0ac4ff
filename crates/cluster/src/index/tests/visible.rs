//! What is there for readers who may not see everything.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{daemon_set, index, node, pod};
use crate::{Reader, index::Index, list::ListQuery, objects::Kind};

/// The same object in another namespace.
fn within(namespace: &str, mut object: Value) -> Value {
    object["metadata"]["namespace"] = json!(namespace);
    // Owners are known by uid.
    let text = object
        .to_string()
        .replace("\"uid-d\"", &format!("\"uid-{namespace}\""));
    serde_json::from_str(&text).unwrap()
}

/// Two DaemonSets `d` with a pod each, in `a` and in `b`.
fn two() -> Index {
    let mut objects = vec![node("one"), node("two")];
    for namespace in ["a", "b"] {
        objects.push(json!({"kind": "Namespace", "metadata": {"name": namespace}}));
        objects.push(within(namespace, daemon_set("d", 1)));
        objects.push(within(namespace, pod("d", "p", "one", 1)));
    }
    index(&objects)
}

#[test]
fn what_is_not_seen_is_not_there() {
    let index = two();
    let reader = Reader::of_some(&[(Kind::DaemonSet, &["a"]), (Kind::Pod, &["a"])]);
    let seen = index.seen_by(&reader);
    assert!(seen.row("a", "d").is_some());
    assert!(seen.row("b", "d").is_none());
    assert_eq!(seen.pods("a", "d").unwrap().len(), 1);
    assert_eq!(seen.pods("b", "d"), None);
    assert_eq!(seen.nodes("b", "d"), None);
    assert_eq!(seen.namespaces(), ["a"]);
    assert_eq!(seen.node_count(), 0);
    // Of the nodes, those that the pods name.
    let nodes = seen.nodes("a", "d").unwrap();
    assert_eq!(
        nodes
            .iter()
            .map(|row| row.name.as_str())
            .collect::<Vec<_>>(),
        ["one"]
    );
    let list = seen.view().list(&ListQuery::default()).unwrap();
    assert_eq!((list.total, list.nodes), (1, 0));
}

#[test]
fn a_daemon_set_without_its_pods_tells_nothing_of_them() {
    let index = two();
    let reader = Reader::of_some(&[(Kind::DaemonSet, &[]), (Kind::Node, &[])]);
    let seen = index.seen_by(&reader);
    assert_eq!(seen.pods("a", "d"), Some(Vec::new()));
    let nodes = seen.nodes("a", "d").unwrap();
    assert!(nodes.iter().all(|row| row.pod.is_empty()), "{nodes:?}");
    let row = &seen.row("a", "d").unwrap().row;
    assert_eq!(
        row.counts.failing + row.counts.starting + row.counts.unavailable,
        0
    );
}

#[test]
fn facts_are_those_of_the_reader() {
    let index = two();
    let why = |_| "unread".into();
    let facts = |reader: &Reader| {
        let seen = index.seen_by(reader);
        seen.facts(seen.node_facts(), ("a", "d"), why)
    };
    let all = facts(&Reader::of_everything());
    assert!(all.unknown.is_empty(), "{:?}", all.unknown);
    assert!(all.nodes.is_some() && all.neighbours.is_some() && all.own.is_some());

    let some = facts(&Reader::of_some(&[
        (Kind::DaemonSet, &["a"]),
        (Kind::Pod, &["a"]),
    ]));
    assert!(some.nodes.is_none() && some.neighbours.is_none() && some.namespaces.is_none());
    assert_eq!(some.daemon_sets.as_deref(), Some(&["a/d".to_owned()][..]));
    assert_eq!(some.own.map(|own| own.pods.len()), Some(1));
    assert_eq!(
        some.unknown.get("nodes").map(ToString::to_string),
        Some("no right to list nodes".to_owned())
    );
    assert_eq!(
        some.unknown.get("pods").map(ToString::to_string),
        Some("no right to list pods".to_owned())
    );
    let secrets = some.unknown.get("secrets").map(ToString::to_string);
    assert_eq!(secrets, Some("no right to list secrets in a".to_owned()));

    let none = facts(&Reader::of_some(&[]));
    assert!(none.daemon_sets.is_none() && none.own.is_none() && none.images.is_none());
    // Of nodes alone it is not told what the pods on them take.
    let nodes = facts(&Reader::of_some(&[(Kind::Node, &[])])).nodes.unwrap();
    assert!(nodes.iter().all(|node| node.used.is_none()));
}

proptest! {
    /// Whatever a reader may see, nothing of another namespace is told by any door.
    #[test]
    fn no_name_of_another_namespace_is_told(kinds in proptest::collection::btree_set(0..Kind::ALL.len(), 0..12)) {
        let index = two();
        let kinds: BTreeSet<usize> = kinds;
        let scopes: Vec<(Kind, &[&str])> = kinds
            .iter()
            .map(|kind| Kind::ALL[*kind])
            .filter(|kind| kind.is_namespaced())
            .map(|kind| (kind, &["a"][..]))
            .collect();
        let reader = Reader::of_some(&scopes);
        let seen = index.seen_by(&reader);
        let facts = seen.facts(seen.node_facts(), ("a", "d"), |_| manifest::Message::default());
        let list = seen.view().list(&ListQuery::default()).unwrap();
        prop_assert!(list.items.iter().all(|row| row.namespace == "a"));
        prop_assert_eq!(list.total as usize, list.items.len());
        for name in facts.daemon_sets.into_iter().flatten() {
            prop_assert!(name.starts_with("a/"), "{}", name);
        }
        prop_assert!(!seen.namespaces().contains(&"b".to_owned()));
        prop_assert_eq!(seen.pods("b", "d"), None);
        let elsewhere = seen.facts(seen.node_facts(), ("b", "d"), |_| manifest::Message::default());
        prop_assert!(elsewhere.own.is_none());
    }
}
