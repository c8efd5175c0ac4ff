//! Owners and the metadata of claims.

use preflight::Facts;

use super::{AGENT, judge, told};

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
        .map(|problem| (problem.field.clone(), problem.message.to_string()))
        .collect();
    fields.sort();
    let names = ["finalizers", "managedFields", "ownerReferences"];
    let expected = names.map(|name| {
        (
            format!("{place}.{name}"),
            "Forbidden: cannot be set".to_owned(),
        )
    });
    assert_eq!(fields, expected);
}
