//! What the console adds to a create: the same DaemonSet posted to the API server and through the
//! console, in turn, so that a drift of the machine's speed meets both.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use ureq::Agent;

use super::figure::{Figure, median};
use super::server::{Server, TOKEN};
use crate::control_plane::ControlPlane;

const ROUNDS: usize = 200;

/// # Errors
/// The control plane or the server does not start, or a create is refused.
pub(super) fn run() -> Result<Vec<Figure>> {
    // No nodes: a create is measured, not the controllers that come after it.
    let control_plane = ControlPlane::start(0)?;
    let kubeconfig = control_plane.kubeconfig().display().to_string();
    let server = Server::start(&["--kubeconfig", &kubeconfig])?;
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(10)))
        .http_status_as_error(false)
        .build()
        .new_agent();
    let console = format!(
        "{}/api/v1/clusters/control-plane/namespaces/default/daemonsets",
        server.base
    );
    let mut direct = Vec::with_capacity(ROUNDS);
    let mut through = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS + 10 {
        let once_direct = || -> Result<Duration> {
            let manifest = manifest(&format!("direct-{round}"));
            let start = Instant::now();
            control_plane
                .api()
                .create("/apis/apps/v1/namespaces/default/daemonsets", &manifest)?;
            Ok(start.elapsed())
        };
        let once_through = || -> Result<Duration> {
            let manifest = manifest(&format!("console-{round}"));
            let start = Instant::now();
            let mut response = agent
                .post(&console)
                .header("Authorization", &format!("Bearer {TOKEN}"))
                .send_json(&manifest)
                .context("the console cannot be reached")?;
            // Read to its end on both ways: else the connection cannot be used again.
            let body: Value = response.body_mut().read_json()?;
            let elapsed = start.elapsed();
            if !response.status().is_success() {
                bail!("the console refused: {body}");
            }
            Ok(elapsed)
        };
        // A create sets controllers to work, which slows the next one: each comes first in turn.
        let (direct_time, through_time) = if round % 2 == 0 {
            (once_direct()?, once_through()?)
        } else {
            let through_time = once_through()?;
            (once_direct()?, through_time)
        };
        // The first rounds open connections and warm caches.
        if round >= 10 {
            direct.push(direct_time);
            through.push(through_time);
        }
    }
    let (direct, through) = (median(&mut direct), median(&mut through));
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    Ok(vec![Figure::new(
        "create over a direct POST, p50",
        format!(
            "{:+.2} ms ({:.2} ms through the console, {:.2} ms direct)",
            milliseconds(through) - milliseconds(direct),
            milliseconds(through),
            milliseconds(direct)
        ),
        "≤ 1 ms",
    )])
}

fn manifest(name: &str) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [{
                    "name": "agent",
                    "image": "registry.example/agent:1.0",
                    "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "64Mi"}},
                    "livenessProbe": {"httpGet": {"path": "/healthz", "port": 8080}},
                    "volumeMounts": [{"name": "logs", "mountPath": "/var/log"}],
                }],
                "volumes": [{"name": "logs", "hostPath": {"path": "/var/log"}}]},
            },
        },
    })
}
