//! `Tokens`: bearer tokens and whose they are: those of the people, and those that were made for service accounts.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use super::{User, user::AUTHENTICATED};
use crate::{kind::Kind, registry, world::World};

/// For whom a token is where it does not say: the API server itself.
const API_AUDIENCE: &str = "https://kubernetes.default.svc";

/// Somebody with rights of his own, which are in `seed/people.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// What the person is to the cluster: `admin`, `editor`, `viewer`, `outsider`.
    pub role: &'static str,
    /// The user's name.
    pub user: &'static str,
    /// The bearer token with which the person signs in.
    pub token: &'static str,
    /// The groups beside `system:authenticated`.
    groups: &'static [&'static str],
}

impl Person {
    /// All of them: who may do everything, who edits two namespaces, who looks at one, who may do nothing.
    pub const ALL: [Person; 4] = [
        Person {
            role: "admin",
            user: "ada",
            token: "sandbox-admin-token",
            groups: &["platform"],
        },
        Person {
            role: "editor",
            user: "emil",
            token: "sandbox-editor-token",
            groups: &["observability"],
        },
        Person {
            role: "viewer",
            user: "vera",
            token: "sandbox-viewer-token",
            groups: &[],
        },
        Person {
            role: "outsider",
            user: "otto",
            token: "sandbox-outsider-token",
            groups: &[],
        },
    ];
}

/// A token that holds.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) user: User,
    /// For whom it is.
    pub(crate) audiences: Vec<String>,
    /// The uid of the service account that must still be there, with its key.
    account: Option<(String, String)>,
    /// When it ends, if ever.
    pub(crate) expires: Option<Timestamp>,
}

/// The tokens of one cluster.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Mutex<HashMap<String, Issued>>);

impl Tokens {
    /// Those of the people, if there are any.
    pub(crate) fn new(has_people: bool) -> Self {
        let people = Person::ALL.iter().filter(|_| has_people);
        let issued = people.map(|person| {
            let issued = Issued {
                user: User::new(person.user, &[person.groups, &[AUTHENTICATED]].concat()),
                audiences: vec![API_AUDIENCE.to_owned()],
                account: None,
                expires: None,
            };
            (person.token.to_owned(), issued)
        });
        Self(Mutex::new(issued.collect()))
    }

    /// What a token says, if it holds and is for one of these audiences; none given stands for the API server.
    pub(crate) fn look_up(
        &self,
        world: &World,
        token: &str,
        audiences: &[String],
    ) -> Option<Issued> {
        let issued = self.lock().get(token).cloned()?;
        let own = [API_AUDIENCE.to_owned()];
        let wanted = if audiences.is_empty() {
            &own
        } else {
            audiences
        };
        let common = |it: &String| wanted.contains(it);
        let is_meant = issued.audiences.iter().any(common);
        let has_ended = issued.expires.is_some_and(|end| end <= world.clock.now());
        let is_bound = issued.account.as_ref().is_none_or(|(key, uid)| {
            let account = world.store.get(Kind::ServiceAccount, key);
            account.is_some_and(|account| account.has_uid(uid))
        });
        let mut found = issued;
        found.audiences.retain(common);
        (is_meant && is_bound && !has_ended).then_some(found)
    }

    /// A new token for a service account that is there: the token and when it ends.
    pub(crate) fn issue(
        &self,
        world: &World,
        (namespace, name): (&str, &str),
        audiences: Vec<String>,
        lifetime: SignedDuration,
    ) -> Option<(String, Timestamp)> {
        let key = registry::key(Some(namespace), name);
        let account = world.store.get(Kind::ServiceAccount, &key)?.value();
        let uid = account["metadata"]["uid"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let mut user = User::service_account(namespace, name);
        user.uid.clone_from(&uid);
        let now = world.clock.now();
        let end = now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        let token = format!("sandbox-{}-{}", world.random.uid(), world.random.uid());
        let issued = Issued {
            user,
            audiences: if audiences.is_empty() {
                vec![API_AUDIENCE.to_owned()]
            } else {
                audiences
            },
            account: Some((key, uid)),
            expires: Some(end),
        };
        let mut tokens = self.lock();
        tokens.retain(|_, issued| issued.expires.is_none_or(|end| end > now));
        tokens.insert(token.clone(), issued);
        Some((token, end))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Issued>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
