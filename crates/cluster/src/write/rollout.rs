//! Restarting and rolling back, as `kubectl rollout` does them.

use http::Method;
use jiff::{Timestamp, Unit};
use serde_json::{Value, json};

use super::{
    FIELD_MANAGER, Resource, Written, dry_run,
    read_back::{Sent, Trace},
};
use crate::{
    AsUser,
    error::{ClusterError, RollbackError},
    related::{Revision, history},
    rest::Call,
};

impl AsUser<'_> {
    /// Has all pods replaced, at the pace of the update strategy: the annotation
    /// `kubectl.kubernetes.io/restartedAt` makes the template another one (`defaultObjectRestarter` in
    /// `k8s.io/kubectl/pkg/polymorphichelpers/objectrestarter.go`).
    ///
    /// # Errors
    /// See [`ClusterError`].
    pub async fn restart(
        &self,
        namespace: &str,
        name: &str,
        only_ask: bool,
    ) -> Result<Written, ClusterError> {
        let now = Timestamp::now();
        let now = now.round(Unit::Second).unwrap_or(now).to_string();
        let annotations = json!({"kubectl.kubernetes.io/restartedAt": now});
        let patch = json!({"spec": {"template": {"metadata": {"annotations": annotations}}}});
        let place = (namespace, name);
        let operation = "restart the DaemonSet";
        self.patch(operation, place, &patch, Trace::Restarted, only_ask)
            .await
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
        only_ask: bool,
    ) -> Result<Written, ClusterError> {
        let daemon_set = self.get(namespace, name).await?.to_value();
        let history = history(self.transport(), &daemon_set).await?;
        let chosen = choose(&history, revision)?;
        if is_template(&daemon_set, &chosen.data) {
            return Err(RollbackError::Same {
                revision: chosen.number,
            }
            .into());
        }
        let place = (namespace, name);
        let operation = "roll back the DaemonSet";
        let changed = Trace::Changed(Some(&chosen.data));
        self.patch(operation, place, &chosen.data, changed, only_ask)
            .await
    }

    /// Applies a strategic merge patch.
    async fn patch(
        &self,
        operation: &str,
        (namespace, name): (&str, &str),
        patch: &Value,
        trace: Trace<'_>,
        only_ask: bool,
    ) -> Result<Written, ClusterError> {
        let object = Resource::DaemonSet.object(namespace, name);
        let since = Timestamp::now();
        let answer = Call::new(operation, Method::PATCH, object)
            .query("fieldManager", FIELD_MANAGER)
            .query_if("dryRun", dry_run(only_ask))
            .strategic_merge_patch(patch)
            .send(self.transport())
            .await
            .map(Written::from);
        if only_ask {
            return answer;
        }
        let sent = Sent {
            resource: Resource::DaemonSet,
            namespace,
            name,
            trace,
            since,
        };
        sent.settle(self.transport(), operation, answer).await
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
