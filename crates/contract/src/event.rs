//! The messages of `GET /clusters/{cluster}/events`: a snapshot, then changes.
//!
//! Each is the `data` of one server-sent event whose `event` is the message's type and whose `id` says how far the client has
//! been shown the cluster; one that comes back with `Last-Event-ID`, to whichever console, gets what it missed, or a new
//! snapshot.

use manifest::Message;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{DaemonSetRow, NodeRow, PodRow};

/// One message.
// It is read by [`StreamMessage::read`]: what serde derives for a tag keeps the whole message in a form of its own
// first, and weighs 40 kB of code in the browser. That is nothing for the description of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum StreamMessage {
    /// All that the stream speaks of, as it is now.
    Snapshot(Snapshot),
    /// What has changed since the message before.
    Change(Change),
    /// Whether the console still hears from the cluster.
    Freshness(Freshness),
}

impl StreamMessage {
    /// The name of the server-sent event.
    #[must_use]
    pub const fn event_name(&self) -> &'static str {
        match self {
            Self::Snapshot(_) => "snapshot",
            Self::Change(_) => "change",
            Self::Freshness(_) => "freshness",
        }
    }

    /// Reads the `data` of a server-sent event of this name.
    ///
    /// # Errors
    /// It is no such message, or no event has this name.
    pub fn read(event_name: &str, data: &str) -> serde_json::Result<Self> {
        Ok(match event_name {
            "snapshot" => Self::Snapshot(serde_json::from_str(data)?),
            "change" => Self::Change(serde_json::from_str(data)?),
            "freshness" => Self::Freshness(serde_json::from_str(data)?),
            other => {
                let words = format!("no message is called {other:?}");
                return Err(serde::de::Error::custom(words));
            }
        })
    }
}

/// All rows, as they are now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The DaemonSets that match the query.
    pub daemon_sets: Vec<DaemonSetRow>,
    /// How many nodes the cluster has.
    pub nodes: u32,
    /// The names of all namespaces.
    pub namespaces: Vec<String>,
    /// Nodes and pods of the one DaemonSet that the query names, while it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<DetailSnapshot>,
    /// Whether the console still hears from the cluster.
    pub freshness: Freshness,
}

/// Nodes and pods of one DaemonSet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DetailSnapshot {
    /// All nodes, by name.
    pub nodes: Vec<NodeRow>,
    /// Its pods, by node.
    pub pods: Vec<PodRow>,
}

/// What has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Rows that are new or other than before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub daemon_sets: Vec<DaemonSetRow>,
    /// UIDs of rows that are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// How many nodes the cluster has, where that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes: Option<u32>,
    /// The names of all namespaces, where those changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespaces: Option<Vec<String>>,
    /// Whether the facts that preflight reads (`GET …/facts`) may be other than before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub facts_changed: bool,
    /// What has changed on the nodes and pods of the one DaemonSet that the query names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<DetailChange>,
}

/// What has changed on the nodes and pods of one DaemonSet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DetailChange {
    /// Nodes that are new or other than before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<NodeRow>,
    /// Names of nodes that are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed_nodes: Vec<String>,
    /// Pods that are new or other than before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pods: Vec<PodRow>,
    /// Names of pods that are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed_pods: Vec<String>,
}

/// Whether the console still hears from the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Freshness {
    /// Whether what is shown follows the cluster.
    pub live: bool,
    /// Since when it does not, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale_since: Option<String>,
    /// Why, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Of a sentence of Everynode's own, which it is: `watch.reading`. Absent where the words are not its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, as in [`crate::FieldError::arguments`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
    /// Whether the cluster answers all the same, and does not let the console read what it has to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    /// What of DaemonSets, pods, nodes and namespaces has never been read: that there is none of it is not said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
}

/// Something of a cluster that nothing is known of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unknown {
    /// The resource: `daemonsets`, `pods`, `nodes` or `namespaces`.
    pub resource: String,
    /// Why, in a few words: `no right to list pods`.
    pub reason: String,
    /// Of a sentence of Everynode's own, which it is: `watch.reading`. Absent where the words are not its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, as in [`crate::FieldError::arguments`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
}

impl Unknown {
    /// Nothing is known of a resource, and why.
    #[cfg(feature = "english")]
    #[must_use]
    pub fn because(resource: &str, why: &Message) -> Self {
        let (code, arguments) = why.english_parts();
        Self {
            resource: resource.to_owned(),
            reason: why.to_string(),
            code,
            arguments,
        }
    }

    /// Why, for who puts it into another language.
    #[must_use]
    pub fn said(&self) -> Message {
        Message::of_parts(&self.code, &self.arguments, &self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, Freshness, Snapshot, StreamMessage};

    #[test]
    fn every_message_is_read_by_its_name() {
        for message in [
            StreamMessage::Snapshot(Snapshot::default()),
            StreamMessage::Change(Change {
                removed: vec!["1".to_owned()],
                ..Change::default()
            }),
            StreamMessage::Freshness(Freshness::default()),
        ] {
            let data = serde_json::to_string(&message).unwrap();
            let name = message.event_name();
            assert!(data.contains(&format!("\"type\":\"{name}\"")), "{data}");
            assert_eq!(StreamMessage::read(name, &data).unwrap(), message);
        }
        assert!(StreamMessage::read("colour", "{}").is_err());
        assert!(StreamMessage::read("snapshot", "{}").is_err());
    }
}
