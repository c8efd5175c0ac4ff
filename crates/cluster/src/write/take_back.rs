//! Taking back what was created before a later document failed.

use jiff::Timestamp;
use tokio::time::Instant;

use super::{
    Resource, Stored, TAKE_BACK_BUDGET, Written,
    create::Fate,
    delete::{DeleteOptions, PropagationPolicy},
    read_back::{Sent, Trace},
};
use crate::{error::ClusterError, transport::Transport};

/// Deletes what has been created, the last first, says of each what became of it, and gives the names of those that
/// are there all the same.
pub(super) async fn take_back(
    transport: &Transport,
    created: Vec<(usize, Resource, Stored)>,
    fates: &mut [Fate],
) -> Vec<String> {
    let end = Instant::now() + TAKE_BACK_BUDGET;
    let mut left_behind = Vec::new();
    for (place, resource, object) in created.into_iter().rev() {
        let object = object.to_value();
        let metadata = &object["metadata"];
        let text = |field: &str| metadata[field].as_str().unwrap_or_default();
        let (namespace, name) = (text("namespace"), text("name"));
        let deleted = delete(transport, resource, (namespace, name, text("uid")), end).await;
        fates[place] = match deleted {
            Ok(_) | Err(ClusterError::Refused { code: 404, .. }) => Fate::TakenBack,
            Err(error) => {
                tracing::warn!(
                    kind = resource.kind(),
                    namespace,
                    name,
                    error = &error as &dyn std::error::Error,
                    "could not delete what was created before a later document failed"
                );
                left_behind.push(format!("{} {namespace}/{name}", resource.kind()));
                Fate::LeftBehind(error.to_string())
            }
        };
    }
    left_behind
}

async fn delete(
    transport: &Transport,
    resource: Resource,
    (namespace, name, uid): (&str, &str, &str),
    end: Instant,
) -> Result<Written, ClusterError> {
    let operation = format!("delete the {}", resource.kind());
    let since = Timestamp::now();
    let options = DeleteOptions {
        propagation_policy: Some(PropagationPolicy::Background),
        // Never another object that somebody made under this name in between.
        uid: Some(uid.to_owned()),
        ..DeleteOptions::default()
    };
    let answer = options
        .call(&operation, resource.object(namespace, name))
        .timeout(end.saturating_duration_since(Instant::now()))
        .send(transport)
        .await
        .map(Written::from);
    let sent = Sent {
        resource,
        namespace,
        name,
        trace: Trace::Deleted,
        since,
    };
    sent.settle(transport, &operation, answer).await
}
