//! What the text of a draft has been, so that a version of it that turns up elsewhere is known for one's own.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The texts since the one that the server is known to have, by digest: one for each key that was pressed would be
/// too many to keep whole.
#[derive(Debug, Default)]
pub(super) struct Been(Vec<u64>);

impl Been {
    /// It is this by now.
    pub(super) fn now(&mut self, text: &str) {
        let digest = digest(text);
        if self.0.last() != Some(&digest) {
            self.0.push(digest);
        }
    }

    /// The server has this: whoever has an older one has not seen it.
    pub(super) fn kept(&mut self, text: &str) {
        let digest = digest(text);
        if let Some(at) = self.0.iter().rposition(|it| *it == digest) {
            self.0.drain(..at);
        }
    }

    /// Whether it has been this.
    pub(super) fn has_been(&self, text: &str) -> bool {
        self.0.contains(&digest(text))
    }
}

fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::Been;

    #[test]
    fn what_it_was_before_the_server_had_it_is_another_text() {
        let mut been = Been::default();
        for text in ["a", "ab", "abc", "ab", "abd"] {
            been.now(text);
        }
        assert!(["a", "ab", "abc", "abd"].iter().all(|it| been.has_been(it)));
        assert!(!been.has_been("b"));
        been.kept("ab");
        assert!(["ab", "abd"].iter().all(|it| been.has_been(it)));
        assert!(!been.has_been("a") && !been.has_been("abc"));
        // What never stood here says nothing about what did.
        been.kept("b");
        assert!(been.has_been("abd"));
    }
}
