//! Deleting a DaemonSet, the Services in front of its pods that are named with it, and single pods.

use std::{collections::HashMap, time::Duration};

use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use super::{
    REHEARSAL_BUDGET, SERVICES_BUDGET, WriteOptions, Written,
    finding::Trace,
    read_back::{Resumed, Sent},
};
use crate::{
    AsUser,
    error::{ClusterError, ServicesError},
    resource::{DAEMON_SET, POD, Resource, SERVICE},
    rest::{CALL_TIMEOUT, Call},
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

/// What came of deleting a DaemonSet and the Services that were named with it.
#[derive(Debug)]
pub struct Deletion {
    /// Of the DaemonSet.
    pub result: Result<Written, ClusterError>,
    /// Of each Service, in the order in which they were named; None of one that was not sent.
    pub services: Vec<Option<Result<Written, ClusterError>>>,
}

impl AsUser<'_> {
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
        self.delete_object(&DAEMON_SET, (namespace, name), options, CALL_TIMEOUT)
            .await
    }

    /// Deletes one pod of a DaemonSet, which its controller makes anew. It is the pod that is there when this is asked,
    /// and no other of the same name ([`DeleteOptions::uid`] may name it).
    ///
    /// # Errors
    /// See [`ClusterError`]; a pod that is none of the DaemonSet's is [`ClusterError::NotItsPod`].
    pub async fn delete_pod(
        &self,
        namespace: &str,
        daemon_set: &str,
        pod: &str,
        options: &DeleteOptions,
    ) -> Result<Written, ClusterError> {
        let mut options = options.clone();
        // What was sent before may have been done: then there is none to look at.
        if options.write.resumes.is_none() {
            let there = self
                .pod_object(namespace, daemon_set, pod)
                .await?
                .to_value();
            if options.uid.is_none() {
                options.uid = there["metadata"]["uid"].as_str().map(str::to_owned);
            }
        }
        let at = (namespace, pod);
        self.delete_object(&POD, at, &options, CALL_TIMEOUT).await
    }

    /// Deletes a DaemonSet and then these Services, each of which must select its pods. All are sent as a dry run
    /// first, so that one that this user may not delete keeps the others; after that a Service that is refused stays,
    /// and where no answer comes those after it are not sent.
    ///
    /// What was sent before ([`WriteOptions::resumes`]) is not tried again: the DaemonSet by which the Services were
    /// known may be gone. Those that are there since before it was sent are deleted, and no others of their names.
    ///
    /// # Errors
    /// In [`Deletion::result`], when nothing was deleted: as [`Self::delete`]; a Service does not select the pods
    /// ([`ClusterError::Services`]) or cannot be deleted ([`ClusterError::Service`]).
    pub async fn delete_with_services(
        &self,
        namespace: &str,
        name: &str,
        services: &[String],
        options: &DeleteOptions,
    ) -> Deletion {
        let not_sent = || services.iter().map(|_| None).collect();
        let rehearsed = match options.write.resumes {
            None if !services.is_empty() => {
                let rehearsal = self.rehearse(namespace, name, services);
                match timeout(REHEARSAL_BUDGET, rehearsal).await {
                    Ok(rehearsed) => rehearsed,
                    Err(_) => Err(ClusterError::TimedOut {
                        operation: "try the deletion of the Services".to_owned(),
                        after: REHEARSAL_BUDGET,
                    }),
                }
            }
            _ => Ok(HashMap::new()),
        };
        let uids = match rehearsed {
            Ok(uids) => uids,
            Err(error) => {
                return Deletion {
                    result: Err(error),
                    services: not_sent(),
                };
            }
        };
        let mut deletion = Deletion {
            result: self.delete(namespace, name, options).await,
            services: not_sent(),
        };
        if deletion.result.is_err() || options.write.dry_run {
            return deletion;
        }
        let end = Instant::now() + SERVICES_BUDGET;
        for (service, fate) in services.iter().zip(&mut deletion.services) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let options = DeleteOptions {
                propagation_policy: Some(PropagationPolicy::Background),
                resource_version: None,
                uid: uids.get(service.as_str()).cloned(),
                write: options.write,
            };
            let at = (namespace, service.as_str());
            let answer = self.delete_object(&SERVICE, at, &options, left).await;
            let is_open = matches!(&answer, Err(error) if error.is_outcome_unknown());
            *fate = Some(match answer {
                // What is gone already need not be deleted.
                Err(ClusterError::Refused {
                    code: 404, status, ..
                }) => Ok(Written {
                    object: status.into(),
                    warnings: Vec::new(),
                }),
                answer => answer,
            });
            if is_open {
                break;
            }
        }
        deletion
    }

    /// Whether all of these Services select the pods of the DaemonSet and would be deleted. Their `metadata.uid`, so
    /// that no other of the same name is.
    async fn rehearse<'n>(
        &self,
        namespace: &str,
        name: &str,
        services: &'n [String],
    ) -> Result<HashMap<&'n str, String>, ClusterError> {
        let there = self.selecting_services(namespace, name).await?;
        let uid = |service: &&'n str| {
            let mut there = there.iter();
            let found = there.find(|found| found["metadata"]["name"] == **service)?;
            Some(
                found["metadata"]["uid"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
            )
        };
        let names = || services.iter().map(String::as_str);
        let uids: HashMap<&str, String> = names()
            .filter_map(|service| Some((service, uid(&service)?)))
            .collect();
        let strange: Vec<String> = names()
            .filter(|service| !uids.contains_key(service))
            .map(str::to_owned)
            .collect();
        if !strange.is_empty() {
            return Err(ServicesError { names: strange }.into());
        }
        for service in names() {
            let options = DeleteOptions {
                uid: uids.get(service).cloned(),
                write: WriteOptions {
                    dry_run: true,
                    resumes: None,
                },
                ..DeleteOptions::default()
            };
            let at = (namespace, service);
            self.delete_object(&SERVICE, at, &options, CALL_TIMEOUT)
                .await
                .map_err(|error| ClusterError::Service {
                    name: service.to_owned(),
                    source: Box::new(error),
                })?;
        }
        Ok(uids)
    }

    async fn delete_object(
        &self,
        resource: &Resource,
        (namespace, name): (&str, &str),
        options: &DeleteOptions,
        within: Duration,
    ) -> Result<Written, ClusterError> {
        let operation = format!("delete the {}", resource.kind());
        let sent = Sent {
            resource,
            namespace,
            name,
            trace: Trace::Deleted,
            since: Timestamp::now(),
        };
        let transport = &self.transport();
        let there = match sent.resume(transport, &operation, options.write).await? {
            Resumed::Done(done) => return Ok(done),
            Resumed::ToSend(there) => there,
        };
        // What was looked at is meant, and nothing that takes its name before the request is there.
        let options = DeleteOptions {
            uid: options.uid.clone().or(there),
            ..options.clone()
        };
        let call = options
            .call(&operation, resource.object(namespace, name))
            .timeout(within.min(CALL_TIMEOUT));
        sent.send_now(transport, &operation, call, options.write)
            .await
    }
}

impl DeleteOptions {
    /// The request that deletes the object at this path so (`metav1.DeleteOptions`).
    pub(super) fn call(&self, operation: &str, path: String) -> Call {
        let mut body = json!({"kind": "DeleteOptions", "apiVersion": "v1"});
        if let Some(policy) = self.propagation_policy {
            body["propagationPolicy"] = json!(policy.as_str());
        }
        if self.write.dry_run {
            body["dryRun"] = json!(["All"]);
        }
        let conditions = [
            ("resourceVersion", &self.resource_version),
            ("uid", &self.uid),
        ];
        for (key, value) in conditions {
            if let Some(value) = value {
                body["preconditions"][key] = json!(value);
            }
        }
        Call::new(operation, Method::DELETE, path).json(&body)
    }
}

/// Whether what is deleted stays for a while, because somebody has still to clean up after it: then the answer is the
/// object, marked as going.
#[must_use]
pub fn is_going(answer: &Value) -> bool {
    let metadata = &answer["metadata"];
    let is_kept = |finalizers: &Vec<Value>| !finalizers.is_empty();
    metadata["deletionTimestamp"].is_string()
        && metadata["finalizers"].as_array().is_some_and(is_kept)
}
