//! One draft in several places: another tab of this browser, or another browser.

use std::time::Duration;

use contract::{Draft, DraftText};
use leptos::prelude::*;

use super::{DraftState, Keeping, read_record};
use crate::api::ApiError;
use crate::state::document::{DocumentState, Origin};

impl DraftState {
    /// Takes over what was typed into this draft in another tab, as the browser has it by now. Each of
    /// the two would otherwise write over what the other has kept.
    pub(super) fn hear(self, document: DocumentState) {
        let theirs = self.inner.try_update_value(|inner| {
            let record = read_record(&inner.id).filter(|_| !inner.done)?;
            let is_news = !record.is_elsewhere() && record.text != inner.record.text;
            inner.record.based_on.clone_from(&record.based_on);
            is_news.then_some(record.text)
        });
        if let Some(Some(text)) = theirs {
            document.replace(&text, Origin::Editor);
        }
    }

    /// Goes on with what was typed elsewhere, or with what stands here, after both have changed.
    pub fn decide(self, document: DocumentState, theirs: bool) {
        let Keeping::Elsewhere(draft) = self.keeping.get_untracked() else {
            return;
        };
        self.inner.try_update_value(|inner| {
            inner.record.based_on = Some(draft.updated.clone());
            inner.write();
        });
        self.keeping.set(Keeping::Saving);
        if theirs {
            document.replace(&draft.text, Origin::Act);
        }
        self.schedule(Duration::ZERO);
    }

    /// The server has another version than the one that was changed here: one that this browser sent itself,
    /// or somebody's who is asked for.
    pub(super) fn changed_elsewhere(
        self,
        sent: &DraftText,
        before: Option<&str>,
        theirs: Result<Draft, ApiError>,
    ) {
        let theirs = match theirs {
            Ok(theirs) => theirs,
            Err(error) => return self.told(sent, Err(error)),
        };
        let is_own = self.inner.try_update_value(|inner| {
            inner.sending = false;
            let record = read_record(&inner.id);
            let is_other_tabs =
                record.is_some_and(|it| it.based_on.as_ref() == Some(&theirs.updated));
            let is_own = is_other_tabs
                || theirs.text == inner.record.text
                || before == Some(theirs.text.as_str());
            if is_own {
                inner.record.based_on = Some(theirs.updated.clone());
            }
            is_own
        });
        match is_own {
            Some(true) => self.schedule(Duration::ZERO),
            Some(false) => {
                self.keeping.try_set(Keeping::Elsewhere(Box::new(theirs)));
            }
            None => {}
        }
    }
}
