//! Whether a write was done of which no answer came: by what it must have left behind.
//!
//! Nothing of ours is written into objects to know them again. What is there anyway tells: the name, when it was
//! created, which manager set its fields when, and that it says what was sent.

use http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::likeness::says;
use super::{FIELD_MANAGER, READ_BACK_TIMEOUT, Stored, WriteOptions, Written};
use crate::{
    Cluster,
    error::ClusterError,
    resource::{DAEMON_SET, POD, Resource, SERVICE},
    rest::{CALL_TIMEOUT, Call},
    transport::Transport,
};

/// Times in objects are in whole seconds, and so is the API server's `Date`.
const COARSENESS: SignedDuration = SignedDuration::from_secs(2);

/// What a write should have left behind.
#[derive(Clone, Copy, Debug)]
pub enum Trace<'a> {
    /// An object that says this, where it is known what was sent.
    Created(Option<&'a Value>),
    /// An object that says this now, where it is known what was sent.
    Changed(Option<&'a Value>),
    /// The annotation of a restart.
    Restarted,
    /// Nothing, or an object that is going.
    Deleted,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It was done. With the object as it is, where there is one.
    Done(Option<Stored>),
    /// It was not done so far. With the `metadata.uid` of the object that is there, where there is one.
    NotDone(Option<String>),
    /// What is there does not tell.
    Unclear,
}

/// What is to be done with a write that may have been sent before.
pub(super) enum Resumed {
    /// Nothing, for it was done.
    Done(Written),
    /// It has to be sent. With the `metadata.uid` of the object that is there, where that is known.
    ToSend(Option<String>),
}

/// A write that was sent: at which object, what it should have left behind, and when it began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent<'a> {
    pub(super) resource: &'a Resource,
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
    pub(super) trace: Trace<'a>,
    pub(super) since: Timestamp,
}

impl Cluster {
    /// Looks for what a write should have left behind, for those who only want to know: with the console's own
    /// eyes, and only to complete the audit trail.
    ///
    /// # Errors
    /// It cannot be looked at. See [`ClusterError`].
    pub async fn read_back(
        &self,
        (kind, namespace, name): (&str, &str, &str),
        trace: Trace<'_>,
        since: Timestamp,
    ) -> Result<Finding, ClusterError> {
        if name.is_empty() {
            return Ok(Finding::Unclear);
        }
        // Of most kinds the trail knows the name alone.
        let found = match [&DAEMON_SET, &POD, &SERVICE]
            .into_iter()
            .find(|it| it.kind() == kind)
        {
            Some(known) => Some(known.clone()),
            None => self.discovery().of_name(self.transport(), kind).await?,
        };
        let Some(resource) = found else {
            return Ok(Finding::Unclear);
        };
        let sent = Sent {
            resource: &resource,
            namespace,
            name,
            trace,
            since,
        };
        sent.find(self.transport()).await
    }
}

impl Sent<'_> {
    /// Sends it, unless it was sent before and done.
    ///
    /// # Errors
    /// The API server refused it, or [`ClusterError::OutcomeUnknown`].
    pub(super) async fn send(
        self,
        transport: &Transport,
        operation: &str,
        call: Call,
        options: WriteOptions,
    ) -> Result<Written, ClusterError> {
        match self.resume(transport, operation, options).await? {
            Resumed::Done(done) => Ok(done),
            Resumed::ToSend(_) => self.send_now(transport, operation, call, options).await,
        }
    }

    /// Sends it.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub(super) async fn send_now(
        self,
        transport: &Transport,
        operation: &str,
        call: Call,
        options: WriteOptions,
    ) -> Result<Written, ClusterError> {
        let answer = call.send(transport).await.map(Written::from);
        if options.dry_run {
            return answer;
        }
        self.settle(transport, operation, answer).await
    }

    /// What is there of it, where it was sent before.
    ///
    /// # Errors
    /// What is there does not tell ([`ClusterError::OutcomeUnknown`]).
    pub(super) async fn resume(
        self,
        transport: &Transport,
        operation: &str,
        options: WriteOptions,
    ) -> Result<Resumed, ClusterError> {
        let Some(since) = options.resumes.filter(|_| !options.dry_run) else {
            return Ok(Resumed::ToSend(None));
        };
        match (Self { since, ..self }).find(transport).await {
            Ok(Finding::Done(object)) => Ok(Resumed::Done(found(object))),
            Ok(Finding::NotDone(uid)) => Ok(Resumed::ToSend(uid)),
            // The API server refuses it where the object is another one by now.
            Ok(Finding::Unclear) if self.names_a_version() => Ok(Resumed::ToSend(None)),
            Ok(Finding::Unclear) => {
                let unclear = ClusterError::TimedOut {
                    operation: operation.to_owned(),
                    after: CALL_TIMEOUT,
                };
                Err(unclear.into_unknown(operation))
            }
            Err(error) => Err(error.into_unknown(operation)),
        }
    }

    /// Whether it is of one version of the object alone.
    fn names_a_version(&self) -> bool {
        let Trace::Changed(Some(sent)) = self.trace else {
            return false;
        };
        sent["metadata"]["resourceVersion"].is_string()
    }

    /// What came of it, as far as can be known: an answer, or what is there where no answer came.
    ///
    /// # Errors
    /// The API server refused it, or [`ClusterError::OutcomeUnknown`].
    pub(super) async fn settle(
        self,
        transport: &Transport,
        operation: &str,
        answer: Result<Written, ClusterError>,
    ) -> Result<Written, ClusterError> {
        let error = match answer {
            Err(error) if error.leaves_open() => error,
            answer => return answer,
        };
        match self.find(transport).await {
            Ok(Finding::Done(object)) => Ok(found(object)),
            Ok(Finding::NotDone(_)) if error.is_last_word() => Err(error),
            Ok(_) | Err(_) => Err(error.into_unknown(operation)),
        }
    }

    /// Looks at the object.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) async fn find(self, transport: &Transport) -> Result<Finding, ClusterError> {
        let operation = format!("read back the {}", self.resource.kind());
        let path = self.resource.object(self.namespace, self.name);
        let read = Call::new(operation, Method::GET, path)
            .timeout(READ_BACK_TIMEOUT)
            .read_dated::<Value>(transport)
            .await;
        let now = Timestamp::now();
        Ok(match read {
            Ok((object, date)) => {
                let skew = date.map_or(SignedDuration::ZERO, |date| date.duration_since(now));
                self.judge(object, self.since + skew - COARSENESS)
            }
            Err(ClusterError::Refused { code: 404, .. }) => match self.trace {
                Trace::Deleted => Finding::Done(None),
                Trace::Created(_) => Finding::NotDone(None),
                Trace::Changed(_) | Trace::Restarted => Finding::Unclear,
            },
            Err(error) => return Err(error),
        })
    }

    /// What an object tells that is there. `since` is by the API server's clock, and as much earlier as times are
    /// coarse.
    fn judge(self, object: Value, since: Timestamp) -> Finding {
        let time = |text: &Value| text.as_str()?.parse::<Timestamp>().ok();
        let metadata = &object["metadata"];
        let created = time(&metadata["creationTimestamp"]);
        let is_new = created.is_some_and(|created| created >= since);
        let is_surely_new = created.is_some_and(|created| created > since + COARSENESS * 2);
        let says = |sent: Option<&Value>| sent.is_none_or(|sent| says(&object, sent));
        let not_done = || Finding::NotDone(metadata["uid"].as_str().map(str::to_owned));
        match self.trace {
            Trace::Created(sent) => {
                let wrote = Since::of(metadata, since);
                if !is_new || matches!(wrote, Since::Others | Since::Nobody) {
                    not_done()
                } else if says(sent) {
                    Finding::Done(Some(object.into()))
                } else {
                    Finding::Unclear
                }
            }
            // What only takes something away leaves no time of its own.
            Trace::Changed(sent) => match (Since::of(metadata, since), sent) {
                (Since::Others | Since::Nobody, Some(wanted))
                    if is_of_later(metadata, wanted) && says(sent) =>
                {
                    Finding::Unclear
                }
                (Since::Others | Since::Nobody, Some(_)) | (Since::Nobody, None) => not_done(),
                // A controller may have looked at what it made.
                (Since::Others | Since::Unsaid, None) => Finding::Unclear,
                _ if says(sent) => Finding::Done(Some(object.into())),
                _ => Finding::Unclear,
            },
            Trace::Restarted => {
                let annotations = &object["spec"]["template"]["metadata"]["annotations"];
                let restarted = time(&annotations["kubectl.kubernetes.io/restartedAt"]);
                // By our clock, which wrote it.
                if restarted.is_some_and(|at| at >= self.since - COARSENESS) {
                    Finding::Done(Some(object.into()))
                } else {
                    not_done()
                }
            }
            Trace::Deleted if !metadata["deletionTimestamp"].is_null() => {
                Finding::Done(Some(object.into()))
            }
            // Another one by now; made about when it was sent, it may be the one that was to be deleted.
            Trace::Deleted if is_surely_new => Finding::Done(None),
            Trace::Deleted if is_new => Finding::Unclear,
            Trace::Deleted => not_done(),
        }
    }
}

/// Whether an object is of another version than what was sent says.
fn is_of_later(metadata: &Value, sent: &Value) -> bool {
    let version = &sent["metadata"]["resourceVersion"];
    version.is_string() && metadata["resourceVersion"] != *version
}

/// Who has set fields of an object since some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    /// The console.
    Console,
    /// Others alone.
    Others,
    Nobody,
    /// It does not say.
    Unsaid,
}

impl Since {
    fn of(metadata: &Value, since: Timestamp) -> Self {
        let Some(entries) = metadata["managedFields"].as_array() else {
            return Self::Unsaid;
        };
        let mut wrote = Self::Nobody;
        for entry in entries {
            let time = entry["time"].as_str().and_then(|time| time.parse().ok());
            if time.is_none_or(|time: Timestamp| time < since) {
                continue;
            }
            if entry["manager"] == FIELD_MANAGER && entry["operation"] == "Update" {
                return Self::Console;
            }
            wrote = Self::Others;
        }
        wrote
    }
}

/// What was found in place of an answer. To a deletion that is done at once the API server answers with a status.
fn found(object: Option<Stored>) -> Written {
    let status = || {
        let status = serde_json::json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
        });
        status.into()
    };
    Written {
        object: object.unwrap_or_else(status),
        warnings: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::*;

    const BEFORE: &str = "2026-11-29T10:00:00Z";
    const AFTER: &str = "2026-11-29T10:00:18Z";
    /// So near to when it was sent that times in whole seconds do not tell.
    const MEANWHILE: &str = "2026-11-29T10:00:06Z";

    fn since() -> Timestamp {
        "2026-11-29T10:00:05Z".parse().unwrap()
    }

    fn object(created: &str, manager: &str, written: &str) -> Value {
        json!({
            "metadata": {
                "name": "agent",
                "creationTimestamp": created,
                "managedFields": [{"manager": manager, "operation": "Update", "time": written}],
            },
            "spec": {"a": 1, "list": [{"image": "x:1", "added": true}], "added": {}},
        })
    }

    fn found(trace: Trace<'_>, object: &Value) -> &'static str {
        let sent = Sent {
            resource: &DAEMON_SET,
            namespace: "default",
            name: "agent",
            trace,
            since: since(),
        };
        match sent.judge(object.clone(), since()) {
            Finding::Done(_) => "done",
            Finding::NotDone(_) => "not done",
            Finding::Unclear => "unclear",
        }
    }

    #[test]
    fn what_was_created_is_told_from_what_was_there_before() {
        let sent = json!({"spec": {"a": 1, "none": null, "list": [{"image": "x:1"}]}});
        let other = json!({"spec": {"list": [{"image": "x:2"}]}});
        let ours = object(AFTER, "everynode", AFTER);
        for (what, trace, object, expected) in [
            ("ours", Trace::Created(Some(&sent)), &ours, "done"),
            ("ours, unseen", Trace::Created(None), &ours, "done"),
            (
                "says other things",
                Trace::Created(Some(&other)),
                &ours,
                "unclear",
            ),
            (
                "older",
                Trace::Created(Some(&sent)),
                &object(BEFORE, "everynode", AFTER),
                "not done",
            ),
            (
                "somebody else's",
                Trace::Created(Some(&sent)),
                &object(AFTER, "kubectl", AFTER),
                "not done",
            ),
            ("changed", Trace::Changed(Some(&sent)), &ours, "done"),
            (
                "changed otherwise",
                Trace::Changed(Some(&other)),
                &ours,
                "unclear",
            ),
            (
                "changed before",
                Trace::Changed(Some(&sent)),
                &object(BEFORE, "everynode", BEFORE),
                "not done",
            ),
            (
                "changed by nobody, unseen",
                Trace::Changed(None),
                &object(BEFORE, "everynode", BEFORE),
                "not done",
            ),
            (
                "looked at by a controller, unseen",
                Trace::Changed(None),
                &object(BEFORE, "kube-controller-manager", AFTER),
                "unclear",
            ),
            (
                "there still",
                Trace::Deleted,
                &object(BEFORE, "everynode", BEFORE),
                "not done",
            ),
            ("another one by now", Trace::Deleted, &ours, "done"),
            (
                "made just before it was to be deleted, or after",
                Trace::Deleted,
                &object(MEANWHILE, "everynode", MEANWHILE),
                "unclear",
            ),
        ] {
            assert_eq!(found(trace, object), expected, "{what}");
        }
        let mut going = object(BEFORE, "everynode", BEFORE);
        going["metadata"]["deletionTimestamp"] = json!(AFTER);
        assert_eq!(found(Trace::Deleted, &going), "done");
    }

    #[test]
    fn what_only_took_something_away_is_not_said_to_have_failed() {
        let mut object = object(BEFORE, "everynode", BEFORE);
        let sent = json!({"metadata": {"resourceVersion": "7"}, "spec": {"a": 1}});
        let other = json!({"metadata": {"resourceVersion": "7"}, "spec": {"a": 2}});
        for (version, sent, expected) in [
            ("8", &sent, "unclear"),
            ("7", &sent, "not done"),
            // It says something else: so it was not this.
            ("8", &other, "not done"),
        ] {
            object["metadata"]["resourceVersion"] = version.into();
            assert_eq!(found(Trace::Changed(Some(sent)), &object), expected);
        }
    }

    #[test]
    fn a_restart_leaves_its_time() {
        for (at, expected) in [(BEFORE, "not done"), (AFTER, "done")] {
            let annotations = json!({"kubectl.kubernetes.io/restartedAt": at});
            let object = json!({"spec": {"template": {"metadata": {"annotations": annotations}}}});
            assert_eq!(found(Trace::Restarted, &object), expected);
        }
    }
}
