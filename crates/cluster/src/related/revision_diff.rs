//! What differs between two revisions of a DaemonSet's template.

use contract::RevisionDiff;
use serde_json::{Value, json};

use super::{
    changes::changes,
    revisions::{Revision, history},
};
use crate::{
    AsUser,
    error::{ClusterError, RollbackError},
};

/// Where it is written when the pods were to be started anew.
const RESTARTED: &str = "spec.template.metadata.annotations[kubectl.kubernetes.io/restartedAt]";

impl AsUser<'_> {
    /// What is other in the revision `to` than in `from`; 0 is the template that is there now.
    ///
    /// # Errors
    /// See [`ClusterError`]; there is no such revision ([`ClusterError::Rollback`]).
    pub async fn revision_diff(
        &self,
        namespace: &str,
        name: &str,
        (from, to): (i64, i64),
    ) -> Result<RevisionDiff, ClusterError> {
        let daemon_set = self.get(namespace, name).await?.to_value();
        let history = history(&self.transport(), &daemon_set).await?;
        let template = |number: i64| {
            if number == 0 {
                return Ok(&daemon_set["spec"]["template"]);
            }
            let mut revisions = history.iter();
            let found = revisions.find(|revision| revision.number == number);
            let found = found.ok_or(RollbackError::NotFound { revision: number })?;
            Ok::<_, RollbackError>(&found.data["spec"]["template"])
        };
        Ok(between(template(from)?, template(to)?))
    }
}

/// Whether a revision differs from the one before it in nothing but when its pods were to be started anew.
pub(super) fn is_restart(before: &Revision, after: &Revision) -> bool {
    let template = |revision: &Revision| revision.data["spec"]["template"].clone();
    between(&template(before), &template(after)).is_restart
}

/// What differs between two templates.
fn between(before: &Value, after: &Value) -> RevisionDiff {
    let [before, after] = [before, after].map(|template| {
        let mut template = template.clone();
        if let Some(fields) = template.as_object_mut() {
            // It is kept as a patch.
            fields.remove("$patch");
        }
        if let Some(metadata) = template["metadata"].as_object_mut() {
            // What older API servers wrote for "not set".
            metadata.retain(|_, value| !value.is_null());
            // So that the first annotation is a difference at its own place.
            metadata.entry("annotations").or_insert_with(|| json!({}));
        }
        json!({"spec": {"template": template}})
    });
    let changes = changes(&before, &after);
    RevisionDiff {
        is_restart: changes.len() == 1 && changes[0].field == RESTARTED,
        changes,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::between;

    fn template(image: &str, cpu: &Value, restarted: &str) -> Value {
        json!({
            "$patch": "replace",
            "metadata": {
                "creationTimestamp": null,
                "annotations": {"kubectl.kubernetes.io/restartedAt": restarted},
            },
            "spec": {"containers": [{"name": "agent", "image": image, "resources": {"limits": {"cpu": cpu}}}]},
        })
    }

    #[test]
    fn only_what_means_something_else_is_a_difference() {
        let first = template("a:1", &json!("0.5"), "t1");
        let told = |other: &Value| {
            let diff = between(&first, other);
            let changes = diff.changes.into_iter();
            let changes = changes.map(|it| {
                let text = |value: Option<String>| value.unwrap_or_default();
                format!("{}: {} to {}", it.field, text(it.before), text(it.after))
            });
            (changes.collect::<Vec<_>>(), diff.is_restart)
        };
        assert_eq!(
            told(&template("a:1", &json!("500m"), "t1")),
            (vec![], false)
        );
        assert_eq!(
            told(&template("a:2", &json!("500m"), "t1")),
            (
                vec![r#"spec.template.spec.containers[0].image: "a:1" to "a:2""#.to_owned()],
                false
            )
        );
        let (changes, is_restart) = told(&template("a:1", &json!("0.5"), "t2"));
        assert!(is_restart, "{changes:?}");
        let (changes, is_restart) = told(&template("a:1", &json!(1), "t2"));
        assert_eq!((changes.len(), is_restart), (2, false));
    }
}
