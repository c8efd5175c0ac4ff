//! The sentences in English, for who answers in it: the server, the command line, the simulated cluster, tests.

use std::fmt;

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
