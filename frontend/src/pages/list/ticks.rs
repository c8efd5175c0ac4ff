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
    uids: RwSignal<Vec<String>>,
    selection: Selection,
}

impl Ticks {
    /// None ticked.
    #[must_use]
    pub fn new(selection: Selection) -> Self {
        Self {
            uids: RwSignal::new(Vec::new()),
            selection,
        }
    }

    /// Whether a row is ticked. Tracked.
    #[must_use]
    pub fn has(self, uid: &str) -> bool {
        self.uids.with(|uids| uids.iter().any(|one| one == uid))
    }

    /// Ticks a row, or takes the tick away.
    pub fn set(self, uid: &str, ticked: bool) {
        self.uids.update(|uids| {
            uids.retain(|one| one != uid);
            if ticked {
                uids.push(uid.to_owned());
            }
        });
    }

    /// Ticks all rows of the page, or takes their ticks away.
    pub fn set_page(self, ticked: bool) {
        for uid in untrack(|| self.selection.page_of_uids()) {
            self.set(&uid, ticked);
        }
    }

    /// Takes all ticks away.
    pub fn clear(self) {
        self.uids.set(Vec::new());
    }

    /// Whether any row is ticked, seen or not.
    #[must_use]
    pub fn any(self) -> Memo<bool> {
        memo(move || self.uids.with(|uids| !uids.is_empty()))
    }

    /// The ticked rows that pass the filter, in their order. Tracked.
    #[must_use]
    pub fn rows(self) -> Vec<Arc<DaemonSetRow>> {
        let mut rows = self.selection.rows();
        rows.retain(|row| self.has(&row.uid));
        rows
    }

    /// How many ticked rows the filter hides; those that are gone are none. Tracked.
    #[must_use]
    pub fn hidden(self) -> usize {
        let there = self.uids.with(|uids| {
            let mut there = 0;
            for uid in uids {
                there += usize::from(self.selection.is_there(uid));
            }
            there
        });
        there - self.rows().len()
    }
}
