//! Serves a sandbox on its own: `cargo run -p sandbox --example sandbox -- [PORT] [NODES]`, then
//! `kubectl --server http://127.0.0.1:PORT get daemonsets,pods,nodes -A`.

use std::error::Error;

use sandbox::{Sandbox, SandboxOptions};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter("sandbox=debug")
        .init();
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().map_or(Ok(8001), |port| port.parse())?;
    let mut options = SandboxOptions::default();
    if let Some(nodes) = arguments.next() {
        options.nodes = nodes.parse()?;
    }
    if let Some(extra) = arguments.next() {
        options.extra_daemon_sets = extra.parse()?;
    }
    let started = std::time::Instant::now();
    let sandbox = Sandbox::start(&options);
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    tracing::info!(address = %listener.local_addr()?, started_in = ?started.elapsed(), "the sandbox is up");
    sandbox
        .serve(listener, async {
            let _interrupted = tokio::signal::ctrl_c().await;
        })
        .await?;
    Ok(())
}
