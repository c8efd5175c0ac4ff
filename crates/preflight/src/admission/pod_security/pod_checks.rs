//! Checks that look at the pod, and at containers besides.

use manifest::gather::Gather;
use manifest::texts;

use super::words::{bad_containers, containers, plural, quoted, quoted_set, setters};
use super::{Forbidden, Template};
use crate::cursor::Cursor;
use crate::go;
use crate::text_set::TextSet;

const APP_ARMOR_PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";

/// Volumes that the level restricted allows.
const ALLOWED_VOLUMES: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// Volumes that it does not allow, in the order in which the first one names the type.
const RESTRICTED_VOLUMES: [&str; 21] = [
    "hostPath",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "gitRepo",
    "nfs",
    "iscsi",
    "glusterfs",
    "rbd",
    "flexVolume",
    "cinder",
    "cephfs",
    "flocker",
    "fc",
    "azureFile",
    "vsphereVolume",
    "quobyte",
    "azureDisk",
    "photonPersistentDisk",
    "portworxVolume",
    "scaleIO",
    "storageos",
];

/// In the order in which the versions came to allow them.
const ALLOWED_SYSCTLS: [&str; 12] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
];

/// `check_appArmorProfile.go`
pub(super) fn app_armor_profile(template: &Template) -> Option<Forbidden> {
    let mut values = TextSet::default();
    let (is_pod_bad, bad) = bad_profiles(template, "appArmorProfile", &mut values);
    let mut bad_values: Vec<String> = values.keys().map(str::to_owned).collect();
    let mut annotations = TextSet::default();
    for (key, entry) in template.annotations.entries() {
        let profile = entry.text();
        let is_allowed =
            matches!(profile, "" | "runtime/default") || profile.starts_with("localhost/");
        if key.starts_with(APP_ARMOR_PREFIX) && !is_allowed {
            annotations.insert(format!("{key}={}", go::quote(profile)));
        }
    }
    let mut who: Vec<String> = setters(is_pod_bad, &bad).into_iter().collect();
    if !annotations.is_empty() {
        who.push(plural("annotation", "annotations", annotations.len()).to_owned());
        bad_values.extend(annotations.keys().map(str::to_owned));
    }
    (!who.is_empty()).then(|| {
        let reason = plural(
            "forbidden AppArmor profile",
            "forbidden AppArmor profiles",
            bad_values.len(),
        );
        let detail = format!(
            "{} must not set AppArmor profile type to {}",
            texts::join(&who, " and "),
            quoted(bad_values.iter().map(String::as_str))
        );
        (reason, detail)
    })
}

/// Whether the pod, and which containers, set a profile of another type than the two allowed.
fn bad_profiles<'v>(
    template: &Template<'v, '_>,
    field: &'static str,
    values: &mut TextSet<'v>,
) -> (bool, Vec<&'v str>) {
    let mut is_bad = |security: &Cursor<'v, '_>| {
        let profile = security.field(field);
        let kind = profile.text_of("type");
        let is_bad = profile.is_set() && !matches!(kind, "RuntimeDefault" | "Localhost");
        if is_bad {
            values.insert(kind);
        }
        is_bad
    };
    let is_pod_bad = is_bad(&template.security);
    let bad = bad_containers(template, &mut |container| {
        is_bad(&container.field("securityContext"))
    });
    (is_pod_bad, bad)
}

/// `check_hostNamespaces.go`
pub(super) fn host_namespaces(template: &Template) -> Option<Forbidden> {
    let shared: Vec<_> = ["hostNetwork", "hostPID", "hostIPC"]
        .iter()
        .filter(|field| template.pod.truth_of(field))
        .map(|field| format!("{field}=true"))
        .gather();
    (!shared.is_empty()).then(|| ("host namespaces", texts::join(&shared, ", ")))
}

/// `check_hostPathVolumes.go`
pub(super) fn host_path_volumes(template: &Template) -> Option<Forbidden> {
    let volumes = template.pod.field("volumes");
    let names: Vec<_> = volumes
        .items()
        .filter(|volume| volume.has("hostPath"))
        .map(|volume| volume.text_of("name"))
        .gather();
    (!names.is_empty()).then(|| ("hostPath volumes", volumes_named(&names)))
}

fn volumes_named(names: &[&str]) -> String {
    let word = plural("volume ", "volumes ", names.len());
    word.to_owned() + &quoted(names.iter().copied())
}

/// `check_restrictedVolumes.go`
pub(super) fn restricted_volumes(template: &Template) -> Option<Forbidden> {
    let mut names = Vec::new();
    let mut types = TextSet::default();
    for volume in template.pod.field("volumes").items() {
        if ALLOWED_VOLUMES.iter().any(|kind| volume.has(kind)) {
            continue;
        }
        names.push(volume.text_of("name"));
        let kind = RESTRICTED_VOLUMES.into_iter().find(|kind| volume.has(kind));
        types.insert(kind.unwrap_or("unknown"));
    }
    (!names.is_empty()).then(|| {
        let detail = format!(
            "{} {} {} {}",
            volumes_named(&names),
            plural("uses", "use", names.len()),
            plural(
                "restricted volume type",
                "restricted volume types",
                types.len()
            ),
            quoted_set(&types)
        );
        ("restricted volume types", detail)
    })
}

/// `check_seLinuxOptions.go`
pub(super) fn selinux_options(template: &Template) -> Option<Forbidden> {
    const ALLOWED: [&str; 5] = [
        "",
        "container_t",
        "container_init_t",
        "container_kvm_t",
        "container_engine_t",
    ];
    let allowed = if template.minor < 31 {
        4
    } else {
        ALLOWED.len()
    };
    let mut types = TextSet::default();
    let (mut sets_user, mut sets_role) = (false, false);
    let mut is_bad = |security: &Cursor| {
        let options = security.field("seLinuxOptions");
        let kind = options.text_of("type");
        let has_bad_type = !ALLOWED[..allowed].contains(&kind);
        if has_bad_type {
            types.insert(kind.to_owned());
        }
        let has_user = !options.text_of("user").is_empty();
        let has_role = !options.text_of("role").is_empty();
        sets_user |= has_user;
        sets_role |= has_role;
        has_bad_type || has_user || has_role
    };
    let is_pod_bad = is_bad(&template.security);
    let bad = bad_containers(template, &mut |container| {
        is_bad(&container.field("securityContext"))
    });
    let who = setters(is_pod_bad, &bad)?;
    let mut data = Vec::new();
    if !types.is_empty() {
        let word = plural("type ", "types ", types.len());
        data.push(word.to_owned() + &quoted_set(&types));
    }
    if sets_user {
        data.push("user may not be set".to_owned());
    }
    if sets_role {
        data.push("role may not be set".to_owned());
    }
    let detail = format!(
        "{who} set forbidden securityContext.seLinuxOptions: {}",
        texts::join(&data, "; ")
    );
    Some(("seLinuxOptions", detail))
}

/// `check_seccompProfile_baseline.go`
pub(super) fn seccomp_baseline(template: &Template) -> Option<Forbidden> {
    if template.minor < 19 {
        return seccomp_annotations(template);
    }
    let mut values = TextSet::default();
    let (is_pod_bad, bad) = bad_profiles(template, "seccompProfile", &mut values);
    let who = setters(is_pod_bad, &bad)?;
    let detail = format!(
        "{who} must not set securityContext.seccompProfile.type to {}",
        quoted_set(&values)
    );
    Some(("seccompProfile", detail))
}

/// `seccompProfileBaseline_1_0`: before there was a field there were annotations.
fn seccomp_annotations(template: &Template) -> Option<Forbidden> {
    const PREFIX: &str = "seccomp.security.alpha.kubernetes.io/";
    let mut forbidden = TextSet::default();
    let mut look = |key: String| {
        let value = template.annotations.text_of(&key);
        let is_allowed = matches!(value, "runtime/default" | "docker/default")
            || value.starts_with("localhost/");
        if template.annotations.has(&key) && !is_allowed {
            forbidden.insert(format!("{key}={}", go::quote(value)));
        }
    };
    look(format!("{PREFIX}pod"));
    bad_containers(template, &mut |container| {
        look(format!("container.{PREFIX}{}", container.text_of("name")));
        false
    });
    (!forbidden.is_empty()).then(|| {
        let word = plural("annotation", "annotations", forbidden.len());
        let list = texts::join(&forbidden.keys().collect::<Vec<_>>(), ", ");
        ("seccompProfile", format!("forbidden {word} {list}"))
    })
}

/// `check_seccompProfile_restricted.go`
pub(super) fn seccomp_restricted(template: &Template) -> Option<Forbidden> {
    if template.is_windows {
        return None;
    }
    if let Some(forbidden) = seccomp_baseline(template) {
        return Some(forbidden);
    }
    if template.security.has("seccompProfile") {
        return None;
    }
    let bad = bad_containers(template, &mut |container| {
        !container.field("securityContext").has("seccompProfile")
    });
    (!bad.is_empty()).then(|| {
        let detail = format!(
            "pod or {} must set securityContext.seccompProfile.type to \
             \"RuntimeDefault\" or \"Localhost\"",
            containers(&bad)
        );
        ("seccompProfile", detail)
    })
}

/// `check_sysctls.go`
pub(super) fn sysctls(template: &Template) -> Option<Forbidden> {
    let sysctls = template.security.field("sysctls");
    let allowed = match template.minor {
        0..27 => 5,
        27..29 => 6,
        29..32 => 10,
        _ => ALLOWED_SYSCTLS.len(),
    };
    let forbidden: Vec<_> = sysctls
        .items()
        .map(|sysctl| sysctl.text_of("name"))
        .filter(|name| !ALLOWED_SYSCTLS[..allowed].contains(name))
        .gather();
    (!forbidden.is_empty()).then(|| ("forbidden sysctls", texts::join(&forbidden, ", ")))
}

/// `check_windowsHostProcess.go`
pub(super) fn windows_host_process(template: &Template) -> Option<Forbidden> {
    let is_bad = |security: &Cursor| security.field("windowsOptions").truth_of("hostProcess");
    let bad = bad_containers(template, &mut |container| {
        is_bad(&container.field("securityContext"))
    });
    let who = setters(is_bad(&template.security), &bad)?;
    let detail = who + " must not set securityContext.windowsOptions.hostProcess=true";
    Some(("hostProcess", detail))
}

/// `check_runAsNonRoot.go`
pub(super) fn run_as_non_root(template: &Template) -> Option<Forbidden> {
    const REASON: &str = "runAsNonRoot != true";
    if template.has_own_users {
        return None;
    }
    let of_pod = template.security.truth_given("runAsNonRoot");
    let own = |container: &Cursor| {
        container
            .field("securityContext")
            .truth_given("runAsNonRoot")
    };
    let bad = bad_containers(template, &mut |container| own(container) == Some(false));
    if let Some(who) = setters(of_pod == Some(false), &bad) {
        return Some((
            REASON,
            who + " must not set securityContext.runAsNonRoot=false",
        ));
    }
    if of_pod == Some(true) {
        return None;
    }
    let bad = bad_containers(template, &mut |container| own(container).is_none());
    (!bad.is_empty()).then(|| {
        let detail = format!(
            "pod or {} must set securityContext.runAsNonRoot=true",
            containers(&bad)
        );
        (REASON, detail)
    })
}

/// `check_runAsUser.go`
pub(super) fn run_as_user(template: &Template) -> Option<Forbidden> {
    if template.has_own_users {
        return None;
    }
    let is_root = |security: &Cursor| security.number_of("runAsUser") == Some(0);
    let bad = bad_containers(template, &mut |container| {
        is_root(&container.field("securityContext"))
    });
    let who = setters(is_root(&template.security), &bad)?;
    Some(("runAsUser=0", who + " must not set runAsUser=0"))
}
