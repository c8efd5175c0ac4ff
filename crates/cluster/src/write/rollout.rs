//! Restarting and rolling back, as `kubectl rollout` does them.

use http::Method;
use jiff::{Timestamp, Unit};
use serde_json::{Value, json};

use super::{
    FIELD_MANAGER, WriteOptions, Written, dry_run,
    finding::Trace,
    read_back::{Resumed, Sent},
};
use crate::{
    AsUser,
    error::{ClusterError, RollbackError},
    related::{Revision, history},
    resource::DAEMON_SET,
    rest::Call,
};

impl AsUser<'_> {
    /// Has all pods replaced, at the pace of the update strategy: the annotation
    /// `kubectl.kubernetes.io/restartedAt` makes the template another one (`defaultObjectRestarter` in
    /// `k8s.io/kubectl/pkg/polymorphichelpers/objectrestarter.go`). It says when that was asked for, so what is sent
    /// twice with the same `at` restarts once.
    ///
    /// # Errors
    /// See [`ClusterError`].
    pub async fn restart(
        &self,
        namespace: &str,
        name: &str,
        at: Timestamp,
        options: WriteOptions,
    ) -> Result<Written, ClusterError> {
        let second = at.round(Unit::Second).unwrap_or(at).to_string();
        let annotations = json!({"kubectl.kubernetes.io/restartedAt": second});
        let patch = json!({"spec": {"template": {"metadata": {"annotations": annotations}}}});
        let operation = "restart the DaemonSet";
        let sent = Sent {
            resource: &DAEMON_SET,
            namespace,
            name,
            trace: Trace::Restarted,
            since: at,
        };
        self.patch(operation, sent, &patch, options).await
    }

    /// Makes the template what it was in a former revision; 0 is the one before the newest
    /// (`DaemonSetRollbacker.Rollback` in `k8s.io/kubectl/pkg/polymorphichelpers/rollback.go`).
    ///
    /// # Errors
    /// There is no such revision or the template is that one already ([`ClusterError::Rollback`]), or the
    /// API server refuses it.
    pub async fn rollback(
        &self,
        namespace: &str,
        name: &str,
        revision: i64,
        options: WriteOptions,
    ) -> Result<Written, ClusterError> {
        let mut sent = Sent {
            resource: &DAEMON_SET,
            namespace,
            name,
            // Which template is there once it is done, only the history tells, and rolling back changes that.
            trace: Trace::Changed(None),
            since: Timestamp::now(),
        };
        let operation = "roll back the DaemonSet";
        if let Resumed::Done(done) = sent.resume(&self.transport(), operation, options).await? {
            return Ok(done);
        }
        let daemon_set = self.get(namespace, name).await?.to_value();
        let history = history(&self.transport(), &daemon_set).await?;
        let chosen = choose(&history, revision)?;
        if is_template(&daemon_set, &chosen.data) {
            return Err(RollbackError::Same {
                revision: chosen.number,
            }
            .into());
        }
        sent.trace = Trace::Changed(Some(&chosen.data));
        let options = WriteOptions {
            resumes: None,
            ..options
        };
        self.patch(operation, sent, &chosen.data, options).await
    }

    /// Applies a strategic merge patch.
    async fn patch(
        &self,
        operation: &str,
        sent: Sent<'_>,
        patch: &Value,
        options: WriteOptions,
    ) -> Result<Written, ClusterError> {
        let object = sent.resource.object(sent.namespace, sent.name);
        let call = Call::new(operation, Method::PATCH, object)
            .query("fieldManager", FIELD_MANAGER)
            .query_if("dryRun", dry_run(options.dry_run))
            .strategic_merge_patch(patch);
        sent.send(&self.transport(), operation, call, options).await
    }
}

/// The revision of this number; of 0, the one before the newest. `history` has the oldest first.
fn choose(history: &[Revision], number: i64) -> Result<&Revision, RollbackError> {
    if number == 0 {
        return history.iter().rev().nth(1).ok_or(RollbackError::NoneBefore);
    }
    let found = history.iter().find(|revision| revision.number == number);
    found.ok_or(RollbackError::NotFound { revision: number })
}

/// Whether a revision holds the template that is there now (`daemonSetMatch`).
fn is_template(daemon_set: &Value, data: &Value) -> bool {
    let mut template = daemon_set["spec"]["template"].clone();
    let Some(fields) = template.as_object_mut() else {
        return false;
    };
    fields.insert("$patch".to_owned(), "replace".into());
    let mut kept = data["spec"]["template"].clone();
    for template in [&mut template, &mut kept] {
        // What older API servers wrote for "not set".
        if let Some(metadata) = template["metadata"].as_object_mut() {
            metadata.retain(|_, value| !value.is_null());
        }
    }
    template == kept
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_template;

    #[test]
    fn a_revision_is_compared_with_the_template() {
        let template = |image: &str| json!({"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [{"image": image}]}});
        let daemon_set = json!({"spec": {"template": template("a:1")}});
        for (image, created, expected) in [
            ("a:1", false, true),
            ("a:1", true, true),
            ("a:2", false, false),
        ] {
            let mut kept = template(image);
            kept["$patch"] = json!("replace");
            if created {
                kept["metadata"]["creationTimestamp"] = json!(null);
            }
            let data = json!({"spec": {"template": kept}});
            assert_eq!(is_template(&daemon_set, &data), expected, "{data}");
        }
    }
}
