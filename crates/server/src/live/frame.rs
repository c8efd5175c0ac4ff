//! Messages as bytes on the wire (`text/event-stream`).

use std::hash::{BuildHasher as _, RandomState};

use bytes::Bytes;
use contract::{StreamMessage, event_id};

/// What keeps proxies from taking a quiet stream for a dead one.
pub(super) const KEEP_ALIVE: Bytes = Bytes::from_static(b":\n\n");

/// How many milliseconds a browser waits at least before it comes back, and by how many more at random.
const RETRY: (u64, u64) = (500, 1500);

/// The same where the console stops: not all who looked at it shall come to the next one in the same moment.
const RETRY_ELSEWHERE: (u64, u64) = (300, 4700);

/// The first bytes of a stream: how long a browser waits before it comes back.
pub(super) fn opening() -> Bytes {
    retry(RETRY)
}

/// The last bytes of a stream of a console that stops.
pub(super) fn farewell() -> Bytes {
    retry(RETRY_ELSEWHERE)
}

fn retry((least, spread): (u64, u64)) -> Bytes {
    // Every `RandomState` is seeded anew: randomness enough for this, without a library.
    let wait = least + RandomState::new().hash_one(()) % spread;
    format!("retry: {wait}\n\n").into()
}

/// A message with its id, which names the cluster. JSON written by serde holds no line break, so it is one `data` line.
pub(crate) fn encode(cluster: &str, place: &str, message: &StreamMessage) -> Bytes {
    let id = event_id::write(cluster, place);
    let mut text = format!("id: {id}\nevent: {}\ndata: ", message.event_name());
    match serde_json::to_string(message) {
        Ok(json) => text.push_str(&json),
        // A message of ours is made of strings and numbers alone.
        Err(error) => tracing::error!(%error, "a message cannot be written"),
    }
    text.push_str("\n\n");
    text.into()
}

#[cfg(test)]
mod tests {
    use super::farewell;

    #[test]
    fn those_who_are_sent_on_come_back_one_after_the_other() {
        let waits = (0..200).map(|_| {
            let text = String::from_utf8(farewell().to_vec()).unwrap();
            let wait = text.strip_prefix("retry: ").unwrap();
            wait.trim_end().parse::<u64>().unwrap()
        });
        let waits: Vec<u64> = waits.collect();
        assert!(waits.iter().all(|wait| (300..5000).contains(wait)));
        // No second of the five has more than half of them.
        for second in 0..5 {
            let within = waits.iter().filter(|wait| *wait / 1000 == second);
            assert!(within.count() < 100, "{waits:?}");
        }
    }
}
