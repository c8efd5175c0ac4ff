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
    // A create is measured, not the controllers that it sets to work: on one machine with them, each
    // process more on the way of an answer waits for its turn behind them.
    let control_plane = ControlPlane::start_api_server()?;
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
    let authorization = format!("Bearer {TOKEN}");
    let through = |query: &str, name: &str| -> Result<Duration> {
        let manifest = manifest(name);
        let start = Instant::now();
        let mut response = agent
            .post(format!("{console}{query}"))
            .header("Authorization", &authorization)
            .send_json(&manifest)
            .context("the console cannot be reached")?;
        // Read to its end on both ways: else the connection cannot be used again.
        let body = response.body_mut().read_to_string()?;
        let elapsed = start.elapsed();
        if !response.status().is_success() {
            bail!("the console refused: {body}");
        }
        Ok(elapsed)
    };
    let direct = |query: &str, name: &str| -> Result<Duration> {
        let manifest = manifest(name);
        let path = format!("/apis/apps/v1/namespaces/default/daemonsets{query}");
        let start = Instant::now();
        control_plane.api().create(&path, &manifest)?;
        Ok(start.elapsed())
    };
    let mut figures = Vec::new();
    // A dry run is the way of a create without the audit row and the events that follow.
    for (what, query) in [("create", ""), ("dry run of a create", "?dryRun=All")] {
        let mut times = (Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS));
        for round in 0..ROUNDS + 10 {
            // A dry run needs names that are still free.
            let names = ["direct", "console"].map(|way| format!("{way}-{}-{round}", query.len()));
            // What is done about one slows the next: each comes first in turn.
            let (once_direct, once_through) = if round % 2 == 0 {
                let once_direct = direct(query, &names[0])?;
                (once_direct, through(query, &names[1])?)
            } else {
                let once_through = through(query, &names[1])?;
                (direct(query, &names[0])?, once_through)
            };
            // The first rounds open connections and warm caches.
            if round >= 10 {
                times.0.push(once_direct);
                times.1.push(once_through);
            }
        }
        figures.push(figure(what, times));
    }
    Ok(figures)
}

fn figure(what: &str, (mut direct, mut through): (Vec<Duration>, Vec<Duration>)) -> Figure {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let direct = milliseconds(median(&mut direct));
    let through = milliseconds(median(&mut through));
    Figure::new(
        format!("{what} over a direct POST, p50"),
        format!(
            "{:+.2} ms ({through:.2} ms through the console, {direct:.2} ms direct)",
            through - direct
        ),
        "≤ 1 ms",
    )
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
