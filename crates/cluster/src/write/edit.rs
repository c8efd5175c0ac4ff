//! Reading and replacing one DaemonSet.

use http::Method;
use jiff::Timestamp;
use serde_json::Value;

use super::{
    FIELD_MANAGER, Stored, WriteOptions, Written, dry_run, finding::Trace, read_back::Sent,
};
use crate::{
    AsUser,
    error::{ClusterError, ManifestError},
    resource::DAEMON_SET,
    rest::Call,
};

impl AsUser<'_> {
    /// The whole DaemonSet, as the API server has it at this moment.
    ///
    /// # Errors
    /// See [`ClusterError`]; one that does not exist is refused with code 404.
    pub async fn get(&self, namespace: &str, name: &str) -> Result<Stored, ClusterError> {
        let path = DAEMON_SET.object(namespace, name);
        let call = Call::new("read the DaemonSet", Method::GET, path);
        call.read(&self.transport()).await
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
        let path = DAEMON_SET.object(namespace, name);
        let call = Call::new(operation, Method::PUT, path)
            .query("fieldManager", FIELD_MANAGER)
            .query("fieldValidation", "Strict")
            .query_if("dryRun", dry_run(options.dry_run))
            .json(object);
        let sent = Sent {
            resource: &DAEMON_SET,
            namespace,
            name,
            trace: Trace::Changed(Some(object)),
            since: Timestamp::now(),
        };
        sent.send(&self.transport(), operation, call, options).await
    }
}
