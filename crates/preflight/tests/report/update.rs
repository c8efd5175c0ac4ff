//! Updates.

use manifest::Document;
use preflight::{Facts, Policy, report_update};

use super::{AGENT, judge, told};

#[test]
fn an_update_may_not_change_the_selector() {
    let stored = judge(AGENT, &Facts::default()).object.unwrap();
    let facts = Facts {
        daemon_sets: Some(vec!["monitoring/agent".to_owned()]),
        ..Facts::default()
    };
    let update = |text: &str| {
        report_update(
            &Document::parse(text),
            &stored,
            &facts,
            &Policy::kubernetes(),
        )
    };
    assert!(update(&AGENT.replace("agent:1", "agent:2")).accepted);
    assert_eq!(
        told(&update(&AGENT.replace("{app: agent}", "{app: other}"))),
        ["validation FieldValueInvalid spec.selector 7:3"]
    );
    let renamed = update(&AGENT.replace("name: agent\n  namespace", "name: other\n  namespace"));
    assert_eq!(
        told(&renamed),
        ["validation FieldValueInvalid metadata.name 4:3"]
    );
    assert_eq!(
        renamed.problems[0].message,
        "Invalid value: \"other\": field is immutable"
    );
}

#[test]
fn an_update_cannot_begin_a_deletion_and_keeps_one_that_began() {
    let stored = judge(AGENT, &Facts::default()).object.unwrap();
    let mut doomed = stored.clone();
    doomed["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
    doomed["metadata"]["deletionGracePeriodSeconds"] = 0.into();
    let (moment, period) = (
        "deletionTimestamp: 2026-02-02T00:00:00Z",
        "deletionGracePeriodSeconds: 30",
    );
    for (stored, line, expected) in [
        (
            &stored,
            moment,
            "metadata.deletionTimestamp: Invalid value: \"2026-02-02T00:00:00Z\": field is immutable",
        ),
        (
            &stored,
            period,
            "metadata.deletionGracePeriodSeconds: Invalid value: 30: field is immutable",
        ),
        (&doomed, moment, ""),
        (
            &doomed,
            period,
            "metadata.deletionGracePeriodSeconds: Invalid value: 30: field is immutable",
        ),
        (&doomed, "deletionGracePeriodSeconds: 0", ""),
    ] {
        let text = AGENT.replace(
            "metadata:\n  name:",
            &format!("metadata:\n  {line}\n  name:"),
        );
        let document = Document::parse(text);
        let report = report_update(&document, stored, &Facts::default(), &Policy::kubernetes());
        let said: Vec<String> = (report.problems.iter())
            .map(|problem| format!("{}: {}", problem.field, problem.message))
            .collect();
        assert_eq!(said.join("\n"), expected, "{line}");
    }
}

#[test]
fn an_update_reports_the_object_as_it_replaces_the_stored_one() {
    let mut stored = judge(AGENT, &Facts::default()).object.unwrap();
    stored["metadata"]["uid"] = "u-1".into();
    stored["metadata"]["generation"] = 4.into();
    stored["status"] = serde_json::json!({"numberReady": 2});
    let update = |text: &str| {
        let document = Document::parse(text);
        report_update(&document, &stored, &Facts::default(), &Policy::kubernetes())
    };
    assert_eq!(update(AGENT).object.unwrap(), stored);
    let changed = update(&AGENT.replace("agent:1", "agent:2")).object.unwrap();
    assert_eq!(changed["metadata"]["generation"], 5);
    assert_eq!(changed["metadata"]["uid"], "u-1");
    assert_eq!(changed["status"], stored["status"]);
}

#[test]
fn an_update_may_keep_what_was_let_through_before() {
    let with_sysctl = AGENT.replace(
        "    spec:\n",
        "    spec:\n      hostNetwork: true\n      securityContext: {sysctls: [{name: net.a, value: '1'}]}\n",
    );
    let refused = judge(&with_sysctl, &Facts::default());
    assert!(!refused.accepted);
    let stored = refused.object.unwrap();
    let changed = Document::parse(with_sysctl.replace("agent:1", "agent:2"));
    let update = report_update(&changed, &stored, &Facts::default(), &Policy::kubernetes());
    assert!(update.accepted, "{:?}", update.problems);
}

#[test]
fn an_update_is_checked_as_a_new_object_is() {
    let stored = judge(AGENT, &Facts::default()).object.unwrap();
    for (line, expected) in [
        (
            "finalizers: [\"a b/c\"]",
            "validation FieldValueInvalid metadata.finalizers",
        ),
        (
            "finalizers: [\"-/a\"]",
            "validation FieldValueInvalid metadata.finalizers",
        ),
        (
            "generateName: a/b",
            "validation FieldValueInvalid metadata.generateName",
        ),
    ] {
        let text = AGENT.replace("  name: agent\n", &format!("  name: agent\n  {line}\n"));
        let (document, facts) = (Document::parse(text), Facts::default());
        let update = report_update(&document, &stored, &facts, &Policy::kubernetes());
        let told = told(&update);
        assert!(told[0].starts_with(expected), "{line}: {told:?}");
    }
}
