//! One draft in several places: another tab of this browser, or another browser.

use std::time::Duration;

use contract::{Draft, DraftText};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{DraftState, Keeping, read_record};
use crate::api::{self, ApiError};
use crate::state::document::{DocumentState, Origin};

/// What another tab has brought about.
enum News {
    /// This is the text by now.
    Text(String),
    /// The server has a text that may never have been told of here: of two tabs that write at the same moment the
    /// browser keeps what one of them wrote.
    OnServer(String),
}

impl DraftState {
    /// Takes over what was typed into this draft in another tab, as the browser has it by now. Each of
    /// the two would otherwise write over what the other has kept.
    pub(super) fn hear(self, document: DocumentState) {
        let news = self.inner.try_update_value(|inner| {
            let record = read_record(&inner.id).filter(|_| !inner.done)?;
            if record.is_elsewhere() {
                // What was typed here meanwhile is held against it by the server.
                let is_other =
                    !inner.record.is_behind() && record.based_on != inner.record.based_on;
                return is_other.then(|| News::OnServer(inner.id.clone()));
            }
            inner.record.based_on = record.based_on;
            (record.text != inner.record.text).then_some(News::Text(record.text))
        });
        match news.flatten() {
            Some(News::Text(text)) => document.replace(&text, Origin::Editor),
            Some(News::OnServer(id)) => spawn_local(async move {
                // Where it is not to be had, the next thing typed here is refused, and one is asked.
                if let Ok(theirs) = api::drafts::read_one(&id).await {
                    self.take_over(document, theirs);
                }
            }),
            None => {}
        }
    }

    /// Goes on with what the server has, unless something was typed here meanwhile.
    fn take_over(self, document: DocumentState, theirs: Draft) {
        let news = self.inner.try_update_value(|inner| {
            if inner.done || inner.record.is_behind() {
                return None;
            }
            inner.record.based_on = Some(theirs.updated);
            inner.been.now(&theirs.text);
            let is_news = theirs.text != inner.record.text;
            inner.record.text.clone_from(&theirs.text);
            inner.record.kept = true;
            is_news.then_some(theirs.text)
        });
        if let Some(text) = news.flatten() {
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
    pub(super) fn changed_elsewhere(self, sent: &DraftText, theirs: Result<Draft, ApiError>) {
        let theirs = match theirs {
            Ok(theirs) => theirs,
            Err(error) => return self.told(sent, Err(error)),
        };
        let is_own = self.inner.try_update_value(|inner| {
            inner.sending = false;
            let is_own = inner.been.has_been(&theirs.text);
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
