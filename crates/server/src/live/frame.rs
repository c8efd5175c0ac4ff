//! Messages as bytes on the wire (`text/event-stream`).

use bytes::Bytes;
use contract::{StreamMessage, event_id};

/// What keeps proxies from taking a quiet stream for a dead one.
pub(super) const KEEP_ALIVE: Bytes = Bytes::from_static(b":\n\n");

/// The first bytes of a stream: how many milliseconds a browser waits before it comes back.
pub(super) const OPENING: Bytes = Bytes::from_static(b"retry: 1000\n\n");

/// A message with its id, which names the cluster. JSON written by serde holds no line break, so it is one `data` line.
pub(crate) fn encode(cluster: &str, number: u64, message: &StreamMessage) -> Bytes {
    let id = event_id::write(cluster, number);
    let mut text = format!("id: {id}\nevent: {}\ndata: ", message.event_name());
    match serde_json::to_string(message) {
        Ok(json) => text.push_str(&json),
        // A message of ours is made of strings and numbers alone.
        Err(error) => tracing::error!(%error, "a message cannot be written"),
    }
    text.push_str("\n\n");
    text.into()
}
