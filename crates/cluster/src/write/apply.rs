//! Updating an object that is there already, so that it says what a manifest says.
//!
//! By a JSON merge patch of the manifest onto the version that was looked at. What the manifest says holds afterwards,
//! lists as a whole; what others have filled in stays: the certificate of a webhook, the keys of a Secret, the address of a
//! Service, which replacing the object would take out. Unlike server-side apply it needs no owner for each field, so what
//! kubectl or a chart made before is no conflict, and it is the same for kinds that are only defined.

use http::Method;
use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::{
    FIELD_MANAGER, READ_BACK_TIMEOUT, Stored, Written, documents::Document, dry_run,
    finding::Trace, read_back::Sent,
};
use crate::{
    error::ClusterError,
    rest::{CALL_TIMEOUT, Call},
    transport::Transport,
};

/// The object that is there.
///
/// # Errors
/// It cannot be read.
pub(super) async fn read(
    transport: &Transport,
    document: &Document<'_>,
) -> Result<Stored, ClusterError> {
    let operation = format!("read the {}", document.resource.kind());
    Call::new(operation, Method::GET, document.path())
        .timeout(READ_BACK_TIMEOUT)
        .read(transport)
        .await
}

/// Makes it say what the manifest says, unless it has changed since it was read.
///
/// # Errors
/// The API server refuses it, or it is not known whether it was done.
pub(super) async fn update(
    transport: &Transport,
    document: &Document<'_>,
    before: &Stored,
    only_try: bool,
    end: Instant,
) -> Result<Written, ClusterError> {
    let operation = format!("update the {}", document.resource.kind());
    let since = Timestamp::now();
    let version = before.to_value()["metadata"]["resourceVersion"].take();
    let patch = patch(document.manifest, version);
    let left = end.saturating_duration_since(Instant::now());
    let answer = Call::new(&operation, Method::PATCH, document.path())
        .query("fieldManager", FIELD_MANAGER)
        .query("fieldValidation", "Strict")
        .query_if("dryRun", dry_run(only_try))
        .merge_patch(&patch)
        .timeout(left.min(CALL_TIMEOUT))
        .send(transport)
        .await
        .map(Written::from);
    if only_try {
        return answer;
    }
    let sent = Sent {
        resource: &document.resource,
        namespace: &document.namespace,
        name: document.name(),
        trace: Trace::Changed(Some(document.manifest)),
        since,
    };
    sent.settle(transport, &operation, answer).await
}

/// What a manifest wants of an object of this version; what came of it (`status`) is for the cluster to say.
fn patch(manifest: &Value, version: Value) -> Value {
    let mut patch = manifest.clone();
    if let Some(fields) = patch.as_object_mut() {
        fields.shift_remove("status");
    }
    patch["metadata"]["resourceVersion"] = version;
    patch
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::patch;

    #[test]
    fn a_patch_names_the_version_and_leaves_the_status_to_the_cluster() {
        let manifest =
            json!({"kind": "A", "metadata": {"name": "a"}, "status": {}, "spec": {"b": null}});
        assert_eq!(
            patch(&manifest, json!("7")),
            json!({"kind": "A", "metadata": {"name": "a", "resourceVersion": "7"}, "spec": {"b": null}})
        );
    }
}
