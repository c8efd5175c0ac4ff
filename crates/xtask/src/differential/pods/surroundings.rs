//! Namespaces at random, each with what admission asks of its pods, and classes for all of them.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, bail};
use fastrand::Rng;
use preflight::Facts;
use serde_json::{Map, Value, json};

use super::super::values::one_of;
use crate::control_plane::{Api, Body, Write};

/// How many namespaces there are.
const NAMESPACES: usize = 24;

/// How long the API server's own watches may take to see what is new, generously.
const SETTLING: Duration = Duration::from_secs(3);

/// How often a random object is made anew that the API server does not take.
const TRIES: usize = 200;

/// A namespace and what is known of it.
pub(super) struct Surroundings {
    pub(super) name: String,
    pub(super) facts: Facts,
}

/// Makes classes and namespaces, and reads them back as facts.
///
/// # Errors
/// The API server refuses what should be right.
pub(super) fn make(api: &Api, rng: &mut Rng) -> Result<Vec<Surroundings>> {
    make_classes(api, rng)?;
    let names: Vec<_> = (0..NAMESPACES)
        .map(|number| format!("ns-{number}"))
        .collect();
    for name in &names {
        make_namespace(api, rng, name)?;
    }
    sleep(SETTLING);
    let of_cluster = [
        "/apis/scheduling.k8s.io/v1/priorityclasses",
        "/apis/node.k8s.io/v1/runtimeclasses",
    ];
    let of_cluster = of_cluster.iter().map(|path| api.get(path));
    let of_cluster = of_cluster.collect::<Result<Vec<_>>>()?;
    let places = names.into_iter().map(|name| {
        let mut objects = of_cluster.clone();
        let mut namespace = api.get(&format!("/api/v1/namespaces/{name}"))?;
        namespace["kind"] = "Namespace".into();
        objects.push(namespace);
        for plural in ["limitranges", "resourcequotas", "serviceaccounts"] {
            objects.push(api.get(&format!("/api/v1/namespaces/{name}/{plural}"))?);
        }
        let facts = Facts::from_objects(&objects);
        Ok(Surroundings { name, facts })
    });
    places.collect()
}

fn make_classes(api: &Api, rng: &mut Rng) -> Result<()> {
    let path = "/apis/scheduling.k8s.io/v1/priorityclasses";
    let default = rng.usize(..4);
    for (number, (name, value, policy)) in [
        ("high", 1_000, "PreemptLowerPriority"),
        ("quiet", 500, "Never"),
        ("low", -10, "PreemptLowerPriority"),
    ]
    .into_iter()
    .enumerate()
    {
        let class = json!({
            "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass",
            "metadata": {"name": name}, "value": value, "preemptionPolicy": policy,
            "globalDefault": number == default,
        });
        api.create(path, &class)?;
    }
    let toleration =
        json!({"key": "runtime", "operator": "Equal", "value": "x", "effect": "NoSchedule"});
    let every = json!({"key": "node.kubernetes.io/not-ready", "operator": "Exists"});
    for (name, more) in [
        ("plain", json!({})),
        (
            "heavy",
            json!({"overhead": {"podFixed": {"cpu": "250m", "memory": "64Mi"}}}),
        ),
        ("empty", json!({"overhead": {"podFixed": {}}})),
        (
            "picky",
            json!({"scheduling": {"nodeSelector": {"a": "1"}, "tolerations": [toleration, every]}}),
        ),
    ] {
        let mut class = json!({
            "apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass",
            "metadata": {"name": name}, "handler": "h",
        });
        for (field, value) in more.as_object().into_iter().flatten() {
            class[field] = value.clone();
        }
        api.create("/apis/node.k8s.io/v1/runtimeclasses", &class)?;
    }
    Ok(())
}

fn make_namespace(api: &Api, rng: &mut Rng, name: &str) -> Result<()> {
    let level = one_of(
        rng,
        &["", "", "privileged", "baseline", "restricted", "nonsense"],
    );
    let version = one_of(rng, &["latest", "v1.25", "v1.33"]);
    let mut labels = Map::new();
    if !level.is_empty() {
        labels.insert(
            "pod-security.kubernetes.io/enforce".to_owned(),
            level.into(),
        );
        labels.insert(
            "pod-security.kubernetes.io/enforce-version".to_owned(),
            version.into(),
        );
    }
    let namespace = json!({
        "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels},
    });
    // An unknown level is refused on creation and may come by other ways; here it is left out.
    let answer = api.try_write(
        Write::Create,
        "/api/v1/namespaces",
        &Body::Json(namespace.to_string()),
    )?;
    if answer.status != 201 {
        let plain = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        api.create("/api/v1/namespaces", &plain)?;
    }
    let inside = format!("/api/v1/namespaces/{name}");
    for account in ["default", "sa"] {
        let account = json!({
            "apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": account},
        });
        api.create(&format!("{inside}/serviceaccounts"), &account)?;
    }
    if rng.usize(..3) > 0 {
        make_any(api, &format!("{inside}/limitranges"), || limit_range(rng))?;
    }
    if rng.usize(..3) > 0 {
        let path = format!("{inside}/resourcequotas");
        let mut quota = make_any(api, &path, || quota(rng))?;
        // There is no controller here that counts.
        let hard = quota["spec"]["hard"].clone();
        let used = hard.as_object().into_iter().flatten();
        let used: Map<_, _> = used
            .map(|(name, hard)| {
                let full = rng.usize(..4) == 0;
                (name.clone(), if full { hard.clone() } else { json!("0") })
            })
            .collect();
        quota["status"] = json!({"hard": hard, "used": used});
        let path = format!("{path}/q/status");
        let answer = api.try_write(Write::Replace, &path, &Body::Json(quota.to_string()))?;
        if answer.status != 200 {
            bail!("PUT {path}: {}", answer.body);
        }
    }
    Ok(())
}

/// Makes random objects until the API server takes one, and returns it.
fn make_any(api: &Api, path: &str, mut object: impl FnMut() -> Value) -> Result<Value> {
    for _ in 0..TRIES {
        let text = object().to_string();
        let answer = api.try_write(Write::Create, path, &Body::Json(text))?;
        if answer.status == 201 {
            return Ok(answer.body);
        }
    }
    bail!("the API server took none of {TRIES} random objects at {path}")
}

fn limit_range(rng: &mut Rng) -> Value {
    const CPU: [&str; 5] = ["50m", "100m", "500m", "1", "2"];
    const MEMORY: [&str; 5] = ["32Mi", "64Mi", "128Mi", "1Gi", "2Gi"];
    let amounts = |rng: &mut Rng| {
        let mut list = Map::new();
        for (name, all) in [
            ("cpu", &CPU),
            ("memory", &MEMORY),
            ("ephemeral-storage", &MEMORY),
        ] {
            if rng.usize(..3) == 0 {
                list.insert(name.to_owned(), one_of(rng, all).into());
            }
        }
        Value::Object(list)
    };
    let mut items = Vec::new();
    for kind in ["Container", "Pod", "Container"] {
        if rng.bool() {
            let mut item = json!({"type": kind});
            let fields = if kind == "Pod" {
                &["min", "max"][..]
            } else {
                &["min", "max", "default", "defaultRequest"]
            };
            for field in fields {
                if rng.usize(..2) == 0 {
                    item[field] = amounts(rng);
                }
            }
            if rng.usize(..5) == 0 {
                item["maxLimitRequestRatio"] = json!({"cpu": one_of(rng, &["1", "2", "4", "1.5"])});
            }
            items.push(item);
        }
    }
    json!({
        "apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "l"},
        "spec": {"limits": items},
    })
}

fn quota(rng: &mut Rng) -> Value {
    const HARD: [(&str, &str); 14] = [
        ("pods", "3"),
        ("count/pods", "2"),
        ("cpu", "1"),
        ("requests.cpu", "600m"),
        ("limits.cpu", "2"),
        ("memory", "1Gi"),
        ("requests.memory", "256Mi"),
        ("limits.memory", "1Gi"),
        ("requests.ephemeral-storage", "1Gi"),
        ("hugepages-2Mi", "4Mi"),
        ("requests.hugepages-2Mi", "4Mi"),
        ("requests.example.com/x", "1"),
        ("count/secrets", "1"),
        ("persistentvolumeclaims", "1"),
    ];
    let mut hard = Map::new();
    for _ in 0..rng.usize(1..4) {
        let (name, amount) = one_of(rng, &HARD);
        hard.insert(name.to_owned(), amount.into());
    }
    let mut spec = json!({"hard": hard});
    match rng.usize(..8) {
        0 => {
            let scopes = [
                "BestEffort",
                "NotBestEffort",
                "NotTerminating",
                "Terminating",
            ];
            spec["scopes"] = json!([one_of(rng, &scopes)]);
        }
        1 => {
            let operator = one_of(rng, &["In", "NotIn", "Exists", "DoesNotExist"]);
            let mut expression = json!({"scopeName": "PriorityClass", "operator": operator});
            if matches!(operator, "In" | "NotIn") {
                expression["values"] = json!(["high", "system-node-critical"]);
            }
            spec["scopeSelector"] = json!({"matchExpressions": [expression]});
        }
        2 => spec["scopes"] = json!(["CrossNamespacePodAffinity"]),
        _ => {}
    }
    json!({
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": spec,
    })
}
