//! Which DaemonSet a document is: the three versions that Kubernetes has had.

use serde_json::Value;

use super::{DecodeProblem, DecodeProblemKind, Place, words};
use crate::Message;
use crate::content::quote;
use crate::message::decode as said;
use crate::object::Object;

/// A version of the kind DaemonSet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `apps/v1`.
    Apps,
    /// `apps/v1beta2`, removed in Kubernetes 1.16; the same fields.
    AppsBeta2,
    /// `extensions/v1beta1`, removed in Kubernetes 1.16; one field more and other defaults.
    Extensions,
}

/// The document's version, or problems.
pub(super) fn recognise(value: &Value, problems: &mut Vec<DecodeProblem>) -> Option<Version> {
    let Value::Object(root) = value else {
        let message = if value.is_null() {
            said::empty()
        } else {
            words::wrong_type(said::a_mapping_of_fields(), value)
        };
        problems.push(Place::Root.problem(DecodeProblemKind::WrongType, message));
        return None;
    };
    let kind = text(root, "kind", problems);
    let api_version = text(root, "apiVersion", problems);
    let (kind, api_version) = (kind?, api_version?);
    let mut unknown = |field: &str, message: Message| {
        let place = Place::Root;
        problems.push(
            place
                .key(field)
                .problem(DecodeProblemKind::UnknownKind, message),
        );
    };
    if kind != "DaemonSet" {
        let message = if kind.is_empty() {
            said::kind_missing()
        } else {
            other_kind(api_version, kind)
        };
        unknown("kind", message);
        return None;
    }
    Some(match api_version {
        "apps/v1" => Version::Apps,
        "apps/v1beta2" => Version::AppsBeta2,
        "extensions/v1beta1" => Version::Extensions,
        "" => {
            unknown("apiVersion", said::version_missing());
            return None;
        }
        other => {
            unknown("apiVersion", said::version_unknown(quote(other)));
            return None;
        }
    })
}

/// The kinds of apps/v1.
const APPS_KINDS: [&str; 5] = [
    "ControllerRevision",
    "DaemonSet",
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
];

/// Whether an object may well be of another kind than DaemonSet: no cluster can say otherwise. False where
/// it is meant to be one, in a spelling that Kubernetes does not know (in small letters, in the plural,
/// with two letters changed), and where there is no such kind at all.
#[must_use]
pub fn may_be_other_kind(api_version: &str, kind: &str) -> bool {
    let of_item = kind.strip_suffix("List").unwrap_or(kind);
    let is_unknown = api_version == "apps/v1" && !APPS_KINDS.contains(&of_item);
    // A list without items is no list to kubectl, and no object to any cluster.
    !of_item.is_empty() && !is_unknown && words::distance(of_item, "DaemonSet") > 2
}

/// That a kind is not DaemonSet.
fn other_kind(api_version: &str, kind: &str) -> Message {
    let quoted = quote(kind);
    if may_be_other_kind(api_version, kind) {
        said::other_kind(quoted)
    } else if words::distance(kind, "DaemonSet") <= 2 {
        said::kind_misspelled(quoted)
    } else if kind.ends_with("List") {
        said::list_without_items(quoted)
    } else {
        said::kind_unknown(quoted, quote(api_version))
    }
}

/// A text at the root; empty where it is missing.
///
/// To find out what a document is the API server reads these two names in upper or lower case,
/// though the walk then takes any but the right spelling for an unknown field.
fn text<'a>(root: &'a Object, field: &str, problems: &mut Vec<DecodeProblem>) -> Option<&'a str> {
    let mut found = "";
    for (name, value) in root {
        match value {
            _ if !name.eq_ignore_ascii_case(field) => {}
            Value::Null => {}
            Value::String(text) => found = text,
            other => {
                let message = words::wrong_type(said::a_string(), other);
                let place = Place::Root;
                problems.push(
                    place
                        .key(name)
                        .problem(DecodeProblemKind::WrongType, message),
                );
                return None;
            }
        }
    }
    Some(found)
}
