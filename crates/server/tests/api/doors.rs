//! One text has one answer at every door: the wizard's verdict, the preflight, the write itself and
//! `everynode check`.

mod update;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use http::Method;
use manifest::Document;
use preflight::{Facts, Policy, Problem, Severity};
use serde_json::Value;

use crate::support::{Answer, TestApp, manifest};

/// The fields that are refused.
type Refused = BTreeSet<String>;

fn errors<'p>(problems: impl IntoIterator<Item = &'p Problem>) -> Refused {
    let problems = problems.into_iter();
    let errors = problems.filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.field.clone()).collect()
}

/// What a write is refused for; nothing if it is not.
fn of_write(answer: &Answer) -> Refused {
    if answer.status.is_success() {
        return Refused::new();
    }
    let errors = answer.problem().errors.into_iter();
    errors.map(|error| error.field).collect()
}

fn of_preflight(answer: Answer) -> Refused {
    let report: preflight::Report = serde_json::from_value(answer.expect(200).json()).unwrap();
    assert_eq!(report.accepted, errors(&report.problems).is_empty());
    errors(&report.problems)
}

/// What `everynode check` refuses in a text, and its exit code.
fn check(text: &str, stored: Option<&str>) -> (Refused, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_everynode"));
    command.args(["check", "--output", "json"]);
    if let Some(stored) = stored {
        let path = folder.path().join("stored.yaml");
        std::fs::write(&path, stored).unwrap();
        command.arg("--stored").arg(path);
    }
    let child = command
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = child.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut refused = Refused::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let problems: Vec<Problem> = serde_json::from_value(line["problems"].clone()).unwrap();
        refused.extend(errors(&problems));
    }
    (refused, output.status.code())
}

/// An object as a cluster exports it, in the form of the manifest that it goes with.
const EXPORTED: &str = "  annotations:
    deprecated.daemonset.template.generation: '3'
    kubectl.kubernetes.io/last-applied-configuration: '{}'
  creationTimestamp: 2020-01-01T00:00:00Z
  deletionGracePeriodSeconds: 30
  deletionTimestamp: 2020-01-02T00:00:00Z
  generation: 7
  managedFields:
  - manager: kubectl
    operation: Forget
    fieldsType: None
    fieldsV1: {a: [1]}
  resourceVersion: '4711'
  selfLink: /apis/apps/v1/namespaces/a/daemonsets/b
  uid: 00000000-1111-2222-3333-444444444444
";

const KYAML: &str = r#"---
{
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: {
    name: "agent", # by hand
    namespace: "NAMESPACE",
  },
  spec: {
    selector: { matchLabels: { app: "agent" } },
    template: {
      metadata: { labels: { app: "agent" } },
      spec: { containers: [{
        name: "agent",
        image: "agent:1",
      }] },
    },
  },
}
"#;

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata: {name: agent}
spec: {selector: {app: agent}, ports: [{port: 80}]}
";

/// What a good text is refused for.
const NOTHING: &[&str] = &[];

fn indented(text: &str) -> String {
    let lines = text.lines().enumerate();
    let lines = lines.map(|(number, line)| {
        let dash = if number == 0 { "- " } else { "  " };
        format!("{dash}{line}\n")
    });
    lines.collect()
}

/// Texts of which a DaemonSet is created, and the fields that each is refused for.
fn created(namespace: &str) -> Vec<(String, &'static [&'static str])> {
    let agent = manifest("agent").replace(
        "  name: agent # a comment\n",
        &format!("  name: agent\n  namespace: {namespace}\n"),
    );
    let json = Document::parse(&*agent).value().to_string();
    let with =
        |line: &str| agent.replace("  name: agent\n  n", &format!("{line}  name: agent\n  n"));
    let list = |items: &str| {
        format!("apiVersion: v1\nkind: List\nmetadata: {{resourceVersion: ''}}\nitems:\n{items}")
    };
    let untyped = agent.replace("apiVersion: apps/v1\nkind: DaemonSet\n", "");
    vec![
        (agent.clone(), NOTHING),
        (format!("---\n# first\n---\n{agent}---\n# last\n"), &[]),
        (format!("{agent}---\nnull\n---\n"), &[]),
        (agent.replace('\n', "\r\n"), &[]),
        (json.clone(), &[]),
        (KYAML.replace("NAMESPACE", namespace), &[]),
        (format!("{SERVICE}---\n{agent}"), &[]),
        (format!("{json}\n{}", Document::parse(SERVICE).value()), &[]),
        (list(&[indented(SERVICE), indented(&agent)].concat()), &[]),
        (list(&indented(&list(&indented(&agent)))), &[]),
        (
            format!(
                "apiVersion: apps/v1\nkind: DaemonSetList\nitems:\n{}",
                indented(&untyped)
            ),
            &[],
        ),
        (
            format!("{}status: {{numberReady: -3}}\n", with(EXPORTED)),
            &[],
        ),
        (
            agent.replace(
                "image:",
                "lifecycle: {stopSignal: SIGUSR1}\n          image:",
            ),
            &[],
        ),
        (agent.replace("apps/v1", "extensions/v1beta1"), &[]),
        (
            agent.replace("  name: agent\n  n", "  generateName: Agent-\n  n"),
            &["metadata.generateName", "metadata.name"],
        ),
        (
            agent.replace("    spec:\n", "    spec:\n      $patch: replace\n"),
            &["spec.template.spec.$patch"],
        ),
        (
            agent.replace("kind: DaemonSet", "kind: Daemonset"),
            &["kind"],
        ),
        (with("  labels: {a: -b}\n"), &["metadata.labels"]),
        (list(" []\n").replace("items:\n", "items:"), &[""]),
        ("---\n# nothing\n---\n".to_owned(), &[""]),
        (format!("{agent}  selector: {{}}\n"), &["spec.selector"]),
    ]
}

#[tokio::test]
async fn a_create_is_judged_alike() {
    let app = TestApp::start().await;
    for (text, fields) in created(&app.namespace) {
        let expected: Refused = fields.iter().map(|&field| field.to_owned()).collect();
        let document = Document::parse(&*text);
        let wizard = preflight::report(&document, &Facts::default(), &Policy::kubernetes());
        let told = errors(&wizard.problems);
        assert_eq!(
            told, expected,
            "the wizard on\n{text}\n{:?}",
            wizard.problems
        );
        let path = format!("/api/v1/clusters/{}/preflight", app.name);
        let answer = app.signed_in(Method::POST, &path).send(text.clone()).await;
        assert_eq!(of_preflight(answer), expected, "preflight on\n{text}");
        let path = format!("{}?dryRun=All", app.collection());
        let answer = app.signed_in(Method::POST, &path).send(text.clone()).await;
        assert_eq!(
            of_write(&answer),
            expected,
            "create on\n{text}\n{}",
            answer.text
        );
        let (told, code) = check(&text, None);
        assert_eq!(told, expected, "check on\n{text}");
        let code_expected = match (fields, text.contains("v1beta1")) {
            ([], false) => 0,
            ([], true) => 3,
            _ => 1,
        };
        assert_eq!(code, Some(code_expected), "check on\n{text}");
    }
}

/// Texts that people met, with the reason that is among those of the errors, where there are some.
const MET: [(&str, Option<&str>); 15] = [
    ("a06-list.yaml", None),
    ("a06b-daemonsetlist.yaml", None),
    ("a09-helm-template.yaml", Some("UnrenderedTemplate")),
    ("a12-nbsp.yaml", Some("NoBreakSpace")),
    ("a12b-nbsp-value.yaml", Some("NoBreakSpace")),
    ("a14b-fullwidth.yaml", Some("FullWidthPunctuation")),
    ("a18-dra.yaml", None),
    ("a33-json-comments.json", Some("SlashComment")),
    ("a43-gated-fields.yaml", None),
    ("b02-quota-zero.yaml", None),
    ("b15-adopt.yaml", None),
    ("b15-successor.yaml", None),
    ("b21-min-ready.yaml", None),
    ("c06-script-roundtrip.yaml", None),
    ("c15-sidecar.yaml", None),
];

/// One of them, for the test's own namespace; none where there are none.
#[expect(clippy::print_stdout, reason = "a test that does not run shall say so")]
fn met(app: &TestApp, file: &str) -> Option<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/field");
    if !folder.is_dir() {
        println!("skipped: {} is not here", folder.display());
        return None;
    }
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    let text = ["default", "quota0"].iter().fold(text, |text, named| {
        let yaml = text.replace(
            &format!("namespace: {named}"),
            &format!("namespace: {}", app.namespace),
        );
        yaml.replace(
            &format!("\"namespace\": \"{named}\""),
            &format!("\"namespace\": \"{}\"", app.namespace),
        )
    });
    Some(text)
}

#[tokio::test]
async fn two_daemon_sets_are_judged_alike_in_json_and_in_yaml() {
    let app = TestApp::start().await;
    let Some(json) = met(&app, "a34-json-two.json") else {
        return;
    };
    let values = Document::parse(&*json).object_values();
    let yaml = values.iter().map(|value| format!("---\n{value}\n"));
    for text in [json.clone(), yaml.collect()] {
        let expected = Refused::new();
        let document = Document::parse(&*text);
        let wizard = preflight::report(&document, &Facts::default(), &Policy::kubernetes());
        assert_eq!(errors(&wizard.problems), expected, "{:?}", wizard.problems);
        let path = format!("/api/v1/clusters/{}/preflight", app.name);
        let answer = app.signed_in(Method::POST, &path).send(text.clone()).await;
        assert_eq!(of_preflight(answer), expected);
        let path = format!("{}?dryRun=All", app.collection());
        let answer = app.signed_in(Method::POST, &path).send(text.clone()).await;
        assert_eq!(of_write(&answer), expected, "{}", answer.text);
        assert_eq!(check(&text, None), (Refused::new(), Some(0)));
    }
}

#[tokio::test]
async fn what_people_met_is_judged_alike() {
    let app = TestApp::start().await;
    for (file, reason) in MET {
        let Some(text) = met(&app, file) else {
            return;
        };
        let document = Document::parse(&*text);
        let wizard = preflight::report(&document, &Facts::default(), &Policy::kubernetes());
        let told = wizard.problems.iter();
        let mut told = told.filter(|problem| problem.severity == Severity::Error);
        let is_told = match reason {
            None => told.next().is_none(),
            Some(reason) => told.any(|problem| problem.reason == reason),
        };
        assert!(is_told, "{file}: {:?}", wizard.problems);
        let expected = errors(&wizard.problems);
        let path = format!("/api/v1/clusters/{}/preflight", app.name);
        let answer = app.signed_in(Method::POST, &path).send(text.clone()).await;
        assert_eq!(of_preflight(answer), expected, "preflight on {file}");
        let path = format!("{}?dryRun=All", app.collection());
        let answer = app.signed_in(Method::POST, &path).send(text.clone()).await;
        assert_eq!(
            of_write(&answer),
            expected,
            "create of {file}: {}",
            answer.text
        );
        let (told, code) = check(&text, None);
        assert_eq!(told, expected, "check of {file}");
        assert_eq!(code, Some(i32::from(reason.is_some())), "check of {file}");
    }
}

#[tokio::test]
async fn services_are_judged_alike() {
    let app = TestApp::start().await;
    let agent = manifest("agent");
    for (service, field) in [
        (SERVICE.to_owned(), None),
        (
            SERVICE.replace("name: agent", "name: A"),
            Some("metadata.name"),
        ),
        (
            SERVICE.replace("port: 80", "port: 0"),
            Some("spec.ports[0].port"),
        ),
        (SERVICE.replace("ports:", "portz:"), Some("spec.portz")),
    ] {
        let text = format!("{agent}---\n{service}");
        let path = format!("{}?dryRun=All", app.collection());
        let answer = app.signed_in(Method::POST, &path).send(text.clone()).await;
        let (told, code) = check(&text, None);
        assert_eq!(told, of_write(&answer), "{text}\n{}", answer.text);
        assert_eq!(code, Some(i32::from(field.is_some())), "{text}");
        if let Some(field) = field {
            assert!(told.contains(field), "{told:?}");
        }
    }
}
