//! Choices that outlive the tab, in the browser's local storage.
//!
//! Two consoles below one host have one storage, so a key ends with the path of its console.
//!
//! Storage may be switched off or full; a choice is then kept for this page alone, without a word.

use crate::routes;

fn local() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// The key of this console.
fn own(key: &str) -> String {
    [key, routes::base()].concat()
}

/// What was kept under a key.
#[must_use]
pub fn read(key: &str) -> Option<String> {
    local()?.get_item(&own(key)).ok()?
}

/// Keeps a value under a key.
pub fn keep(key: &str, value: &str) {
    if let Some(storage) = local() {
        // A refusal means that storage is full or forbidden, see above.
        let _ = storage.set_item(&own(key), value);
    }
}

/// Forgets a key.
pub fn forget(key: &str) {
    if let Some(storage) = local() {
        // A refusal means that storage is forbidden, see above.
        let _ = storage.remove_item(&own(key));
    }
}
