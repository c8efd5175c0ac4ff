//! What happens at the door, in the log and in the audit trail.

use jiff::Timestamp;
use manifest::{Message, message::trail as said};
use store::audit::{self, Action, Actor, Detail, Entry, Outcome, Subject};

use crate::{app::App, error_chain::Chain, told::told};

/// What happened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Happening<'a> {
    /// A token was wrong.
    WrongToken,
    /// A provider did not sign somebody in, or told what does not count, for this reason.
    Refused(&'a Message),
    /// A session began.
    SignIn,
    /// A session was ended by its user.
    SignOut,
    /// All sessions of a user were ended.
    SignOutEverywhere,
    /// A provider ended this many sessions.
    EndedByProvider(u64),
    /// An admin ended a session of this user.
    EndedByAdmin(&'a str),
    /// An admin ended all sessions of this user.
    AllEndedByAdmin(&'a str, u64),
    /// An admin ended the sessions of everybody.
    EverybodysEndedByAdmin(u64),
    /// A token of this cluster was handed over for it.
    TokenKept(&'a str),
    /// A token was handed over for this cluster and not kept, for this reason.
    TokenRefused(&'a str, &'a Message),
    /// The token of this cluster was forgotten.
    TokenForgotten(&'a str),
}

impl<'a> Happening<'a> {
    const fn action(self) -> Action {
        match self {
            Self::WrongToken
            | Self::Refused(_)
            | Self::SignIn
            | Self::TokenKept(_)
            | Self::TokenRefused(..) => Action::SignIn,
            Self::SignOut
            | Self::EndedByProvider(_)
            | Self::EndedByAdmin(_)
            | Self::TokenForgotten(_) => Action::SignOut,
            Self::SignOutEverywhere
            | Self::AllEndedByAdmin(..)
            | Self::EverybodysEndedByAdmin(_) => Action::SignOutEverywhere,
        }
    }

    /// The one cluster that it is about; empty where it is about the console.
    const fn cluster(self) -> &'a str {
        match self {
            Self::TokenKept(name) | Self::TokenRefused(name, _) | Self::TokenForgotten(name) => {
                name
            }
            _ => "",
        }
    }

    /// What was ended that is somebody else's: its kind, and whose it was.
    const fn object(self) -> (&'static str, &'a str) {
        match self {
            Self::EndedByAdmin(user) | Self::AllEndedByAdmin(user, _) => ("Session", user),
            Self::EverybodysEndedByAdmin(_) => ("Session", ""),
            _ => ("", ""),
        }
    }

    /// Puts it on record, with who did it. That the database cannot be written stops nobody at this door: a cluster is not touched
    /// here, and the log has it.
    pub(crate) async fn record(self, app: &App, who: &Actor) {
        let peer = &who.address;
        let refused = match self {
            Self::WrongToken => Some(said::wrong_token()),
            Self::Refused(why) | Self::TokenRefused(_, why) => Some(why.clone()),
            _ => None,
        };
        if let Some(why) = &refused {
            let words = why.to_string();
            tracing::warn!(peer, "not signed in: {}", words.trim_end_matches('.'));
        } else {
            tracing::info!(user = who.name, peer, "{}", self.action().as_str());
        }
        let (kind, name) = self.object();
        let subject = Subject {
            actor: who,
            action: self.action(),
            cluster: self.cluster(),
            namespace: "",
            kind,
            name,
        };
        let now = Timestamp::now();
        let mut entry = Entry::begin(audit::new_id(now), subject, now);
        if let Some(why) = refused {
            entry.outcome = Outcome::Refused;
            entry.status = 401;
            entry.detail = told(&why);
        } else {
            entry.outcome = Outcome::Done;
            entry.status = 200;
            entry.detail = match self {
                Self::EndedByProvider(count) => told(&said::ended_by_provider(number(count))),
                Self::AllEndedByAdmin(_, count) => told(&said::ended_of_user(number(count))),
                Self::EverybodysEndedByAdmin(count) => told(&said::ended_of_all(number(count))),
                _ => Detail::default(),
            };
        }
        let action = entry.action.as_str();
        if let Err(error) = app.store.audit().begin(&[entry]).await {
            tracing::warn!(cause = %Chain(&error), "the audit trail misses a {action}");
        }
    }
}

fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
