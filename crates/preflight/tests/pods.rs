//! What refuses the pods of a DaemonSet that is taken itself: said before it is created, in the API server's
//! words and order, at the place in the template.

use manifest::Document;
use preflight::{Facts, Policy, Problem, Severity, report};
use serde_json::{Value, json};

/// Objects of a namespace and classes, as `kubectl get` prints them.
fn facts() -> Facts {
    Facts::from_objects(&[
        json!({"kind": "Namespace", "metadata": {"name": "n", "labels": {
            "pod-security.kubernetes.io/enforce": "baseline",
        }}}),
        json!({"kind": "ServiceAccountList", "items": [{"metadata": {"name": "default"}}]}),
        json!({"kind": "LimitRangeList", "items": [{"metadata": {"name": "l"}, "spec": {"limits": [
            {"type": "Container", "max": {"memory": "1Gi"}, "default": {"cpu": "500m"}},
            {"type": "Pod", "max": {"cpu": "2"}},
        ]}}]}),
        json!({"kind": "ResourceQuotaList", "items": [{"metadata": {"name": "q"}, "status": {
            "hard": {"pods": "1"}, "used": {"pods": "1"},
        }}]}),
        json!({"kind": "PriorityClassList", "items": [
            {"metadata": {"name": "quiet"}, "value": 5, "preemptionPolicy": "Never"},
        ]}),
        json!({"kind": "RuntimeClassList", "items": [
            {"metadata": {"name": "plain"}},
            {"metadata": {"name": "heavy"}, "overhead": {"podFixed": {"cpu": "250m"}}},
        ]}),
    ])
}

/// A sound DaemonSet, changed by what is merged into its template.
fn daemon_set(template: &Value) -> Value {
    let mut manifest = json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "ds", "namespace": "n"},
        "spec": {"selector": {"matchLabels": {"app": "a"}}, "template": {
            "metadata": {"labels": {"app": "a"}},
            "spec": {"containers": [{"name": "c", "image": "img:1"}]},
        }},
    });
    merge(&mut manifest["spec"]["template"], template);
    manifest
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

/// What is warned of by admission, as `place: message`.
fn told(template: &Value, facts: &Facts) -> Vec<String> {
    let document = Document::parse(daemon_set(template).to_string());
    let report = report(&document, facts, &Policy::kubernetes());
    let errors = report.problems.iter();
    let errors = errors.filter(|problem| problem.severity == Severity::Error);
    assert_eq!(
        errors.count(),
        0,
        "the DaemonSet itself is taken: {:?}",
        report.problems
    );
    let is_of_pods = |problem: &&Problem| problem.severity == Severity::Warning;
    let problems = report.problems.iter().filter(is_of_pods);
    problems
        .map(|problem| format!("{}: {}", problem.path, problem.message))
        .collect()
}

const SPEC: &str = "spec.template.spec";

#[test]
fn a_pod_must_meet_more_than_a_template() {
    let container = |field: &str, value: Value| {
        let mut container = json!({"name": "c", "image": "img:1"});
        container[field] = value;
        json!({"spec": {"containers": [container]}})
    };
    for (template, place, message) in [
        (
            container("image", json!(" img:1\n")),
            "containers[0].image",
            "spec.containers[0].image: Invalid value: \" img:1\\n\": must not have leading or trailing whitespace",
        ),
        (
            json!({"spec": {"initContainers": [{"name": "i", "image": "\u{a0}img"}]}}),
            "initContainers[0].image",
            "spec.initContainers[0].image: Invalid value: \"\\u00a0img\": must not have leading or trailing \
             whitespace",
        ),
        (
            json!({"spec": {"hostNetwork": true, "containers": [
                {"name": "c", "image": "img", "ports": [{"containerPort": 80}]},
                {"name": "d", "image": "img", "ports": [{"containerPort": 80}]},
            ]}}),
            "containers[1].ports[0].hostPort",
            "spec.containers[1].ports[0].hostPort: Duplicate value: \"TCP//80\"",
        ),
        (
            json!({"spec": {"volumes": [{"name": "v", "image": {}}]}}),
            "volumes[0].image.reference",
            "spec.volumes[0].image.reference: Required value",
        ),
        (
            json!({"spec": {
                "resources": {"requests": {"cpu": "100m"}},
                "containers": [{"name": "c", "image": "img", "resources": {"limits": {"cpu": "1"}}}],
            }}),
            "resources.requests[cpu]",
            "spec.resources.requests[cpu]: Invalid value: \"100m\": must be greater than or equal to aggregate \
             container requests of 1",
        ),
        (
            json!({"spec": {"topologySpreadConstraints": [{
                "maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": {"app": "a"}}, "matchLabelKeys": ["app"],
            }]}}),
            "topologySpreadConstraints[0].matchLabelKeys[0]",
            "spec.topologySpreadConstraints[0][0]: Invalid value: \"app\": exists in both matchLabelKeys and \
             labelSelector",
        ),
        (
            json!({"spec": {"nodeName": "a", "schedulingGates": [{"name": "example.com/g"}]}}),
            "nodeName",
            "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared",
        ),
    ] {
        let expected = format!("{SPEC}.{place}: Pod \"ds-\" is invalid: {message}");
        let told = told(&template, &Facts::default());
        assert!(told.contains(&expected), "{expected}\n{told:#?}");
    }
}

#[test]
fn what_a_static_pod_may_not_have_is_told_at_its_place_among_the_others() {
    let told = told(
        &json!({
            "metadata": {"annotations": {"kubernetes.io/config.mirror": "m"}},
            "spec": {
                "containers": [{"name": "c", "image": "img:1", "resources": {"limits": {"cpu": "1"}}}],
                "resourceClaims": [{"name": "gpu", "resourceClaimName": "g"}],
                "resources": {"requests": {"cpu": "50m"}},
                "nodeName": "n",
            },
        }),
        &Facts::default(),
    );
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].ends_with("static pods do not support resource claims"),
        "{told:?}"
    );
    assert!(told[1].contains("aggregate container requests"), "{told:?}");
}

#[test]
fn finalizers_are_the_pods_own() {
    let told = told(
        &json!({"metadata": {"finalizers": ["foo"]}}),
        &Facts::default(),
    );
    let expected = "spec.template.metadata.finalizers[0]: Pod \"ds-\" is invalid: metadata.finalizers[0]: Invalid \
                    value: \"foo\": name is neither a standard finalizer name nor is it fully qualified";
    assert!(told.contains(&expected.to_owned()), "{told:#?}");
}

#[test]
fn admission_takes_no_contradiction() {
    for (spec, place, message) in [
        (
            json!({"preemptionPolicy": "Never"}),
            "preemptionPolicy",
            "the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission \
             controller computed PreemptLowerPriority from the given PriorityClass name",
        ),
        (
            json!({"priorityClassName": "system-node-critical", "preemptionPolicy": "Never"}),
            "preemptionPolicy",
            "the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission \
             controller computed PreemptLowerPriority from the given PriorityClass name",
        ),
        (
            json!({"overhead": {"cpu": "1"}}),
            "overhead",
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
        ),
        (
            json!({"overhead": {"cpu": "1"}, "runtimeClassName": "plain"}),
            "overhead",
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
        ),
        (
            json!({"overhead": {"cpu": "1"}, "runtimeClassName": "heavy"}),
            "overhead",
            "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
        ),
    ] {
        let expected = format!("{SPEC}.{place}: pods \"ds-\" is forbidden: {message}");
        let told = told(&json!({"spec": spec}), &facts());
        assert!(told.contains(&expected), "{expected}\n{told:#?}");
    }
    // An overhead of no class is refused whatever the cluster.
    let anywhere = told(
        &json!({"spec": {"overhead": {"cpu": "1"}}}),
        &Facts::default(),
    );
    assert_eq!(anywhere.len(), 1, "{anywhere:#?}");
}

#[test]
fn the_first_to_refuse_is_told_as_the_refusal() {
    let refused = |template: &Value| {
        let document = Document::parse(daemon_set(template).to_string());
        let report = report(&document, &facts(), &Policy::kubernetes());
        report.forecast.and_then(|forecast| forecast.refused)
    };
    let container = |more: Value| {
        let mut container = json!({"name": "c", "image": "img", "resources": {
            "limits": {"memory": "2Gi"}, "requests": {"cpu": "1"},
        }});
        merge(&mut container, &more);
        json!([container])
    };
    let all = json!({"spec": {
        "serviceAccountName": "missing",
        "containers": container(json!({"securityContext": {"privileged": true}})),
    }});
    let without_account = json!({"spec": {"containers": all["spec"]["containers"]}});
    let valid = json!({"spec": {"containers": container(
        json!({"resources": {"limits": {"cpu": "1"}}, "securityContext": {"privileged": true}}),
    )}});
    let within_limits = json!({"spec": {"containers": container(json!({
        "resources": {"limits": {"cpu": "1", "memory": "1Gi"}},
        "securityContext": {"privileged": true},
    }))}});
    for (template, beginning) in [
        (
            all,
            "pods \"ds-\" is forbidden: error looking up service account n/missing",
        ),
        // The limit of 500m is the LimitRange's, and validation comes before its checks.
        (
            without_account,
            "Pod \"ds-\" is invalid: spec.containers[0].resources.requests",
        ),
        (
            valid,
            "pods \"ds-\" is forbidden: maximum memory usage per Container is 1Gi",
        ),
        (
            within_limits,
            "pods \"ds-\" is forbidden: violates PodSecurity \"baseline:latest\"",
        ),
    ] {
        let refused = refused(&template).unwrap_or_default();
        assert!(refused.starts_with(beginning), "{beginning}\n{refused}");
    }
}

#[test]
fn what_refuses_the_daemon_set_is_not_said_of_its_pods_again() {
    let manifest = daemon_set(&json!({"spec": {"containers": [
        {"name": "C", "image": "img", "ports": [{"containerPort": 0}]},
    ]}}));
    let document = Document::parse(manifest.to_string());
    let report = report(&document, &Facts::default(), &Policy::kubernetes());
    let warnings = report.problems.iter();
    let warnings = warnings.filter(|problem| problem.severity == Severity::Warning);
    assert_eq!(warnings.count(), 0, "{:?}", report.problems);
    assert!(!report.accepted);
}
