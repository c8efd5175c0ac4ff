//! Where problems stand, and what a broken text still says.

use manifest::Document;
use preflight::{Facts, Policy, Severity, Source, refusals, report};

use super::{AGENT, judge, told};

#[test]
fn a_good_manifest_is_accepted() {
    let report = judge(AGENT, &Facts::default());
    assert!(report.accepted, "{:?}", report.problems);
    assert_eq!(
        (report.namespace.as_str(), report.name.as_str()),
        ("monitoring", "agent")
    );
    assert!(report.object.is_some());
}

#[test]
fn problems_come_in_the_order_of_the_text() {
    let text = AGENT
        .replace(
            "image: agent:1",
            "image: ''\n          ports: [{containerPort: 0, nme: x}]",
        )
        .replace("name: agent\n  namespace", "name: Agent\n  namespace");
    assert_eq!(
        told(&judge(&text, &Facts::default())),
        [
            "validation FieldValueInvalid metadata.name 4:3",
            "validation FieldValueRequired spec.template.spec.containers[0].image 15:11",
            "validation FieldValueRequired spec.template.spec.containers[0].ports[0].containerPort 16:20",
            "decode UnknownField spec.template.spec.containers[0].ports[0].nme 16:38",
        ]
    );
}

#[test]
fn a_place_that_kubernetes_names_oddly_is_found_in_the_text() {
    let text = AGENT.replace(
        "labels: {app: agent}\n    spec",
        "labels: {app: agent, x: a b}\n    spec",
    );
    assert_eq!(
        told(&judge(&text, &Facts::default())),
        ["validation FieldValueInvalid spec.template.labels 11:28"]
    );
}

#[test]
fn a_wrong_type_hides_only_what_depends_on_it() {
    let text = AGENT
        .replace("  selector:", "  minReadySeconds: 5x\n  selector:")
        .replace("agent:1", "''");
    let report = judge(&text, &Facts::default());
    assert_eq!(
        told(&report),
        [
            "decode WrongType spec.minReadySeconds 7:3",
            "validation FieldValueRequired spec.template.spec.containers[0].image 16:11",
        ]
    );
    assert!(report.object.is_none());
    let text = AGENT.replace(
        "labels: {app: agent}\n    spec",
        "labels: {app: yes}\n    spec",
    );
    assert_eq!(
        told(&judge(&text, &Facts::default())),
        ["decode WrongType spec.template.metadata.labels[app] 11:16"]
    );
}

#[test]
fn a_broken_text_is_refused_for_that_alone() {
    let report = judge(
        &AGENT.replace("metadata:\n  name", "metadata: {\n  name"),
        &Facts::default(),
    );
    assert!(!report.accepted);
    assert!(
        report
            .problems
            .iter()
            .all(|problem| problem.source == Source::Syntax)
    );
}

#[test]
fn what_is_refused_is_the_errors_of_the_report() {
    for text in [
        AGENT.to_owned(),
        AGENT.replace("name: agent", "name: Agent"),
        AGENT.replace("spec:", "spec: {"),
        AGENT.replace("image: agent:1", "image: 1"),
        "kind: Deployment".to_owned(),
        String::new(),
    ] {
        let report = judge(&text, &Facts::default());
        let errors = report.problems.into_iter();
        let errors = errors.filter(|problem| problem.severity == Severity::Error);
        assert_eq!(
            refusals(&Document::parse(text), None, &Policy::kubernetes()),
            errors.collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_broken_text_need_not_say_yet_what_it_is() {
    let report = judge("apiVersion: apps/v1\nmetadata: [\n", &Facts::default());
    assert!(
        report
            .problems
            .iter()
            .all(|problem| problem.source == Source::Syntax)
    );
    let empty = judge("", &Facts::default());
    assert!(
        empty.problems[0]
            .message
            .to_string()
            .starts_with("is empty")
    );
}

#[test]
fn the_cluster_adds_what_it_knows() {
    let facts = Facts {
        namespaces: Some(vec!["default".to_owned()]),
        daemon_sets: Some(vec!["monitoring/agent".to_owned()]),
        ..Facts::default()
    };
    assert_eq!(
        told(&judge(AGENT, &facts)),
        [
            "cluster AlreadyExists metadata.name 4:3",
            "cluster NotFound metadata.namespace 5:3"
        ]
    );
}

#[test]
fn the_policy_warns_and_refuses_apart_from_the_rules() {
    let report = report(&Document::parse(AGENT), &Facts::default(), &Policy::dce());
    assert!(report.accepted);
    assert!(!report.problems.is_empty());
    for problem in &report.problems {
        assert_eq!(
            (problem.severity, problem.source),
            (Severity::Warning, Source::Policy)
        );
    }
}
