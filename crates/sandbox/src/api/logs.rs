//! Logs: lines that a container might have written, made up anew each time and always the same.

use http::Response;

use super::{answer::SandboxBody, query::Query, route::ObjectPath};
use crate::{refusal::Refusal, world::World};

/// Answers a GET of `/log`.
pub(super) fn logs(
    _world: &World,
    _path: &ObjectPath,
    _name: &str,
    _query: &Query,
) -> Result<Response<SandboxBody>, Refusal> {
    Err(Refusal::not_simulated("logs"))
}
