//! The real program under attack: nobody gets in, keeps others out, or reads in its log what is secret.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop right there"
)]

mod files;
mod log;
mod sign_in;
#[cfg(unix)]
mod sockets;

#[path = "../support/program.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod program;
