//! What the server holds when nobody asks anything of it.

use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;

use super::figure::Figure;
use super::server::Server;

/// Long enough for the sandbox to have rolled out what it starts with.
const SETTLE: Duration = Duration::from_secs(20);

/// # Errors
/// The server does not start.
pub(super) fn run() -> Result<Vec<Figure>> {
    let server = Server::start(&["--sandbox"])?;
    Ok(vec![
        Figure::new("idle memory on the sandbox", settled(&server)?, "≤ 25 MB"),
        Figure::new(
            "server ready after",
            format!("{:.0} ms", server.started_in.as_secs_f64() * 1000.0),
            "",
        ),
    ])
}

/// Resident memory once the server has done what it does at its start.
///
/// # Errors
/// There is no `/proc`.
pub(super) fn settled(server: &Server) -> Result<String> {
    println!("  waiting {} s for the server to settle", SETTLE.as_secs());
    sleep(SETTLE);
    // The kernel says kB and means 1,024 bytes.
    let kilobytes = server.resident()? * 1024 / 1000;
    Ok(format!(
        "{}.{} MB",
        kilobytes / 1000,
        kilobytes % 1000 / 100
    ))
}
