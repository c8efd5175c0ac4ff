//! The words of fields, cards and structs.

use std::cell::OnceCell;

use crate::api::ApiError;
use crate::text::{self, Locale};

/// What one name is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The name: `Struct.field`, or the field alone.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What to know before one types; empty where nothing is.
    pub help: &'static str,
}

/// What a field is called: by its struct, else by its name alone, else as Kubernetes calls it.
#[must_use]
pub fn label(owner: &str, field: &'static str) -> &'static str {
    found(owner, field).map_or(field, |words| words.label)
}

/// What to know of a field before one types.
#[must_use]
pub fn help(owner: &str, field: &str) -> &'static str {
    found(owner, field).map_or("", |words| words.help)
}

/// What a card is called.
#[must_use]
pub fn card(name: &'static str) -> &'static str {
    label("card", name)
}

/// What is worth knowing of a card; empty where nothing is.
#[must_use]
pub fn card_note(name: &str) -> &'static str {
    help("card", name)
}

/// Has the words of all languages here, for [`in_all`].
///
/// # Errors
/// The server does not answer with a language's table.
pub async fn fetch_all() -> Result<(), ApiError> {
    for locale in Locale::ALL {
        text::table::fetch(locale).await?;
    }
    Ok(())
}

/// What a field is called in each language; as Kubernetes calls it in one whose words are not here.
#[must_use]
pub fn in_all(owner: &str, field: &'static str) -> [&'static str; 2] {
    Locale::ALL.map(|locale| found_in(locale, owner, field).map_or(field, |words| words.label))
}

/// All words of a locale, in the order of their names; none where they are not here.
#[must_use]
pub fn table(locale: usize) -> Vec<Words> {
    let mut table = Vec::new();
    for line in text::table::fields(Locale::ALL[locale]) {
        let mut parts = line.split('\t');
        table.push(Words {
            name: parts.next().unwrap_or_default(),
            label: parts.next().unwrap_or_default(),
            help: parts.next().unwrap_or_default(),
        });
    }
    table
}

fn found(owner: &str, field: &str) -> Option<Words> {
    found_in(text::current(), owner, field)
}

fn found_in(locale: Locale, owner: &str, field: &str) -> Option<Words> {
    thread_local! {
        static TABLES: [OnceCell<Vec<Words>>; Locale::ALL.len()] =
            const { [const { OnceCell::new() }; Locale::ALL.len()] };
    }
    if text::table::fields(locale).is_empty() {
        // Not here yet; what is kept below is kept for good.
        return None;
    }
    let with_owner = format!("{owner}.{field}");
    TABLES.with(|tables| {
        let locale = locale as usize;
        let table = tables[locale].get_or_init(|| self::table(locale));
        [with_owner.as_str(), field].iter().find_map(|name| {
            let at = table.binary_search_by(|words| words.name.cmp(name)).ok()?;
            Some(table[at])
        })
    })
}
