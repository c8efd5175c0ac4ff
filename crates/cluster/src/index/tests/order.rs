//! However the watches interleave, and whenever rows are made: the index comes to the same.

use contract::{DaemonSetRow, NodeRow, PodRow};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use super::{
    Index, all, daemon_set, deleted, forget, names, namespace, node, pod, relist, tell,
    unschedulable, waiting,
};
use crate::objects::pod::Pod;

/// Something that happens.
#[derive(Clone, Debug)]
enum Step {
    Tell(Value),
    Forget(Value),
    /// The watch of pods reads everything anew.
    RelistPods,
    /// Somebody looks.
    Publish,
}

fn some_daemon_set() -> impl Strategy<Value = Value> {
    (0..3_usize, 1..4_u32, 0..3_u32, any::<bool>()).prop_map(|(name, generation, ready, anew)| {
        let mut object = daemon_set(["a", "b", "c"][name], generation);
        object["status"]["desiredNumberScheduled"] = json!(2);
        object["status"]["numberAvailable"] = json!(ready);
        object["status"]["updatedNumberScheduled"] = json!(ready);
        if anew && name == 2 {
            object["metadata"]["uid"] = json!("uid-of-another-c");
        }
        object
    })
}

fn some_pod() -> impl Strategy<Value = Value> {
    (0..3_usize, 0..5_usize, 0..3_usize, 1..4_u32, 0..6_u8).prop_map(
        |(owner, name, node, generation, state)| {
            let nodes = ["one", "two", "three"];
            let names = ["p", "q", "r", "s", "t"];
            let pod = pod(["a", "b", "c"][owner], names[name], nodes[node], generation);
            match state {
                0 => waiting(pod, "ContainerCreating"),
                1 => waiting(pod, "ErrImagePull"),
                2 => unschedulable(pod),
                3 => deleted(pod),
                _ => pod,
            }
        },
    )
}

fn some_object() -> impl Strategy<Value = Value> {
    prop_oneof![
        some_daemon_set(),
        some_pod(),
        some_pod(),
        (0..3_usize, any::<bool>()).prop_map(|(name, tainted)| {
            let mut node = node(["one", "two", "three"][name]);
            if tainted {
                node["spec"] = json!({"taints": [{"key": "k", "effect": "NoSchedule"}]});
            }
            node
        }),
        (0..2_usize).prop_map(|name| namespace(["n", "m"][name])),
    ]
}

fn some_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => some_object().prop_map(Step::Tell),
        2 => some_object().prop_map(Step::Forget),
        1 => Just(Step::RelistPods),
        2 => Just(Step::Publish),
    ]
}

/// What the API server has: the latest of each object.
#[derive(Default)]
struct Cluster(Vec<Value>);

impl Cluster {
    fn put(&mut self, object: &Value) {
        self.take(object);
        self.0.push(object.clone());
    }

    fn take(&mut self, object: &Value) {
        let same = |other: &Value| {
            other["kind"] == object["kind"]
                && other["metadata"]["name"] == object["metadata"]["name"]
        };
        self.0.retain(|other| !same(other));
    }
}

/// All that can be read of the index.
#[derive(Debug, PartialEq)]
struct Seen {
    rows: Vec<DaemonSetRow>,
    nodes: Vec<Vec<NodeRow>>,
    pods: Vec<Vec<PodRow>>,
    facts: preflight::Facts,
}

fn see(index: &mut Index) -> Seen {
    index.take_changes();
    let rows: Vec<_> = index
        .view()
        .rows
        .iter()
        .map(|listed| listed.row.clone())
        .collect();
    let each = |row: &DaemonSetRow| (row.namespace.clone(), row.name.clone());
    let keys: Vec<_> = rows.iter().map(each).collect();
    Seen {
        nodes: keys
            .iter()
            .filter_map(|(namespace, name)| all(index).nodes(namespace, name))
            .collect(),
        pods: keys
            .iter()
            .filter_map(|(namespace, name)| all(index).pods(namespace, name))
            .collect(),
        facts: super::facts(index),
        rows,
    }
}

proptest! {
    #[test]
    fn the_index_is_what_a_rebuild_would_be(
        steps in vec(some_step(), 0..60),
        order in any::<prop::sample::Index>(),
    ) {
        let mut cluster = Cluster::default();
        let mut index = super::index(&[]);
        for step in steps {
            match step {
                Step::Tell(object) => {
                    cluster.put(&object);
                    tell(&mut index, &object);
                }
                Step::Forget(object) => {
                    cluster.take(&object);
                    forget(&mut index, &object);
                }
                Step::RelistPods => {
                    let pods = cluster.0.iter().filter(|object| object["kind"] == "Pod");
                    relist::<Pod>(&mut index, &pods.cloned().collect::<Vec<_>>());
                }
                Step::Publish => {
                    let before: Vec<_> = index.view().rows.clone();
                    let changes = index.take_changes();
                    // A row that is another than before is told of.
                    for listed in &index.view().rows {
                        let was = before.iter().any(|other| other.row == listed.row);
                        let row = &listed.row;
                        prop_assert!(was || names(&changes).contains(&row.name.as_str()));
                    }
                }
            }
        }
        let mut objects = cluster.0;
        if !objects.is_empty() {
            let start = order.index(objects.len());
            objects.rotate_left(start);
        }
        let mut rebuilt = super::index(&objects);
        prop_assert_eq!(see(&mut index), see(&mut rebuilt));
    }
}
