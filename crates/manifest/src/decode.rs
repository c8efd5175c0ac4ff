//! Decoding a manifest as the API server does: into its own types, strictly, then converted and defaulted.
//!
//! The way of a manifest through this module is the server's: [`crate::schema`] says what each field
//! holds and `walk` reads it; `legacy` brings old versions to apps/v1; `defaults` fills in what is
//! missing; `convert` does what the internal types change on the way; `encode` writes the result as
//! Go's JSON encoder writes the structs.

mod convert;
mod encode;
mod gates;
mod legacy;
mod place;
mod time;
mod version;
mod walk;
mod words;

use crate::Message;
use std::fmt;

use serde_json::Value;

use crate::{FieldPath, defaults, schema};

pub use convert::TEMPLATE_GENERATION;
pub use gates::{Dropped, Gate, newer_fields};
use place::Place;
pub(crate) use version::Version;
pub use version::may_be_other_kind;

/// What became of a manifest.
#[derive(Clone, Debug, Default)]
pub struct Decoded {
    /// The object as the API server would store it: apps/v1, converted and defaulted, quantities in
    /// their stored spelling. A field that could not be read is left out, an item of a list that
    /// could not be read is empty. `None` if this is no DaemonSet at all.
    pub object: Option<Value>,
    /// The lists and maps that are there but empty. [`Self::object`] leaves out most of them, and
    /// some rules tell the two apart.
    pub empty: Vec<FieldPath>,
    /// The uid of each owner that is given again; [`Self::object`] has each owner once.
    pub repeated_owners: Vec<String>,
    /// The fields that [`Self::object`] is without though the manifest has them, because the feature
    /// that they belong to is off.
    pub dropped: Vec<Dropped>,
    /// What the manifest says of `metadata.managedFields`, of which [`Self::object`] has none: the field
    /// manager takes it out and puts in what it has worked out itself.
    pub managed_fields: Option<Value>,
    /// Everything that is wrong, in the order of the fields.
    pub problems: Vec<DecodeProblem>,
}

impl Decoded {
    /// Whether the API server would read the manifest if it did not insist on known fields.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        let forgiven = |problem: &DecodeProblem| problem.kind == DecodeProblemKind::UnknownField;
        self.object.is_some() && self.problems.iter().all(forgiven)
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecodeProblemKind {
    /// It does not hold what it must.
    WrongType,
    /// There is no such field.
    UnknownField,
    /// It is there twice. Found by the reader of the text, because a tree has no field twice.
    DuplicateField,
    /// The document is no DaemonSet of a version that Kubernetes has had.
    UnknownKind,
}

impl DecodeProblemKind {
    /// The machine's word: `WrongType`, `UnknownField`, `DuplicateField` or `UnknownKind`.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::WrongType => "WrongType",
            Self::UnknownField => "UnknownField",
            Self::DuplicateField => "DuplicateField",
            Self::UnknownKind => "UnknownKind",
        }
    }
}

impl fmt::Display for DecodeProblemKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.reason())
    }
}

/// One field that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeProblem {
    /// What is wrong.
    pub kind: DecodeProblemKind,
    /// The place as Kubernetes prints it.
    pub field: String,
    /// The place.
    pub path: FieldPath,
    /// What is wrong and how to put it right.
    pub message: Message,
}

/// What a document is read for.
#[derive(Clone, Copy)]
enum Purpose<'a> {
    /// A new object is made of it.
    Create,
    /// It replaces this one, as it is stored.
    Update(&'a Value),
    /// It is what is stored.
    Stored,
}

/// Reads a document as the API server reads a DaemonSet that is to be made.
#[must_use]
pub fn decode(value: Value) -> Decoded {
    read(value, Purpose::Create)
}

/// Reads a document as the API server reads a DaemonSet that is to replace one as it is `stored`
/// (apps/v1): it goes to the same namespace, and keeps the fields of disabled features that the stored
/// one has. What the stored one hands down besides is the business of [`crate::replace`].
#[must_use]
pub fn decode_update(value: Value, stored: &Value) -> Decoded {
    read(value, Purpose::Update(stored))
}

/// Reads a DaemonSet that a cluster has printed, of any version, as the API server reads what it has
/// stored: with defaults, and with the status and all that the cluster alone gives.
#[must_use]
pub fn decode_stored(value: Value) -> Decoded {
    read(value, Purpose::Stored)
}

fn read(value: Value, purpose: Purpose) -> Decoded {
    let mut decoded = Decoded::default();
    let problems = &mut decoded.problems;
    let version = version::recognise(&value, problems);
    let (Some(version), Value::Object(mut tree)) = (version, value) else {
        return decoded;
    };
    decoded.empty = walk::root(&mut tree, &schema::DAEMON_SET, version, problems);
    let generation = convert::take_template_generation(&mut tree, version, problems);
    legacy::set_defaults(&mut tree, version);
    defaults::set(&mut tree);
    convert::through_internal(&mut tree);
    convert::set_type(&mut tree);
    match purpose {
        Purpose::Create => {
            decoded.managed_fields = convert::set_identity(&mut tree, None, generation);
            decoded.dropped = convert::prepare(&mut tree, None);
        }
        Purpose::Update(stored) => {
            decoded.managed_fields = convert::set_identity(&mut tree, Some(stored), generation);
            decoded.dropped = convert::prepare(&mut tree, Some(stored));
        }
        Purpose::Stored => convert::set_template_generation(&mut tree, generation),
    }
    encode::store(&mut tree, &schema::DAEMON_SET);
    decoded.repeated_owners = convert::drop_repeated_owners(&mut tree);
    decoded.object = Some(tree.into());
    decoded
}

/// A DaemonSet of a version that is no longer served as the object of apps/v1 that says the same: in
/// the user's spelling, with what the old version filled in by itself written out and without the
/// defaults that apps/v1 has. Anything else comes back as it is.
#[must_use]
pub fn to_served_version(value: Value) -> Value {
    let version = match version::recognise(&value, &mut Vec::new()) {
        None | Some(Version::Apps) => return value,
        Some(version) => version,
    };
    let Value::Object(mut tree) = value else {
        return value;
    };
    if version == Version::Extensions {
        convert::move_template_generation(&mut tree);
    }
    legacy::set_defaults(&mut tree, version);
    tree.insert("apiVersion".to_owned(), "apps/v1".into());
    tree.into()
}

/// Reads a core/v1 Service and tells what is wrong with it: the object with its known fields, in
/// the API server's spelling but without its defaults, and the problems.
#[must_use]
pub fn decode_service(value: Value) -> (Value, Vec<DecodeProblem>) {
    let mut problems = Vec::new();
    let mut tree = walk::any_root(value, &schema::SERVICE, &mut problems);
    encode::store(&mut tree, &schema::SERVICE);
    (tree.into(), problems)
}

#[cfg(test)]
mod tests;
