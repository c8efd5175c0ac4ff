//! Which DaemonSet a document is: the three versions that Kubernetes has had.

use serde_json::Value;

use super::{DecodeProblem, DecodeProblemKind, Place, words};
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
            "is empty: a DaemonSet begins with apiVersion: apps/v1 and kind: DaemonSet".to_owned()
        } else {
            words::wrong_type("a mapping of fields", value)
        };
        problems.push(Place::Root.problem(DecodeProblemKind::WrongType, message));
        return None;
    };
    let kind = text(root, "kind", problems);
    let api_version = text(root, "apiVersion", problems);
    let (kind, api_version) = (kind?, api_version?);
    let mut unknown = |field: &str, message: String| {
        let place = Place::Root;
        problems.push(
            place
                .key(field)
                .problem(DecodeProblemKind::UnknownKind, message),
        );
    };
    if kind != "DaemonSet" {
        let message = if kind.is_empty() {
            "is missing: a DaemonSet says kind: DaemonSet".to_owned()
        } else {
            format!("{kind:?} is not a DaemonSet")
        };
        unknown("kind", message);
        return None;
    }
    Some(match api_version {
        "apps/v1" => Version::Apps,
        "apps/v1beta2" => Version::AppsBeta2,
        "extensions/v1beta1" => Version::Extensions,
        "" => {
            unknown(
                "apiVersion",
                "is missing: a DaemonSet is of apps/v1".to_owned(),
            );
            return None;
        }
        other => {
            let message = format!("there is no DaemonSet in {other:?}: use apps/v1");
            unknown("apiVersion", message);
            return None;
        }
    })
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
                let message = words::wrong_type("a string", other);
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
