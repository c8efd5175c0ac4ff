//! `spec.template.spec` (`ValidatePodSpec` in pkg/apis/core/validation/validation.go), in its order.

use super::options::Options;
use super::{
    affinity, container, dns, host, metadata, pod_resources, resources, security, tolerations,
    topology, volumes, windows,
};
use crate::content::{dns_label, dns_subdomain, label_key};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::text_set::{TextMap, TextSet};

/// What the checks of a container need to know of its pod.
pub(super) struct Surroundings<'v, 'o> {
    /// The volumes that have no problem, and whether each may be used as a block device.
    pub(super) volumes: TextMap<'v, bool>,
    /// The names of `resourceClaims`.
    pub(super) claims: TextSet<'v>,
    /// `restartPolicy`.
    pub(super) restart_policy: &'v str,
    /// `terminationGracePeriodSeconds`.
    pub(super) grace_period: i64,
    /// Whether the pod uses the node's user namespace.
    pub(super) shares_users: bool,
    /// `os.name`, where there is an `os`.
    pub(super) os: Option<&'v str>,
    /// What is tolerated.
    pub(super) options: &'o Options<'v>,
}

/// `static_claims` are the resource claims of a static pod, which may have none.
pub(super) fn check(
    pod: &Cursor,
    static_claims: Option<&Cursor>,
    options: &Options,
    findings: &mut Findings,
) {
    let volumes = volumes::check(&pod.field("volumes"), options, findings);
    let resource_claims = pod.field("resourceClaims");
    let claims = resource_claims
        .items()
        .map(|claim| claim.text_of("name"))
        .filter(|name| !name.is_empty())
        .collect();
    if let Some(claims) = static_claims {
        for claim in claims.silent_items() {
            let detail = "static pods do not support resource claims";
            findings.forbidden(&claim.key_called(""), detail);
        }
    } else {
        pod_resources::check_claims(&resource_claims, findings);
    }
    let surroundings = Surroundings {
        volumes,
        claims,
        restart_policy: pod.text_of("restartPolicy"),
        grace_period: pod.number_of("terminationGracePeriodSeconds").unwrap_or(30),
        shares_users: pod.truth_given("hostUsers") != Some(false),
        os: pod.present("os").map(|os| os.text_of("name")),
        options,
    };
    container::check_regular(&pod.field("containers"), &surroundings, findings);
    container::check_init(pod, &surroundings, findings);
    container::check_ephemeral(pod, &surroundings, findings);
    pod_resources::check(pod, &surroundings, findings);
    host::check_ports_on_host_network(pod, options, findings);
    let restart_policies = ["Always", "OnFailure", "Never"];
    super::check_one_of(&pod.field("restartPolicy"), &restart_policies, findings);
    dns::check_policy(&pod.field("dnsPolicy"), findings);
    metadata::check_labels(&pod.field("nodeSelector"), findings);
    security::check_pod(pod, options, findings);
    affinity::check(&pod.field("affinity"), options, findings);
    dns::check_config(pod, findings);
    check_gates(pod, findings);
    topology::check(&pod.field("topologySpreadConstraints"), options, findings);
    windows::check_host_process(pod, findings);
    host::check_user_namespace(pod, options, findings);
    host::check_hostname_override(pod, findings);
    check_names(pod, findings);
    tolerations::check(&pod.field("tolerations"), options, findings);
    check_scheduling_group(pod, findings);
    dns::check_host_aliases(&pod.field("hostAliases"), findings);
    check_classes(pod, findings);
    if let Some(overhead) = pod.present("overhead") {
        resources::check_overhead(&overhead, options, findings);
    }
    windows::check_os(pod, options, findings);
    host::check_file_keys(pod, findings);
}

/// `validateReadinessGates` and `validateSchedulingGates`.
fn check_gates(pod: &Cursor, findings: &mut Findings) {
    for gate in pod.field("readinessGates").items() {
        let condition = gate.field("conditionType");
        findings.invalid_text(&condition, condition.text(), label_key(condition.text()));
    }
    let mut seen = TextSet::default();
    for gate in pod.field("schedulingGates").items() {
        let name = gate.text_of("name");
        findings.invalid_text(&gate, name, label_key(name));
        if !seen.insert(name) {
            findings.duplicate(&gate, Bad::Text(name));
        }
    }
}

/// The names that a pod refers to or has itself.
fn check_names(pod: &Cursor, findings: &mut Findings) {
    for name in ["serviceAccountName", "nodeName"] {
        let name = pod.field(name);
        if !name.text().is_empty() {
            findings.invalid_text(&name, name.text(), dns_subdomain(name.text()));
        }
    }
    super::check_range(
        &pod.field("activeDeadlineSeconds"),
        1,
        i64::from(i32::MAX),
        findings,
    );
    for name in ["hostname", "subdomain"] {
        let name = pod.field(name);
        if !name.text().is_empty() {
            findings.invalid_text(&name, name.text(), dns_label(name.text()));
        }
    }
}

/// `validateSchedulingGroup`. The gate `GenericWorkload` is off in 1.36, and a group is here only where the
/// stored object has one.
fn check_scheduling_group(pod: &Cursor, findings: &mut Findings) {
    let Some(group) = pod.present("schedulingGroup") else {
        return;
    };
    let name = group.field("podGroupName");
    if name.is_set() {
        findings.invalid_text(&name, name.text(), dns_subdomain(name.text()));
    } else {
        findings.invalid(
            &name,
            Bad::Json(None),
            "must specify one of: `podGroupName`",
        );
    }
}

/// Priority, runtime class and preemption.
fn check_classes(pod: &Cursor, findings: &mut Findings) {
    let priority_class = pod.field("priorityClassName");
    if !priority_class.text().is_empty() {
        let messages = dns_subdomain(priority_class.text());
        findings.invalid_text(&priority_class, priority_class.text(), messages);
    }
    if let Some(runtime_class) = pod.present("runtimeClassName") {
        let messages = dns_subdomain(runtime_class.text());
        findings.invalid_text(&runtime_class, runtime_class.text(), messages);
    }
    if let Some(preemption) = pod.present("preemptionPolicy") {
        if preemption.text().is_empty() {
            findings.required(&preemption, "");
        } else {
            super::check_one_of(&preemption, &["PreemptLowerPriority", "Never"], findings);
        }
    }
}
