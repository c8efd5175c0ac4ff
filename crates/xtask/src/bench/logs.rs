//! The logs of 200 pods at 5,000 lines a second, followed in Chromium: what that costs the browser and the server, over
//! ten minutes.

use std::ffi::OsStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::figure::Figure;
use super::page;
use super::server::Server;

/// Run by node: creates the DaemonSet, turns the lines on, follows them, and prints what it measured.
const SCRIPT: &str = include_str!("logs.cjs");
/// As many nodes, and so pods.
const NODES: &str = "200";
/// As many lines from each pod, a second.
const LINES: &str = "25";
/// How long, in seconds.
const SECONDS: u64 = 600;
/// How often the memory of the server is looked at.
const LOOK: Duration = Duration::from_secs(10);

/// # Errors
/// There is no Chromium, or the page does not do what is measured.
pub(super) fn run() -> Result<Vec<Figure>> {
    let server = Server::start(&[
        "--sandbox",
        "--sandbox-nodes",
        NODES,
        "--sandbox-listen",
        "127.0.0.1:0",
    ])?;
    let cluster = server.sandbox.clone();
    let cluster = cluster.context("the server does not say where its cluster is")?;
    let is_over = AtomicBool::new(false);
    let seconds = SECONDS.to_string();
    let (printed, memory) = thread::scope(|scope| {
        let looks = scope.spawn(|| {
            let mut looks = Vec::new();
            while !is_over.load(Ordering::Relaxed) {
                looks.extend(server.resident());
                thread::sleep(LOOK);
            }
            looks
        });
        let arguments = [cluster.as_str(), LINES, &seconds].map(OsStr::new);
        let printed = page::drive("bench-logs.cjs", SCRIPT, &server, &arguments);
        is_over.store(true, Ordering::Relaxed);
        (printed, looks.join().unwrap_or_default())
    });
    let printed = printed?;
    let number = |name: &str| printed[name].as_f64().unwrap_or(f64::NAN);
    // The first tenth is the start: the page, the first lines, the buffers.
    let settled = memory.get(memory.len() / 10).copied().unwrap_or_default();
    let most = memory.iter().copied().max().unwrap_or_default();
    let megabytes = |kilobytes: u64| format!("{} MB", kilobytes * 1024 / 1_000_000);
    Ok(vec![
        Figure::new(
            "5,000 lines a second from 200 pods: of a core in the browser",
            format!("{:.0} %", number("core") * 100.0),
            "≤ 30 %",
        ),
        Figure::new(
            "the same: between two frames, p95",
            format!("{:.0} ms", number("frame")),
            "≤ 17 ms",
        ),
        Figure::new(
            "the same: lines that came, and those that were left out",
            format!("{:.0}, {:.0}", number("lines"), number("leftOut")),
            "",
        ),
        Figure::new(
            "the same: memory of the page, after a minute and at most",
            format!("{:.0} MB, {:.0} MB", number("heap"), number("mostHeap")),
            "flat",
        ),
        Figure::new(
            "the same: memory of the server (with the simulated cluster), after a minute and at most",
            format!("{}, {}", megabytes(settled), megabytes(most)),
            "flat",
        ),
    ])
}
