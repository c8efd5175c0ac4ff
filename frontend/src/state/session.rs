//! Who is signed in.

use contract::SessionInfo;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft;
use crate::api::{self, ApiError};

/// The signed-in user, as a context.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    info: RwSignal<Option<SessionInfo>>,
    signed_out: RwSignal<bool>,
}

impl Session {
    /// Asks who is signed in.
    pub fn provide() -> Self {
        let session = Self {
            info: RwSignal::new(None),
            signed_out: RwSignal::new(false),
        };
        provide_context(session);
        spawn_local(async move {
            match api::session::read().await {
                Ok(info) => {
                    draft::forget_those_of_others(&info.user);
                    session.info.set(Some(info));
                }
                // Whatever else is wrong, the page's own requests meet it too and say so.
                Err(error) => session.notice(&error),
            }
        });
        session
    }

    /// The session of this page.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// The signed-in user, once known; tracked.
    #[must_use]
    pub fn info(self) -> Option<SessionInfo> {
        self.info.get()
    }

    /// Whether the server has said that nobody is signed in; tracked.
    #[must_use]
    pub fn is_signed_out(self) -> bool {
        self.signed_out.get()
    }

    /// Hears from the server as somebody who is signed in: in another tab one may have signed in again.
    pub fn hear(self) {
        if self.signed_out.get_untracked() {
            self.signed_out.set(false);
        }
    }

    /// Remembers that the session has ended, if this error says so.
    pub fn notice(self, error: &ApiError) {
        if error.is_signed_out() {
            self.signed_out.set(true);
        }
    }
}
