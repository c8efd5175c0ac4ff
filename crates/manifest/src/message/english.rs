//! The sentences in English, for who answers in it: the server, the command line, the simulated cluster, tests.

use std::fmt;

use serde_json::Value;

use super::Message;

include!(concat!(env!("OUT_DIR"), "/english.rs"));

impl fmt::Display for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut result = Ok(());
        self.say(&ENGLISH, &mut |part, _| {
            result = result.and_then(|()| formatter.write_str(part));
        });
        result
    }
}

impl Message {
    /// The code of a sentence of ours and its arguments; empty of what is not ours.
    #[must_use]
    pub fn english_parts(&self) -> (String, Vec<Value>) {
        self.parts(&ENGLISH).unwrap_or_default()
    }
}

/// Whether a message says this in English, for tests.
impl PartialEq<str> for Message {
    fn eq(&self, other: &str) -> bool {
        self.in_words(&ENGLISH).as_str() == other
    }
}

impl PartialEq<&str> for Message {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}
