//! An update is judged by the rules of an update: what the stored object got away with stays, what may not
//! change does not, and which object it is comes first.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its data must stop"
)]

#[path = "../agent/mod.rs"]
mod agent;
mod features;

use agent::AGENT;
use manifest::Document;
use preflight::{CONFLICT, Facts, Policy, Report, Severity, refusals, report_update};
use serde_json::{Value, json};

/// The object of this text, as an API server that minds nothing would have stored it.
fn stored(text: &str) -> Value {
    let value = Document::parse(text).value();
    let decoded = manifest::decode_stored(value);
    assert_eq!(decoded.problems, [], "{text}");
    let mut object = decoded.object.unwrap();
    object["metadata"]["uid"] = json!("u-1");
    object["metadata"]["resourceVersion"] = json!("17");
    object
}

fn update(stored: &Value, text: &str) -> Report {
    let document = Document::parse(text);
    report_update(&document, stored, &Facts::default(), &Policy::kubernetes())
}

/// Each error as `reason field: message`.
fn errors(report: &Report) -> Vec<String> {
    let problems = report.problems.iter();
    let errors = problems.filter(|problem| problem.severity == Severity::Error);
    errors
        .map(|it| format!("{} {}: {}", it.reason, it.field, it.message))
        .collect()
}

/// The manifest with more in its pod.
fn with_pod(lines: &str) -> String {
    AGENT.replace("    spec:\n", &format!("    spec:\n{lines}"))
}

#[test]
fn what_older_rules_let_through_may_stay() {
    let term = |selector: &str| {
        with_pod(&format!(
            "      affinity: {{podAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: \
             [{{topologyKey: zone, labelSelector: {selector}}}]}}}}\n"
        ))
    };
    for text in [
        term("{matchExpressions: [{key: a, operator: In, values: [\"b c\"]}]}"),
        // Whatever is wrong with the selector makes the API server forgive its values.
        AGENT.replace(
            "matchLabels: {app: agent}\n  template",
            "matchExpressions: [{key: app, operator: In, values: [agent, \"b c\"]}]\n  template",
        ),
        with_pod(
            "      hostNetwork: true\n      securityContext: {sysctls: [{name: net.a, value: '1'}]}\n",
        ),
        with_pod("      tolerations: [{key: a, operator: Lt, value: '5'}]\n"),
        with_pod("      hostUsers: false\n      hostNetwork: true\n"),
        with_pod("      securityContext: {seLinuxChangePolicy: MountOption}\n"),
        with_pod(
            "      volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: ../a}}]}}]\n",
        ),
        AGENT.replace(
            "image: agent:1",
            "image: agent:1\n          resources: {limits: {cpu: 1, hugepages-2Mi: 3Mi}}",
        ),
        AGENT.replace(
            "      labels: {app: agent}\n    spec",
            "      labels: {app: agent}\n      annotations: \
             {controller.kubernetes.io/pod-deletion-cost: much}\n    spec",
        ),
    ] {
        let document = Document::parse(&*text);
        let created = refusals(&document, None, &Policy::kubernetes());
        assert!(!created.is_empty(), "{text}");
        let stored = stored(&text);
        let changed = text.replace("agent:1", "agent:2").replace(
            "  namespace: monitoring",
            "  namespace: monitoring\n  labels: {team: a}",
        );
        assert_eq!(errors(&update(&stored, &changed)), [""; 0], "{changed}");
    }
}

#[test]
fn an_update_goes_where_the_stored_object_is() {
    let homeless = AGENT.replace("  namespace: monitoring\n", "");
    let report = update(&stored(AGENT), &homeless);
    assert_eq!(errors(&report), [""; 0]);
    assert_eq!(report.namespace, "monitoring");
    assert_eq!(
        report.object.unwrap()["metadata"]["namespace"],
        "monitoring"
    );
}

#[test]
fn which_object_and_which_version_of_it_is_told() {
    let stored = stored(AGENT);
    let with = |lines: &str| AGENT.replace("  name: agent\n", &format!("  name: agent\n{lines}"));
    for (lines, field) in [
        ("  uid: u-1\n  resourceVersion: '17'\n", ""),
        ("  uid: ''\n  resourceVersion: '0'\n", ""),
        ("  uid: u-2\n", "metadata.uid"),
        ("  resourceVersion: '16'\n", "metadata.resourceVersion"),
    ] {
        let report = update(&stored, &with(lines));
        let mut conflicts = report.problems.iter();
        let conflict = conflicts.find(|problem| problem.reason == CONFLICT);
        let found = conflict.map(|problem| problem.field.as_str());
        assert_eq!(found.unwrap_or_default(), field, "{lines}");
        assert_eq!(report.accepted, field.is_empty());
    }
}

#[test]
fn what_may_not_change_is_told_beside_what_is_wrong_anyway() {
    let text = AGENT
        .replace("{app: agent}", "{app: other}")
        .replace("image: agent:1", "image: ''");
    assert_eq!(
        errors(&update(&stored(AGENT), &text)),
        [
            "FieldValueInvalid spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"other\"}}: \
             field is immutable",
            "FieldValueRequired spec.template.spec.containers[0].image: Required value",
        ]
    );
}

#[test]
fn what_is_only_told_of_a_new_object_is_not_told() {
    // A status, and all that a cluster writes.
    let text = AGENT.replace(
        "  name: agent\n",
        "  name: agent\n  creationTimestamp: 2020-01-01T00:00:00Z\n  generation: -7\n  selfLink: /x\n  \
         managedFields: [{manager: m, operation: Nothing}]\n",
    );
    let text = format!("{text}status: {{numberReady: -1}}\n");
    assert_eq!(errors(&update(&stored(AGENT), &text)), [""; 0]);
}

#[test]
fn managers_of_fields_are_named_where_they_are_sorted() {
    let entry = |manager: &str, more: &str| {
        format!(
            "  - {{manager: {manager}, operation: Update, apiVersion: apps/v1, fieldsType: FieldsV1{more}}}\n"
        )
    };
    let long = "m".repeat(129);
    let kept = ", fieldsV1: {'f:spec': {'f:paused': {}}}";
    let taken = ", fieldsV1: {'f:spec': {'f:minReadySeconds': {}}}";
    let text = |entries: &[String]| {
        AGENT
            .replace(
                "spec:\n  selector",
                "spec:\n  minReadySeconds: 5\n  selector",
            )
            .replace(
                "metadata:\n  name",
                &format!("metadata:\n  managedFields:\n{}  name", entries.concat()),
            )
    };
    for (entries, expected) in [
        (
            vec![entry(&long, kept), entry("a", kept)],
            vec!["[1].manager: Too long: may not be more than 128 bytes"],
        ),
        (
            vec![entry("\"a\\u0007\"", kept)],
            vec!["[0].manager: Invalid value: \"a\\a\": invalid character U+0007 (at position 1)"],
        ),
        (
            vec![entry(
                "a",
                &format!("{kept}, subresource: {}", "s".repeat(257)),
            )],
            vec!["[0].subresource: Too long: may not be more than 256 bytes"],
        ),
        // Whose fields are all changed is forgotten, and what cannot be read counts for nothing.
        (vec![entry(&long, taken)], vec![]),
        (vec![entry(&long, "")], vec![]),
        (vec![entry(&long, ", fieldsV1: {a: [1]}")], vec![]),
        (
            vec![entry(&long, kept), "  - {manager: a}\n".to_owned()],
            vec![],
        ),
    ] {
        let text = text(&entries);
        let of = |told: Vec<String>| -> Vec<String> {
            let told = told.into_iter();
            told.map(|it| {
                it.split_once("metadata.managedFields")
                    .unwrap()
                    .1
                    .to_owned()
            })
            .collect()
        };
        let created = preflight::report(
            &Document::parse(&*text),
            &Facts::default(),
            &Policy::kubernetes(),
        );
        assert_eq!(of(errors(&created)), expected, "{text}");
        let updated = update(&stored(AGENT), &text);
        assert_eq!(of(errors(&updated)), expected, "{text}");
        let path = created
            .problems
            .iter()
            .find(|it| it.field.ends_with("[1].manager"));
        if let Some(problem) = path {
            assert_eq!(
                problem.path.to_string(),
                "metadata.managedFields[0].manager"
            );
        }
    }
}

#[test]
fn the_beginning_of_a_name_is_cut_as_the_server_cuts_it() {
    let told = |prefix: &str| {
        let text = AGENT.replace("name: agent\n  n", &format!("generateName: {prefix}\n  n"));
        let report = preflight::report(
            &Document::parse(text),
            &Facts::default(),
            &Policy::kubernetes(),
        );
        errors(&report)
    };
    let told_of = |prefix: &str, field: &str| {
        let told = told(prefix);
        let start = format!("FieldValueInvalid metadata.{field}: Invalid value: ");
        told.iter()
            .find_map(|it| Some(it.strip_prefix(&start)?.split(": ").next()?.to_owned()))
    };
    assert_eq!(told_of("a-", "generateName"), None);
    assert_eq!(
        told_of("\u{e9}-", "generateName").as_deref(),
        Some("\"\u{e9}-\"")
    );
    assert_eq!(
        told_of("\u{e9}-", "name").as_deref(),
        Some("\"\u{e9}-00000\"")
    );
    let long = format!("{}\u{e9}", "a".repeat(57));
    let cut = format!("\"{}\\xc300000\"", "a".repeat(57));
    assert_eq!(told_of(&long, "name"), Some(cut));
}
