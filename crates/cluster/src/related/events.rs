//! What Kubernetes tells of a DaemonSet and its pods.

use std::collections::HashSet;

use contract::{EventRow, path::segment};
use serde_json::Value;

use super::{list, text};
use crate::{AsUser, Watched, error::ClusterError};

impl AsUser<'_> {
    /// The Events that speak of a DaemonSet or of a pod that it has now, as has been `seen`; the latest first.
    ///
    /// # Errors
    /// See [`ClusterError`]. One of a DaemonSet that does not exist is none: Events outlive it.
    pub async fn events(
        &self,
        seen: &Watched,
        namespace: &str,
        name: &str,
    ) -> Result<Vec<EventRow>, ClusterError> {
        let path = format!("/api/v1/namespaces/{}/events", segment(namespace));
        let about = format!("involvedObject.kind=DaemonSet,involvedObject.name={name}");
        let transport = &self.transport();
        let of_it = list(transport, "events", &path, ("fieldSelector", &about));
        let about = "involvedObject.kind=Pod";
        let of_pods = list(transport, "events", &path, ("fieldSelector", about));
        let (of_it, of_pods) = futures::try_join!(of_it, of_pods)?;
        let pods = seen.pods(namespace, name).unwrap_or_default();
        let names: HashSet<&str> = pods.iter().map(|pod| pod.name.as_str()).collect();
        let of_pods = of_pods
            .iter()
            .filter(|event| names.contains(text(event, "/involvedObject/name")));
        Ok(latest_first(of_it.iter().chain(of_pods).map(row).collect()))
    }
}

fn latest_first(mut rows: Vec<EventRow>) -> Vec<EventRow> {
    rows.sort_by(|left, right| {
        let key = |row: &EventRow| (row.last_seen.clone(), row.first_seen.clone());
        key(right).cmp(&key(left))
    });
    rows
}

/// Rows that say the same of the same object as one, with all their times; the latest first. The API server begins a new
/// Event for the same every now and then.
pub(super) fn grouped(rows: Vec<EventRow>) -> Vec<EventRow> {
    let mut groups: Vec<EventRow> = Vec::new();
    for row in rows {
        let says = |row: &EventRow| {
            let words = [
                &row.kind,
                &row.reason,
                &row.message,
                &row.object_name,
                &row.source,
            ];
            words.map(String::clone)
        };
        match groups.iter_mut().find(|group| says(group) == says(&row)) {
            Some(group) => {
                group.count = group.count.saturating_add(row.count);
                group.first_seen = row.first_seen.min(std::mem::take(&mut group.first_seen));
                group.last_seen = row.last_seen.max(std::mem::take(&mut group.last_seen));
            }
            None => groups.push(row),
        }
    }
    latest_first(groups)
}

/// An Event as a row. It may be written in the old way (`count`, `lastTimestamp`) or the new one
/// (`series`, `eventTime`).
pub(super) fn row(event: &Value) -> EventRow {
    let first_of = |pointers: &[&str]| {
        let texts = pointers.iter().map(|pointer| text(event, pointer));
        texts
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_default()
            .to_owned()
    };
    let created = "/metadata/creationTimestamp";
    let count = event
        .pointer("/series/count")
        .or_else(|| event.get("count"))
        .and_then(Value::as_u64)
        .unwrap_or(1);
    EventRow {
        kind: first_of(&["/type"]),
        reason: first_of(&["/reason"]),
        message: first_of(&["/message"]),
        object_kind: first_of(&["/involvedObject/kind"]),
        object_name: first_of(&["/involvedObject/name"]),
        source: first_of(&["/source/component", "/reportingComponent"]),
        count: u32::try_from(count).unwrap_or(u32::MAX),
        first_seen: first_of(&["/firstTimestamp", "/eventTime", created]),
        last_seen: first_of(&[
            "/series/lastObservedTime",
            "/lastTimestamp",
            "/eventTime",
            created,
        ]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::row;

    #[test]
    fn both_ways_of_writing_an_event_are_read() {
        let old = row(&json!({
            "type": "Warning", "reason": "FailedCreate", "message": "m",
            "involvedObject": {"kind": "DaemonSet", "name": "agent"},
            "source": {"component": "daemonset-controller"}, "count": 3,
            "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:05:00Z",
            "eventTime": null,
        }));
        assert_eq!(
            (old.count, old.source.as_str()),
            (3, "daemonset-controller")
        );
        assert_eq!(old.last_seen, "2026-01-01T00:05:00Z");
        let new = row(&json!({
            "type": "Warning", "reason": "FailedScheduling",
            "involvedObject": {"kind": "Pod", "name": "agent-x"},
            "reportingComponent": "default-scheduler", "source": {}, "firstTimestamp": null,
            "eventTime": "2026-01-01T00:00:00.5Z",
            "series": {"count": 2, "lastObservedTime": "2026-01-01T00:01:00Z"},
        }));
        assert_eq!((new.count, new.source.as_str()), (2, "default-scheduler"));
        assert_eq!(new.first_seen, "2026-01-01T00:00:00.5Z");
        assert_eq!(new.last_seen, "2026-01-01T00:01:00Z");
    }
}
