//! Makes a draft of a text, and goes on with it in the wizard.

use contract::DraftText;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;

use crate::api::{self, ApiError};
use crate::routes;
use crate::state::draft::fresh_id;
use crate::state::place::Place;
use crate::state::session::Session;

/// Hands a text over to the wizard. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct HandOver {
    /// Why it could not be kept.
    pub failure: RwSignal<Option<ApiError>>,
    /// Whether one is on its way.
    pub is_under: RwSignal<bool>,
    place: Place,
    session: Session,
    go: Callback<String>,
}

impl HandOver {
    /// Ready to hand over.
    #[must_use]
    pub fn new() -> Self {
        let navigate = routes::use_navigate();
        Self {
            failure: RwSignal::new(None),
            is_under: RwSignal::new(false),
            place: Place::expect(),
            session: Session::expect(),
            go: Callback::new(move |address: String| {
                navigate(&address, NavigateOptions::default());
            }),
        }
    }

    /// Keeps the text as a draft and opens the wizard over it.
    pub fn text(self, text: String) {
        if self.is_under.get_untracked() {
            return;
        }
        self.failure.set(None);
        self.is_under.set(true);
        let id = fresh_id();
        let cluster = self.place.cluster().get_untracked();
        let namespace = self.place.namespace().get_untracked();
        spawn_local(async move {
            let draft = DraftText {
                cluster: cluster.clone(),
                text,
                namespace: namespace.clone(),
                ..DraftText::default()
            };
            let kept = api::drafts::keep(&id, &draft).await;
            self.is_under.try_set(false);
            match kept {
                Ok(_) => self.go.run(routes::go_on(&cluster, &namespace, &id)),
                Err(error) => {
                    self.session.notice(&error);
                    self.failure.try_set(Some(error));
                }
            }
        });
    }
}

impl Default for HandOver {
    fn default() -> Self {
        Self::new()
    }
}
