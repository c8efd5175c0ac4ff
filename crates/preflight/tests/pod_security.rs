//! Pod Security of older versions: what each of them says of the same pods.

use preflight::admission::pod_security::{Levels, violation};
use serde_json::{Value, json};

/// What a namespace refuses that enforces a level of a version.
fn refused(pod: &Value, level: &str, version: &str) -> String {
    let label = |name: &str, value: &str| {
        let key = format!("pod-security.kubernetes.io/{name}");
        (key, value.to_owned())
    };
    let labels = [label("enforce", level), label("enforce-version", version)];
    let levels = Levels::of(&labels.into_iter().collect());
    let daemon_set = json!({"spec": {"template": {
        "metadata": {"annotations": pod["annotations"]},
        "spec": pod,
    }}});
    let violation = violation(&daemon_set, &levels.enforce).unwrap_or_default();
    let head = format!("PodSecurity \"{level}:{version}\": ");
    violation
        .strip_prefix(&head)
        .unwrap_or(&violation)
        .to_owned()
}

#[test]
fn each_version_has_its_checks_of_baseline() {
    let container = |security: Value| json!([{"name": "c", "securityContext": security}]);
    let plain = container(json!({}));
    let sysctl = |name: &str| json!({"containers": plain, "securityContext": {"sysctls": [{"name": name, "value": "1"}]}});
    let annotated = json!({
        "annotations": {"seccomp.security.alpha.kubernetes.io/pod": "unconfined"},
        "containers": plain,
    });
    let unconfined = container(json!({"seccompProfile": {"type": "Unconfined"}}));
    let unconfined = json!({"containers": unconfined});
    let own_users = json!({
        "hostUsers": false,
        "containers": container(json!({"procMount": "Unmasked"})),
    });
    let engine = container(json!({"seLinuxOptions": {"type": "container_engine_t"}}));
    let engine = json!({"containers": engine});
    let probed =
        json!({"containers": [{"name": "c", "livenessProbe": {"tcpSocket": {"host": "h"}}}]});
    let unmasked =
        "procMount (container \"c\" must not set securityContext.procMount to \"Unmasked\")";
    for (pod, version, expected) in [
        (
            &sysctl("net.ipv4.tcp_rmem"),
            "v1.31",
            "forbidden sysctls (net.ipv4.tcp_rmem)",
        ),
        (&sysctl("net.ipv4.tcp_rmem"), "v1.32", ""),
        (
            &sysctl("net.ipv4.tcp_fin_timeout"),
            "v1.28",
            "forbidden sysctls (net.ipv4.tcp_fin_timeout)",
        ),
        (&sysctl("net.ipv4.tcp_fin_timeout"), "v1.29", ""),
        (
            &sysctl("net.ipv4.ip_local_reserved_ports"),
            "v1.26",
            "forbidden sysctls (net.ipv4.ip_local_reserved_ports)",
        ),
        (&sysctl("net.ipv4.ip_local_reserved_ports"), "v1.27", ""),
        (&sysctl("net.ipv4.tcp_syncookies"), "v1.0", ""),
        (
            &annotated,
            "v1.18",
            "seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod=\"unconfined\")",
        ),
        (&annotated, "v1.19", ""),
        (&unconfined, "v1.18", ""),
        (
            &unconfined,
            "v1.19",
            "seccompProfile (container \"c\" must not set securityContext.seccompProfile.type to \"Unconfined\")",
        ),
        (&own_users, "v1.34", unmasked),
        (&own_users, "v1.35", ""),
        (
            &engine,
            "v1.30",
            "seLinuxOptions (container \"c\" set forbidden securityContext.seLinuxOptions: type \"container_engine_t\")",
        ),
        (&engine, "v1.31", ""),
        (&probed, "v1.33", ""),
        (
            &probed,
            "v1.34",
            "probe or lifecycle host (container \"c\" uses probe or lifecycle host \"h\")",
        ),
    ] {
        assert_eq!(
            refused(pod, "baseline", version),
            expected,
            "{version} {pod}"
        );
    }
}

#[test]
fn each_version_has_its_checks_of_restricted() {
    let container = |security: Value| json!([{"name": "c", "securityContext": security}]);
    let strict = json!({
        "containers": container(json!({"runAsUser": 0, "runAsNonRoot": true})),
    });
    let escalation = "allowPrivilegeEscalation != false (container \"c\" must set \
        securityContext.allowPrivilegeEscalation=false)";
    let capabilities = "unrestricted capabilities (container \"c\" must set \
        securityContext.capabilities.drop=[\"ALL\"])";
    let root = "runAsUser=0 (container \"c\" must not set runAsUser=0)";
    let seccomp = "seccompProfile (pod or container \"c\" must set \
        securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";
    let windows = json!({
        "os": {"name": "windows"},
        "containers": container(json!({"runAsNonRoot": true})),
    });
    for (pod, version, expected) in [
        (&strict, "v1.7", ""),
        (&strict, "v1.8", escalation),
        (&strict, "v1.19", &format!("{escalation}, {seccomp}")),
        (
            &strict,
            "v1.22",
            &format!("{escalation}, {capabilities}, {seccomp}"),
        ),
        (
            &strict,
            "v1.23",
            &format!("{escalation}, {capabilities}, {root}, {seccomp}"),
        ),
        (
            &windows,
            "v1.24",
            &format!("{escalation}, {capabilities}, {seccomp}"),
        ),
        (&windows, "v1.25", ""),
        (&windows, "v1.99", ""),
    ] {
        assert_eq!(
            refused(pod, "restricted", version),
            expected,
            "{version} {pod}"
        );
    }
}
