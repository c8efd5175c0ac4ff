//! What it costs that everybody has rights of his own: list, detail and preflight for a thousand people, over the same for one.
//!
//! The simulated cluster says who they are and what they may; each is asked about once before it is measured, as somebody is
//! who has opened a page. One and the next of a thousand are asked for in turn, so that a machine that grows slower weighs on
//! both alike.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use ureq::Agent;

use super::figure::{Figure, median};
use super::server::Server;
use crate::process::step;

const READERS: usize = 1_000;
/// How often each of the two is asked for.
const ROUNDS: usize = 2_000;
/// The token with which the simulated cluster is prepared.
const ADMIN: &str = "sandbox-admin-token";

const LIST: &str = "/api/v1/clusters/sandbox/daemonsets";
const DETAIL: &str = "/api/v1/clusters/sandbox/namespaces/kube-system/daemonsets/kube-proxy/nodes";
const PREFLIGHT: &str = "/api/v1/clusters/sandbox/preflight";

const MANIFEST: &str = "apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: default}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: 'registry.example/agent:1.0'}]
";

/// # Errors
/// The server does not start, or the simulated cluster refuses what it is prepared with.
pub(super) fn run() -> Result<Vec<Figure>> {
    let flags = [
        "--sandbox",
        "--sandbox-users",
        "--sandbox-listen",
        "127.0.0.1:0",
    ];
    // Nobody is to wait here.
    let no_limits = ["--asks-per-minute", "0", "--writes-per-minute", "0"];
    let server = Server::start(&[&flags[..], &no_limits[..]].concat())?;
    let sandbox = server.sandbox.clone();
    let sandbox = sandbox.context("the server does not say where its simulated cluster is")?;
    let agent = Agent::new_with_defaults();
    let tokens = step("Making a thousand readers", || readers(&agent, &sandbox))?;
    let mut figures = Vec::new();
    for (name, path, body) in [
        ("list", LIST, None),
        ("detail", DETAIL, None),
        ("preflight", PREFLIGHT, Some(MANIFEST)),
    ] {
        let url = format!("{}{path}", server.base);
        let ask = |token: &str| ask(&agent, &url, token, body);
        for token in &tokens {
            ask(token)?;
        }
        let (mut of_one, mut of_many) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            of_one.push(ask(&tokens[0])?);
            of_many.push(ask(&tokens[round % READERS])?);
        }
        let (one, many) = (median(&mut of_one), median(&mut of_many));
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        figures.push(Figure::new(
            format!("{name} for {READERS} readers in turn, over that for one, p50"),
            format!(
                "{:+.0} % ({:.2} ms, {:.2} ms)",
                (many.as_secs_f64() / one.as_secs_f64() - 1.0) * 100.0,
                milliseconds(many),
                milliseconds(one)
            ),
            "≤ 10 %",
        ));
    }
    Ok(figures)
}

/// Asks as somebody, and says how long it took.
fn ask(agent: &Agent, url: &str, token: &str, body: Option<&str>) -> Result<Duration> {
    let bearer = format!("Bearer {token}");
    let start = Instant::now();
    let answer = match body {
        None => agent.get(url).header("Authorization", &bearer).call(),
        Some(body) => agent
            .post(url)
            .header("Authorization", &bearer)
            .content_type("application/yaml")
            .send(body),
    };
    // Read to its end: else the connection cannot be used again.
    answer
        .with_context(|| url.to_owned())?
        .body_mut()
        .read_to_vec()?;
    Ok(start.elapsed())
}

/// The tokens of service accounts that may read everything, each on its own account.
fn readers(agent: &Agent, sandbox: &str) -> Result<Vec<String>> {
    let create = |path: &str, object: &Value| -> Result<Value> {
        let mut answer = agent
            .post(format!("{sandbox}{path}"))
            .header("Authorization", &format!("Bearer {ADMIN}"))
            .content_type("application/json")
            .send(object.to_string())
            .with_context(|| path.to_owned())?;
        Ok(answer.body_mut().read_json()?)
    };
    create(
        "/api/v1/namespaces",
        &json!({"metadata": {"name": "readers"}}),
    )?;
    create(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        &json!({
            "metadata": {"name": "readers"},
            "subjects": [{
                "apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:serviceaccounts:readers",
            }],
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
        }),
    )?;
    let accounts = "/api/v1/namespaces/readers/serviceaccounts";
    let mut tokens = Vec::with_capacity(READERS);
    for number in 0..READERS {
        let name = format!("reader-{number}");
        create(accounts, &json!({"metadata": {"name": name}}))?;
        let wanted = json!({"spec": {"expirationSeconds": 3600}});
        let made = create(&format!("{accounts}/{name}/token"), &wanted)?;
        let token = made["status"]["token"].as_str();
        tokens.push(token.context("there is no token in the answer")?.to_owned());
    }
    Ok(tokens)
}
