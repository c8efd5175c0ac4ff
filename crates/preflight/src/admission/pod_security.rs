//! Pod Security, the levels `baseline` and `restricted` at the newest version.
//!
//! Follows k8s.io/pod-security-admission's `policy`: the checks sorted by their names, first those of
//! baseline, then those of restricted, some of which take the place of one of baseline.

mod container_checks;
mod pod_checks;
mod words;

use serde_json::Value;

use crate::cursor::Cursor;

/// Why a check forbids a pod: the reason, and the detail that is printed behind it in parentheses.
type Forbidden = (&'static str, String);

/// A check of one pod template.
type Check = fn(&Template) -> Option<Forbidden>;

/// The pod template as the checks read it.
struct Template<'v, 'p> {
    annotations: Cursor<'v, 'p>,
    pod: Cursor<'v, 'p>,
    security: Cursor<'v, 'p>,
    is_windows: bool,
    /// `hostUsers: false`, which makes some of the checks needless.
    has_own_users: bool,
}

const BASELINE: [Check; 12] = [
    pod_checks::app_armor_profile,
    container_checks::capabilities_baseline,
    pod_checks::host_namespaces,
    pod_checks::host_path_volumes,
    container_checks::host_ports,
    container_checks::host_probes_and_lifecycle,
    container_checks::privileged,
    container_checks::proc_mount_baseline,
    pod_checks::selinux_options,
    pod_checks::seccomp_baseline,
    pod_checks::sysctls,
    pod_checks::windows_host_process,
];

const RESTRICTED: [Check; 15] = [
    pod_checks::app_armor_profile,
    pod_checks::host_namespaces,
    container_checks::host_ports,
    container_checks::host_probes_and_lifecycle,
    container_checks::privileged,
    pod_checks::selinux_options,
    pod_checks::sysctls,
    pod_checks::windows_host_process,
    container_checks::allow_privilege_escalation,
    container_checks::capabilities_restricted,
    container_checks::proc_mount_restricted,
    pod_checks::restricted_volumes,
    pod_checks::run_as_non_root,
    pod_checks::run_as_user,
    pod_checks::seccomp_restricted,
];

/// What the level `baseline` forbids of a DaemonSet's pods; empty where they are allowed.
#[must_use]
pub fn baseline(daemon_set: &Value) -> String {
    evaluate(daemon_set, &BASELINE)
}

/// What the level `restricted` forbids of a DaemonSet's pods; empty where they are allowed.
#[must_use]
pub fn restricted(daemon_set: &Value) -> String {
    evaluate(daemon_set, &RESTRICTED)
}

/// `ForbiddenDetail` of all checks together.
fn evaluate(daemon_set: &Value, checks: &[Check]) -> String {
    let root = Cursor::root(daemon_set);
    let spec = root.field("spec");
    let template = spec.field("template");
    let metadata = template.field("metadata");
    let pod = template.field("spec");
    let os = pod.field("os");
    let template = Template {
        annotations: metadata.field("annotations"),
        security: pod.field("securityContext"),
        is_windows: os.text_of("name") == "windows",
        has_own_users: pod.truth_given("hostUsers") == Some(false),
        pod,
    };
    let mut detail = String::new();
    for (reason, why) in checks.iter().filter_map(|check| check(&template)) {
        if !detail.is_empty() {
            detail.push_str(", ");
        }
        detail.push_str(reason);
        if !why.is_empty() {
            detail.push_str(" (");
            detail.push_str(&why);
            detail.push(')');
        }
    }
    detail
}
