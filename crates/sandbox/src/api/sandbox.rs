//! `/sandbox/faults`: the switches over HTTP, so that a test in another process can break things.

use std::sync::Arc;

use http::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::answer::{self, SandboxBody};
use crate::{
    faults::{FaultState, Outage, WriteFault},
    logs::LogFaults,
    refusal::Refusal,
    world::World,
};

/// What a POST may say: the switches to change (those not named stay; `"outage": "none"` ends one), and
/// whether watches expire.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Request {
    outage: Option<OutageSwitch>,
    latency_milliseconds: Option<u64>,
    next_writes: Option<Vec<WriteFault>>,
    logs: Option<LogFaults>,
    #[serde(default)]
    expire_watches: bool,
}

/// An outage, or the end of one.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum OutageSwitch {
    ConnectionRefused,
    ServiceUnavailable,
    None,
}

/// GET shows the switches, POST changes some, DELETE resets all.
pub(super) fn faults(
    world: &Arc<World>,
    method: &Method,
    body: &[u8],
) -> Result<Response<SandboxBody>, Refusal> {
    match *method {
        Method::GET => {}
        Method::DELETE => {
            world.faults.set(FaultState::default());
            let now = world.clock.now();
            world.logs.begin(now, LogFaults::default());
        }
        Method::POST => {
            let request: Request = serde_json::from_slice(body)
                .map_err(|error| Refusal::bad_request(format!("not a set of faults: {error}")))?;
            let mut state = world.faults.state();
            state.outage = match request.outage {
                None => state.outage,
                Some(OutageSwitch::None) => None,
                Some(OutageSwitch::ConnectionRefused) => Some(Outage::ConnectionRefused),
                Some(OutageSwitch::ServiceUnavailable) => Some(Outage::ServiceUnavailable),
            };
            state.latency_milliseconds = request
                .latency_milliseconds
                .unwrap_or(state.latency_milliseconds);
            state.next_writes = request.next_writes.unwrap_or(state.next_writes);
            world.faults.set(state);
            if let Some(logs) = request.logs {
                world.logs.begin(world.clock.now(), logs);
            }
            if request.expire_watches {
                world.store.forget_history();
            }
        }
        _ => return Err(Refusal::method_not_allowed()),
    }
    let mut state = json!(world.faults.state());
    state["logs"] = json!(world.logs.now());
    Ok(answer::json(StatusCode::OK, &state))
}
