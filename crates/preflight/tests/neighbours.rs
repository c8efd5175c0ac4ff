//! Pods that matter to each other: (anti)affinity and topology spread, on both sides.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its facts must stop"
)]

use preflight::facts::{Neighbour, NeighbourFacts, NodeUse, PodTraits, PodUse};
use preflight::{Facts, NodeFacts, Policy, Questions};
use serde_json::{Value, json};

const AFFINITY: &str = "node(s) didn't match pod affinity rules";
const ANTI_AFFINITY: &str = "node(s) didn't match pod anti-affinity rules";
const REPELLED: &str = "node(s) didn't satisfy existing pods anti-affinity rules";
const SPREAD: &str = "node(s) didn't match pod topology spread constraints";
const MISSING_LABEL: &str =
    "node(s) didn't match pod topology spread constraints (missing required label)";

/// A pod that is there: its node, its priority, its labels, its affinity.
type Present = (&'static str, i32, Value, Value);

fn required(term: &Value) -> Value {
    json!({"requiredDuringSchedulingIgnoredDuringExecution": [term]})
}

fn term(app: &str, key: &str) -> Value {
    json!({"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": key})
}

fn manifest(pod: &Value) -> Value {
    let mut spec = json!({"containers": [{"name": "c", "image": "i"}]});
    for (field, value) in pod.as_object().unwrap() {
        spec[field] = value.clone();
    }
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": {"name": "own", "namespace": "n"},
        "spec": {
            "selector": {"matchLabels": {"app": "own"}},
            "template": {"metadata": {"labels": {"app": "own"}}, "spec": spec},
        },
    })
}

/// What is said of the nodes a1 and a2 in zone a, b1 in zone b, and x in none; a mark behind what is
/// contested or preempts; and on how many nodes the pod will run.
fn outcome(present: &[Present], pod: &Value) -> (Vec<String>, u32) {
    let pods = present.iter().map(|(node, priority, labels, affinity)| {
        json!({
            "metadata": {"labels": labels},
            "spec": {"nodeName": node, "priority": priority, "affinity": affinity, "containers": []},
        })
    });
    let pods: Vec<Value> = pods.collect();
    let nodes = [("a1", "a"), ("a2", "a"), ("b1", "b"), ("x", "")].map(|(name, zone)| {
        let mut labels = json!({"kubernetes.io/hostname": name});
        if !zone.is_empty() {
            labels["zone"] = zone.into();
        }
        let resources = json!({"cpu": "4", "memory": "4Gi", "pods": "10"});
        let mut node = NodeFacts::from_node(&json!({
            "metadata": {"name": name, "labels": labels}, "status": {"allocatable": resources},
        }));
        let mut used = NodeUse::default();
        let there = pods.iter().filter_map(PodUse::from_pod);
        there
            .filter(|pod| pod.node == name)
            .for_each(|pod| used.add(&pod));
        node.used = Some(used);
        node
    });
    let manifest = manifest(pod);
    let traits: Vec<_> = pods.iter().map(PodTraits::from_pod).collect();
    let neighbours = present.iter().zip(&traits).map(|(pod, traits)| Neighbour {
        namespace: "n",
        node: pod.0,
        priority: pod.1,
        is_terminating: false,
        traits,
    });
    let questions = Questions::of(&manifest).neighbours;
    let facts = Facts {
        nodes: Some(nodes.to_vec().into()),
        priority_classes: Some(Vec::new()),
        neighbours: Some(NeighbourFacts::find(
            neighbours,
            &[].into(),
            "n",
            &questions,
        )),
        ..Facts::default()
    };
    let document = manifest::Document::parse(manifest.to_string());
    let report = preflight::report(&document, &facts, &Policy::kubernetes());
    let said = report.placement.iter().map(|place| {
        let Some(pending) = &place.pending else {
            return String::new();
        };
        let mark = match (pending.is_contested, pending.preemption) {
            (true, _) => " (contested)",
            (false, Some(_)) => " (preempts)",
            (false, None) => "",
        };
        format!("{}{mark}", pending.reason())
    });
    (said.collect(), report.forecast.unwrap().running.unwrap())
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn pods_matter_to_each_other() {
    let web = json!({"app": "web"});
    let own = json!({"app": "own"});
    let at = |node| (node, 0, web.clone(), json!({}));
    let repelling = |key: &str| json!({"podAntiAffinity": required(&term("own", key))});
    let anti =
        |app: &str, key: &str| json!({"affinity": {"podAntiAffinity": required(&term(app, key))}});
    let near =
        |app: &str, key: &str| json!({"affinity": {"podAffinity": required(&term(app, key))}});
    let spread = |policy: &str| {
        let mut constraint = term("own", "zone");
        constraint["maxSkew"] = 1.into();
        constraint["whenUnsatisfiable"] = "DoNotSchedule".into();
        constraint["nodeAffinityPolicy"] = policy.into();
        json!({"topologySpreadConstraints": [constraint]})
    };
    let host = "kubernetes.io/hostname";
    let contested = |reason: &str| format!("{reason} (contested)");
    let fine = String::new;
    let say = |texts: [&str; 4]| texts.map(str::to_owned);
    for (name, present, pod, expected, running) in [
        (
            "away from pods on the node",
            vec![at("a1")],
            anti("web", host),
            say([ANTI_AFFINITY, "", "", ""]),
            3,
        ),
        (
            "away from pods in the zone",
            vec![at("a1")],
            anti("web", "zone"),
            say([ANTI_AFFINITY, ANTI_AFFINITY, "", ""]),
            2,
        ),
        (
            "drawn to pods in the zone; a node in none has no such pods",
            vec![at("a1")],
            near("web", "zone"),
            say(["", "", AFFINITY, AFFINITY]),
            2,
        ),
        (
            "drawn to pods that there are none of",
            vec![],
            near("web", "zone"),
            say([AFFINITY, AFFINITY, AFFINITY, AFFINITY]),
            0,
        ),
        (
            "kept away by pods that are there",
            vec![("b1", 0, web.clone(), repelling("zone"))],
            json!({}),
            say(["", "", REPELLED, ""]),
            3,
        ),
        (
            "away from its own: one on each node is what it is anyway",
            vec![],
            anti("own", host),
            say(["", "", "", ""]),
            4,
        ),
        (
            "away from its own in the zone: one of them comes, and which is chance",
            vec![],
            anti("own", "zone"),
            [
                contested(ANTI_AFFINITY),
                contested(ANTI_AFFINITY),
                fine(),
                fine(),
            ],
            3,
        ),
        (
            "drawn to its own: the zone of the first",
            vec![],
            near("own", "zone"),
            [
                contested(AFFINITY),
                contested(AFFINITY),
                contested(AFFINITY),
                AFFINITY.to_owned(),
            ],
            1,
        ),
        (
            "spread over zones",
            vec![("b1", 0, own.clone(), json!({}))],
            spread("Ignore"),
            say(["", "", "", MISSING_LABEL]),
            3,
        ),
        (
            "spread over zones, too many there",
            vec![
                ("a1", 0, own.clone(), json!({})),
                ("a1", 0, own.clone(), json!({})),
            ],
            spread("Ignore"),
            say([SPREAD, SPREAD, "", MISSING_LABEL]),
            1,
        ),
        (
            "a pod that is meant for one node sees this node alone",
            vec![("a1", 0, own.clone(), json!({}))],
            spread("Honor"),
            say(["", "", "", MISSING_LABEL]),
            3,
        ),
        (
            "pods of lower priority do not keep it away for good",
            vec![("b1", -5, web.clone(), repelling("zone"))],
            json!({}),
            [fine(), fine(), format!("{REPELLED} (preempts)"), fine()],
            4,
        ),
        (
            "what is sent away from one node lets pods come to others",
            vec![("a2", -5, web.clone(), repelling("zone"))],
            json!({}),
            [fine(), format!("{REPELLED} (preempts)"), fine(), fine()],
            4,
        ),
    ] {
        assert_eq!(
            outcome(&present, &pod),
            (expected.to_vec(), running),
            "{name}"
        );
    }
}
