//! `v1 Event`, of those the ones with which the DaemonSet controller says that a pod of its was refused.

use jiff::Timestamp;
use preflight::status::{reason::FAILED_CREATE, words_of_refusal};
use serde::Deserialize;
use serde_json::Value;

use super::{
    Kind, Watchable,
    metadata::{Metadata, or_default},
};

/// A refusal of pods, as an Event tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) namespace: String,
    /// The Event's own name.
    pub(crate) name: String,
    /// `uid` of the DaemonSet; empty where the Event speaks of something else.
    pub(crate) daemon_set: String,
    /// The API server's words.
    pub(crate) words: String,
    /// When it last happened.
    pub(crate) last: Option<Timestamp>,
    /// When it first happened.
    pub(crate) first: Option<Timestamp>,
}

/// `core/v1 Event`, as far as it is read here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CoreEvent {
    pub(super) metadata: Metadata,
    #[serde(default, rename = "involvedObject", deserialize_with = "or_default")]
    pub(super) about: Reference,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) reason: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) message: String,
    first_timestamp: Option<String>,
    last_timestamp: Option<String>,
    event_time: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    series: Series,
}

/// Whom an Event speaks of.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    pub(super) kind: String,
    pub(super) name: String,
    uid: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Series {
    last_observed_time: Option<String>,
}

impl CoreEvent {
    pub(super) fn read(object: &Value) -> Result<Self, serde_json::Error> {
        Self::deserialize(object)
    }

    /// When it last happened, by whichever API it was written.
    pub(super) fn last(&self) -> Option<Timestamp> {
        let moment = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
        moment(&self.series.last_observed_time)
            .or_else(|| moment(&self.last_timestamp))
            .or_else(|| moment(&self.event_time))
            .or_else(|| self.metadata.created())
    }

    /// When it first happened, by whichever API it was written.
    fn first(&self) -> Option<Timestamp> {
        let moment = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
        moment(&self.first_timestamp)
            .or_else(|| moment(&self.event_time))
            .or_else(|| self.metadata.created())
    }
}

impl Watchable for Refusal {
    const KIND: Kind = Kind::Event;

    fn read(object: &Value) -> Result<Self, serde_json::Error> {
        let event = CoreEvent::read(object)?;
        // The watch asks for these alone, and not every server that calls itself one heeds that.
        let is_meant = event.reason == FAILED_CREATE && event.about.kind == "DaemonSet";
        Ok(Self {
            last: event.last(),
            first: event.first(),
            daemon_set: if is_meant {
                event.about.uid
            } else {
                String::new()
            },
            words: words_of_refusal(&event.message).to_owned(),
            namespace: event.metadata.namespace,
            name: event.metadata.name,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Refusal, Watchable};

    #[test]
    fn the_latest_moment_of_either_way_of_writing_counts() {
        let read = |more: serde_json::Value| {
            let mut event = json!({
                "metadata": {"name": "e", "namespace": "n", "creationTimestamp": "2026-01-01T00:00:00Z"},
                "involvedObject": {"kind": "DaemonSet", "uid": "u"},
                "reason": "FailedCreate",
                "message": "Error creating: pods \"d-x\" is forbidden: exceeded quota: q",
            });
            for (field, value) in more.as_object().unwrap() {
                event[field] = value.clone();
            }
            Refusal::read(&event).unwrap()
        };
        for (more, last) in [
            (json!({}), "2026-01-01T00:00:00Z"),
            (
                json!({"lastTimestamp": "2026-01-01T00:05:00Z", "eventTime": null}),
                "2026-01-01T00:05:00Z",
            ),
            (
                json!({"lastTimestamp": null, "eventTime": "2026-01-01T00:00:01.5Z",
                    "series": {"count": 2, "lastObservedTime": "2026-01-01T00:07:00.25Z"}}),
                "2026-01-01T00:07:00.25Z",
            ),
        ] {
            let refusal = read(more);
            assert_eq!(refusal.last.unwrap().to_string(), last);
            assert_eq!(refusal.words, "exceeded quota: q");
            assert_eq!(refusal.daemon_set, "u");
        }
        assert_eq!(read(json!({"reason": "SuccessfulCreate"})).daemon_set, "");
    }
}
