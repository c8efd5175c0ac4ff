//! The report as a whole: where problems are placed, what comes from the cluster, what an update may do.

use manifest::Document;
use preflight::{Facts, Policy, Report, Severity, Source, refusals, report, report_update};

const AGENT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: monitoring
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: agent:1
";

fn judge(text: &str, facts: &Facts) -> Report {
    report(&Document::parse(text), facts, &Policy::kubernetes())
}

/// Each problem as `source reason field line:column`.
fn told(report: &Report) -> Vec<String> {
    let problems = report.problems.iter();
    problems
        .map(|problem| {
            let source = match problem.source {
                Source::Syntax => "syntax",
                Source::Decode => "decode",
                Source::Validation => "validation",
                Source::Policy => "policy",
                Source::Cluster => "cluster",
                Source::Admission => "admission",
                Source::Placement => "placement",
                Source::Scheduling => "scheduling",
                Source::Rollout => "rollout",
            };
            let line = problem.line.unwrap_or_default();
            let column = problem.column.unwrap_or_default();
            format!(
                "{source} {} {} {line}:{column}",
                problem.reason, problem.field
            )
        })
        .collect()
}

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
    assert!(empty.problems[0].message.starts_with("is empty"));
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

#[test]
fn an_owner_counts_once() {
    let owners = "  ownerReferences:\n";
    let owner = "  - {apiVersion: v1, kind: Node, name: a, uid: u-1, controller: true}\n";
    let text =
        |owners: &str| AGENT.replace("spec:\n  selector", &format!("{owners}spec:\n  selector"));
    let report = judge(&text(&format!("{owners}{owner}{owner}")), &Facts::default());
    assert_eq!(told(&report), [""; 0]);
    assert!(report.warnings[0].ends_with("duplicate UID(s) observed: u-1"));
    let stored = report.object.unwrap();
    assert_eq!(
        stored["metadata"]["ownerReferences"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    // Others are still too many.
    let other = owner.replace("u-1", "u-2");
    let report = judge(&text(&format!("{owners}{owner}{other}")), &Facts::default());
    assert_eq!(report.problems.len(), 1);
    assert!(report.warnings.is_empty());
}

#[test]
fn the_uid_of_a_claim_is_called_as_kubernetes_calls_it() {
    let volume = "      volumes:\n        - name: v\n          ephemeral: {volumeClaimTemplate: \
                  {metadata: {uid: a}, spec: {accessModes: [ReadWriteOnce], \
                  resources: {requests: {storage: 1Gi}}}}}\n";
    let report = judge(&format!("{AGENT}{volume}"), &Facts::default());
    let [problem] = report.problems.as_slice() else {
        panic!("{:?}", report.problems);
    };
    let place = "spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.metadata";
    assert_eq!(problem.field, format!("{place}.uID"));
    assert_eq!(problem.path.to_string(), format!("{place}.uid"));
}

#[test]
fn the_metadata_of_a_claim_takes_no_list_even_if_it_is_empty() {
    let volume = "      volumes:\n        - name: v\n          ephemeral: {volumeClaimTemplate: \
                  {metadata: {finalizers: [], managedFields: [], ownerReferences: []}, \
                  spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}\n";
    let report = judge(&format!("{AGENT}{volume}"), &Facts::default());
    let place = "spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.metadata";
    let mut fields: Vec<_> = report
        .problems
        .iter()
        .map(|problem| (problem.field.clone(), problem.message.as_str()))
        .collect();
    fields.sort();
    let names = ["finalizers", "managedFields", "ownerReferences"];
    let expected = names.map(|name| (format!("{place}.{name}"), "Forbidden: cannot be set"));
    assert_eq!(fields, expected);
}

/// Each problem as `severity source reason line`, and whether the text is accepted.
fn hints(text: &str) -> (Vec<String>, bool) {
    let document = Document::parse(text);
    let report = report(&document, &Facts::default(), &Policy::kubernetes());
    let problems = report.problems.iter().map(|it| {
        let line = it.line.unwrap_or_default();
        format!("{:?} {:?} {} {line}", it.severity, it.source, it.reason)
    });
    (problems.collect(), report.accepted)
}

#[test]
fn what_people_stumble_over_is_named() {
    const AGENT: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  labels: {app: agent}
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
      - name: agent
        image: agent:1
";
    let json = Document::parse(AGENT).value().to_string();
    for (text, expected) in [
        (AGENT.to_owned(), vec![]),
        // The reader's own words give way to the hint.
        (
            AGENT.replace("image: ", "image:\u{a0}"),
            vec!["Error Syntax NoBreakSpace 15"],
        ),
        (
            AGENT.replace("image: ", "image\u{ff1a}"),
            vec!["Error Syntax FullWidthPunctuation 15"],
        ),
        // Kubernetes' stay beside it.
        (
            AGENT.replace("  name: agent\n  l", "  name: \u{201c}agent\u{201d}\n  l"),
            vec![
                "Error Validation FieldValueInvalid 4",
                "Error Decode CurlyQuote 4",
            ],
        ),
        // What Kubernetes takes may still not be what was meant.
        (
            AGENT.replace(
                "labels: {app: agent}\nspec",
                "annotations: {a: \u{201c}b\u{201d}}\nspec",
            ),
            vec!["Warning Decode CurlyQuote 5"],
        ),
        (
            AGENT.replace("image: agent:1", "image: {{ .Values.image }}"),
            vec!["Error Syntax UnrenderedTemplate 15"],
        ),
        (
            AGENT.replace("image: agent:1", "image: \"{{ .Values.image }}\""),
            vec!["Warning Decode UnrenderedTemplate 15"],
        ),
        (
            AGENT.replace('\n', ""),
            vec!["Error Syntax LostLineBreaks 1"],
        ),
        (
            json.replacen('{', "{\n// by hand\n", 1),
            vec!["Error Decode UnknownKind 1", "Error Decode SlashComment 2"],
        ),
    ] {
        let (told, accepted) = hints(&text);
        assert_eq!(told, expected, "{text}");
        let is_refused = expected.iter().any(|it| it.starts_with("Error"));
        assert_eq!(accepted, !is_refused, "{text}");
    }
}
