//! Faults on request: what a console must survive, so that tests and curious people can see that it does.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{kind::Kind, refusal::Refusal};

/// How the API server is unreachable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outage {
    /// No connection comes about, and those that exist break.
    ConnectionRefused,
    /// Every request is answered with 503, and watches end.
    ServiceUnavailable,
}

/// How the next write fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WriteFault {
    /// 500 Internal Server Error.
    InternalError,
    /// 429 Too Many Requests with a wait of one second.
    TooManyRequests,
    /// 409 Conflict, as if somebody else had been faster.
    Conflict,
    /// 403 Forbidden, as an exhausted `ResourceQuota` says it.
    QuotaExceeded,
    /// 403 Forbidden, as RBAC says it.
    Forbidden,
    /// The write is done, and the connection breaks before its answer arrives.
    LostAnswer,
}

/// What is wrong at the moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FaultState {
    /// Whether and how the API server is unreachable.
    pub outage: Option<Outage>,
    /// How long every answer is held back, in milliseconds.
    pub latency_milliseconds: u64,
    /// How the next writes fail, one each, in this order.
    pub next_writes: Vec<WriteFault>,
}

/// The switches for faults of one sandbox.
#[derive(Debug)]
pub(crate) struct Faults {
    state: Mutex<FaultState>,
    outage: watch::Sender<Option<Outage>>,
}

impl Default for Faults {
    fn default() -> Self {
        Faults {
            state: Mutex::default(),
            outage: watch::Sender::new(None),
        }
    }
}

impl Faults {
    fn with<T>(&self, change: impl FnOnce(&mut FaultState) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn state(&self) -> FaultState {
        self.with(|state| state.clone())
    }

    pub(crate) fn set(&self, state: FaultState) {
        self.outage.send_replace(state.outage);
        self.with(|current| *current = state);
    }

    pub(crate) fn set_outage(&self, outage: Option<Outage>) {
        self.with(|state| state.outage = outage);
        self.outage.send_replace(outage);
    }

    pub(crate) fn set_latency(&self, latency: Duration) {
        let milliseconds = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        self.with(|state| state.latency_milliseconds = milliseconds);
    }

    pub(crate) fn fail_next_write(&self, fault: WriteFault) {
        self.with(|state| state.next_writes.push(fault));
    }

    pub(crate) fn outage(&self) -> Option<Outage> {
        *self.outage.borrow()
    }

    /// Whoever holds a stream open learns here that the server has gone away.
    pub(crate) fn watch_outage(&self) -> watch::Receiver<Option<Outage>> {
        self.outage.subscribe()
    }

    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.with(|state| state.latency_milliseconds))
    }

    pub(crate) fn take_write_fault(&self) -> Option<WriteFault> {
        self.with(|state| (!state.next_writes.is_empty()).then(|| state.next_writes.remove(0)))
    }
}

impl WriteFault {
    /// The refusal that stands for this fault; none where the write is done all the same.
    pub(crate) fn refusal(self, kind: Kind, name: &str) -> Option<Refusal> {
        let resource = kind.resource();
        Some(match self {
            WriteFault::InternalError => {
                Refusal::internal_error("the sandbox was asked to fail this write")
            }
            WriteFault::TooManyRequests => Refusal::too_many_requests(1),
            WriteFault::Conflict => Refusal::conflict(kind, name),
            WriteFault::QuotaExceeded => {
                let counted = format!("count/{}", resource.qualified_plural());
                Refusal::forbidden(
                    kind,
                    name,
                    &format!(
                        "exceeded quota: sandbox, requested: {counted}=1, used: {counted}=1, limited: {counted}=1"
                    ),
                )
            }
            WriteFault::Forbidden => Refusal::forbidden(
                kind,
                name,
                &format!(
                    "User \"sandbox\" cannot write resource \"{}\" in API group \"{}\"",
                    resource.plural, resource.group
                ),
            ),
            WriteFault::LostAnswer => return None,
        })
    }
}
