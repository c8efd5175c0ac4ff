//! A draft as the browser keeps it, and which of two copies is the one to go on with.

use serde::{Deserialize, Serialize};

/// A draft in the browser's local storage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The cluster it is meant for.
    pub cluster: String,
    /// The text as typed.
    pub text: String,
    /// When it was last changed, in milliseconds since 1970 by this browser's clock.
    pub changed: f64,
    /// The time stamp of the server's copy that this text began from; none before the first.
    #[serde(default)]
    pub based_on: Option<String>,
    /// Whether the server has this very text.
    #[serde(default)]
    pub kept: bool,
}

/// The server's copy of a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The text.
    pub text: String,
    /// When it was kept, as the server wrote it.
    pub stamp: String,
    /// The same in milliseconds since 1970.
    pub time: f64,
}

/// The text to go on with: the newer of the browser's copy and the server's.
///
/// Clocks differ, so they are asked only when both have changed: a browser's copy that began from the
/// very one that the server still has is the newer one whatever the clocks say.
#[must_use]
pub fn newer(record: Option<Record>, kept: Option<Kept>) -> Option<String> {
    match (record, kept) {
        (Some(record), Some(kept)) => {
            let is_based_on_it = record.based_on.as_deref() == Some(&kept.stamp);
            let is_ahead = is_based_on_it || (!record.kept && record.changed >= kept.time);
            Some(if is_ahead { record.text } else { kept.text })
        }
        (Some(record), None) => Some(record.text),
        (None, Some(kept)) => Some(kept.text),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, Record, newer};

    fn record(changed: f64, based_on: Option<&str>, kept: bool) -> Record {
        Record {
            cluster: String::new(),
            text: "browser".to_owned(),
            changed,
            based_on: based_on.map(str::to_owned),
            kept,
        }
    }

    fn kept(stamp: &str, time: f64) -> Kept {
        Kept {
            text: "server".to_owned(),
            stamp: stamp.to_owned(),
            time,
        }
    }

    #[test]
    fn the_newer_copy_wins() {
        let (browser, server) = (Some("browser".to_owned()), Some("server".to_owned()));
        for (record, kept, expected) in [
            (None, None, None),
            (Some(record(1.0, None, false)), None, browser.clone()),
            (None, Some(kept("s1", 1.0)), server.clone()),
            // Typed on after the server's copy, by a clock that is behind.
            (
                Some(record(1.0, Some("s1"), false)),
                Some(kept("s1", 9.0)),
                browser.clone(),
            ),
            // Both changed: somebody else kept s2 meanwhile.
            (
                Some(record(5.0, Some("s1"), false)),
                Some(kept("s2", 9.0)),
                server.clone(),
            ),
            (
                Some(record(9.0, Some("s1"), false)),
                Some(kept("s2", 5.0)),
                browser.clone(),
            ),
            // Nothing typed here since, and somebody else has gone on.
            (
                Some(record(9.0, Some("s1"), true)),
                Some(kept("s2", 5.0)),
                server.clone(),
            ),
            // Typed here, and the server never answered.
            (
                Some(record(9.0, None, false)),
                Some(kept("s1", 5.0)),
                browser,
            ),
        ] {
            assert_eq!(newer(record, kept), expected);
        }
    }
}
