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

/// What is kept under all keys of this console that begin so, each with what comes behind that.
#[must_use]
pub fn read_all(beginning: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Some(storage) = local() else {
        return found;
    };
    for at in 0..storage.length().unwrap_or_default() {
        let key = storage.key(at).ok().flatten().unwrap_or_default();
        let rest = key.strip_prefix(beginning);
        let rest = rest.and_then(|rest| rest.strip_suffix(routes::base()));
        // What has a path behind it is another console's.
        let Some(rest) = rest.filter(|rest| !rest.contains('/')) else {
            continue;
        };
        if let Ok(Some(value)) = storage.get_item(&key) {
            found.push((rest.to_owned(), value));
        }
    }
    found
}
