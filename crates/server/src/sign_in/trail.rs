//! What happens at the door, in the log and in the audit trail.

use std::net::IpAddr;

use jiff::Timestamp;
use store::audit::{Entry, Outcome, Subject};

use super::LOCAL_USER;
use crate::{app::App, error_chain::Chain};

/// What happened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Happening {
    /// A token was wrong.
    WrongToken,
    /// A session began.
    SignIn,
    /// A session was ended by its user.
    SignOut,
    /// All sessions of a user were ended.
    SignOutEverywhere,
}

impl Happening {
    const fn action(self) -> &'static str {
        match self {
            Self::WrongToken | Self::SignIn => "sign-in",
            Self::SignOut => "sign-out",
            Self::SignOutEverywhere => "sign-out-everywhere",
        }
    }

    /// Puts it on record. That the database cannot be written stops nobody at this door: a cluster is not touched
    /// here, and the log has it.
    pub(crate) async fn record(self, app: &App, peer: Option<IpAddr>) {
        let from = peer.map_or_else(String::new, |peer| format!("from {peer}"));
        let is_wrong = matches!(self, Self::WrongToken);
        if is_wrong {
            tracing::warn!(peer = %from, "a wrong token");
        } else {
            tracing::info!(peer = %from, "{}", self.action());
        }
        let outcome = Outcome {
            outcome: if is_wrong { "refused" } else { "done" },
            status: if is_wrong { 401 } else { 200 },
            detail: if is_wrong {
                format!("A wrong token {from}").trim_end().to_owned() + "."
            } else {
                String::new()
            },
        };
        let actor = if is_wrong { "" } else { LOCAL_USER };
        let subject = Subject {
            actor,
            action: self.action(),
            cluster: "",
            namespace: "",
            name: "",
        };
        let mut entry = Entry::begin(subject, Timestamp::now());
        entry.end(outcome);
        if let Err(error) = app.store.audit().put(&entry).await {
            tracing::warn!(cause = %Chain(&error), "the audit trail misses a {}", self.action());
        }
    }
}
