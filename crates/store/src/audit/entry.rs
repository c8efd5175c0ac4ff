//! One row of the audit trail.

use jiff::Timestamp;
use uuid::{NoContext, Uuid};

/// The most bytes of a name, a namespace and the like. Kubernetes' own end at 253; what is longer is refused, and
/// shall not weigh on the trail either.
const LONGEST_NAME: usize = 256;

/// The most bytes of a detail: what a person reads of it.
const LONGEST_DETAIL: usize = 2048;

/// The most bytes of what a detail is put together from.
const LONGEST_SAID: usize = 8192;

/// Words that stand in the tables as they are written here.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word that stands in the table.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.as_str() == word)
            }
        }
    };
}

words! {
    /// What somebody did or wanted to do.
    Action {
        /// To create an object.
        Create = "create",
        /// To put a manifest in the place of an object.
        Replace = "replace",
        /// To delete an object.
        Delete = "delete",
        /// To have all pods of a DaemonSet replaced.
        Restart = "restart",
        /// To go back to a former revision.
        Rollback = "rollback",
        /// To sign in.
        SignIn = "sign-in",
        /// To end a session.
        SignOut = "sign-out",
        /// To end all sessions of a user.
        SignOutEverywhere = "sign-out-everywhere",
    }
}

words! {
    /// What came of it.
    Outcome {
        /// It runs.
        Begun = "begun",
        /// It was done.
        Done = "done",
        /// It was refused, and changed nothing.
        Refused = "refused",
        /// It was not done, for no fault of the request.
        Failed = "failed",
        /// Nobody knows: no answer came, or the console ended in the middle.
        Unknown = "unknown",
    }
}

/// Who does something, as whom, and from where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The user's name; empty where nobody is known.
    pub name: String,
    /// Who that one is in the cluster, where another name is known there; else empty.
    pub acts_as: String,
    /// How the cluster is reached: the word of the setting. Empty where none is.
    pub access: String,
    /// The groups that the cluster knows the user by, with line breaks between them.
    pub groups: String,
    /// The provider that says who it is; empty where none does.
    pub issuer: String,
    /// The address that the request came from.
    pub address: String,
    /// What the request is called in the log.
    pub request_id: String,
}

impl Actor {
    /// Somebody of whom no more is known than the name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    fn shortened(&self) -> Self {
        let name = |text: &str| shortened(text, LONGEST_NAME);
        Self {
            name: name(&self.name),
            acts_as: name(&self.acts_as),
            access: name(&self.access),
            groups: shortened(&self.groups, LONGEST_DETAIL),
            issuer: name(&self.issuer),
            address: name(&self.address),
            request_id: name(&self.request_id),
        }
    }
}

/// One object that a write concerns: who did what, where, when, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// A UUID of version 7; sorts by time.
    pub id: String,
    /// The id of the first row of the same request: a DaemonSet's, where others are created with it.
    pub request: String,
    /// When.
    pub occurred: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// In which cluster.
    pub cluster: String,
    /// In which namespace.
    pub namespace: String,
    /// On what kind of object.
    pub kind: String,
    /// On which object; empty where the manifest names none.
    pub name: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The HTTP status of the answer; 0 where there is none yet.
    pub status: u16,
    /// Why it was refused or failed.
    pub detail: Detail,
}

/// Why something came of a write, or what there is to say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// In a sentence, in English; empty where there is nothing to say.
    pub words: String,
    /// What whoever puts it into another language has to know, kept up to 8 kB; empty of words that are not the
    /// console's.
    pub said: String,
}

impl From<&str> for Detail {
    /// Words that are not the console's.
    fn from(words: &str) -> Self {
        Self {
            words: words.to_owned(),
            said: String::new(),
        }
    }
}

/// What a write is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// What.
    pub action: Action,
    /// In which cluster.
    pub cluster: &'a str,
    /// In which namespace.
    pub namespace: &'a str,
    /// On what kind of object.
    pub kind: &'a str,
    /// On which object.
    pub name: &'a str,
}

/// What came of a write, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// What came of it.
    pub outcome: Outcome,
    /// The HTTP status of the answer.
    pub status: u16,
    /// Why not.
    pub detail: Detail,
}

impl Entry {
    /// The first row of a write that begins now, under a [`new_id`].
    #[must_use]
    pub fn begin(id: String, subject: Subject<'_>, now: Timestamp) -> Self {
        let name = |text: &str| shortened(text, LONGEST_NAME);
        Self {
            request: id.clone(),
            id,
            occurred: now,
            actor: subject.actor.shortened(),
            action: subject.action,
            cluster: name(subject.cluster),
            namespace: name(subject.namespace),
            kind: name(subject.kind),
            name: name(subject.name),
            outcome: Outcome::Begun,
            status: 0,
            detail: Detail::default(),
        }
    }

    /// The row of a further object of the same request in this namespace (empty outside of namespaces); the first
    /// has place 1. Its id sorts after those of the places before it.
    #[must_use]
    pub fn beside(&self, place: u32, (kind, namespace, object): (&str, &str, &str)) -> Self {
        let subject = Subject {
            actor: &self.actor,
            action: self.action,
            cluster: &self.cluster,
            namespace,
            kind,
            name: object,
        };
        let id = Uuid::try_parse(&self.id).map_or_else(
            |_| new_id(self.occurred),
            |first| Uuid::from_u128(first.as_u128().wrapping_add(place.into())).to_string(),
        );
        let mut entry = Self::begin(id, subject, self.occurred);
        entry.request.clone_from(&self.request);
        entry
    }
}

/// The columns of [`super::COLUMNS`].
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    request: String,
    occurred: i64,
    actor: String,
    action: String,
    cluster: String,
    namespace: String,
    kind: String,
    name: String,
    outcome: String,
    status: i64,
    detail: String,
    said: String,
    actor_access: String,
    actor_groups: String,
    actor_issuer: String,
    address: String,
    request_id: String,
    acts_as: String,
}

impl From<Row> for Entry {
    /// Of a row that another version of the program has written, a word that this one does not know reads as
    /// what promises least.
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            request: row.request,
            occurred: crate::store::from_millis(row.occurred),
            actor: Actor {
                name: row.actor,
                acts_as: row.acts_as,
                access: row.actor_access,
                groups: row.actor_groups,
                issuer: row.actor_issuer,
                address: row.address,
                request_id: row.request_id,
            },
            action: Action::parse(&row.action).unwrap_or(Action::Replace),
            cluster: row.cluster,
            namespace: row.namespace,
            kind: row.kind,
            name: row.name,
            outcome: Outcome::parse(&row.outcome).unwrap_or(Outcome::Unknown),
            status: u16::try_from(row.status).unwrap_or_default(),
            detail: Detail {
                words: row.detail,
                said: row.said,
            },
        }
    }
}

impl Detail {
    /// The columns `detail` and `said`. Half of what is to be put together again would be worse than nothing.
    pub(crate) fn to_columns(&self) -> (String, &str) {
        let said = match self.said.as_str() {
            said if said.len() <= LONGEST_SAID => said,
            _ => "",
        };
        (shortened(&self.words, LONGEST_DETAIL), said)
    }
}

/// A text of at most this many bytes, without the one character that PostgreSQL cannot keep.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    const ELLIPSIS: char = '…';
    let mut text = text.replace('\0', "\u{fffd}");
    if text.len() > longest {
        text.truncate(text.floor_char_boundary(longest - ELLIPSIS.len_utf8()));
        text.push(ELLIPSIS);
    }
    text
}

/// A UUID of version 7: the id of a row that sorts by `now`.
#[must_use]
pub fn new_id(now: Timestamp) -> String {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanoseconds)).to_string()
}

/// What sorts before all ids of rows from this time on and after those of before it.
pub(super) fn lowest_id(time: Timestamp) -> String {
    let milliseconds = u128::try_from(time.as_millisecond()).unwrap_or_default();
    Uuid::from_u128(milliseconds << 80).to_string()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_text_is_cut_between_characters_and_said_to_be_cut() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("a\0c", 9), "a\u{fffd}c");
        assert_eq!(shortened("abcdefgh", 6), "abc…");
        assert_eq!(shortened("ééééé", 8), "éé…");
        assert!(shortened(&"é".repeat(5000), 2048).len() <= 2048);
    }
}
