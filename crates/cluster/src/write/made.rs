//! What was made together with a DaemonSet: whether it is still there, and deleting it along.

use std::time::Duration;

use futures::future::join_all;
use http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use super::{
    AT_ONCE, COMPANIONS_BUDGET, COMPANIONS_REHEARSAL_BUDGET, READ_BACK_TIMEOUT, Stored,
    WriteOptions, Written,
    delete::{DeleteOptions, PropagationPolicy},
    finding::Trace,
    order::Step,
    read_back::Sent,
};
use crate::{AsUser, error::ClusterError, resource::Resource, rest::Call};

/// An object that was made with a DaemonSet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeObject {
    /// `apiVersion` as it was sent.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// Where it was made; empty for what lives outside of namespaces.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.uid`: another one of its name is left alone.
    pub uid: String,
}

impl MadeObject {
    fn words(&self) -> String {
        match &*self.namespace {
            "" => format!("{} {}", self.kind, self.name),
            namespace => format!("{} {namespace}/{}", self.kind, self.name),
        }
    }
}

impl AsUser<'_> {
    /// Whether each is still there; none where that cannot be seen.
    pub async fn are_there(&self, made: &[MadeObject]) -> Vec<Option<bool>> {
        let mut there = Vec::with_capacity(made.len());
        for some in made.chunks(AT_ONCE) {
            there.extend(join_all(some.iter().map(|it| self.is_there(it))).await);
        }
        there
    }

    async fn is_there(&self, made: &MadeObject) -> Option<bool> {
        let Some(resource) = self.resource_made(made).await.ok()? else {
            return Some(false);
        };
        let path = resource.object(&made.namespace, &made.name);
        let call = Call::new(format!("read the {}", made.kind), Method::GET, path)
            .timeout(READ_BACK_TIMEOUT);
        match call.read::<Stored>(&self.transport()).await {
            Ok(object) => Some(object.to_value()["metadata"]["uid"] == made.uid),
            Err(ClusterError::Refused { code: 404, .. }) => Some(false),
            Err(_) => None,
        }
    }

    /// Tries whether all of them could be deleted.
    ///
    /// # Errors
    /// One may not be deleted ([`ClusterError::MadeWithIt`]), or it took too long to find out.
    pub async fn rehearse_made(&self, made: &[MadeObject]) -> Result<(), ClusterError> {
        let rehearsal = async {
            for some in made.chunks(AT_ONCE) {
                let write = WriteOptions {
                    dry_run: true,
                    resumes: None,
                };
                let tried = some
                    .iter()
                    .map(|it| self.delete_one(it, write, READ_BACK_TIMEOUT));
                for (it, tried) in some.iter().zip(join_all(tried).await) {
                    if let Err(error) = tried {
                        return Err(ClusterError::MadeWithIt {
                            object: it.words(),
                            source: Box::new(error),
                        });
                    }
                }
            }
            Ok(())
        };
        match timeout(COMPANIONS_REHEARSAL_BUDGET, rehearsal).await {
            Ok(rehearsed) => rehearsed,
            Err(_) => Err(ClusterError::TimedOut {
                operation: "try the deletion of what was made with it".to_owned(),
                after: COMPANIONS_REHEARSAL_BUDGET,
            }),
        }
    }

    /// Deletes them, the last that were made first. What came of each; none of one for which there was no time left.
    pub async fn delete_made(
        &self,
        made: &[MadeObject],
        write: WriteOptions,
    ) -> Vec<Option<Result<Written, ClusterError>>> {
        let end = Instant::now() + COMPANIONS_BUDGET;
        let mut fates: Vec<_> = made.iter().map(|_| None).collect();
        let mut places: Vec<(Step, usize)> = Vec::new();
        for (place, it) in made.iter().enumerate() {
            let resource = self.resource_made(it).await.ok().flatten();
            places.push((resource.map_or(Step::Guards, |it| Step::of(&it)), place));
        }
        // As they were made, turned round.
        places.sort_unstable();
        for (_, place) in places.into_iter().rev() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            fates[place] = Some(self.delete_one(&made[place], write, left).await);
        }
        fates
    }

    /// Deletes one of them; what is gone already need not be deleted, and another one of its name is left alone.
    async fn delete_one(
        &self,
        made: &MadeObject,
        write: WriteOptions,
        within: Duration,
    ) -> Result<Written, ClusterError> {
        let gone = || {
            let status =
                json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"});
            Written {
                object: status.into(),
                warnings: Vec::new(),
            }
        };
        let Some(resource) = self.resource_made(made).await? else {
            return Ok(gone());
        };
        let operation = format!("delete the {}", made.kind);
        let options = DeleteOptions {
            propagation_policy: Some(PropagationPolicy::Background),
            resource_version: None,
            uid: Some(made.uid.clone()),
            write,
        };
        let path = resource.object(&made.namespace, &made.name);
        let call = options.call(&operation, path).timeout(within);
        let sent = Sent {
            resource: &resource,
            namespace: &made.namespace,
            name: &made.name,
            trace: Trace::Deleted,
            since: Timestamp::now(),
        };
        match sent.send(&self.transport(), &operation, call, write).await {
            Err(ClusterError::Refused { code: 404, .. }) => Ok(gone()),
            Err(ClusterError::Refused {
                code: 409, status, ..
            }) if is_another(&status) => Ok(gone()),
            answer => answer,
        }
    }

    async fn resource_made(&self, made: &MadeObject) -> Result<Option<Resource>, ClusterError> {
        self.discovery()
            .find(&self.transport(), &made.api_version, &made.kind)
            .await
    }
}

/// Whether a refusal says that there is another object of that name by now.
fn is_another(status: &Value) -> bool {
    let message = status["message"].as_str().unwrap_or_default();
    status["code"] == StatusCode::CONFLICT.as_u16() && message.contains("UID in")
}
