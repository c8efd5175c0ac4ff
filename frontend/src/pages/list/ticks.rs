//! Which rows are ticked, for what is done to several at once. Only those that pass the filter count: nothing is done to
//! what is not seen.

use std::sync::Arc;

use contract::DaemonSetRow;
use leptos::prelude::*;

use super::selection::Selection;
use crate::reactive::memo;

/// The ticks. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Ticks {
    keys: RwSignal<Vec<String>>,
    selection: Selection,
}

impl Ticks {
    /// None ticked.
    #[must_use]
    pub fn new(selection: Selection) -> Self {
        Self {
            keys: RwSignal::new(Vec::new()),
            selection,
        }
    }

    /// Whether a row is ticked. Tracked.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        self.keys.with(|keys| keys.iter().any(|one| one == key))
    }

    /// Ticks a row, or takes the tick away.
    pub fn set(self, key: &str, ticked: bool) {
        self.keys.update(|keys| {
            keys.retain(|one| one != key);
            if ticked {
                keys.push(key.to_owned());
            }
        });
    }

    /// Ticks all rows of the page, or takes their ticks away.
    pub fn set_page(self, ticked: bool) {
        for key in untrack(|| self.selection.page_of_keys()) {
            self.set(&key, ticked);
        }
    }

    /// Takes all ticks away.
    pub fn clear(self) {
        self.keys.set(Vec::new());
    }

    /// Whether any row is ticked, seen or not.
    #[must_use]
    pub fn any(self) -> Memo<bool> {
        memo(move || self.keys.with(|keys| !keys.is_empty()))
    }

    /// The ticked rows that pass the filter, in their order. Tracked.
    #[must_use]
    pub fn rows(self) -> Vec<Arc<DaemonSetRow>> {
        let mut rows = self.selection.rows();
        rows.retain(|row| self.has(&row.key()));
        rows
    }

    /// How many ticked rows the filter hides; those that are gone are none. Tracked.
    #[must_use]
    pub fn hidden(self) -> usize {
        let there = self.keys.with(|keys| {
            let mut there = 0;
            for key in keys {
                there += usize::from(self.selection.is_there(key));
            }
            there
        });
        there - self.rows().len()
    }
}
