//! Choices that outlive the tab, in the browser's local storage.
//!
//! Storage may be switched off or full; a choice is then kept for this page alone, without a word.

fn local() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What was kept under a key.
#[must_use]
pub fn read(key: &str) -> Option<String> {
    local()?.get_item(key).ok()?
}

/// Keeps a value under a key.
pub fn keep(key: &str, value: &str) {
    if let Some(storage) = local() {
        // A refusal means that storage is full or forbidden, see above.
        let _ = storage.set_item(key, value);
    }
}

/// Forgets a key.
pub fn forget(key: &str) {
    if let Some(storage) = local() {
        // A refusal means that storage is forbidden, see above.
        let _ = storage.remove_item(key);
    }
}
