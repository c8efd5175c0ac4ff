//! [`Reader`]: what of all that the console has watched one caller may see.
//!
//! Whoever may list a kind sees it, everywhere or in those namespaces where it is so. The API server is asked, as the
//! caller; what was not asked or not allowed is not there for this reader. Only where the caller is the very identity
//! with which the console watches nothing is asked: what could be watched may be seen.

use std::{
    collections::{BTreeSet, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
    sync::Arc,
};

use contract::Unknown;
use manifest::Message;
use manifest::message::watch as said;

use crate::{AsUser, Right, Watched, error::ClusterError, objects::Kind};

/// What is to be read: as much is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The DaemonSets of all namespaces.
    Everything,
    /// One namespace, and what is outside of namespaces.
    Namespace(String),
    /// One DaemonSet, and what its namespace holds.
    DaemonSet(String, String),
}

impl About {
    /// One namespace; all of them where the name is empty.
    #[must_use]
    pub fn namespace(namespace: &str) -> Self {
        if namespace.is_empty() {
            Self::Everything
        } else {
            Self::Namespace(namespace.to_owned())
        }
    }

    /// One DaemonSet; its namespace where the name is empty.
    #[must_use]
    pub fn daemon_set(namespace: &str, name: &str) -> Self {
        if namespace.is_empty() || name.is_empty() {
            Self::namespace(namespace)
        } else {
            Self::DaemonSet(namespace.to_owned(), name.to_owned())
        }
    }
}

/// Who reads what the console has watched: two who may see the same are alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reader(Sight);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Sight {
    All,
    Some(Arc<Limits>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Limits {
    /// Where each kind is seen.
    scopes: [Scope; Kind::ALL.len()],
    /// A DaemonSet that may be read by its name alone.
    named: Option<(String, String)>,
}

/// Where a kind is seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Scope {
    Everywhere,
    In(BTreeSet<String>),
}

impl Default for Scope {
    fn default() -> Self {
        Self::In(BTreeSet::new())
    }
}

impl Reader {
    /// Whether objects of a kind in a namespace are seen; for what is outside of namespaces, the empty one.
    pub(crate) fn sees(&self, kind: Kind, namespace: &str) -> bool {
        match self.scope(kind) {
            None | Some(Scope::Everywhere) => true,
            Some(Scope::In(namespaces)) => namespaces.contains(namespace),
        }
    }

    /// Whether all objects of a kind are seen.
    pub(crate) fn sees_all(&self, kind: Kind) -> bool {
        matches!(self.scope(kind), None | Some(Scope::Everywhere))
    }

    /// Whether one DaemonSet is seen.
    pub(crate) fn sees_daemon_set(&self, namespace: &str, name: &str) -> bool {
        let is_named = || match &self.0 {
            Sight::All => true,
            Sight::Some(limits) => {
                limits
                    .named
                    .as_ref()
                    .is_some_and(|(its_namespace, its_name)| {
                        its_namespace == namespace && its_name == name
                    })
            }
        };
        self.sees(Kind::DaemonSet, namespace) || is_named()
    }

    /// Whether nothing is kept from this reader.
    pub(crate) const fn is_unlimited(&self) -> bool {
        matches!(self.0, Sight::All)
    }

    /// Whether a row of a DaemonSet in this namespace, as it was made for all, may be shown: it tells of pods, nodes and
    /// events too.
    pub(crate) fn sees_whole_rows(&self, namespace: &str) -> bool {
        self.is_unlimited()
            || (self.sees_all(Kind::Node)
                && self.sees(Kind::Pod, namespace)
                && self.sees(Kind::Event, namespace))
    }

    /// Why a kind is not seen in a namespace, in a few words; none where it is.
    pub(crate) fn why_unseen(&self, kind: Kind, namespace: &str) -> Option<Message> {
        let plural = kind.plural();
        (!self.sees(kind, namespace)).then(|| {
            if namespace.is_empty() || !kind.is_namespaced() {
                said::no_right_to_list(plural)
            } else {
                said::no_right_to_list_in(plural, namespace)
            }
        })
    }

    /// What of all that rows are made of is kept from this reader, where it is looked at.
    pub(crate) fn unseen(&self, about: &About) -> Vec<Unknown> {
        let kinds = Kind::ESSENTIAL.into_iter();
        let unseen = kinds.filter_map(|kind| {
            let reason = match about {
                About::DaemonSet(namespace, name)
                    if kind == Kind::DaemonSet && self.sees_daemon_set(namespace, name) =>
                {
                    return None;
                }
                About::Namespace(namespace) | About::DaemonSet(namespace, _)
                    if kind.is_namespaced() =>
                {
                    self.why_unseen(kind, namespace)?
                }
                _ => self.why_not_all(kind)?,
            };
            Some(Unknown::because(kind.plural(), &reason))
        });
        unseen.collect()
    }

    fn why_not_all(&self, kind: Kind) -> Option<Message> {
        let plural = kind.plural();
        match self.scope(kind)? {
            Scope::Everywhere => None,
            Scope::In(some) if some.is_empty() || !kind.is_namespaced() => {
                Some(said::no_right_to_list(plural))
            }
            Scope::In(some) => {
                let some: Vec<_> = some.iter().map(String::as_str).collect();
                Some(said::no_right_to_list_but_in(
                    plural,
                    Message::list_of(&some),
                ))
            }
        }
    }

    /// A short word that is the same for readers who see the same; empty for those who see all.
    #[must_use]
    pub fn mark(&self) -> String {
        match &self.0 {
            Sight::All => String::new(),
            Sight::Some(limits) => {
                let mut hasher = DefaultHasher::new();
                limits.hash(&mut hasher);
                format!("{:x}", hasher.finish())
            }
        }
    }

    fn scope(&self, kind: Kind) -> Option<&Scope> {
        match &self.0 {
            Sight::All => None,
            Sight::Some(limits) => Some(&limits.scopes[kind as usize]),
        }
    }

    /// One who sees everything, for tests of the index.
    #[cfg(test)]
    pub(crate) const fn of_everything() -> Self {
        Self(Sight::All)
    }

    /// One who sees these kinds in these namespaces, everywhere where none is named; for tests of the index.
    #[cfg(test)]
    pub(crate) fn of_some(scopes: &[(Kind, &[&str])]) -> Self {
        let mut limits = Limits::default();
        for (kind, namespaces) in scopes {
            limits.scopes[*kind as usize] = match namespaces {
                [] => Scope::Everywhere,
                some => Scope::In(some.iter().map(|name| (*name).to_owned()).collect()),
            };
        }
        Self(Sight::Some(Arc::new(limits)))
    }
}

impl AsUser<'_> {
    /// What the console has watched, as this user may see it. The API server is asked what that is, as this user, unless
    /// it was a moment ago.
    ///
    /// # Errors
    /// It could not be asked, or the API server does not know this user (any more). See [`ClusterError`].
    pub async fn watched(&self, about: &About) -> Result<Watched, ClusterError> {
        let reader = if self.credential().is_of_kubeconfig() {
            Reader(Sight::All)
        } else {
            Reader(Sight::Some(Arc::new(self.limits(about).await?)))
        };
        Ok(Watched::new(self.cluster().clone(), reader, about.clone()))
    }

    async fn limits(&self, about: &About) -> Result<Limits, ClusterError> {
        let mut limits = Limits::default();
        let everywhere = Kind::ALL.map(|kind| list(kind, "")).to_vec();
        let everywhere = self.may_each(everywhere).await?;
        for (kind, may) in Kind::ALL.into_iter().zip(everywhere) {
            if may {
                limits.scopes[kind as usize] = Scope::Everywhere;
            }
        }
        let is_missing = |limits: &Limits, kind: Kind| {
            kind.is_namespaced() && limits.scopes[kind as usize] != Scope::Everywhere
        };
        match about {
            About::Everything => {
                // Where no DaemonSet may be seen, nothing else is looked at either.
                let all = self.cluster().shared().index().all_namespaces();
                let seen = if is_missing(&limits, Kind::DaemonSet) {
                    self.add(&mut limits, Kind::DaemonSet, &all).await?
                } else {
                    all
                };
                for kind in [Kind::Pod, Kind::Event, Kind::PodEvent] {
                    if is_missing(&limits, kind) {
                        self.add(&mut limits, kind, &seen).await?;
                    }
                }
            }
            About::Namespace(namespace) | About::DaemonSet(namespace, _) => {
                let missing: Vec<_> = Kind::ALL
                    .into_iter()
                    .filter(|kind| is_missing(&limits, *kind))
                    .collect();
                let rights = missing.iter().map(|kind| list(*kind, namespace)).collect();
                let answers = self.may_each(rights).await?;
                for (kind, may) in missing.into_iter().zip(answers) {
                    if may {
                        limits.scopes[kind as usize] = Scope::In([namespace.clone()].into());
                    }
                }
                // A namespace may be read by its name.
                if limits.scopes[Kind::Namespace as usize] != Scope::Everywhere {
                    let right = Right::to("get", "", Kind::Namespace.plural());
                    if self.may(&right.within(namespace).named(namespace)).await? {
                        let only = Scope::In([namespace.clone()].into());
                        limits.scopes[Kind::Namespace as usize] = only;
                    }
                }
            }
        }
        if let About::DaemonSet(namespace, name) = about
            && limits.scopes[Kind::DaemonSet as usize] == Scope::default()
        {
            let right = Right::to("get", Kind::DaemonSet.group(), Kind::DaemonSet.plural());
            if self.may(&right.within(namespace).named(name)).await? {
                limits.named = Some((namespace.clone(), name.clone()));
            }
        }
        Ok(limits)
    }

    /// Adds the namespaces in which a kind may be seen, and says which they are.
    async fn add(
        &self,
        limits: &mut Limits,
        kind: Kind,
        namespaces: &[String],
    ) -> Result<Vec<String>, ClusterError> {
        let rights = namespaces.iter().map(|namespace| list(kind, namespace));
        let answers = self.may_each(rights.collect()).await?;
        let allowed = namespaces.iter().zip(answers).filter(|(_, may)| *may);
        let allowed: Vec<String> = allowed.map(|(namespace, _)| namespace.clone()).collect();
        limits.scopes[kind as usize] = Scope::In(allowed.iter().cloned().collect());
        Ok(allowed)
    }
}

/// The right by which a kind is seen.
fn list(kind: Kind, namespace: &str) -> Right {
    Right::to("list", kind.group(), kind.plural()).within(namespace)
}
