//! Pod Security, the levels `baseline` and `restricted` of each version.
//!
//! Follows k8s.io/pod-security-admission's `policy`: the checks sorted by their names, first those of
//! baseline, then those of restricted, some of which take the place of one of baseline. A namespace may
//! ask for the checks of an older version of Kubernetes.

mod container_checks;
mod pod_checks;
mod words;

use serde_json::Value;

use super::namespace_level::{LATEST, LevelName};
pub use super::namespace_level::{Level, Levels};
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
    /// The minor version of Kubernetes whose checks these are.
    minor: u16,
    /// Whether it is a pod of Windows, and so are the checks that let it off.
    is_windows: bool,
    /// `hostUsers: false`, which makes some of the checks needless from 1.35 on.
    has_own_users: bool,
}

/// Never, as a minor version: it is newer than the newest.
const NEVER: u16 = LATEST + 1;

/// The checks of baseline, with the minor version from which each is there and the one from which
/// restricted has another in its place (`MinimumVersion`, `OverrideCheckIDs`).
const BASELINE: [(u16, u16, Check); 12] = [
    (0, NEVER, pod_checks::app_armor_profile),
    (0, 22, container_checks::capabilities_baseline),
    (0, NEVER, pod_checks::host_namespaces),
    (0, 0, pod_checks::host_path_volumes),
    (0, NEVER, container_checks::host_ports),
    (34, NEVER, container_checks::host_probes_and_lifecycle),
    (0, NEVER, container_checks::privileged),
    (0, 35, container_checks::proc_mount_baseline),
    (0, NEVER, pod_checks::selinux_options),
    (0, 19, pod_checks::seccomp_baseline),
    (0, NEVER, pod_checks::sysctls),
    (0, NEVER, pod_checks::windows_host_process),
];

/// What restricted adds, with the minor version from which it does.
const RESTRICTED: [(u16, Check); 7] = [
    (8, container_checks::allow_privilege_escalation),
    (22, container_checks::capabilities_restricted),
    (35, container_checks::proc_mount_restricted),
    (0, pod_checks::restricted_volumes),
    (0, pod_checks::run_as_non_root),
    (23, pod_checks::run_as_user),
    (19, pod_checks::seccomp_restricted),
];

/// What the newest level `baseline` forbids of a DaemonSet's pods; empty where they are allowed.
#[must_use]
pub fn baseline(daemon_set: &Value) -> String {
    evaluate(daemon_set, LevelName::Baseline, LATEST)
}

/// What the newest level `restricted` forbids of a DaemonSet's pods; empty where they are allowed.
#[must_use]
pub fn restricted(daemon_set: &Value) -> String {
    evaluate(daemon_set, LevelName::Restricted, LATEST)
}

/// What a level of its version forbids of a DaemonSet's pods, as the API server says it behind `violates`
/// or `would violate`; none where they are allowed.
#[must_use]
pub fn violation(daemon_set: &Value, level: &Level) -> Option<String> {
    let detail = match level.name {
        LevelName::Privileged => String::new(),
        name => evaluate(daemon_set, name, level.minor()),
    };
    let (name, version) = (level.name.text(), &level.version);
    (!detail.is_empty()).then(|| format!("PodSecurity \"{name}:{version}\": {detail}"))
}

/// `ForbiddenDetail` of all checks of a level at a minor version together.
fn evaluate(daemon_set: &Value, level: LevelName, minor: u16) -> String {
    let root = Cursor::root(daemon_set);
    let spec = root.field("spec");
    let template = spec.field("template");
    let metadata = template.field("metadata");
    let pod = template.field("spec");
    let os = pod.field("os");
    let template = Template {
        annotations: metadata.field("annotations"),
        security: pod.field("securityContext"),
        minor,
        is_windows: minor >= 25 && os.text_of("name") == "windows",
        has_own_users: minor >= 35 && pod.truth_given("hostUsers") == Some(false),
        pod,
    };
    let is_restricted = level == LevelName::Restricted;
    let baseline = BASELINE.iter();
    let baseline = baseline.filter(|(_, replaced, _)| !is_restricted || *replaced > minor);
    let baseline = baseline.map(|(since, _, check)| (since, check));
    let more = if is_restricted { &RESTRICTED[..] } else { &[] };
    let checks = baseline.chain(more.iter().map(|(since, check)| (since, check)));
    let mut detail = String::new();
    for (_, check) in checks.filter(|(since, _)| **since <= minor) {
        let Some((reason, why)) = check(&template) else {
            continue;
        };
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
