//! What is there but empty, or there twice, though the object as it is stored shows neither.

use manifest::Document;
use preflight::{Facts, Policy, Report};

/// The verdict on a DaemonSet with this under `metadata`, the metadata of its template, and its volumes,
/// all in flow style.
fn judge(metadata: &str, template: &str, volumes: &str) -> Report {
    let text = format!(
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{name: a, {metadata}}}\nspec:\n  \
         selector: {{matchLabels: {{app: a}}}}\n  template:\n    metadata: {{{template}}}\n    \
         spec:\n      containers: [{{name: c, image: i}}]\n      volumes: [{volumes}]\n"
    );
    preflight::report(
        &Document::parse(text),
        &Facts::default(),
        &Policy::kubernetes(),
    )
}

/// What is said of the fields whose names end so.
fn said(report: &Report, end: &str) -> Vec<String> {
    let problems = report.problems.iter();
    let meant = problems.filter(|problem| problem.field.ends_with(end));
    meant.map(|problem| problem.message.to_string()).collect()
}

#[test]
fn empty_labels_print_as_empty_and_missing_ones_as_null() {
    for (template, printed) in [("labels: {}", "{}"), ("", "null")] {
        let report = judge("", template, "");
        let message =
            format!("Invalid value: {printed}: `selector` does not match template `labels`");
        assert_eq!(said(&report, "metadata.labels"), [message]);
    }
}

#[test]
fn an_empty_list_that_must_not_be_set_is_set() {
    for (metadata, count) in [("ownerReferences: []", 1), ("", 0)] {
        let volume = format!(
            "{{name: v, ephemeral: {{volumeClaimTemplate: {{metadata: {{{metadata}}}, spec: \
             {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}}}}}}}"
        );
        let report = judge("", "labels: {app: a}", &volume);
        assert_eq!(said(&report, "metadata.ownerReferences").len(), count);
        assert_eq!(report.accepted, count == 0, "{:?}", report.problems);
    }
}

#[test]
fn an_owner_that_is_given_again_is_warned_of_by_its_uid() {
    let owner = |uid: &str| format!("{{apiVersion: v1, kind: Node, name: node-1, uid: {uid}}}");
    for (owners, warned) in [(["one", "one"], true), (["one", "two"], false)] {
        let owners = owners.map(owner).join(", ");
        let report = judge(
            &format!("ownerReferences: [{owners}]"),
            "labels: {app: a}",
            "",
        );
        let warnings = report.warnings.join("\n");
        assert_eq!(
            warnings.ends_with("duplicate UID(s) observed: one"),
            warned,
            "{warnings}"
        );
        assert!(report.accepted, "{:?}", report.problems);
    }
}
