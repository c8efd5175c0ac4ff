//! Whether a page is where the settings say: what its script looks at, and the words that it shows if not.
//!
//! Only the browser knows by which address a page was opened. Where a proxy serves the console below a path that the
//! settings do not name, everything that the page leads to would be missing, and it would stay blank.

use super::Words;
use crate::app::App;

/// What `fits.html` needs.
pub(super) struct Fit {
    pub(super) words: Words,
    /// Below which path the settings say that the console is.
    pub(super) base: String,
    /// Which page it is, below that; of one that goes by several addresses, with what they all begin.
    pub(super) path: String,
    /// The address of the settings; empty where they name none.
    pub(super) address: String,
    /// What the words look like, where that can be had.
    pub(super) styles: Option<String>,
}

impl Fit {
    /// Of the page at `path`.
    pub(super) fn of(app: &App, words: Words, path: &str) -> Self {
        let url = app.hosts.public_url.as_ref();
        Self {
            words,
            base: app.hosts.base().to_owned(),
            path: path.to_owned(),
            address: url.map(ToString::to_string).unwrap_or_default(),
            styles: app.asset("styles.css"),
        }
    }
}
