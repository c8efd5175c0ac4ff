//! Reading, replacing and deleting one DaemonSet.

use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    FIELD_MANAGER, Resource, Stored, WriteOptions, Written, dry_run,
    read_back::{Sent, Trace},
};
use crate::{
    AsUser,
    error::{ClusterError, ManifestError},
    rest::Call,
};

/// How to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeleteOptions {
    /// What becomes of the pods; the API server's own default (`Background`) if none is given.
    pub propagation_policy: Option<PropagationPolicy>,
    /// Only if this is still its `metadata.resourceVersion`.
    pub resource_version: Option<String>,
    /// Only if this is its `metadata.uid`.
    pub uid: Option<String>,
    /// Whether it is only tried, and whether it was sent before.
    pub write: WriteOptions,
}

/// What becomes of the pods of a DaemonSet that is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropagationPolicy {
    /// They are deleted after it.
    Background,
    /// They are deleted first; until then it is being deleted.
    Foreground,
    /// They stay.
    Orphan,
}

impl PropagationPolicy {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Background, Self::Foreground, Self::Orphan];

    /// Its name in Kubernetes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Background => "Background",
            Self::Foreground => "Foreground",
            Self::Orphan => "Orphan",
        }
    }
}

impl AsUser<'_> {
    /// The whole DaemonSet, as the API server has it at this moment.
    ///
    /// # Errors
    /// See [`ClusterError`]; one that does not exist is refused with code 404.
    pub async fn get(&self, namespace: &str, name: &str) -> Result<Stored, ClusterError> {
        let path = Resource::DaemonSet.object(namespace, name);
        let call = Call::new("read the DaemonSet", Method::GET, path);
        call.read(self.transport()).await
    }

    /// Replaces a DaemonSet, if it is still of the version that `metadata.resourceVersion` names.
    ///
    /// # Errors
    /// The version is missing ([`ManifestError::NoResourceVersion`]: without it the API server
    /// would overwrite whatever others have changed), is not the current one (refused with code
    /// 409), or the API server refuses the object for another reason.
    pub async fn replace(
        &self,
        namespace: &str,
        name: &str,
        object: &Value,
        options: WriteOptions,
    ) -> Result<Written, ClusterError> {
        let version = object["metadata"]["resourceVersion"].as_str();
        // To the API server nothing but zeros is as good as nothing.
        let says_one = |version: &str| version.bytes().any(|digit| digit != b'0');
        if !version.is_some_and(says_one) {
            return Err(ManifestError::NoResourceVersion.into());
        }
        let operation = "replace the DaemonSet";
        let path = Resource::DaemonSet.object(namespace, name);
        let call = Call::new(operation, Method::PUT, path)
            .query("fieldManager", FIELD_MANAGER)
            .query("fieldValidation", "Strict")
            .query_if("dryRun", dry_run(options.dry_run))
            .json(object);
        let sent = Sent {
            resource: Resource::DaemonSet,
            namespace,
            name,
            trace: Trace::Changed(Some(object)),
            since: Timestamp::now(),
        };
        sent.send(self.transport(), operation, call, options).await
    }

    /// Deletes a DaemonSet.
    ///
    /// # Errors
    /// See [`ClusterError`]; a condition that does not hold is refused with code 409.
    pub async fn delete(
        &self,
        namespace: &str,
        name: &str,
        options: &DeleteOptions,
    ) -> Result<Written, ClusterError> {
        let mut body = json!({"kind": "DeleteOptions", "apiVersion": "v1"});
        if let Some(policy) = options.propagation_policy {
            body["propagationPolicy"] = json!(policy.as_str());
        }
        if options.write.dry_run {
            body["dryRun"] = json!(["All"]);
        }
        let conditions = [
            ("resourceVersion", &options.resource_version),
            ("uid", &options.uid),
        ];
        for (key, value) in conditions {
            if let Some(value) = value {
                body["preconditions"][key] = json!(value);
            }
        }
        let operation = "delete the DaemonSet";
        let path = Resource::DaemonSet.object(namespace, name);
        let call = Call::new(operation, Method::DELETE, path).json(&body);
        let sent = Sent {
            resource: Resource::DaemonSet,
            namespace,
            name,
            trace: Trace::Deleted,
            since: Timestamp::now(),
        };
        sent.send(self.transport(), operation, call, options.write)
            .await
    }
}
