//! `/sandbox/faults`: the switches over HTTP, so that a test in another process can break things.

use std::sync::Arc;

use http::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::answer::{self, SandboxBody};
use crate::{
    faults::{FaultState, WriteFault},
    refusal::Refusal,
    world::World,
};

/// What a POST may say: the switches to change (those not named stay), and whether watches expire.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Request {
    #[serde(default, deserialize_with = "given")]
    outage: Option<Option<crate::faults::Outage>>,
    latency_milliseconds: Option<u64>,
    next_writes: Option<Vec<WriteFault>>,
    #[serde(default)]
    expire_watches: bool,
}

/// Tells `null` (switch off) from nothing (leave as it is).
fn given<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    input: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(input).map(Some)
}

/// GET shows the switches, POST changes some, DELETE resets all.
pub(super) fn faults(
    world: &Arc<World>,
    method: &Method,
    body: &[u8],
) -> Result<Response<SandboxBody>, Refusal> {
    match *method {
        Method::GET => {}
        Method::DELETE => world.faults.set(FaultState::default()),
        Method::POST => {
            let request: Request = serde_json::from_slice(body)
                .map_err(|error| Refusal::bad_request(format!("not a set of faults: {error}")))?;
            let mut state = world.faults.state();
            state.outage = request.outage.unwrap_or(state.outage);
            state.latency_milliseconds = request
                .latency_milliseconds
                .unwrap_or(state.latency_milliseconds);
            state.next_writes = request.next_writes.unwrap_or(state.next_writes);
            world.faults.set(state);
            if request.expire_watches {
                world.store.forget_history();
            }
        }
        _ => return Err(Refusal::method_not_allowed()),
    }
    Ok(answer::json(StatusCode::OK, &json!(world.faults.state())))
}
