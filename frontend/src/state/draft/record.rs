//! A draft as the browser keeps it, and which of two copies is the one to go on with.

use contract::{Draft, DraftOrigin};
use serde::{Deserialize, Serialize};

/// What a copy of the browser's that the server never answered to began from: no version that there is, so
/// that the server does not let it write over another one.
const NO_VERSION: &str = "1970-01-01T00:00:00Z";

/// A draft in the browser's local storage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The cluster it is meant for.
    pub cluster: String,
    /// The text as typed.
    pub text: String,
    /// The version of the server's copy that this text began from; none before the first.
    #[serde(default)]
    pub based_on: Option<String>,
    /// Whether the server has this very text.
    #[serde(default)]
    pub kept: bool,
    /// What is edited, as it was when the draft began; none for a new DaemonSet.
    #[serde(default)]
    pub origin: Option<DraftOrigin>,
}

impl Record {
    /// What the browser keeps of it: the text for as long as the server does not have it.
    #[must_use]
    pub fn to_keep(&self) -> Self {
        if !self.kept {
            return self.clone();
        }
        Self {
            text: String::new(),
            origin: None,
            ..self.clone()
        }
    }

    /// Whether something was typed that the server does not have.
    #[must_use]
    pub const fn is_behind(&self) -> bool {
        !self.kept && !self.text.is_empty()
    }

    /// Whether the server has what was typed, so that there is no text here.
    #[must_use]
    pub const fn is_elsewhere(&self) -> bool {
        self.kept && self.text.is_empty()
    }
}

/// What to go on with: the browser's copy where something was typed here that the server does not have, else
/// the server's. What the other one holds is not lost: a copy of the browser's that did not begin from the
/// server's is refused there, and then one is asked which it shall be.
#[must_use]
pub fn choose(record: Option<Record>, kept: Option<Draft>) -> Option<Record> {
    match (record.filter(|record| !record.is_elsewhere()), kept) {
        (Some(record), Some(kept)) if !record.kept && record.text != kept.text => Some(Record {
            based_on: record.based_on.or_else(|| Some(NO_VERSION.to_owned())),
            origin: record.origin.or(kept.origin),
            ..record
        }),
        (record, Some(kept)) => Some(Record {
            cluster: kept.cluster,
            text: kept.text,
            based_on: Some(kept.updated),
            kept: true,
            origin: kept.origin.or_else(|| record?.origin),
        }),
        (record, None) => Some(Record {
            kept: false,
            ..record?
        }),
    }
}

#[cfg(test)]
mod tests {
    use contract::{Draft, DraftOrigin};

    use super::{NO_VERSION, Record, choose};

    fn record(based_on: Option<&str>, kept: bool) -> Record {
        Record {
            text: "browser".to_owned(),
            based_on: based_on.map(str::to_owned),
            kept,
            ..Record::default()
        }
    }

    fn kept(version: &str) -> Draft {
        Draft {
            id: "1".to_owned(),
            cluster: String::new(),
            text: "server".to_owned(),
            name: String::new(),
            namespace: String::new(),
            origin: None,
            updated: version.to_owned(),
        }
    }

    #[test]
    fn what_only_this_browser_has_is_never_lost() {
        for (record, kept, expected) in [
            (None, None, None),
            (
                Some(record(None, false)),
                None,
                Some(("browser", None, false)),
            ),
            (None, Some(kept("s1")), Some(("server", Some("s1"), true))),
            // Typed on after the server's copy.
            (
                Some(record(Some("s1"), false)),
                Some(kept("s1")),
                Some(("browser", Some("s1"), false)),
            ),
            // Both changed: the server will say so.
            (
                Some(record(Some("s1"), false)),
                Some(kept("s2")),
                Some(("browser", Some("s1"), false)),
            ),
            // Nothing typed here since, and somebody else has gone on.
            (
                Some(record(Some("s1"), true)),
                Some(kept("s2")),
                Some(("server", Some("s2"), true)),
            ),
            // Typed here, and the server never answered.
            (
                Some(record(None, false)),
                Some(kept("s1")),
                Some(("browser", Some(NO_VERSION), false)),
            ),
        ] {
            let chosen = choose(record, kept);
            let found = chosen
                .as_ref()
                .map(|it| (it.text.as_str(), it.based_on.as_deref(), it.kept));
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn of_what_the_server_has_no_text_stays_in_the_browser() {
        let typed = record(Some("s1"), false);
        assert_eq!(typed.to_keep(), typed);
        let told = record(Some("s1"), true).to_keep();
        assert_eq!(
            (told.text.as_str(), told.based_on.as_deref()),
            ("", Some("s1"))
        );
        // And it is nothing to go on with by itself.
        assert_eq!(choose(Some(told.clone()), None), None);
        assert_eq!(choose(Some(told), Some(kept("s2"))).unwrap().text, "server");
    }

    #[test]
    fn either_copy_knows_what_it_began_from() {
        let origin = DraftOrigin {
            namespace: "logging".to_owned(),
            name: "agent".to_owned(),
            text: "a: 0".to_owned(),
        };
        let here = Record {
            origin: Some(origin.clone()),
            ..record(Some("s1"), true)
        };
        let there = Draft {
            origin: Some(origin.clone()),
            ..kept("s1")
        };
        for (record, kept) in [
            (Some(here.clone()), Some(kept("s1"))),
            (Some(here), None),
            (Some(record(Some("s1"), false)), Some(there.clone())),
            (None, Some(there)),
        ] {
            assert_eq!(choose(record, kept).unwrap().origin.as_ref(), Some(&origin));
        }
    }
}
