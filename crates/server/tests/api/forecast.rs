//! The forecast comes true: random DaemonSets on nodes of many kinds are forecast, then created, and the
//! pods appear as forecast. The seed is printed; `EVERYNODE_TEST_SEED` repeats a run.

mod expected;
mod random;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use http::Method;
use preflight::{Report, Severity};
use serde_json::{Value, json};

use self::expected::Expected;
use self::random::{RUN, Random};
use crate::support::TestApp;

const NODES: usize = 50;
const DAEMON_SETS: usize = 10;
/// How long the cluster may take until everything is as forecast.
const PATIENCE: Duration = Duration::from_mins(1);

/// The nodes of one test, deleted with it.
struct Machines<'a> {
    app: &'a TestApp,
    names: Vec<String>,
}

impl<'a> Machines<'a> {
    async fn create(app: &'a TestApp, random: &mut Random) -> Self {
        let mut names = Vec::new();
        for number in 0..NODES {
            let name = format!("{}-node-{number:02}", app.namespace);
            let mut node = random.node(&name, &app.namespace);
            if app.sandbox.is_some() {
                node["status"]["conditions"] = json!([{"type": "Ready", "status": "True"}]);
            }
            app.cluster_request("POST", "/api/v1/nodes", &node).await;
            names.push(name);
        }
        app.eventually("the nodes are ready", || {
            let facts = app.cluster.facts("", "");
            let nodes = facts.nodes.iter().flatten();
            let ours = nodes.filter(|node| names.contains(&node.name));
            let is_ready = |node: &&preflight::NodeFacts| {
                let mut taints = node.taints.iter();
                taints.all(|taint| taint.key != "node.kubernetes.io/not-ready")
            };
            ours.filter(is_ready).count() == NODES
        })
        .await;
        Self { app, names }
    }

    /// Gives a node other labels and taints.
    async fn change(&self, name: &str, random: &mut Random) {
        let path = format!("/api/v1/nodes/{name}");
        let other = random.node(name, &self.app.namespace);
        loop {
            let mut node = self.app.cluster_request("GET", &path, &Value::Null).await;
            node["metadata"]["labels"] = other["metadata"]["labels"].clone();
            node["spec"]["taints"] = other["spec"]["taints"].clone();
            if self
                .app
                .try_cluster_request("PUT", &path, &node)
                .await
                .is_ok()
            {
                return;
            }
        }
    }

    async fn delete(self) {
        for name in &self.names {
            let path = format!("/api/v1/nodes/{name}");
            self.app.cluster_request("DELETE", &path, &json!({})).await;
        }
    }
}

/// What the console forecasts of a manifest.
async fn forecast(app: &TestApp, manifest: &Value) -> Report {
    let path = contract::path::preflight(&app.name);
    let call = app.signed_in(Method::POST, &path);
    let answer = call
        .header("content-type", "application/json")
        .send(manifest.to_string())
        .await;
    serde_json::from_str(&answer.expect(200).text).unwrap()
}

async fn create(app: &TestApp, namespace: &str, manifest: &Value) {
    let path = contract::path::namespaced_daemonsets(&app.name, namespace);
    let call = app.signed_in(Method::POST, &path);
    let call = call.header("content-type", "application/json");
    call.send(manifest.to_string()).await.expect(201);
}

/// The pods as they are: by node, empty where the pod runs, else why it waits.
fn present(app: &TestApp, namespace: &str, name: &str) -> BTreeMap<String, String> {
    let pods = app.cluster.pods(namespace, name).unwrap_or_default();
    let pods = pods.into_iter().map(|pod| {
        let waits = match pod.status.as_str() {
            "Running" => String::new(),
            status => format!("{status}: {}", pod.message),
        };
        (pod.node, waits)
    });
    pods.collect()
}

/// Waits until nothing has changed for a while: pods that were preempted are made anew and find their places.
async fn until_quiet(app: &TestApp, manifests: &[(String, Value)]) {
    let start = std::time::Instant::now();
    let mut last = (app.cluster.sequence(), start);
    // A pod that found no place is looked at again up to two seconds after something has changed for it;
    // on the sandbox at once.
    let is_quiet = |since: std::time::Instant| {
        let elapsed = since.elapsed();
        let waits = |(name, _): &(String, Value)| {
            let present = present(app, &app.namespace, name);
            present.values().any(|waits| !waits.is_empty())
        };
        elapsed > Duration::from_millis(2500)
            || elapsed > Duration::from_millis(800)
                && (app.sandbox.is_some() || !manifests.iter().any(waits))
    };
    while !is_quiet(last.1) && start.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let sequence = app.cluster.sequence();
        if sequence != last.0 {
            last = (sequence, std::time::Instant::now());
        }
    }
}

/// Waits until this holds, and then for a moment that it goes on to hold.
async fn comes_true(what: &str, said: impl Fn() -> String, holds: impl Fn() -> bool) {
    let start = std::time::Instant::now();
    let mut held = 0;
    while held < 5 {
        held = if holds() { held + 1 } else { 0 };
        assert!(start.elapsed() < PATIENCE, "in vain: {what}\n{}", said());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn the_forecast_comes_true() {
    let app = TestApp::start().await;
    let mut random = Random::from_environment();
    let machines = Machines::create(&app, &mut random).await;
    let surroundings = random.surroundings(&app.namespace);
    for (path, object) in &surroundings {
        app.cluster_request("POST", path, object).await;
    }
    knows(&app, &app.namespace, |namespace| {
        let claims = namespace.claims.iter().flatten();
        let quotas = namespace.quotas.iter().flatten();
        let quotas = quotas.map(preflight::facts::QuotaFacts::to_value);
        let quotas: Vec<_> = quotas.collect();
        let is_quota = |(path, _): &&(String, Value)| path.ends_with("resourcequotas");
        app.cluster.knows_facts()
            && claims.filter(|claim| !claim.required.is_null()).count() == 2
            && quotas.len() == surroundings.iter().filter(is_quota).count()
            && quotas
                .iter()
                .all(|quota| quota["status"]["used"].is_object())
    })
    .await;
    let mut manifests: Vec<(String, Value)> = Vec::new();
    for number in 0..DAEMON_SETS {
        let name = format!("random-{number}");
        let manifest = random.daemon_set(&app.namespace, &name, &machines.names);
        until_quiet(&app, &manifests).await;
        let report = forecast(&app, &manifest).await;
        let errors: Vec<_> = report
            .problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .collect();
        assert!(
            report.accepted,
            "seed {}: {errors:?}\n{manifest}",
            random.seed
        );
        let others = manifests.iter();
        let waiting = others.flat_map(|(name, _)| present(&app, &app.namespace, name));
        let waiting = waiting.filter(|(_, waits)| !waits.is_empty());
        let expected = Expected::of(&report, waiting.map(|(node, _)| node).collect());
        create(&app, &app.namespace, &manifest).await;
        let said = || {
            format!(
                "seed {}\n{manifest:#}\n{}",
                random.seed,
                expected.difference(&present(&app, &app.namespace, &name))
            )
        };
        comes_true(&name, said, || {
            expected.holds(&present(&app, &app.namespace, &name))
        })
        .await;
        manifests.push((name, manifest));
    }

    // Then labels and taints change. What is forecast of the nodes as they are now comes true as well.
    the_forecast_of_a_change_comes_true(&app, &mut random, &machines, &manifests).await;
    for (name, _) in &manifests {
        app.delete(&app.object(name)).await;
    }
    for (path, object) in surroundings.iter().rev() {
        let path = format!("{path}/{}", object["metadata"]["name"].as_str().unwrap());
        app.cluster_request("DELETE", &path, &json!({})).await;
    }
    machines.delete().await;
}

async fn the_forecast_of_a_change_comes_true(
    app: &TestApp,
    random: &mut Random,
    machines: &Machines<'_>,
    manifests: &[(String, Value)],
) {
    until_quiet(app, manifests).await;
    let before: Vec<BTreeSet<String>> = manifests
        .iter()
        .map(|(name, _)| present(app, &app.namespace, name).into_keys().collect())
        .collect();
    for name in machines.names.iter().step_by(4) {
        machines.change(name, random).await;
    }
    until_quiet(app, manifests).await;
    // Of a pod that waits the controller does not notice that its node has changed (`syncNodeUpdate` asks
    // for the pods that are bound), until it looks at the DaemonSet for another reason.
    for (name, _) in manifests {
        let path = format!(
            "/apis/apps/v1/namespaces/{}/daemonsets/{name}",
            app.namespace
        );
        let mut daemon_set = app.cluster_request("GET", &path, &Value::Null).await;
        daemon_set["metadata"]["annotations"]["everynode.test/looked-at"] = "again".into();
        app.cluster_request("PUT", &path, &daemon_set).await;
    }
    until_quiet(app, manifests).await;
    for ((name, manifest), before) in manifests.iter().zip(before) {
        let report = forecast(app, manifest).await;
        let wanted: BTreeSet<String> = report
            .placement
            .iter()
            .filter(|place| place.runs || (place.keeps_running && before.contains(&place.node)))
            .map(|place| place.node.clone())
            .collect();
        let nodes =
            || -> BTreeSet<String> { present(app, &app.namespace, name).into_keys().collect() };
        // Where a pod may stay and no new one would be made, one that others of higher priority have pushed out while the
        // nodes changed does not come back.
        let stays_at_most: BTreeSet<&String> = report
            .placement
            .iter()
            .filter(|place| !place.runs && place.keeps_running)
            .map(|place| &place.node)
            .collect();
        let outranked = || -> BTreeSet<String> {
            let above = manifests.iter().filter(|it| rank(&it.1) > rank(manifest));
            let nodes = above.flat_map(|(name, _)| present(app, &app.namespace, name).into_keys());
            nodes.filter(|node| stays_at_most.contains(node)).collect()
        };
        let said = || {
            let present = present(app, &app.namespace, name);
            let differs = |place: &&preflight::report::NodePlacement| {
                wanted.contains(&place.node) != present.contains_key(&place.node)
            };
            let different = report.placement.iter().filter(differs).map(|place| {
                let was_there = before.contains(&place.node);
                let now = present.get(&place.node);
                let outranked = outranked().contains(&place.node);
                format!("{place:?}, before {was_there}, now {now:?}, outranked {outranked}\n")
            });
            let different: String = different.collect();
            format!("seed {}\n{manifest:#}\n{different}", random.seed)
        };
        let quotas = report.forecast.iter().flat_map(|forecast| &forecast.quotas);
        let is_limited = quotas.count() > 0;
        comes_true(name, said, || {
            let nodes = nodes();
            let outranked = outranked();
            nodes == wanted
                || is_limited && nodes.is_subset(&wanted)
                || nodes.is_subset(&wanted)
                    && wanted.difference(&nodes).all(|it| outranked.contains(it))
        })
        .await;
    }
}

/// How urgent the pods of a manifest are, as its priority class says.
fn rank(manifest: &Value) -> i32 {
    let class = manifest["spec"]["template"]["spec"]["priorityClassName"].as_str();
    match class {
        Some(class) if class.ends_with("-high") => 1,
        Some(class) if class.ends_with("-low") => -1,
        _ => 0,
    }
}

/// Waits until the namespace's facts are so.
async fn knows(
    app: &TestApp,
    namespace: &str,
    is_so: impl Fn(&preflight::facts::NamespaceFacts) -> bool,
) {
    app.eventually("the namespace is known", || {
        let facts = app.cluster.facts(namespace, "");
        facts.namespace.as_ref().is_some_and(&is_so)
    })
    .await;
}

#[tokio::test]
async fn refusals_are_as_forecast() {
    let app = TestApp::start().await;
    let mut random = Random::from_environment();
    let machines = Machines::create(&app, &mut random).await;
    let place = |plural: &str| format!("/api/v1/namespaces/{}/{plural}", app.namespace);
    let quota = json!({"metadata": {"name": "few"}, "spec": {"hard": {"pods": "7"}}});
    app.cluster_request("POST", &place("resourcequotas"), &quota)
        .await;
    let range = json!({"metadata": {"name": "small"}, "spec": {"limits": [
        {"type": "Container", "max": {"memory": "64Mi"}, "default": {"memory": "32Mi"}},
    ]}});
    app.cluster_request("POST", &place("limitranges"), &range)
        .await;
    knows(&app, &app.namespace, |namespace| {
        let mut quotas = namespace.quotas.iter().flatten();
        let is_counted = quotas.any(|quota| quota.to_value()["status"]["used"]["pods"] == "0");
        let has_account = namespace.service_accounts.iter().flatten().count() > 0;
        is_counted && has_account && namespace.limit_ranges.iter().flatten().count() > 0
    })
    .await;
    let simple = |name: &str, pod: Value| {
        let mut pod = pod;
        pod["nodeSelector"] = json!({RUN: app.namespace});
        pod["tolerations"] = json!([{"operator": "Exists"}]);
        random::daemon_set(&app.namespace, name, &pod)
    };
    let container = |resources: Value| json!([{"name": "c", "image": "i", "resources": resources}]);
    for (name, pod, pods) in [
        (
            "account",
            json!({"serviceAccountName": "nobody", "containers": container(json!({}))}),
            0,
        ),
        (
            "class",
            json!({"priorityClassName": "no-such-class", "containers": container(json!({}))}),
            0,
        ),
        (
            "large",
            json!({"containers": container(json!({"limits": {"memory": "65Mi"}}))}),
            0,
        ),
        (
            "quota",
            json!({"containers": container(json!({"requests": {"memory": "1Mi"}}))}),
            7,
        ),
    ] {
        let manifest = simple(name, pod);
        let report = forecast(&app, &manifest).await;
        assert!(report.accepted, "{name}: {:?}", report.problems);
        let refusal = report
            .problems
            .iter()
            .filter(|problem| problem.source == preflight::Source::Admission)
            .find_map(|problem| {
                let message = problem.message.to_string();
                let (_, words) = message.split_once(" is forbidden: ")?;
                Some(words.to_owned())
            })
            .unwrap_or_else(|| panic!("{name}: no refusal in {:?}", report.problems));
        create(&app, &app.namespace, &manifest).await;
        let path = contract::path::events_about(&app.name, &app.namespace, name);
        let start = std::time::Instant::now();
        loop {
            let events = app.get(&path).await.expect(200);
            let found = events.json()["items"]
                .as_array()
                .unwrap()
                .iter()
                .any(|event| {
                    event["reason"] == "FailedCreate"
                        && event["message"].as_str().unwrap().contains(&refusal)
                });
            let count = present(&app, &app.namespace, name).len();
            if found && count == pods {
                break;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "{name}: {count} pods\nforecast: {refusal}\n{}",
                events.text
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        app.delete(&app.object(name)).await.expect(200);
    }
    machines.delete().await;
}
