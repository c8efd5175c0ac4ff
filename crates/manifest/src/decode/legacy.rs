//! What extensions/v1beta1 filled in by itself and apps/v1 does not.
//!
//! The old versions have the fields of apps/v1 (and `spec.templateGeneration`, which the decoder
//! takes), so bringing one to apps/v1 is a matter of its defaults alone. apps/v1beta2 already had
//! those of apps/v1.

use serde_json::Value;

use super::Version;
use crate::object::{Object, edit, object_at, set_text};

/// The defaults of the old version that are not those of apps/v1; to be set before them
/// (`SetDefaults_DaemonSet` in `pkg/apis/extensions/v1beta1/defaults.go`).
pub(super) fn set_defaults(tree: &mut Object, version: Version) {
    if version != Version::Extensions {
        return;
    }
    let template = object_at(tree, &["spec", "template", "metadata"]);
    let labels = template.and_then(|metadata| metadata.get("labels").cloned());
    edit(tree, "spec", |spec| {
        if let Some(labels) = &labels
            && !spec.contains_key("selector")
        {
            let selector = Object::from_iter([("matchLabels".to_owned(), labels.clone())]);
            spec.insert("selector".to_owned(), selector.into());
        }
        edit(spec, "updateStrategy", |strategy| {
            set_text(strategy, "type", "OnDelete");
        });
    });
    let Some(labels) = labels else { return };
    edit(tree, "metadata", |metadata| {
        let own = metadata.get("labels").and_then(Value::as_object);
        if own.is_none_or(Object::is_empty) {
            metadata.insert("labels".to_owned(), labels);
        }
    });
}
