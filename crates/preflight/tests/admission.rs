//! Agreement with what a real API server answered to pods under a LimitRange and a ResourceQuota.
//!
//! The data lies beside the checkout and is no part of the project; where it is not there, the test
//! says so and has nothing to compare.

use std::collections::BTreeSet;
use std::path::Path;

use preflight::Facts;
use preflight::admission::admitted_pod::AdmittedPod;
use preflight::admission::pod::admit;
use preflight::admission::resource_quota::{Demand, check};
use preflight::facts::{LimitRangeFacts, NamespaceFacts, QuotaFacts};
use serde_json::{Value, json};

#[test]
fn agrees_with_the_api_server() {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/oracle/admission.jsonl"
    ));
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: there is no ../shared/oracle beside the checkout");
        return;
    };
    let mut count = 0;
    let mut different = Vec::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        count += 1;
        if let Err(difference) = compare(&case) {
            different.push(format!("{}: {difference}", case["case"]));
        }
    }
    assert!(count > 0, "the oracle has no answers");
    assert!(different.is_empty(), "{}", different.join("\n"));
}

fn compare(case: &Value) -> Result<(), String> {
    let facts = facts_of(case);
    let pod = admit(pod_of(&case["podSpec"]), &facts);
    let message = refusal(&pod, &facts);
    let expected = case["message"].as_str().unwrap_or_default();
    if parts(&message) != parts(expected) {
        return Err(format!("expected {expected:?}, got {message:?}"));
    }
    if case["code"] != 201 {
        return Ok(());
    }
    for list in ["containers", "initContainers"] {
        let expected = resources_of(&case[list]);
        let actual = resources_of(&pod.spec[list]);
        if expected != actual {
            return Err(format!("{list}: expected {expected:?}, got {actual:?}"));
        }
    }
    let annotation = &case["annotations"]["kubernetes.io/limit-ranger"];
    let set = &pod.metadata["annotations"]["kubernetes.io/limit-ranger"];
    if annotation != set {
        return Err(format!("annotation: expected {annotation}, got {set}"));
    }
    let of_pod = |value: &Value| value.as_object().cloned().unwrap_or_default();
    if of_pod(&case["podResources"]) != of_pod(&pod.spec["resources"]) {
        let got = &pod.spec["resources"];
        return Err(format!("pod: expected {}, got {got}", case["podResources"]));
    }
    Ok(())
}

/// A Pod of this spec, with the defaults that a template has.
fn pod_of(spec: &Value) -> Value {
    let daemon_set = json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "p"},
        "spec": {"template": {"spec": spec}},
    });
    let decoded = manifest::decode(daemon_set);
    let mut pod = decoded
        .object
        .map_or(Value::Null, |mut object| object["spec"]["template"].take());
    pod["metadata"] = json!({"name": "p", "namespace": "n"});
    pod
}

fn facts_of(case: &Value) -> Facts {
    let named = |name: &str, spec: &Value| json!({"metadata": {"name": name}, "spec": spec});
    let limit_range = &case["limitRange"];
    let mut quota = case["quota"].clone();
    let quotas = quota.as_object_mut().map(|quota| {
        quota.insert("metadata".to_owned(), json!({"name": "q"}));
        QuotaFacts::from_resource_quota(&Value::Object(quota.clone()))
    });
    let limit_ranges = limit_range
        .is_object()
        .then(|| LimitRangeFacts::from_limit_range(&named("l", limit_range)));
    Facts {
        namespace: Some(NamespaceFacts {
            name: "n".to_owned(),
            limit_ranges: Some(limit_ranges.into_iter().collect()),
            quotas: Some(quotas.into_iter().collect()),
            ..NamespaceFacts::default()
        }),
        ..Facts::default()
    }
}

/// What the API server would say, empty where it accepts the pod.
fn refusal(pod: &AdmittedPod, facts: &Facts) -> String {
    let quotas = facts
        .namespace
        .iter()
        .flat_map(|facts| facts.quotas.iter().flatten());
    let of_quota = quotas
        .filter_map(|quota| check(quota, &pod.spec, &Demand::new(&pod.spec, 1)))
        .find_map(|verdict| verdict.refusal);
    let of_quota = of_quota.map(|message| format!("pods \"p\" is forbidden: {message}"));
    let first = pod.refusals.first().map(|refusal| refusal.message("p"));
    first.or(of_quota).unwrap_or_default()
}

/// The parts of a message whose order is random.
fn parts(message: &str) -> BTreeSet<String> {
    let message = message.replace(['[', ']'], "");
    let parts = message.trim_start_matches("pods \"p\" is forbidden: ");
    parts
        .split(", m")
        .map(|part| part.trim_start_matches('m').to_owned())
        .collect()
}

fn resources_of(containers: &Value) -> Vec<Value> {
    let containers = containers.as_array().into_iter().flatten();
    containers
        .map(|container| {
            let resources = container["resources"].as_object().into_iter().flatten();
            let resources =
                resources.filter(|(_, list)| list.as_object().is_some_and(|list| !list.is_empty()));
            Value::Object(
                resources
                    .map(|(kind, list)| (kind.clone(), list.clone()))
                    .collect(),
            )
        })
        .collect()
}

/// As Kubernetes 1.36 answered.
#[test]
fn what_a_limit_range_gives_the_containers_counts_among_what_the_pod_requests() {
    for (container, pod, expected) in [
        (
            json!({"limits": {"cpu": "1"}}),
            json!({"limits": {"cpu": "2"}}),
            json!({"limits": {"cpu": "2"}, "requests": {"cpu": "1", "memory": "1Gi"}}),
        ),
        (
            json!({}),
            json!({"limits": {"cpu": "2"}}),
            json!({"limits": {"cpu": "2"}, "requests": {"cpu": "2", "memory": "1Gi"}}),
        ),
        (
            json!({}),
            json!({"limits": {"cpu": "2"}, "requests": {"cpu": "1"}}),
            json!({"limits": {"cpu": "2"}, "requests": {"cpu": "1", "memory": "1Gi"}}),
        ),
        // Only where it has limits of its own.
        (
            json!({}),
            json!({"requests": {"cpu": "1"}}),
            json!({"requests": {"cpu": "1"}}),
        ),
    ] {
        let case = json!({"limitRange": {
            "limits": [{"type": "Container", "defaultRequest": {"memory": "1Gi"}}],
        }});
        let spec = json!({
            "containers": [{"name": "c", "image": "i", "resources": container}],
            "resources": pod,
        });
        let admitted = admit(pod_of(&spec), &facts_of(&case));
        assert_eq!(admitted.spec["resources"], expected, "{spec}");
    }
}
