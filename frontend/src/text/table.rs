//! The tables of texts, one a language: an asset of its own, so that whoever reads one language does not fetch
//! the others.

use std::cell::OnceCell;

use manifest::gather::Gather as _;

use super::{FIRST_FIELD, FIRST_SENTENCE, LINES, Locale};
use crate::api::{self, ApiError};

thread_local! {
    /// The lines of the tables that are here, for each of [`Locale::ALL`].
    static TABLES: [OnceCell<&'static [&'static str]>; Locale::ALL.len()] =
        const { [const { OnceCell::new() }; Locale::ALL.len()] };
}

/// Has the texts of a language here, fetched unless they are.
///
/// # Errors
/// The server does not answer with the table.
pub async fn fetch(locale: Locale) -> Result<(), ApiError> {
    if !lines(locale).is_empty() {
        return Ok(());
    }
    keep(locale, api::texts::read(locale).await?)
}

/// The words of the form's fields in a language: for each name, sorted, a line with tabs between the name, the
/// label and the help. None where the table is not here.
#[must_use]
pub fn fields(locale: Locale) -> &'static [&'static str] {
    lines(locale).get(FIRST_FIELD..).unwrap_or_default()
}

/// The sentences of the judgement in a language, as [`manifest::Message`] looks for them. None where the table is not
/// here.
#[must_use]
pub fn sentences(locale: Locale) -> &'static [&'static str] {
    let lines = lines(locale).get(FIRST_SENTENCE..FIRST_FIELD);
    lines.unwrap_or_default()
}

/// The lines of a language's table; none where it is not here.
pub(super) fn lines(locale: Locale) -> &'static [&'static str] {
    TABLES.with(|tables| {
        let table = &tables[locale as usize];
        #[cfg(not(target_arch = "wasm32"))]
        table.get_or_init(|| split(ON_HOST[locale as usize]));
        table.get().copied().unwrap_or_default()
    })
}

/// Unit tests have the tables without fetching them.
#[cfg(not(target_arch = "wasm32"))]
const ON_HOST: [&str; Locale::ALL.len()] = [
    include_str!(concat!(env!("OUT_DIR"), "/text.en.txt")),
    include_str!(concat!(env!("OUT_DIR"), "/text.zh-CN.txt")),
];

/// Keeps a table that was fetched. What has another number of lines is none of this build: a proxy's page, say.
fn keep(locale: Locale, text: String) -> Result<(), ApiError> {
    // Never freed, because views hold texts for as long as they like; there is one of each language at most.
    let lines = split(text.leak());
    if lines.len() != LINES {
        return Err(ApiError::Unreachable {
            message: format!("a table of {} lines instead of {LINES}", lines.len()),
        });
    }
    TABLES.with(|tables| {
        // A table that has come meanwhile is the same one.
        let _ = tables[locale as usize].set(lines);
    });
    Ok(())
}

fn split(text: &'static str) -> &'static [&'static str] {
    text.split('\n').gather().leak()
}
