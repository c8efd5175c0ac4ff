//! The objects that others are to replace: sound ones, and such as only older rules let through.

use anyhow::{Result, bail};
use fastrand::Rng;
use serde_json::{Value, json};

use super::compare::LEVELS;
use super::generate::{Generator, base};
use crate::control_plane::{Api, Body, Write};

/// How many sound objects there are to be replaced.
const SOUND: usize = 24;
/// How many that today's rules would refuse.
const LAX: usize = 48;

/// Makes the objects that others are to replace, and returns them as the API server reads them.
///
/// # Errors
/// The API server or etcd cannot be reached.
pub(super) fn make(api: &Api, generator: &Generator, seed: u64) -> Result<Vec<Value>> {
    let path = format!("/apis/apps/v1/namespaces/{}/daemonsets", LEVELS[0]);
    let mut names = Vec::new();
    let mut seeds = seed..;
    while names.len() < SOUND
        && let Some(seed) = seeds.next()
    {
        let mut manifest = generator.manifest(seed);
        let name = format!("stored-{}", names.len());
        manifest["metadata"]["name"] = json!(name);
        let body = Body::Json(manifest.to_string());
        let answer = api.try_write(Write::Create, &path, &body)?;
        if answer.status == 201 {
            names.push(name);
        }
    }
    let mut rng = Rng::with_seed(seed);
    for number in 0..LAX {
        let name = format!("lax-{number}");
        let mut object = lax(&mut rng, generator, &mut seeds);
        object["metadata"]["name"] = json!(name);
        object["metadata"]["namespace"] = json!(LEVELS[0]);
        // The API server counts from 1, whatever is said.
        object["metadata"]["generation"] = json!(1);
        object["metadata"]["uid"] = json!(format!("00000000-0000-0000-0000-{number:012}"));
        object["metadata"]["creationTimestamp"] = json!("2020-01-01T00:00:00Z");
        let key = format!("/registry/daemonsets/{}/{name}", LEVELS[0]);
        api.plant(&key, &object)?;
        names.push(name);
    }
    let read = names.iter().map(|name| {
        let object = api.get(&format!("{path}/{name}"))?;
        if object["kind"] != "DaemonSet" {
            bail!("{name} cannot be read again: {object}");
        }
        Ok(object)
    });
    read.collect()
}

/// An object that an API server reads, whatever it thinks of it: some rule is broken of those that an update
/// lets be broken on, or any rule at all.
fn lax(rng: &mut Rng, generator: &Generator, seeds: &mut impl Iterator<Item = u64>) -> Value {
    loop {
        let mut manifest = if rng.usize(..4) == 0 {
            generator.manifest(seeds.next().unwrap_or_default())
        } else {
            base()
        };
        for _ in 0..rng.usize(1..4) {
            loosen(rng, &mut manifest);
        }
        let mut kept = manifest::decode_stored(manifest);
        if let Some(object) = kept.object.take().filter(|_| kept.problems.is_empty()) {
            return object;
        }
    }
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Breaks a rule that an update lets an object break which broke it before, or uses a feature that is off.
pub(super) fn loosen(rng: &mut Rng, manifest: &mut Value) {
    let spec = &mut manifest["spec"];
    if !spec["template"]["spec"]["containers"][0].is_object() {
        return;
    }
    match rng.usize(..22) {
        0 => spec["selector"] = selector_of("b c"),
        1 => {
            let words = ["abc", "1.5", "", "-0", "99999999999"];
            let key = "controller.kubernetes.io/pod-deletion-cost";
            let annotations = json!({key: words[rng.usize(..words.len())]});
            spec["template"]["metadata"]["annotations"] = annotations;
        }
        2..=7 => select_badly(rng, &mut spec["template"]["spec"]),
        8..=11 => use_disabled_feature(rng, &mut spec["template"]["spec"]),
        _ => break_rule(rng, &mut spec["template"]["spec"]),
    }
}

fn selector_of(value: &str) -> Value {
    let expression = json!({"key": "app", "operator": "In", "values": ["a", value]});
    json!({"matchExpressions": [expression]})
}

/// Selectors with something wrong.
fn select_badly(rng: &mut Rng, pod: &mut Value) {
    let selector = match rng.usize(..4) {
        0 => selector_of("not valid"),
        1 => json!({"matchLabels": {"a b": "c"}}),
        2 => json!({"matchExpressions": [{"key": "app", "operator": "Near"}]}),
        _ => json!({"matchLabels": {"app": "-a-"}}),
    };
    let term = json!({"topologyKey": "zone", "labelSelector": selector});
    match rng.usize(..6) {
        0 => pod["affinity"] = json!({"podAffinity": {REQUIRED: [term]}}),
        1 => {
            let weighted = json!({"weight": 1, "podAffinityTerm": term});
            pod["affinity"] = json!({"podAntiAffinity": {PREFERRED: [weighted]}});
        }
        2 => {
            let term = json!({"topologyKey": "zone", "namespaceSelector": selector});
            pod["affinity"] = json!({"podAntiAffinity": {REQUIRED: [term]}});
        }
        3 => {
            let expression = json!({"key": "a", "operator": "In", "values": ["-b"]});
            let terms = json!([{"matchExpressions": [expression]}]);
            pod["affinity"] = json!({"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": terms}}});
        }
        4 => {
            let constraint = json!({
                "maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule",
                "labelSelector": selector,
            });
            pod["topologySpreadConstraints"] = json!([constraint]);
        }
        _ => {
            let constraint = json!({
                "maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": {"app": "a"}}, "matchLabelKeys": ["app", "b"],
            });
            pod["topologySpreadConstraints"] = json!([constraint]);
        }
    }
}

/// Anything else that was allowed once, or is where the old object has it.
fn break_rule(rng: &mut Rng, pod: &mut Value) {
    match rng.usize(..10) {
        0 => {
            let pages = json!({"cpu": "1", "hugepages-2Mi": "3Mi"});
            pod["containers"][0]["resources"] = json!({"limits": pages, "requests": pages});
        }
        1 => pod["overhead"] = json!({"hugepages-2Mi": "3Mi"}),
        2 => {
            let token = json!({"serviceAccountToken": {"path": "../a", "expirationSeconds": 3600}});
            push(
                pod,
                "volumes",
                json!({"name": "t", "projected": {"sources": [token]}}),
            );
        }
        3 => {
            let operator = if rng.bool() { "Lt" } else { "Gt" };
            pod["tolerations"] = json!([{"key": "a", "operator": operator, "value": "5"}]);
        }
        4 => {
            pod["hostNetwork"] = json!(true);
            pod["securityContext"] = json!({"sysctls": [{"name": "net.core.a", "value": "1"}]});
        }
        5 => {
            pod["hostIPC"] = json!(true);
            pod["securityContext"] = json!({"sysctls": [{"name": "kernel.shmmax", "value": "1"}]});
        }
        6 => {
            pod["hostUsers"] = json!(false);
            let claim = json!({"name": "d", "persistentVolumeClaim": {"claimName": "d"}});
            push(pod, "volumes", claim);
            pod["containers"][0]["volumeDevices"] = json!([{"name": "d", "devicePath": "/dev/d"}]);
        }
        7 => {
            pod["hostUsers"] = json!(false);
            pod["hostNetwork"] = json!(true);
        }
        8 => pod["securityContext"] = json!({"seLinuxChangePolicy": "MountOption"}),
        _ => {
            let policy = json!({"resourceName": "cpu", "restartPolicy": "RestartContainer"});
            let init = json!({"name": "i", "image": "i:1", "resizePolicy": [policy]});
            push(pod, "initContainers", init);
        }
    }
}

fn use_disabled_feature(rng: &mut Rng, pod: &mut Value) {
    match rng.usize(..4) {
        0 => {
            let signals = ["SIGUSR1", "SIGTERM", "SIGRTMIN+3"];
            let signal = signals[rng.usize(..signals.len())];
            pod["containers"][0]["lifecycle"] = json!({"stopSignal": signal});
            match rng.usize(..4) {
                0 => pod["os"] = json!({"name": "linux"}),
                1 => pod["os"] = json!({"name": "windows"}),
                _ => {}
            }
        }
        1 => {
            let bundle = json!({"clusterTrustBundle": trust_bundle(rng)});
            push(
                pod,
                "volumes",
                json!({"name": "b", "projected": {"sources": [bundle]}}),
            );
        }
        2 => {
            let certificate = json!({"podCertificate": certificate(rng)});
            push(
                pod,
                "volumes",
                json!({"name": "p", "projected": {"sources": [certificate]}}),
            );
        }
        _ => {
            let names = ["group", "a.b", "A", ""];
            pod["schedulingGroup"] = json!({"podGroupName": names[rng.usize(..names.len())]});
        }
    }
}

/// Names of signers, sound and not.
const SIGNERS: [&str; 8] = [
    "example.com/mesh",
    "kubernetes.io/kube-apiserver-client",
    "a/b",
    "example.com",
    "example.com/a/b",
    "-.com/b",
    "example.com/-",
    "",
];

fn trust_bundle(rng: &mut Rng) -> Value {
    let names = ["ca", "example.com:mesh:ca", "a:B", ":", "", "A"];
    let paths = ["ca.pem", "../ca.pem", "..ca", "/ca.pem", ""];
    let selectors = [
        json!(null),
        json!({}),
        json!({"matchLabels": {"a": "-b"}}),
        json!({"matchExpressions": [{"key": "a", "operator": "In"}]}),
    ];
    let mut bundle = json!({"name": "ca", "path": "ca.pem"});
    match rng.usize(..8) {
        0 => bundle["name"] = json!(names[rng.usize(..names.len())]),
        1 => bundle["path"] = json!(paths[rng.usize(..paths.len())]),
        2 => bundle["labelSelector"] = selectors[rng.usize(..selectors.len())].clone(),
        3 => bundle["signerName"] = json!("example.com/mesh"),
        4 => bundle["name"] = Value::Null,
        5 => {
            bundle["name"] = Value::Null;
            bundle["signerName"] = json!(SIGNERS[rng.usize(..SIGNERS.len())]);
            bundle["labelSelector"] = selectors[rng.usize(..selectors.len())].clone();
        }
        _ => {}
    }
    bundle
}

fn certificate(rng: &mut Rng) -> Value {
    let mut certificate = json!({
        "signerName": "example.com/mesh", "keyType": "ED25519",
        "credentialBundlePath": "bundle.pem",
    });
    match rng.usize(..9) {
        0 => certificate["signerName"] = json!(SIGNERS[rng.usize(..SIGNERS.len())]),
        1 => certificate["keyType"] = json!("RSA1"),
        2 => {
            let seconds = [0, 3599, 3600, 86_400, 86_401, 7_862_400, 7_862_401];
            certificate["maxExpirationSeconds"] = json!(seconds[rng.usize(..seconds.len())]);
        }
        3 => certificate["credentialBundlePath"] = Value::Null,
        4 => certificate["keyPath"] = json!("bundle.pem"),
        5 => certificate["certificateChainPath"] = json!("../chain.pem"),
        6 => {
            let keys = ["a", "example.com/a", "Example.com/A", "a/b/c", ""];
            let key = keys[rng.usize(..keys.len())];
            certificate["userAnnotations"] = json!({key: "x"});
        }
        _ => {}
    }
    certificate
}

fn push(pod: &mut Value, list: &str, item: Value) {
    match pod[list].as_array_mut() {
        Some(items) => items.push(item),
        None => pod[list] = json!([item]),
    }
}
