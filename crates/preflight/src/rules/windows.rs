//! Windows, and what the operating system of a pod rules out (`validateOS`, `validateLinux`,
//! `validateWindows`, `validateWindowsSecurityContextOptions`, `validateWindowsHostProcessPod`).

use super::container;
use super::options::Options;
use crate::content::dns_subdomain;
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

/// `spec.os` and what follows from it.
pub(super) fn check_os(pod: &Cursor, options: &Options, findings: &mut Findings) {
    let Some(os) = pod.present("os") else {
        return;
    };
    let name = os.field("name");
    match name.text() {
        "" => findings.required(&name, ""),
        "linux" => check_linux(pod, findings),
        "windows" => check_windows(pod, options, findings),
        word => {
            // Kubernetes names the struct and means its only field.
            let at = name.as_parent_prints();
            findings.not_supported(&at, Bad::Word(word), &["linux", "windows"]);
        }
    }
}

fn check_linux(pod: &Cursor, findings: &mut Findings) {
    let mut check = |security: &Cursor| {
        if let Some(options) = security.present("windowsOptions") {
            findings.forbidden(&options, "windows options cannot be set for a linux pod");
        }
    };
    check(&pod.field("securityContext"));
    container::visit_all(pod, &mut |container| {
        check(&container.field("securityContext"));
    });
}

fn check_windows(pod: &Cursor, options: &Options, findings: &mut Findings) {
    const POD: [&str; 10] = [
        "appArmorProfile",
        "seLinuxOptions",
        "seccompProfile",
        "fsGroup",
        "fsGroupChangePolicy",
        "runAsUser",
        "runAsGroup",
        "supplementalGroups",
        "supplementalGroupsPolicy",
        "seLinuxChangePolicy",
    ];
    const CONTAINER: [&str; 10] = [
        "appArmorProfile",
        "seLinuxOptions",
        "seccompProfile",
        "capabilities",
        "readOnlyRootFilesystem",
        "privileged",
        "allowPrivilegeEscalation",
        "procMount",
        "runAsUser",
        "runAsGroup",
    ];
    let mut forbid = |field: Cursor| {
        if options.is_given(&field) {
            findings.forbidden(&field, "cannot be set for a windows pod");
        }
    };
    for name in ["hostUsers", "shareProcessNamespace"] {
        forbid(pod.field(name));
    }
    for name in ["hostPID", "hostIPC"] {
        if pod.truth_of(name) {
            forbid(pod.field(name));
        }
    }
    let security = pod.field("securityContext");
    for name in POD {
        forbid(security.field(name));
    }
    let sysctls = security.field("sysctls");
    if !sysctls.list().is_empty() {
        forbid(sysctls);
    }
    container::visit_all(pod, &mut |container| {
        let security = container.field("securityContext");
        for name in CONTAINER {
            forbid(security.field(name));
        }
    });
}

/// `validateWindowsHostProcessPod`.
pub(super) fn check_host_process(pod: &Cursor, findings: &mut Findings) {
    let security = pod.field("securityContext");
    let pod_options = security.field("windowsOptions");
    let of_pod = pod_options.truth_given("hostProcess");
    let mut count = 0;
    let mut host_processes = 0;
    container::visit_all(pod, &mut |container| {
        let security = container.field("securityContext");
        let options = security.field("windowsOptions");
        let own = options.truth_given("hostProcess");
        if let (Some(of_pod), Some(own)) = (of_pod, own)
            && of_pod != own
        {
            let detail = format!(
                "pod hostProcess value must be identical if both are specified, was {of_pod}"
            );
            findings.invalid(&options.field("hostProcess"), Bad::Truth(own), &detail);
        }
        count += 1;
        host_processes += usize::from(own.or(of_pod) == Some(true));
    });
    if host_processes == 0 {
        return;
    }
    if host_processes != count {
        let detail = "If pod contains any hostProcess containers then all containers must be \
                      HostProcess containers";
        findings.invalid(pod, Bad::Text(""), detail);
    }
    if !pod.truth_of("hostNetwork") {
        let detail = "hostNetwork must be true if pod contains any hostProcess containers";
        findings.invalid(&pod.field("hostNetwork"), Bad::Truth(false), detail);
    }
}

/// `validateWindowsSecurityContextOptions`.
pub(super) fn check_options(options: &Cursor, findings: &mut Findings) {
    if let Some(name) = options.present("gmsaCredentialSpecName") {
        for message in dns_subdomain(name.text()) {
            findings.invalid(&name, Bad::Word(name.text()), &message);
        }
    }
    if let Some(credentials) = options.present("gmsaCredentialSpec") {
        let detail = match credentials.text().len() {
            0 => "gmsaCredentialSpec cannot be an empty string",
            1..=65536 => "",
            _ => "gmsaCredentialSpec size must be under 64 KiB",
        };
        if !detail.is_empty() {
            findings.invalid(&credentials, Bad::Word(credentials.text()), detail);
        }
    }
    if let Some(user_name) = options.present("runAsUserName") {
        let mut report = |detail: &str| {
            findings.invalid(&user_name, Bad::Word(user_name.text()), detail);
        };
        check_user_name(user_name.text(), &mut report);
    }
}

fn check_user_name(name: &str, report: &mut impl FnMut(&str)) {
    if name.is_empty() {
        return report("runAsUserName cannot be an empty string");
    }
    if name.bytes().any(|byte| byte.is_ascii_control()) {
        return report("runAsUserName cannot contain control characters");
    }
    let (domain, user) = match name.split_once('\\') {
        Some((_, rest)) if rest.contains('\\') => {
            return report("runAsUserName cannot contain more than one backslash");
        }
        Some((domain, user)) => (Some(domain), user),
        None => (None, name),
    };
    if let Some(domain) = domain {
        if domain.len() >= 256 {
            report("runAsUserName's Domain length must be under 256 characters");
        }
        if !is_net_bios_name(domain) && !is_dns_domain(domain) {
            report("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }
    }
    if user.is_empty() {
        report("runAsUserName's User cannot be empty");
    } else if user.len() > 104 {
        report("runAsUserName's User length must not be longer than 104 characters");
    }
    if !user.is_empty() && user.bytes().all(|byte| matches!(byte, b'.' | b' ')) {
        report("runAsUserName's User cannot contain only periods or spaces");
    }
    if user.contains([
        '"', '/', '\\', ':', ';', '|', '=', ',', '+', '*', '?', '<', '>', '@', '[', ']',
    ]) {
        report(
            "runAsUserName's User cannot contain the following characters: \
             \"/\\:;|=,+*?<>@[]",
        );
    }
}

/// One to fifteen characters, none of `\/:*?"<>|`, the first no dot.
fn is_net_bios_name(domain: &str) -> bool {
    (1..=15).contains(&domain.chars().count())
        && !domain.starts_with('.')
        && !domain.contains(['\\', '/', ':', '*', '?', '"', '<', '>', '|'])
}

/// Labels of at most 63 letters, digits and inner dashes.
fn is_dns_domain(domain: &str) -> bool {
    domain.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}
