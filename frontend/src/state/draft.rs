//! The draft of a page: everything typed is in the browser's storage at once and on the server within
//! [`DELAY`], so that neither a closed tab nor a killed server loses it. Once the server has it, the browser's copy is without
//! the text: a manifest may hold secrets.

mod been;
mod elsewhere;
mod id;
mod leaving;
pub mod record;

use std::time::Duration;

use contract::{Draft, DraftOrigin, DraftText};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use manifest::FieldPath;

use super::document::DocumentState;
use super::session::Session;
use super::storage;
use crate::api::{self, ApiError};
use crate::parts::failure;
use been::Been;
pub use id::fresh_id;
pub use leaving::{forget_those_of_others, hand_over_all};
use record::{Record, choose};

/// How long after a change the server is told of it, with all that was typed meanwhile.
const DELAY: Duration = Duration::from_millis(300);

/// The first and the longest pause before a server that does not answer is asked again.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(8));

/// Where what was typed is kept by now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// Nothing has been typed yet.
    #[default]
    Untouched,
    /// In this browser, and on its way to the server.
    Saving,
    /// On the server.
    Saved,
    /// In this browser; the server does not answer and is asked again.
    Away,
    /// In this browser; the server has what somebody typed into it elsewhere, and one has to choose.
    Elsewhere(Box<Draft>),
    /// In this browser; the server will not have it, and says why.
    Refused(String),
}

/// A draft that is being kept. Cheap to copy; it ends with the component that began it.
#[derive(Clone, Copy, Debug)]
pub struct DraftState {
    keeping: RwSignal<Keeping>,
    inner: StoredValue<Inner, LocalStorage>,
    session: Session,
}

#[derive(Debug)]
struct Inner {
    id: String,
    record: Record,
    /// Name and namespace as they stand in the text; the namespace that was chosen where none does.
    names: (String, String),
    /// What the text has been since the one that the server is known to have: whatever of these it turns out to
    /// have, the text here came out of it.
    been: Been,
    /// Whether the server knows what it began from.
    origin_is_told: bool,
    /// Runs out when the server is to be told.
    timer: Option<TimeoutHandle>,
    /// Whether the server is being told.
    sending: bool,
    pause: Duration,
    /// Whether the draft has become what it was for, or was thrown away.
    done: bool,
}

impl DraftState {
    /// A draft that nobody has typed in yet.
    #[must_use]
    pub fn new(cluster: &str, id: &str) -> Self {
        Self {
            keeping: RwSignal::new(Keeping::Untouched),
            inner: StoredValue::new_local(Inner {
                id: id.to_owned(),
                record: read_record(id).unwrap_or_else(|| Record {
                    cluster: cluster.to_owned(),
                    ..Record::default()
                }),
                names: (String::new(), String::new()),
                been: Been::default(),
                origin_is_told: false,
                timer: None,
                sending: false,
                pause: RETRY.0,
                done: false,
            }),
            session: Session::expect(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn id(self) -> String {
        let id = self.inner.try_with_value(|inner| inner.id.clone());
        id.unwrap_or_default()
    }

    /// Says that it is for another cluster from now on.
    pub fn move_to(self, cluster: &str) {
        self.inner.try_update_value(|inner| {
            cluster.clone_into(&mut inner.record.cluster);
            inner.record.kept = inner.record.text.is_empty();
        });
        self.retry();
    }

    /// Where what was typed is kept; tracked.
    #[must_use]
    pub fn keeping(self) -> Keeping {
        self.keeping.get()
    }

    /// The text to go on with and what it began from, from this browser or from the server; none where
    /// neither has one.
    pub async fn load(self) -> Option<(String, Option<DraftOrigin>)> {
        let id = self.inner.try_with_value(|inner| inner.id.clone())?;
        let kept = match api::drafts::read_one(&id).await {
            Ok(draft) => Some(draft),
            Err(error) => {
                self.session.notice(&error);
                None
            }
        };
        let chosen = choose(read_record(&id), kept)?;
        let (text, origin) = (chosen.text.clone(), chosen.origin.clone());
        let is_kept = chosen.kept;
        self.inner.try_update_value(|inner| {
            inner.origin_is_told = is_kept;
            inner.been.now(&chosen.text);
            inner.record = chosen;
        });
        if is_kept {
            self.keeping.try_set(Keeping::Saved);
        } else {
            self.schedule(Duration::ZERO);
        }
        Some((text, origin))
    }

    /// Says what the draft begins from: the DaemonSet that is edited, as it was read.
    pub fn begin_from(self, origin: DraftOrigin) {
        self.inner.try_update_value(|inner| {
            if inner.record.origin.as_ref() != Some(&origin) {
                inner.record.origin = Some(origin);
                inner.origin_is_told = false;
            }
        });
    }

    /// Keeps every change of the document from now on, for as long as the caller lives; `namespace` is the one that it
    /// goes to where its text names none.
    pub fn follow(self, document: DocumentState, namespace: &str) {
        let fallback = namespace.to_owned();
        Effect::new(move |last: Option<String>| {
            let text = document.text();
            let name_of = |path| untrack(|| document.text_at(&path));
            let metadata = FieldPath::root().key("metadata");
            let mut names = ["name", "namespace"].map(|key| name_of(metadata.key(key)));
            if names[1].is_empty() {
                names[1].clone_from(&fallback);
            }
            self.inner
                .try_update_value(|inner| inner.names = names.into());
            if last.is_some_and(|last| last != text) {
                self.change(&text);
            }
            text
        });
        let leaving = window_event_listener_untyped("pagehide", move |_| self.leave());
        let online = window_event_listener_untyped("online", move |_| self.retry());
        let elsewhere = window_event_listener_untyped("storage", move |_| self.hear(document));
        on_cleanup(move || {
            elsewhere.remove();
            leaving.remove();
            online.remove();
            self.leave();
        });
    }

    /// Tells the server now, where it has not been told yet.
    pub fn retry(self) {
        let is_behind = self.inner.try_with_value(|inner| inner.record.is_behind());
        if is_behind == Some(true) {
            self.schedule(Duration::ZERO);
        }
    }

    /// Throws the draft away, here and on the server.
    pub fn discard(self) {
        let id = self.inner.try_update_value(|inner| {
            inner.done = true;
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
            inner.id.clone()
        });
        if let Some(id) = id {
            storage::forget(&key(&id));
            spawn_local(async move {
                // A draft that stays on the server is listed there and can be thrown away again.
                let _ = api::drafts::discard(&id).await;
            });
        }
    }

    fn change(self, text: &str) {
        let has_nothing_to_tell = self.inner.try_update_value(|inner| {
            let is_kept = inner.record.kept && inner.record.text == text;
            if inner.done || is_kept {
                return true;
            }
            text.clone_into(&mut inner.record.text);
            inner.record.kept = false;
            inner.been.now(text);
            inner.write();
            false
        });
        if has_nothing_to_tell == Some(false) {
            match self.keeping.get_untracked() {
                Keeping::Elsewhere(_) => return,
                Keeping::Away => {}
                _ => self.keeping.set(Keeping::Saving),
            }
            self.schedule(DELAY);
        }
    }

    /// Sees to it that the server is told after this time at the latest.
    fn schedule(self, delay: Duration) {
        if let Some(Keeping::Elsewhere(_)) = self.keeping.try_get_untracked() {
            return;
        }
        self.inner.try_update_value(|inner| {
            if inner.done || inner.sending {
                return;
            }
            if delay.is_zero()
                && let Some(timer) = inner.timer.take()
            {
                timer.clear();
            }
            if inner.timer.is_none() {
                inner.timer = set_timeout_with_handle(move || self.send(), delay).ok();
            }
        });
    }

    fn send(self) {
        let Some(Some((id, draft))) = self.inner.try_update_value(|inner| {
            inner.timer = None;
            (!inner.done && !inner.sending).then(|| {
                inner.sending = true;
                (inner.id.clone(), inner.draft())
            })
        }) else {
            return;
        };
        spawn_local(async move {
            let answer = api::drafts::keep(&id, &draft).await;
            if matches!(&answer, Err(error) if error.status() == Some(409)) {
                let theirs = api::drafts::read_one(&id).await;
                self.changed_elsewhere(&draft, theirs);
            } else {
                self.told(&draft, answer.map(|draft| draft.updated));
            }
        });
    }

    /// Takes down what came of telling the server.
    fn told(self, sent: &DraftText, answer: Result<String, ApiError>) {
        let next = self.inner.try_update_value(|inner| {
            inner.sending = false;
            match &answer {
                Ok(stamp) => {
                    inner.pause = RETRY.0;
                    inner.record.based_on = Some(stamp.clone());
                    inner.been.kept(&sent.text);
                    inner.record.kept = inner.record.text == sent.text;
                    inner.origin_is_told |=
                        sent.origin.is_some() && sent.origin == inner.record.origin;
                    if !inner.done {
                        inner.write();
                    }
                    (!inner.record.kept).then_some(DELAY)
                }
                Err(ApiError::Unreachable { .. }) => {
                    let pause = inner.pause;
                    inner.pause = (pause * 2).min(RETRY.1);
                    Some(pause)
                }
                // Whom it answers too often it answers again in a while.
                Err(error) => error.wait(),
            }
        });
        let keeping = match answer {
            Ok(_) if next == Some(None) => Keeping::Saved,
            Ok(_) => Keeping::Saving,
            Err(ApiError::Unreachable { .. }) => Keeping::Away,
            Err(error) => {
                self.session.notice(&error);
                Keeping::Refused(failure::sentence(&error))
            }
        };
        self.keeping.try_set(keeping);
        if let Some(Some(delay)) = next {
            self.schedule(delay);
        }
    }

    /// Tells the server in a request that outlives the page.
    fn leave(self) {
        self.inner.try_with_value(|inner| {
            if !inner.done && inner.record.is_behind() {
                api::drafts::keep_while_leaving(&inner.id, &inner.draft());
            }
        });
    }
}

impl Inner {
    fn draft(&self) -> DraftText {
        DraftText {
            cluster: self.record.cluster.clone(),
            text: self.record.text.clone(),
            name: self.names.0.clone(),
            namespace: self.names.1.clone(),
            origin: self.record.origin.clone().filter(|_| !self.origin_is_told),
            based_on: self.record.based_on.clone(),
        }
    }

    /// Keeps in the browser what the server does not have; of what it has, that it does.
    fn write(&self) {
        if let Ok(record) = serde_json::to_string(&self.record.to_keep()) {
            storage::keep(&key(&self.id), &record);
        }
    }
}

/// Forgets the browser's copy of a draft that was thrown away.
pub fn forget(id: &str) {
    storage::forget(&key(id));
}

/// What the keys of drafts begin with.
const KEYS: &str = "everynode.draft.";

fn key(id: &str) -> String {
    [KEYS, id].concat()
}

fn read_record(id: &str) -> Option<Record> {
    serde_json::from_str(&storage::read(&key(id))?).ok()
}
