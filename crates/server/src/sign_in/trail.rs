//! What happens at the door, in the log and in the audit trail.

use std::net::IpAddr;

use jiff::Timestamp;
use store::audit::{self, Action, Entry, Outcome, Subject};

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
    const fn action(self) -> Action {
        match self {
            Self::WrongToken | Self::SignIn => Action::SignIn,
            Self::SignOut => Action::SignOut,
            Self::SignOutEverywhere => Action::SignOutEverywhere,
        }
    }

    /// Puts it on record, with who did it. That the database cannot be written stops nobody at this door: a cluster is not touched
    /// here, and the log has it.
    pub(crate) async fn record(self, app: &App, user: &str, peer: Option<IpAddr>) {
        let from = peer.map_or_else(String::new, |peer| format!("from {peer}"));
        let is_wrong = matches!(self, Self::WrongToken);
        if is_wrong {
            tracing::warn!(peer = %from, "a wrong token");
        } else {
            tracing::info!(user, peer = %from, "{}", self.action().as_str());
        }
        let subject = Subject {
            actor: if is_wrong { "" } else { user },
            action: self.action(),
            cluster: "",
            namespace: "",
            kind: "",
            name: "",
        };
        let now = Timestamp::now();
        let mut entry = Entry::begin(audit::new_id(now), subject, now);
        if is_wrong {
            entry.outcome = Outcome::Refused;
            entry.status = 401;
            entry.detail = format!("A wrong token {from}").trim_end().to_owned() + ".";
        } else {
            entry.outcome = Outcome::Done;
            entry.status = 200;
        }
        let action = entry.action.as_str();
        if let Err(error) = app.store.audit().begin(&[entry]).await {
            tracing::warn!(cause = %Chain(&error), "the audit trail misses a {action}");
        }
    }
}
