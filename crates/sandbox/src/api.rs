//! The HTTP API: requests in, answers and streams out.

mod answer;
mod discovery;
mod format;
mod health;
mod logs;
mod openapi;
mod protobuf;
mod query;
mod read;
mod review;
mod route;
mod sandbox;
mod service;
mod table;
mod watch;
mod write;

pub use self::{answer::SandboxBody, service::SandboxService};

/// The answer to a request that names another machine than this one.
pub(crate) fn forbidden_host() -> http::Response<SandboxBody> {
    answer::text(
        http::StatusCode::MISDIRECTED_REQUEST,
        "the sandbox answers on this machine only\n",
    )
}
