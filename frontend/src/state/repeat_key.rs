//! The `Idempotency-Key` of something that is asked for: it stays the same for as long as nobody knows what came of it.

use leptos::prelude::*;

use super::draft::fresh_id;

/// What was asked for last, and its key. Cheap to copy; it ends with the component that began it.
#[derive(Clone, Copy, Debug)]
pub struct RepeatKey(StoredValue<Option<(String, String)>>);

impl RepeatKey {
    /// For a thing that has not been asked for yet.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// The key for this: the one under which the very same was sent before, else a fresh one. What was refused freed
    /// its key, so that sending it again under the same one is a new try.
    #[must_use]
    pub fn of(self, asked: &str) -> String {
        let kept = self.0.try_with_value(|kept| {
            let (before, key) = kept.as_ref()?;
            (before == asked).then(|| key.clone())
        });
        kept.flatten().unwrap_or_else(|| {
            let key = fresh_id();
            // Gone with its page: then nothing of it is sent again.
            let _ = self.0.try_set_value(Some((asked.to_owned(), key.clone())));
            key
        })
    }

    /// Forgets it: it was done, or what is asked for from now on is meant anew. Gives false where the page was left
    /// meanwhile.
    pub fn forget(self) -> bool {
        self.0.try_set_value(None).is_none()
    }
}

impl Default for RepeatKey {
    fn default() -> Self {
        Self::new()
    }
}
