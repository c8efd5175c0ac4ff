//! Security contexts of the pod and of containers (`validatePodSpecSecurityContext`,
//! `ValidateSecurityContext`).

use super::options::Options;
use super::{seccomp, windows};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::go;
use crate::text_set::TextSet;

/// The largest user or group.
const ID_MAX: i64 = i32::MAX as i64;

/// `validatePodSpecSecurityContext`.
pub(super) fn check_pod(pod: &Cursor, options: &Options, findings: &mut Findings) {
    let security = pod.field("securityContext");
    for id in ["fsGroup", "runAsUser", "runAsGroup"] {
        super::check_range(&security.field(id), 0, ID_MAX, findings);
    }
    for group in security.field("supplementalGroups").items() {
        super::check_range(&group, 0, ID_MAX, findings);
    }
    if pod.truth_of("shareProcessNamespace") && pod.truth_of("hostPID") {
        // In Kubernetes' own types the field is one of the security context.
        let called = pod.field_called("securityContext");
        let detail = "ShareProcessNamespace and HostPID cannot both be enabled";
        findings.invalid(
            &called.field("shareProcessNamespace"),
            Bad::Truth(true),
            detail,
        );
    }
    check_sysctls(pod, options, findings);
    if let Some(policy) = security.present("fsGroupChangePolicy") {
        super::check_one_of(&policy, &["Always", "OnRootMismatch"], findings);
    }
    seccomp::check_profile(&security.field("seccompProfile"), findings);
    windows::check_options(&security.field("windowsOptions"), findings);
    check_app_armor(&security.field("appArmorProfile"), findings);
    if let Some(policy) = security.present("supplementalGroupsPolicy") {
        super::check_one_of(&policy, &["Merge", "Strict"], findings);
    }
    if let Some(policy) = security.present("seLinuxChangePolicy") {
        // `MountOption` waits for the gate `SELinuxMount`, which is off in 1.36.
        let policies: &[&str] = if options.allow_any_selinux_change_policy {
            &["MountOption", "Recursive"]
        } else {
            &["Recursive"]
        };
        super::check_one_of(&policy, policies, findings);
    }
}

/// `validateSysctls`.
fn check_sysctls(pod: &Cursor, options: &Options, findings: &mut Findings) {
    let security = pod.field("securityContext");
    let mut names = TextSet::default();
    for sysctl in security.field("sysctls").items() {
        let name = sysctl.field("name");
        let text = name.text();
        if text.is_empty() {
            findings.required(&name, "");
        } else if !is_sysctl_name(text) {
            let detail = "must have at most 253 characters and match regex \
                          ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
            findings.invalid(&name, Bad::Text(text), detail);
        } else if names.contains(text) {
            findings.duplicate(&name, Bad::Text(text));
        }
        if !options.allow_host_sysctls
            && let Some(shared) = shared_with_host(pod, text)
        {
            let detail = format!("may not be specified when '{shared}' is true");
            findings.invalid(&name, Bad::Text(text), &detail);
        }
        names.insert(text);
    }
}

/// Segments joined by dots or slashes, each with letters or digits at both ends.
fn is_sysctl_name(name: &str) -> bool {
    let edge = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= 253
        && name
            .split(['.', '/'])
            .all(|segment| match segment.as_bytes() {
                [] => false,
                [only] => edge(*only),
                [first, middle @ .., last] => {
                    let inner = |&byte: &u8| edge(byte) || matches!(byte, b'-' | b'_');
                    edge(*first) && edge(*last) && middle.iter().all(inner)
                }
            })
}

/// The field by which the pod shares with its node what a kernel parameter belongs to
/// (`ValidateHostSysctl`).
fn shared_with_host(pod: &Cursor, sysctl: &str) -> Option<&'static str> {
    const IPC: [&str; 10] = [
        "kernel.sem",
        "kernel.shmall",
        "kernel.shmmax",
        "kernel.shmmni",
        "kernel.shm_rmid_forced",
        "kernel.shm",
        "kernel.msgmax",
        "kernel.msgmnb",
        "kernel.msgmni",
        "kernel.msg",
    ];
    let name = normalize_sysctl(sysctl);
    let name = name.split('*').next().unwrap_or_default();
    if pod.truth_of("hostNetwork") && name.starts_with("net.") {
        return Some("hostNetwork");
    }
    let is_ipc = IPC.contains(&name) || name.starts_with("fs.mqueue.");
    (pod.truth_of("hostIPC") && is_ipc).then_some("hostIPC")
}

/// Slashes and dots change places where a slash comes first (`NormalizeName` in component-helpers'
/// node/util/sysctl).
fn normalize_sysctl(name: &str) -> String {
    match name
        .find(['.', '/'])
        .map(|position| name.as_bytes()[position])
    {
        Some(b'/') => name
            .chars()
            .map(|character| match character {
                '/' => '.',
                '.' => '/',
                other => other,
            })
            .collect(),
        _ => name.to_owned(),
    }
}

/// Whether a stored pod has a kernel parameter that a new one may not have.
pub(super) fn has_host_sysctl(pod: &Cursor) -> bool {
    let security = pod.field("securityContext");
    let sysctls = security.field("sysctls");
    sysctls
        .items()
        .any(|sysctl| shared_with_host(pod, sysctl.text_of("name")).is_some())
}

/// `ValidateSecurityContext`. Privileged containers are allowed, as every server does that runs
/// with `--allow-privileged`.
pub(super) fn check_container(security: &Cursor, shares_users: bool, findings: &mut Findings) {
    for id in ["runAsUser", "runAsGroup"] {
        super::check_range(&security.field(id), 0, ID_MAX, findings);
    }
    if let Some(proc_mount) = security.present("procMount") {
        super::check_one_of(&proc_mount, &["Default", "Unmasked"], findings);
        if shares_users && proc_mount.text() == "Unmasked" {
            let detail = "`hostUsers` must be false to use `Unmasked`";
            findings.invalid(&proc_mount, Bad::Word("Unmasked"), detail);
        }
    }
    seccomp::check_profile(&security.field("seccompProfile"), findings);
    if security.truth_given("allowPrivilegeEscalation") == Some(false) {
        check_escalation(security, findings);
    }
    windows::check_options(&security.field("windowsOptions"), findings);
    check_app_armor(&security.field("appArmorProfile"), findings);
}

/// What contradicts `allowPrivilegeEscalation: false`.
fn check_escalation(security: &Cursor, findings: &mut Findings) {
    let refuse = |detail: &str, findings: &mut Findings| {
        let bad = go::struct_of(security.value(), go::SECURITY_CONTEXT);
        findings.invalid(security, Bad::Printed(&bad), detail);
    };
    if security.truth_of("privileged") {
        let detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true";
        refuse(detail, findings);
    }
    let capabilities = security.field("capabilities");
    for _ in capabilities
        .field("add")
        .list()
        .iter()
        .filter(|name| *name == "CAP_SYS_ADMIN")
    {
        let detail = "cannot set `allowPrivilegeEscalation` to false and \
                      `capabilities.Add` CAP_SYS_ADMIN";
        refuse(detail, findings);
    }
}

/// `ValidateAppArmorProfileField`.
fn check_app_armor(profile: &Cursor, findings: &mut Findings) {
    const NEEDED: &str = "must be set when AppArmor type is Localhost";
    if !profile.is_set() {
        return;
    }
    let kind = profile.field("type");
    let name = profile.field("localhostProfile");
    match kind.text() {
        "Localhost" if !name.is_set() => findings.required(&name, NEEDED),
        "Localhost" => {
            let text = name.text();
            if text.trim() != text {
                findings.invalid(&name, Bad::Text(text), "must not be padded with whitespace");
            } else if text.is_empty() {
                findings.required(&name, NEEDED);
            }
            if text.len() > 4095 {
                findings.too_long(&name, 4095);
            }
        }
        "RuntimeDefault" | "Unconfined" => {
            if name.is_set() {
                let detail = "can only be set when AppArmor type is Localhost";
                findings.invalid(&name, Bad::Word(name.text()), detail);
            }
        }
        "" => findings.required(&kind, "type is required when appArmorProfile is set"),
        _ => super::check_one_of(
            &kind,
            &["Localhost", "RuntimeDefault", "Unconfined"],
            findings,
        ),
    }
}
