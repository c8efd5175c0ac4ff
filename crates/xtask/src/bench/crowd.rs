//! The list of DaemonSets over HTTP: asked for by one, by eight at once, and by a browser that has never been here.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use ureq::Agent;

use super::figure::{Figure, median};
use super::page;
use super::server::{Server, TOKEN};

const REQUESTS: usize = 500;
const CLIENTS: usize = 8;
const CROWDED: Duration = Duration::from_secs(5);
/// Run by node: opens the list in new browsers and prints the median in milliseconds.
const SCRIPT: &str = include_str!("first_rows.cjs");

/// One who asks for the list.
struct Client {
    agent: Agent,
    url: String,
}

impl Client {
    fn new(server: &Server) -> Self {
        Self {
            agent: Agent::new_with_defaults(),
            url: format!("{}/api/v1/clusters/control-plane/daemonsets", server.base),
        }
    }

    fn ask(&self) -> Result<()> {
        let mut response = self
            .agent
            .get(&self.url)
            .header("Authorization", &format!("Bearer {TOKEN}"))
            .call()
            .context("the list")?;
        // Read to its end: else the connection cannot be used again.
        response.body_mut().read_to_vec()?;
        Ok(())
    }
}

/// How long the list takes one who asks again and again.
///
/// # Errors
/// The server does not answer.
pub(super) fn one(server: &Server, pods: usize) -> Result<Figure> {
    let client = Client::new(server);
    let mut times = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let start = Instant::now();
        client.ask()?;
        times.push(start.elapsed());
    }
    let p50 = median(&mut times).as_secs_f64() * 1000.0;
    Ok(Figure::new(
        format!("list over HTTP with {pods} pods, p50"),
        format!("{p50:.2} ms"),
        "≤ 2 ms",
    ))
}

/// How many lists a second eight get who ask again and again.
///
/// # Errors
/// The server does not answer.
pub(super) fn several(server: &Server) -> Result<Figure> {
    let start = Instant::now();
    let ask = || -> Result<usize> {
        let client = Client::new(server);
        let mut count = 0;
        while start.elapsed() < CROWDED {
            client.ask()?;
            count += 1;
        }
        Ok(count)
    };
    let counts: Vec<_> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(ask)).collect();
        clients
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect()
    });
    let mut total = 0;
    for count in counts {
        match count {
            Ok(count) => total += count?,
            Err(_) => bail!("a client has ended early"),
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let rate = total as f64 / start.elapsed().as_secs_f64();
    Ok(Figure::new(
        format!("the same, {CLIENTS} clients"),
        format!("{rate:.0} a second"),
        "≥ 2,000",
    ))
}

/// How long a browser with an empty cache takes to the first row of the list.
///
/// # Errors
/// There is no Chromium, or the list shows no row.
pub(super) fn first_rows(server: &Server, pods: usize) -> Result<Figure> {
    let printed = page::drive("bench-first-rows.cjs", SCRIPT, server, &[])?;
    let seconds = printed["rows"].as_f64().unwrap_or(f64::NAN) / 1000.0;
    Ok(Figure::new(
        format!("first rows in a cold browser, {pods} pods"),
        format!("{seconds:.2} s"),
        "≤ 0.6 s",
    ))
}
