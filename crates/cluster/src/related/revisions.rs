//! The revisions of a DaemonSet's template.

use std::collections::HashMap;

use contract::{RevisionRow, path::segment};
use preflight::facts::OwnPods;
use serde_json::Value;

use super::{images, list, revision_diff::is_restart, text};
use crate::{AsUser, Watched, error::ClusterError, transport::Transport};

/// A `ControllerRevision` of a DaemonSet.
#[derive(Debug)]
pub(crate) struct Revision {
    pub(crate) number: i64,
    /// The strategic merge patch that makes the template what it was.
    pub(crate) data: Value,
    object: Value,
}

impl AsUser<'_> {
    /// The revisions of a DaemonSet, the newest first, each with how many pods of it have been `seen`.
    ///
    /// # Errors
    /// See [`ClusterError`]; a DaemonSet that does not exist is refused with code 404.
    pub async fn revisions(
        &self,
        seen: &Watched,
        namespace: &str,
        name: &str,
    ) -> Result<Vec<RevisionRow>, ClusterError> {
        let daemon_set = self.get(namespace, name).await?.to_value();
        let history = history(&self.transport(), &daemon_set).await?;
        let mut pods: HashMap<String, u32> = HashMap::new();
        for pod in seen.pods(namespace, name).unwrap_or_default() {
            *pods.entry(pod.revision).or_default() += 1;
        }
        let rows = history.iter().rev().enumerate().map(|(index, revision)| {
            let annotations = &revision.object["metadata"]["annotations"];
            let cause = annotations["kubernetes.io/change-cause"].as_str();
            let hash = hash(&revision.object);
            RevisionRow {
                revision: revision.number,
                name: text(&revision.object, "/metadata/name").to_owned(),
                created: text(&revision.object, "/metadata/creationTimestamp").to_owned(),
                current: index == 0,
                restart: before(&history, revision)
                    .is_some_and(|before| is_restart(before, revision)),
                images: images(&revision.data["spec"]["template"]),
                change_cause: cause.unwrap_or_default().to_owned(),
                pods: pods.get(hash).copied().unwrap_or_default(),
            }
        });
        Ok(rows.collect())
    }
}

impl AsUser<'_> {
    /// The templates that some of these pods are of, each after its `controller-revision-hash`. Nothing where
    /// all are of one, or where the revisions may not be read: then a change is forecast to replace them all.
    pub(crate) async fn earlier_templates(&self, own: &OwnPods) -> Vec<(String, Value)> {
        if !own.are_mixed() {
            return Vec::new();
        }
        let Ok(daemon_set) = self.get(&own.namespace, &own.name).await else {
            return Vec::new();
        };
        let history = history(&self.transport(), &daemon_set.to_value()).await;
        let templates = history.unwrap_or_default().into_iter().map(|revision| {
            let mut template = revision.data["spec"]["template"].clone();
            if let Some(fields) = template.as_object_mut() {
                // It is kept as a patch.
                fields.remove("$patch");
            }
            (hash(&revision.object).to_owned(), template)
        });
        let bears = |(hash, _): &(String, Value)| own.pods.iter().any(|pod| pod.revision == *hash);
        templates.filter(bears).collect()
    }
}

/// The revision that one came after.
fn before<'h>(history: &'h [Revision], revision: &Revision) -> Option<&'h Revision> {
    let mut older = history.iter().rev();
    older.find(|older| older.number < revision.number)
}

/// The `controller-revision-hash` of a revision.
fn hash(revision: &Value) -> &str {
    let hash = &revision["metadata"]["labels"]["controller-revision-hash"];
    hash.as_str().unwrap_or_default()
}

/// The revisions that a DaemonSet controls, the oldest first (`controlledHistory` in
/// `k8s.io/kubectl/pkg/polymorphichelpers/history.go`).
pub(crate) async fn history(
    transport: &Transport,
    daemon_set: &Value,
) -> Result<Vec<Revision>, ClusterError> {
    let namespace = text(daemon_set, "/metadata/namespace");
    let uid = text(daemon_set, "/metadata/uid");
    let path = format!(
        "/apis/apps/v1/namespaces/{}/controllerrevisions",
        segment(namespace)
    );
    // kubectl selects by label before it looks at the owner, which only saves it work.
    let found = list(transport, "revisions", &path, ("labelSelector", "")).await?;
    let is_owner = |owner: &Value| owner["controller"] == true && owner["uid"] == uid;
    let mut revisions: Vec<Revision> = found
        .into_iter()
        .filter(|object| {
            let owners = object["metadata"]["ownerReferences"].as_array();
            owners.is_some_and(|owners| owners.iter().any(is_owner))
        })
        .map(|mut object| Revision {
            number: object["revision"].as_i64().unwrap_or_default(),
            data: object["data"].take(),
            object,
        })
        .collect();
    revisions.sort_by_key(|revision| revision.number);
    Ok(revisions)
}
