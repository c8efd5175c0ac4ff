//! Containers of every kind (`validateContainers`, `validateInitContainers`,
//! `validateEphemeralContainers`, `validateContainerCommon`).

use super::pod::Surroundings;
use super::{env, mounts, ports, probes, resources, restart_policy, security};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::text_set::TextSet;

/// The lists of containers in the order in which Kubernetes visits them.
pub(super) const LISTS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];

/// Calls `visit` with every container of the pod (`VisitContainersWithPath`).
pub(super) fn visit_all<'v>(pod: &Cursor<'v, '_>, visit: &mut dyn FnMut(&Cursor<'v, '_>)) {
    for list in LISTS {
        for container in pod.field(list).items() {
            visit(&container);
        }
    }
}

/// `validateContainers`.
pub(super) fn check_regular(containers: &Cursor, pod: &Surroundings, findings: &mut Findings) {
    if containers.list().is_empty() {
        findings.required(containers, "");
        return;
    }
    let mut names = TextSet::default();
    for container in containers.items() {
        check_common(&container, pod, findings);
        let name = container.field("name");
        if !names.insert(name.text()) {
            findings.duplicate(&name, Bad::Text(name.text()));
        }
        probes::check_container(&container, pod, findings);
        restart_policy::check(&container, findings);
    }
    let mut host_ports = TextSet::default();
    for container in containers.items() {
        ports::check_host_ports(&container.field("ports"), &mut host_ports, findings);
    }
}

/// `validateInitContainers`.
pub(super) fn check_init(spec: &Cursor, pod: &Surroundings, findings: &mut Findings) {
    let regular = spec.field("containers");
    let mut names: TextSet = regular.items().map(|other| other.text_of("name")).collect();
    let containers = spec.field("initContainers");
    for container in containers.items() {
        check_common(&container, pod, findings);
        restart_policy::check(&container, findings);
        let name = container.field("name");
        if names.contains(name.text()) {
            findings.duplicate(&name, Bad::Text(name.text()));
        } else if !name.text().is_empty() {
            names.insert(name.text());
        }
        check_host_ports_of_init(&container, findings);
        let runs_on = container.text_of("restartPolicy") == "Always";
        if runs_on {
            probes::check_container(&container, pod, findings);
        } else {
            probes::forbid(&container, findings);
        }
        if !runs_on && !pod.options.allow_restart_on_resize_of_init {
            check_resize_of_init(&container.field("resizePolicy"), findings);
        }
    }
}

/// Each init container is looked at alone, and Kubernetes calls it the first.
fn check_host_ports_of_init(container: &Cursor, findings: &mut Findings) {
    let here = container.as_parent_prints();
    let called_first = here.index_called(0);
    ports::check_host_ports(
        &called_first.field("ports"),
        &mut TextSet::default(),
        findings,
    );
}

fn check_resize_of_init(policies: &Cursor, findings: &mut Findings) {
    for policy in policies.items() {
        let restart = policy.field("restartPolicy");
        if restart.text() == "RestartContainer" {
            let detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
            findings.invalid(&restart, Bad::Word(restart.text()), detail);
        }
    }
}

/// `validateEphemeralContainers`; a template may have none at all, which is said besides.
pub(super) fn check_ephemeral(spec: &Cursor, pod: &Surroundings, findings: &mut Findings) {
    const DETAIL: &str = "cannot be set for an Ephemeral Container";
    const FORBIDDEN: [&str; 9] = [
        "ports",
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "lifecycle",
        "resizePolicy",
        "restartPolicy",
        "restartPolicyRules",
        "resources",
    ];
    let mut others = TextSet::default();
    for list in ["containers", "initContainers"] {
        others.extend(spec.field(list).items().map(|other| other.text_of("name")));
    }
    let mut names = others.clone();
    for container in spec.field("ephemeralContainers").items() {
        check_common(&container, pod, findings);
        check_image_is_trimmed(&container.field("image"), findings);
        let name = container.field("name");
        if !names.insert(name.text()) {
            findings.duplicate(&name, Bad::Text(name.text()));
        }
        let target = container.field("targetContainerName");
        if !target.text().is_empty() && !others.contains(target.text()) {
            findings.not_found(&target, Bad::Text(target.text()));
        }
        for name in FORBIDDEN {
            let field = container.field(name);
            let is_given = match name {
                // A struct that is always there.
                "resources" => ["limits", "requests", "claims"]
                    .iter()
                    .any(|part| pod.options.is_given(&field.field(part))),
                // Lists, of which an empty one counts too.
                "ports" | "resizePolicy" | "restartPolicyRules" => pod.options.is_given(&field),
                _ => field.is_set(),
            };
            if is_given {
                findings.forbidden(&field, DETAIL);
            }
        }
        for mount in container.field("volumeMounts").items() {
            for field in ["subPath", "subPathExpr"] {
                if !mount.text_of(field).is_empty() {
                    findings.forbidden(&mount.field(field), DETAIL);
                }
            }
        }
    }
}

/// `validateContainerOnlyForPod`.
pub(super) fn check_image_is_trimmed(image: &Cursor, findings: &mut Findings) {
    if image.text().trim() != image.text() {
        let detail = "must not have leading or trailing whitespace";
        findings.invalid(image, Bad::Text(image.text()), detail);
    }
}

/// `validateContainerCommon`.
fn check_common(container: &Cursor, pod: &Surroundings, findings: &mut Findings) {
    super::check_required_label(&container.field("name"), findings);
    super::check_required(&container.field("image"), findings);
    let message_policies = ["File", "FallbackToLogsOnError"];
    let message_policy = container.field("terminationMessagePolicy");
    super::check_one_of(&message_policy, &message_policies, findings);
    ports::check(&container.field("ports"), findings);
    env::check(&container.field("env"), findings);
    env::check_sources(&container.field("envFrom"), findings);
    mounts::check(container, pod, findings);
    mounts::check_devices(container, pod, findings);
    check_pull_policy(&container.field("imagePullPolicy"), findings);
    resources::check_container(&container.field("resources"), pod, findings);
    let resize_policy = container.field("resizePolicy");
    resources::check_resize_policy(&resize_policy, pod.restart_policy, findings);
    security::check_container(
        &container.field("securityContext"),
        pod.shares_users,
        findings,
    );
}

/// `validatePullPolicy`; defaulting leaves none empty.
pub(super) fn check_pull_policy(policy: &Cursor, findings: &mut Findings) {
    super::check_one_of(policy, &["Always", "IfNotPresent", "Never"], findings);
}
