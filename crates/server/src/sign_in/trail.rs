//! What happens at the door, in the log and in the audit trail.

use jiff::Timestamp;
use store::audit::{self, Action, Actor, Entry, Outcome, Subject};

use crate::{app::App, error_chain::Chain};

/// What happened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Happening<'a> {
    /// A token was wrong.
    WrongToken,
    /// A provider did not sign somebody in, or told what does not count, for this reason.
    Refused(&'a str),
    /// A session began.
    SignIn,
    /// A session was ended by its user.
    SignOut,
    /// All sessions of a user were ended.
    SignOutEverywhere,
    /// A provider ended this many sessions.
    EndedByProvider(u64),
}

impl Happening<'_> {
    const fn action(self) -> Action {
        match self {
            Self::WrongToken | Self::Refused(_) | Self::SignIn => Action::SignIn,
            Self::SignOut | Self::EndedByProvider(_) => Action::SignOut,
            Self::SignOutEverywhere => Action::SignOutEverywhere,
        }
    }

    /// Puts it on record, with who did it. That the database cannot be written stops nobody at this door: a cluster is not touched
    /// here, and the log has it.
    pub(crate) async fn record(self, app: &App, who: &Actor) {
        let peer = &who.address;
        let refused = match self {
            Self::WrongToken => Some("A wrong token".to_owned()),
            Self::Refused(why) => Some(why.trim_end_matches('.').to_owned()),
            _ => None,
        };
        if let Some(why) = &refused {
            tracing::warn!(peer, "not signed in: {why}");
        } else {
            tracing::info!(user = who.name, peer, "{}", self.action().as_str());
        }
        let subject = Subject {
            actor: who,
            action: self.action(),
            cluster: "",
            namespace: "",
            kind: "",
            name: "",
        };
        let now = Timestamp::now();
        let mut entry = Entry::begin(audit::new_id(now), subject, now);
        if let Some(why) = refused {
            entry.outcome = Outcome::Refused;
            entry.status = 401;
            entry.detail = why + ".";
        } else {
            entry.outcome = Outcome::Done;
            entry.status = 200;
            if let Self::EndedByProvider(count) = self {
                entry.detail = format!("The provider has ended {count} sessions.");
            }
        }
        let action = entry.action.as_str();
        if let Err(error) = app.store.audit().begin(&[entry]).await {
            tracing::warn!(cause = %Chain(&error), "the audit trail misses a {action}");
        }
    }
}
