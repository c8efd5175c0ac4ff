//! Events: what the parts of the cluster say about objects, as `kubectl describe` shows it.

use std::collections::{HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Simulation;
use crate::{
    clock,
    kind::Kind,
    random::content_hash,
    registry::{self, WriteOptions},
};

/// How long events are kept, as the API server does.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Something to be said about an object.
#[derive(Debug)]
pub(super) struct Occasion<'a> {
    kind: &'a str,
    reason: &'a str,
    message: &'a str,
    component: &'a str,
    host: &'a str,
}

impl<'a> Occasion<'a> {
    pub(super) fn controller(reason: &'a str, message: &'a str) -> Occasion<'a> {
        Occasion {
            kind: "Normal",
            reason,
            message,
            component: "daemonset-controller",
            host: "",
        }
    }

    pub(super) fn controller_warning(reason: &'a str, message: &'a str) -> Occasion<'a> {
        Occasion {
            kind: "Warning",
            ..Occasion::controller(reason, message)
        }
    }

    pub(super) fn scheduler(kind: &'a str, reason: &'a str, message: &'a str) -> Occasion<'a> {
        Occasion {
            kind,
            reason,
            message,
            component: "default-scheduler",
            host: "",
        }
    }

    pub(super) fn kubelet(host: &'a str, reason: &'a str, message: &'a str) -> Occasion<'a> {
        Occasion {
            kind: "Normal",
            reason,
            message,
            component: "kubelet",
            host,
        }
    }

    pub(super) fn kubelet_warning(
        host: &'a str,
        reason: &'a str,
        message: &'a str,
    ) -> Occasion<'a> {
        Occasion {
            kind: "Warning",
            ..Occasion::kubelet(host, reason, message)
        }
    }

    pub(super) fn node_controller(reason: &'a str, message: &'a str) -> Occasion<'a> {
        Occasion {
            kind: "Normal",
            reason,
            message,
            component: "node-controller",
            host: "",
        }
    }
}

/// Remembers which events there are, to count repetitions and to forget the oldest.
#[derive(Debug)]
pub(super) struct Recorder {
    limit: usize,
    written: VecDeque<(Timestamp, u64, Box<str>)>,
    /// The events by what they say of whom, as a hash.
    known: HashMap<u64, Box<str>>,
    count: u64,
}

impl Recorder {
    pub(super) fn new(limit: usize) -> Recorder {
        Recorder {
            limit,
            written: VecDeque::new(),
            known: HashMap::new(),
            count: 0,
        }
    }
}

impl Simulation {
    /// Says something about `object`, or that it has been said once more.
    pub(super) fn record(&mut self, object: &Value, occasion: &Occasion) {
        self.forget_old_events();
        let metadata = &object["metadata"];
        let uid = metadata["uid"].as_str().unwrap_or_default();
        let identity = identity(&format!("{uid}/{}/{}", occasion.reason, occasion.message));
        let now = clock::seconds(self.now);
        if let Some(key) = self.recorder.known.get(&identity) {
            let counted = self.world.store.modify(Kind::Event, key, |event| {
                event["count"] = (event["count"].as_i64().unwrap_or(1) + 1).into();
                event["lastTimestamp"] = now.as_str().into();
            });
            if counted {
                return;
            }
        }
        self.recorder.count += 1;
        let name = metadata["name"].as_str().unwrap_or_default();
        let namespace = metadata["namespace"]
            .as_str()
            .unwrap_or("default")
            .to_owned();
        let mut involved = json!({"kind": object["kind"]});
        for (field, value) in [
            ("namespace", &metadata["namespace"]),
            ("name", &metadata["name"]),
            ("uid", &metadata["uid"]),
            ("apiVersion", &object["apiVersion"]),
            ("resourceVersion", &metadata["resourceVersion"]),
        ] {
            if !value.is_null() {
                involved[field] = value.clone();
            }
        }
        let mut source = json!({"component": occasion.component});
        if !occasion.host.is_empty() {
            source["host"] = occasion.host.into();
        }
        // Kubernetes appends the time in nanoseconds; a running number is as unique and repeatable.
        let event = json!({
            "metadata": {"name": format!("{name}.{:016x}", self.recorder.count)},
            "involvedObject": involved,
            "reason": occasion.reason,
            "message": occasion.message,
            "source": source,
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
            "type": occasion.kind,
            "eventTime": null,
            "reportingComponent": occasion.component,
            "reportingInstance": occasion.host,
        });
        let options = WriteOptions::default();
        let written = registry::create(
            &self.world,
            Kind::Event,
            Some(&namespace),
            event,
            options,
            self.now,
        );
        if let Ok(written) = written {
            let key = crate::store::key_of(&written.object).into_boxed_str();
            self.recorder.known.insert(identity, key.clone());
            self.recorder.written.push_back((self.now, identity, key));
        }
    }

    fn forget_old_events(&mut self) {
        while let Some((written, ..)) = self.recorder.written.front() {
            let expired = self.now.duration_since(*written) > KEPT;
            if !expired && self.recorder.written.len() < self.recorder.limit {
                return;
            }
            let Some((_, identity, key)) = self.recorder.written.pop_front() else {
                return;
            };
            if self.recorder.known.get(&identity) == Some(&key) {
                self.recorder.known.remove(&identity);
            }
            if let Some(event) = self.world.store.get(Kind::Event, &key) {
                let _gone_already = self.world.store.remove(Kind::Event, &key, event.revision());
            }
        }
    }
}

fn identity(text: &str) -> u64 {
    content_hash(text.as_bytes())
        .bytes()
        .fold(0, |hash, byte| hash.wrapping_mul(31) ^ u64::from(byte))
}
