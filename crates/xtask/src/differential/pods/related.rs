//! Manifests in which fields meet that have to do with each other.
//!
//! A field alone seldom shows what pods are refused for: it takes two ports on the node's network, a class
//! and an overhead, a key both matched and selected by. So a sound manifest gets several parts of a few
//! themes, with the values that the random namespaces know, and some that they do not.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::super::generate::base;
use super::super::values::one_of;

/// Changes the template in one theme.
type Theme = fn(&mut Rng, &mut Value);

const THEMES: [Theme; 21] = [
    ports,
    ports,
    resources,
    resources,
    pod_resources,
    pod_resources,
    priority,
    runtime_class,
    account,
    label_keys,
    label_keys,
    volumes,
    gates,
    metadata,
    annotations,
    claims,
    security,
    system,
    tolerations,
    names,
    containers,
];

/// The manifest of this seed; the same seed makes the same manifest.
pub(super) fn manifest(seed: u64) -> Value {
    let mut rng = Rng::with_seed(seed);
    let mut manifest = base();
    let length = one_of(&mut rng, &[2, 2, 2, 58, 63, 200, 252, 253]);
    manifest["metadata"]["name"] = "d".repeat(length).into();
    let template = &mut manifest["spec"]["template"];
    template["spec"]["containers"][0]["ports"] = json!([]);
    if rng.bool() {
        containers(&mut rng, template);
    }
    for _ in 0..rng.usize(1..5) {
        let theme = one_of(&mut rng, &THEMES);
        theme(&mut rng, template);
    }
    manifest
}

/// Any of the containers, those that run first among them.
fn any_container<'t>(rng: &mut Rng, template: &'t mut Value) -> Option<&'t mut Value> {
    let list = one_of(rng, &["containers", "containers", "initContainers"]);
    let containers = template["spec"].get_mut(list)?.as_array_mut()?;
    let position = rng.usize(..containers.len());
    containers.get_mut(position)
}

fn containers(rng: &mut Rng, template: &mut Value) {
    let image = one_of(
        rng,
        &["img:1", "img:1", " img:1", "img:1\n", "img", "\u{a0}img"],
    );
    let name = one_of(rng, &["d", "e"]);
    let mut container = json!({"name": name, "image": image});
    let list = if rng.usize(..3) == 0 {
        if rng.bool() {
            container["restartPolicy"] = "Always".into();
        }
        "initContainers"
    } else {
        "containers"
    };
    let list = &mut template["spec"][list];
    if !list.is_array() {
        *list = json!([]);
    }
    if let Some(list) = list.as_array_mut() {
        list.push(container);
    }
}

fn ports(rng: &mut Rng, template: &mut Value) {
    if rng.bool() {
        template["spec"]["hostNetwork"] = true.into();
    }
    for _ in 0..rng.usize(1..4) {
        let mut port = json!({"containerPort": one_of(rng, &[80, 80, 81, 8080])});
        if rng.bool() {
            port["hostPort"] = one_of(rng, &[80, 81, 8080]).into();
        }
        if rng.usize(..3) == 0 {
            port["protocol"] = one_of(rng, &["TCP", "UDP"]).into();
        }
        if rng.usize(..6) == 0 {
            port["hostIP"] = one_of(rng, &["127.0.0.1", "0.0.0.0"]).into();
        }
        if let Some(container) = any_container(rng, template) {
            if !container["ports"].is_array() {
                container["ports"] = json!([]);
            }
            if let Some(ports) = container["ports"].as_array_mut() {
                ports.push(port);
            }
        }
    }
}

/// Amounts of a few resources.
fn amounts(rng: &mut Rng, names: &[&str]) -> Value {
    const ALL: [&str; 8] = ["0", "50m", "100m", "500m", "1", "2", "3", "1500m"];
    const BYTES: [&str; 6] = ["0", "32Mi", "64Mi", "128Mi", "1Gi", "4Gi"];
    let mut list = Map::new();
    for name in names {
        if rng.usize(..2) == 0 {
            let amount = match *name {
                "cpu" => one_of(rng, &ALL),
                "example.com/x" => one_of(rng, &["0", "1", "2"]),
                "hugepages-2Mi" => one_of(rng, &["2Mi", "4Mi", "8Mi"]),
                _ => one_of(rng, &BYTES),
            };
            list.insert((*name).to_owned(), amount.into());
        }
    }
    Value::Object(list)
}

fn resources(rng: &mut Rng, template: &mut Value) {
    let names: &[&str] = match rng.usize(..4) {
        0 => &["cpu", "memory", "ephemeral-storage", "example.com/x"],
        1 => &["cpu", "memory", "hugepages-2Mi"],
        _ => &["cpu", "memory"],
    };
    let mut resources = json!({});
    for kind in ["limits", "requests"] {
        if rng.usize(..3) > 0 {
            resources[kind] = amounts(rng, names);
        }
    }
    if let Some(container) = any_container(rng, template) {
        container["resources"] = resources;
    }
}

fn pod_resources(rng: &mut Rng, template: &mut Value) {
    let names = one_of(
        rng,
        &[&["cpu", "memory"][..], &["cpu", "memory", "hugepages-2Mi"]],
    );
    let mut resources = json!({});
    for kind in ["limits", "requests"] {
        if rng.usize(..3) > 0 {
            resources[kind] = amounts(rng, names);
        }
    }
    template["spec"]["resources"] = resources;
}

fn priority(rng: &mut Rng, template: &mut Value) {
    let spec = &mut template["spec"];
    if rng.bool() {
        let classes = [
            "high",
            "quiet",
            "low",
            "missing",
            "system-node-critical",
            "",
        ];
        spec["priorityClassName"] = one_of(rng, &classes).into();
    }
    if rng.bool() {
        spec["priority"] = one_of(rng, &[0, 1_000, 500, -10, 2_000_001_000]).into();
    }
    if rng.bool() {
        spec["preemptionPolicy"] = one_of(rng, &["Never", "PreemptLowerPriority"]).into();
    }
}

fn runtime_class(rng: &mut Rng, template: &mut Value) {
    let spec = &mut template["spec"];
    if rng.usize(..3) > 0 {
        let classes = ["plain", "heavy", "empty", "picky", "missing"];
        spec["runtimeClassName"] = one_of(rng, &classes).into();
    }
    match rng.usize(..6) {
        0 => spec["overhead"] = json!({"cpu": "250m", "memory": "64Mi"}),
        1 => spec["overhead"] = json!({"cpu": "0.25", "memory": "65536Ki"}),
        2 => spec["overhead"] = json!({"cpu": "1"}),
        3 => spec["overhead"] = json!({}),
        _ => {}
    }
    if rng.usize(..3) == 0 {
        spec["nodeSelector"] = json!({"a": one_of(rng, &["1", "2"]), "b": "x"});
    }
}

fn account(rng: &mut Rng, template: &mut Value) {
    let spec = &mut template["spec"];
    spec["serviceAccountName"] = one_of(rng, &["sa", "missing", "default"]).into();
    if rng.bool() {
        spec["automountServiceAccountToken"] = rng.bool().into();
    }
}

fn label_keys(rng: &mut Rng, template: &mut Value) {
    const KEYS: [&str; 4] = [
        "app",
        "controller-revision-hash",
        "pod-template-generation",
        "x",
    ];
    let keys = |rng: &mut Rng| -> Value {
        (0..rng.usize(..3))
            .map(|_| Value::from(one_of(rng, &KEYS)))
            .collect()
    };
    let mut term = json!({"topologyKey": "kubernetes.io/hostname"});
    if rng.usize(..5) > 0 {
        let mut selector = json!({});
        if rng.bool() {
            selector["matchLabels"] = json!({one_of(rng, &KEYS): "a"});
        }
        if rng.bool() {
            let operator = one_of(rng, &["In", "NotIn"]);
            let key = one_of(rng, &KEYS);
            selector["matchExpressions"] =
                json!([{"key": key, "operator": operator, "values": ["a"]}]);
        }
        term["labelSelector"] = selector;
    }
    let matched = keys(rng);
    if matched != json!([]) {
        term["matchLabelKeys"] = matched;
    }
    let spec = &mut template["spec"];
    if rng.bool() {
        term["maxSkew"] = 1.into();
        term["whenUnsatisfiable"] = one_of(rng, &["DoNotSchedule", "ScheduleAnyway"]).into();
        spec["topologySpreadConstraints"] = json!([term]);
        return;
    }
    let mismatched = keys(rng);
    if mismatched != json!([]) {
        term["mismatchLabelKeys"] = mismatched;
    }
    if rng.usize(..4) == 0 {
        term["namespaces"] = json!(["other"]);
    }
    let kind = one_of(rng, &["podAffinity", "podAntiAffinity"]);
    spec["affinity"][kind] = if rng.bool() {
        json!({"requiredDuringSchedulingIgnoredDuringExecution": [term]})
    } else {
        json!({"preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 1, "podAffinityTerm": term},
        ]})
    };
}

fn volumes(rng: &mut Rng, template: &mut Value) {
    let claim = json!({"spec": {
        "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}},
    }});
    let source = match rng.usize(..8) {
        0 => json!({"image": {"reference": one_of(rng, &["img:1", ""])}}),
        1 => json!({"image": {}}),
        2 => json!({"ephemeral": {"volumeClaimTemplate": claim}}),
        3 => json!({"projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}}),
        4 => json!({"hostPath": {"path": "/x"}}),
        5 => json!({"secret": {"secretName": "s"}}),
        6 => json!({"persistentVolumeClaim": {"claimName": "p"}}),
        _ => json!({"emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}}),
    };
    let mut volume = source;
    volume["name"] = one_of(rng, &["w", "x"]).into();
    if let Some(list) = template["spec"]["volumes"].as_array_mut() {
        list.push(volume);
    }
}

fn gates(rng: &mut Rng, template: &mut Value) {
    let spec = &mut template["spec"];
    if rng.usize(..3) > 0 {
        spec["schedulingGates"] = json!([{"name": "example.com/gate"}]);
    }
    if rng.bool() {
        spec["nodeName"] = "worker-1".into();
    }
    if rng.usize(..3) == 0 {
        spec["schedulerName"] = "other".into();
    }
}

fn metadata(rng: &mut Rng, template: &mut Value) {
    const FINALIZERS: [&str; 7] = [
        "example.com/f",
        "kubernetes",
        "orphan",
        "foregroundDeletion",
        "foo",
        "a b",
        "",
    ];
    let metadata = &mut template["metadata"];
    match rng.usize(..6) {
        0 => metadata["name"] = one_of(rng, &["n", "N N"]).into(),
        1 => metadata["namespace"] = one_of(rng, &["other", "N N"]).into(),
        2 => metadata["generateName"] = one_of(rng, &["g-", "G G"]).into(),
        3 => {
            let owner = json!({"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "u", "controller": true});
            metadata["ownerReferences"] = json!([owner, owner]);
        }
        _ => {
            let count = rng.usize(1..3);
            let finalizers = (0..count).map(|_| Value::from(one_of(rng, &FINALIZERS)));
            metadata["finalizers"] = finalizers.collect();
        }
    }
    if rng.usize(..4) == 0 {
        metadata["labels"]["controller-revision-hash"] = one_of(rng, &["x", ""]).into();
    }
}

fn annotations(rng: &mut Rng, template: &mut Value) {
    let (key, value) = match rng.usize(..8) {
        0 => ("kubernetes.io/config.mirror", "m".to_owned()),
        1 => ("kubernetes.io/limit-ranger", "x".to_owned()),
        2 => (
            "controller.kubernetes.io/pod-deletion-cost",
            one_of(rng, &["1", "x"]).to_owned(),
        ),
        3 => (
            "seccomp.security.alpha.kubernetes.io/pod",
            "runtime/default".to_owned(),
        ),
        4 => (
            "container.apparmor.security.beta.kubernetes.io/c",
            one_of(
                rng,
                &["runtime/default", "unconfined", "localhost/x", "localhost/"],
            )
            .to_owned(),
        ),
        // As large as a template may have them: a LimitRange adds one more.
        5 => ("big", "x".repeat(262_144 - rng.usize(3..140))),
        _ => ("a", "b".to_owned()),
    };
    template["metadata"]["annotations"][key] = value.into();
    if key == "kubernetes.io/config.mirror" && rng.usize(..4) > 0 {
        template["spec"]["nodeName"] = "worker-1".into();
    }
}

fn claims(rng: &mut Rng, template: &mut Value) {
    let source = one_of(rng, &["resourceClaimName", "resourceClaimTemplateName"]);
    template["spec"]["resourceClaims"] = json!([{"name": "gpu", source: "g"}]);
    if let Some(container) = any_container(rng, template) {
        container["resources"]["claims"] = json!([{"name": "gpu"}]);
    }
}

fn security(rng: &mut Rng, template: &mut Value) {
    let for_pod = match rng.usize(..7) {
        0 => json!({"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}),
        1 => json!({"runAsUser": one_of(rng, &[0, 1000])}),
        2 => json!({"sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]}),
        3 => json!({"appArmorProfile": {"type": one_of(rng, &["Unconfined", "RuntimeDefault"])}}),
        4 => json!({"fsGroup": 1, "supplementalGroupsPolicy": "Strict"}),
        _ => json!({}),
    };
    let for_container = match rng.usize(..7) {
        0 => json!({"privileged": true}),
        1 => json!({"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}),
        2 => json!({"capabilities": {"add": ["NET_ADMIN"]}}),
        3 => json!({"procMount": "Unmasked"}),
        4 => json!({"appArmorProfile": {"type": "Localhost", "localhostProfile": "x"}}),
        5 => json!({"seLinuxOptions": {"type": "spc_t"}}),
        _ => json!({}),
    };
    template["spec"]["securityContext"] = for_pod;
    if let Some(container) = any_container(rng, template) {
        container["securityContext"] = for_container;
    }
    if rng.usize(..4) == 0 {
        template["spec"]["hostUsers"] = rng.bool().into();
    }
    if rng.usize(..4) == 0 {
        let field = one_of(rng, &["hostPID", "hostIPC", "shareProcessNamespace"]);
        template["spec"][field] = true.into();
    }
}

fn system(rng: &mut Rng, template: &mut Value) {
    template["spec"]["os"] = json!({"name": one_of(rng, &["linux", "windows"])});
    if rng.usize(..3) == 0 {
        template["spec"]["securityContext"] =
            json!({"windowsOptions": {"hostProcess": true, "runAsUserName": "x"}});
        template["spec"]["hostNetwork"] = rng.bool().into();
    }
}

fn tolerations(rng: &mut Rng, template: &mut Value) {
    let mut all = Vec::new();
    for _ in 0..rng.usize(1..4) {
        let mut toleration = json!({"operator": one_of(rng, &["Exists", "Equal"])});
        if rng.usize(..5) > 0 {
            toleration["key"] = one_of(
                rng,
                &[
                    "runtime",
                    "node.kubernetes.io/not-ready",
                    "node.kubernetes.io/unreachable",
                ],
            )
            .into();
        }
        if rng.bool() {
            toleration["effect"] = one_of(rng, &["NoExecute", "NoSchedule"]).into();
        }
        if toleration["operator"] == "Equal" {
            toleration["value"] = one_of(rng, &["x", "y", ""]).into();
        }
        if toleration["effect"] == "NoExecute" && rng.bool() {
            toleration["tolerationSeconds"] = one_of(rng, &[0, 30]).into();
        }
        all.push(toleration);
    }
    template["spec"]["tolerations"] = Value::Array(all);
}

fn names(rng: &mut Rng, template: &mut Value) {
    let spec = &mut template["spec"];
    match rng.usize(..6) {
        0 => spec["hostname"] = "h".into(),
        1 => spec["hostnameOverride"] = "h".into(),
        2 => spec["setHostnameAsFQDN"] = true.into(),
        3 => spec["dnsPolicy"] = one_of(rng, &["Default", "ClusterFirstWithHostNet"]).into(),
        4 => spec["terminationGracePeriodSeconds"] = one_of(rng, &[0, 1, 600]).into(),
        _ => spec["readinessGates"] = json!([{"conditionType": "example.com/ready"}]),
    }
}

#[cfg(test)]
mod tests {
    use super::manifest;

    #[test]
    fn the_same_seed_makes_the_same_manifest() {
        assert_eq!(manifest(7), manifest(7));
        assert_ne!(manifest(7), manifest(8));
    }
}
