//! Taking back what was done before a later document failed: what was created is deleted, what was updated becomes
//! again what it was.

use std::time::Duration;

use futures::future::join_all;
use http::Method;
use jiff::Timestamp;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::{
    AT_ONCE, FIELD_MANAGER, Stored, TAKE_BACK_BUDGET, Written,
    create::Fate,
    delete::{DeleteOptions, PropagationPolicy, is_going},
    documents::Document,
    finding::Trace,
    order::Step,
    read_back::Sent,
};
use crate::{
    error::ClusterError,
    rest::{CALL_TIMEOUT, Call},
    transport::Transport,
};

/// How often it is looked whether what is going has gone.
const LOOK: Duration = Duration::from_millis(100);

/// How long is waited for it. A namespace goes once its controller has looked through it.
const GOING: Duration = Duration::from_secs(8);

/// What was done with a document.
pub(super) struct Done<'d, 'm> {
    pub(super) document: &'d Document<'m>,
    /// As it is now.
    pub(super) object: Stored,
    /// As it was, where it was there before.
    pub(super) before: Option<Stored>,
}

/// Undoes what was done, step by step and the last first, says of each what became of it, and gives the names of those
/// that are there all the same.
pub(super) async fn take_back(
    transport: &Transport,
    mut done: Vec<Done<'_, '_>>,
    fates: &mut [Fate],
) -> Vec<String> {
    let end = Instant::now() + TAKE_BACK_BUDGET;
    let mut left_behind = Vec::new();
    // They stand in the order in which they were done.
    while let Some(last) = done.last() {
        let step = Step::of(&last.document.resource);
        let begin = done.partition_point(|it| Step::of(&it.document.resource) < step);
        let of_step: Vec<_> = done.split_off(begin).into_iter().rev().collect();
        for some in of_step.chunks(AT_ONCE) {
            let undone = some.iter().map(|it| undo(transport, it, end));
            for (it, fate) in some.iter().zip(join_all(undone).await) {
                if matches!(fate, Fate::LeftBehind(_)) {
                    left_behind.push(it.document.words());
                }
                fates[it.document.place] = fate;
            }
        }
    }
    left_behind
}

/// Undoes one thing, and waits until what was deleted is gone.
async fn undo(transport: &Transport, done: &Done<'_, '_>, end: Instant) -> Fate {
    let Done {
        document,
        object,
        before,
    } = done;
    let undone = match before {
        Some(before) => put_back(transport, document, object, before, end).await,
        None => delete(transport, document, object, end).await,
    };
    match undone {
        Ok(_) if before.is_some() => Fate::PutBack,
        Ok(written) => {
            if is_going_on(&written.object.to_value()) {
                wait_until_gone(transport, document, end.min(Instant::now() + GOING)).await;
            }
            Fate::TakenBack
        }
        Err(ClusterError::Refused { code: 404, .. }) => Fate::TakenBack,
        Err(error) => {
            tracing::warn!(
                object = document.words(),
                error = &error as &dyn std::error::Error,
                "could not take back what was done before a later document failed"
            );
            Fate::LeftBehind(error.to_string())
        }
    }
}

/// Whether it is not gone yet: somebody has still to clean up after it, or in it.
fn is_going_on(answer: &Value) -> bool {
    is_going(answer) || answer["status"]["phase"] == "Terminating"
}

/// Waits for what was deleted, so that the same request can be sent anew. Where it does not go in time it goes later.
async fn wait_until_gone(transport: &Transport, document: &Document<'_>, end: Instant) {
    while Instant::now() < end {
        let operation = format!("look whether the {} is gone", document.resource.kind());
        let look = Call::new(operation, Method::GET, document.path())
            .timeout(end.saturating_duration_since(Instant::now()));
        if look.read::<Value>(transport).await.is_err() {
            return;
        }
        sleep(LOOK).await;
    }
}

async fn delete(
    transport: &Transport,
    document: &Document<'_>,
    object: &Stored,
    end: Instant,
) -> Result<Written, ClusterError> {
    let operation = format!("delete the {}", document.resource.kind());
    let since = Timestamp::now();
    let object = object.to_value();
    let options = DeleteOptions {
        propagation_policy: Some(PropagationPolicy::Background),
        // Never another object that somebody made under this name in between.
        uid: object["metadata"]["uid"].as_str().map(str::to_owned),
        ..DeleteOptions::default()
    };
    let answer = options
        .call(&operation, document.path())
        .timeout(left(end))
        .send(transport)
        .await
        .map(Written::from);
    let sent = Sent {
        resource: &document.resource,
        namespace: &document.namespace,
        name: document.name(),
        trace: Trace::Deleted,
        since,
    };
    sent.settle(transport, &operation, answer).await
}

/// Replaces what an update has made of an object, unless somebody has changed it since, by what it was.
async fn put_back(
    transport: &Transport,
    document: &Document<'_>,
    object: &Stored,
    before: &Stored,
    end: Instant,
) -> Result<Written, ClusterError> {
    let operation = format!("put back the {}", document.resource.kind());
    let since = Timestamp::now();
    let mut body = before.to_value();
    body["metadata"]["resourceVersion"] = object.to_value()["metadata"]["resourceVersion"].take();
    let answer = Call::new(&operation, Method::PUT, document.path())
        .query("fieldManager", FIELD_MANAGER)
        .json(&body)
        .timeout(left(end))
        .send(transport)
        .await
        .map(Written::from);
    let sent = Sent {
        resource: &document.resource,
        namespace: &document.namespace,
        name: document.name(),
        trace: Trace::Changed(Some(&body)),
        since,
    };
    sent.settle(transport, &operation, answer).await
}

fn left(end: Instant) -> Duration {
    end.saturating_duration_since(Instant::now())
        .min(CALL_TIMEOUT)
}
