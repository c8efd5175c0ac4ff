//! What becomes of the browser's copies of drafts when somebody signs out, or somebody else signs in.

use contract::DraftText;

use super::{KEYS, record::Record};
use crate::api;
use crate::state::storage;

/// Who used this browser last.
const PERSON: &str = "everynode.person";

/// Hands what the server does not have yet over to it, and forgets all copies: who comes next finds nothing here.
pub async fn hand_over_all() {
    for (id, kept) in storage::read_all(KEYS) {
        let record: Record = serde_json::from_str(&kept).unwrap_or_default();
        if !record.kept && !record.text.is_empty() {
            let draft = DraftText {
                cluster: record.cluster,
                text: record.text,
                origin: record.origin,
                based_on: record.based_on,
                ..DraftText::default()
            };
            // Who signs out leaves nothing behind, whatever the server says of it.
            let _ = api::drafts::keep(&id, &draft).await;
        }
        super::forget(&id);
    }
}

/// Forgets copies that somebody else has left in this browser, whose session ended without signing out.
pub fn forget_those_of_others(user: &str) {
    if storage::read(PERSON).is_some_and(|last| last != user) {
        for (id, _) in storage::read_all(KEYS) {
            super::forget(&id);
        }
    }
    storage::keep(PERSON, user);
}
