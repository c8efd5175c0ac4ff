//! What the reader looks at: search, status and order, which the address holds; and the page.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use contract::rows::{self, Column, Search, Sort};
use contract::{DaemonSetRow, StatusWord};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::query_signal_with_options;
use manifest::order::sort_by;

use crate::reactive::{effect, memo};
use crate::state::live::Live;

/// How many rows stand on a page. More would slow the browser, not help the reader.
pub const PAGE: usize = 200;

/// The selection. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Selection {
    live: Live,
    /// What is typed into the filter.
    pub search: RwSignal<String>,
    /// The one status that is looked at; none for all.
    pub status: Memo<Option<StatusWord>>,
    set_status: SignalSetter<Option<InAddress>>,
    /// The page, from 0.
    pub page: RwSignal<usize>,
    sort: Memo<Sort>,
    set_sort: SignalSetter<Option<Sort>>,
    found: Memo<Vec<Arc<DaemonSetRow>>>,
    chosen: Memo<Vec<Arc<DaemonSetRow>>>,
}

impl Selection {
    /// Reads the address, and writes to it what the reader changes.
    pub fn from_address(live: Live) -> Self {
        let search = search_in_address();
        let (sort, set_sort) = query_signal_with_options::<Sort>("sort", quietly());
        // What needs attention stands first.
        let by_trouble = Sort {
            column: Column::Status,
            descending: false,
        };
        let sort = memo(move || sort.get().unwrap_or(by_trouble));
        let (status, set_status) = query_signal_with_options::<InAddress>("status", quietly());
        let status = memo(move || status.get().map(|InAddress(word)| word));
        let found = memo(move || {
            let search = search.with(|text| Search::new(text));
            live.rows.with(|rows| {
                let rows = rows.iter().flat_map(|rows| rows.values());
                rows.filter(|row| search.finds(&rows::haystack(row)))
                    .cloned()
                    .collect::<Vec<_>>()
            })
        });
        let chosen = memo(move || {
            let mut rows = found.get();
            if let Some(word) = status.get() {
                rows.retain(|row| row.status.word == word);
            }
            let sort = sort.get();
            sort_by(&mut rows, |a, b| sort.compare(a, b));
            rows
        });
        let page = RwSignal::new(0);
        Effect::new(move |last: Option<()>| {
            search.track();
            status.track();
            sort.track();
            if last.is_some() {
                page.set(0);
            }
        });
        Self {
            live,
            search,
            status,
            set_status,
            page,
            sort,
            set_sort,
            found,
            chosen,
        }
    }

    /// How many rows there are at all. Tracked.
    pub fn total(self) -> usize {
        self.live
            .rows
            .with(|rows| rows.as_ref().map_or(0, BTreeMap::len))
    }

    /// How many rows pass search and status. Tracked.
    pub fn shown(self) -> usize {
        self.chosen.with(Vec::len)
    }

    /// The keys of the rows of the current page, in order. Tracked.
    pub fn page_of_keys(self) -> Vec<String> {
        let page = self.page.get();
        self.chosen.with(|rows| {
            let rows = rows.iter().skip(page * PAGE).take(PAGE);
            rows.map(|row| row.key()).collect()
        })
    }

    /// The rows that pass search and status, in order. Tracked.
    pub fn rows(self) -> Vec<Arc<DaemonSetRow>> {
        self.chosen.get()
    }

    /// Whether there is a row of this key, whatever the filter. Tracked.
    pub fn is_there(self, key: &str) -> bool {
        let rows = self.live.rows;
        rows.with(|rows| rows.as_ref().is_some_and(|rows| rows.contains_key(key)))
    }

    /// How many of the rows that pass the search have each status, the most urgent first; the one that is
    /// looked at is there even if none has it any more. Tracked.
    pub fn status_counts(self) -> Vec<(StatusWord, u32)> {
        let mut counts: Vec<_> = self
            .status
            .get()
            .map(|word| (word, 0))
            .into_iter()
            .collect();
        self.found.with(|rows| {
            for row in rows {
                match counts.iter_mut().find(|(word, _)| *word == row.status.word) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((row.status.word, 1)),
                }
            }
        });
        sort_by(&mut counts, |(a, _), (b, _)| a.cmp(b));
        counts
    }

    /// The order. Tracked.
    pub fn order(self) -> Sort {
        self.sort.get()
    }

    /// Sorts by a column; by the same one again turns the order round.
    pub fn order_by(self, column: Column) {
        let now = self.sort.get_untracked();
        self.set_sort.set(Some(Sort {
            column,
            descending: now.column == column && !now.descending,
        }));
    }

    /// Shows the rows of one status alone, or of all.
    pub fn show_status(self, word: Option<StatusWord>) {
        self.set_status.set(word.map(InAddress));
    }

    /// Shows everything again.
    pub fn clear(self) {
        self.search.set(String::new());
        self.show_status(None);
    }
}

/// A status as the address names it: by the word that goes over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct InAddress(StatusWord);

impl fmt::Display for InAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = serde_json::to_value(self.0).unwrap_or_default();
        formatter.write_str(word.as_str().unwrap_or_default())
    }
}

impl FromStr for InAddress {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_value(text.into()).map(Self)
    }
}

/// A change of the address that is no step in the history.
fn quietly() -> NavigateOptions {
    NavigateOptions {
        replace: true,
        scroll: false,
        ..NavigateOptions::default()
    }
}

/// What is typed, written to the address when the typing pauses.
fn search_in_address() -> RwSignal<String> {
    let (in_address, write) = query_signal_with_options::<String>("search", quietly());
    let initial = in_address.get_untracked().unwrap_or_default();
    let search = RwSignal::new(initial.clone());
    let written = StoredValue::new(initial);
    let mut write_later = debounce(Duration::from_millis(250), move |text: String| {
        written.set_value(text.clone());
        write.set(Some(text).filter(|text| !text.is_empty()));
    });
    Effect::new(move |last: Option<()>| {
        let text = search.get();
        if last.is_some() && written.with_value(|written| *written != text) {
            write_later(text);
        }
    });
    // Back, or a link: what is in the address and was not written here.
    effect(move || {
        let text = in_address.get().unwrap_or_default();
        if written.with_value(|written| *written != text) {
            written.set_value(text.clone());
            search.set(text);
        }
    });
    search
}

#[cfg(test)]
mod tests {
    use contract::StatusWord;

    use super::InAddress;

    #[test]
    fn a_status_survives_the_address() {
        let text = InAddress(StatusWord::Running).to_string();
        assert_eq!(
            text.parse::<InAddress>().unwrap(),
            InAddress(StatusWord::Running)
        );
        assert!("colour".parse::<InAddress>().is_err());
    }
}
