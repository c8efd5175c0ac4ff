//! Checks that look at containers alone.

use manifest::gather::Gather;
use manifest::texts;

use super::words::{bad_containers, containers, plural, quoted_set};
use super::{Forbidden, Template};
use crate::cursor::Cursor;
use crate::text_set::TextSet;

/// What the container runtimes allow by default, and with them the level baseline.
const DEFAULT_CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// `check_capabilities_baseline.go`
pub(super) fn capabilities_baseline(template: &Template) -> Option<Forbidden> {
    let (bad, added) = adding_others_than(&DEFAULT_CAPABILITIES, template);
    (!bad.is_empty()).then(|| {
        let detail = must_not_include(&bad, &added);
        ("non-default capabilities", detail)
    })
}

/// `check_capabilities_restricted.go`
pub(super) fn capabilities_restricted(template: &Template) -> Option<Forbidden> {
    if template.is_windows {
        return None;
    }
    let keeping = bad_containers(template, &mut |container| {
        let security = container.field("securityContext");
        let capabilities = security.field("capabilities");
        !capabilities
            .field("drop")
            .list()
            .iter()
            .any(|capability| capability == "ALL")
    });
    let (adding, added) = adding_others_than(&["NET_BIND_SERVICE"], template);
    let mut details = Vec::new();
    if !keeping.is_empty() {
        details
            .push(containers(&keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
    }
    if !adding.is_empty() {
        details.push(must_not_include(&adding, &added));
    }
    (!details.is_empty()).then(|| ("unrestricted capabilities", texts::join(&details, "; ")))
}

/// The containers that add other capabilities than these, and the capabilities.
fn adding_others_than<'v>(
    allowed: &[&str],
    template: &Template<'v, '_>,
) -> (Vec<&'v str>, TextSet<'v>) {
    let mut others = TextSet::default();
    let bad = bad_containers(template, &mut |container| {
        let security = container.field("securityContext");
        let capabilities = security.field("capabilities");
        let mut is_bad = false;
        for capability in capabilities.field("add").items() {
            if !allowed.contains(&capability.text()) {
                is_bad = true;
                others.insert(capability.text());
            }
        }
        is_bad
    });
    (bad, others)
}

fn must_not_include(names: &[&str], capabilities: &TextSet) -> String {
    format!(
        "{} must not include {} in securityContext.capabilities.add",
        containers(names),
        quoted_set(capabilities)
    )
}

/// `check_hostPorts.go`
pub(super) fn host_ports(template: &Template) -> Option<Forbidden> {
    let mut numbers = TextSet::default();
    let bad = bad_containers(template, &mut |container| {
        let ports = container.field("ports");
        let taken: Vec<_> = ports
            .items()
            .filter_map(|port| port.number_of("hostPort").filter(|&number| number != 0))
            .map(|number| number.to_string())
            .gather();
        let is_bad = !taken.is_empty();
        numbers.extend(taken);
        is_bad
    });
    (!bad.is_empty()).then(|| {
        let detail = format!(
            "{} {} {} {}",
            containers(&bad),
            plural("uses", "use", bad.len()),
            plural("hostPort", "hostPorts", numbers.len()),
            texts::join(&numbers.keys().collect::<Vec<_>>(), ", ")
        );
        ("hostPort", detail)
    })
}

/// `check_hostProbesAndhostLifecycle.go`
pub(super) fn host_probes_and_lifecycle(template: &Template) -> Option<Forbidden> {
    let mut hosts = TextSet::default();
    let bad = bad_containers(template, &mut |container| {
        let mut is_bad = false;
        let mut look = |handler: &Cursor<'_, '_>, hosts: &mut TextSet| {
            for kind in ["httpGet", "tcpSocket"] {
                let host = handler.field(kind).text_of("host");
                if !host.is_empty() {
                    is_bad = true;
                    hosts.insert(host.to_owned());
                }
            }
        };
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            look(&container.field(probe), &mut hosts);
        }
        let lifecycle = container.field("lifecycle");
        for moment in ["postStart", "preStop"] {
            look(&lifecycle.field(moment), &mut hosts);
        }
        is_bad
    });
    let bad: TextSet = bad.into_iter().collect();
    let bad: Vec<_> = bad.keys().collect();
    (!bad.is_empty()).then(|| {
        let detail = format!(
            "{} {} {} {}",
            containers(&bad),
            plural("uses", "use", bad.len()),
            plural(
                "probe or lifecycle host",
                "probe or lifecycle hosts",
                hosts.len()
            ),
            quoted_set(&hosts)
        );
        ("probe or lifecycle host", detail)
    })
}

/// `check_privileged.go`
pub(super) fn privileged(template: &Template) -> Option<Forbidden> {
    let bad = bad_containers(template, &mut |container| {
        container.field("securityContext").truth_of("privileged")
    });
    (!bad.is_empty()).then(|| {
        let detail = containers(&bad) + " must not set securityContext.privileged=true";
        ("privileged", detail)
    })
}

/// `check_procMount_baseline.go`
pub(super) fn proc_mount_baseline(template: &Template) -> Option<Forbidden> {
    if template.has_own_users {
        return None;
    }
    proc_mount_restricted(template)
}

/// `check_procMount_restricted.go`
pub(super) fn proc_mount_restricted(template: &Template) -> Option<Forbidden> {
    let mut types = TextSet::default();
    let bad = bad_containers(template, &mut |container| {
        let security = container.field("securityContext");
        let proc_mount = security.field("procMount");
        let is_bad = proc_mount.is_set() && proc_mount.text() != "Default";
        if is_bad {
            types.insert(proc_mount.text());
        }
        is_bad
    });
    (!bad.is_empty()).then(|| {
        let detail = format!(
            "{} must not set securityContext.procMount to {}",
            containers(&bad),
            quoted_set(&types)
        );
        ("procMount", detail)
    })
}

/// `check_allowPrivilegeEscalation.go`
pub(super) fn allow_privilege_escalation(template: &Template) -> Option<Forbidden> {
    if template.is_windows {
        return None;
    }
    let bad = bad_containers(template, &mut |container| {
        let security = container.field("securityContext");
        security.truth_given("allowPrivilegeEscalation") != Some(false)
    });
    (!bad.is_empty()).then(|| {
        let detail = containers(&bad) + " must set securityContext.allowPrivilegeEscalation=false";
        ("allowPrivilegeEscalation != false", detail)
    })
}
