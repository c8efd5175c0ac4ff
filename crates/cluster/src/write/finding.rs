//! What an object tells of a write of which no answer came.
//!
//! Nothing of ours is written into objects to know them again. What is there anyway tells: the name, when it was
//! created, which manager set its fields when, and that it says what was sent.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::likeness::says;
use super::{FIELD_MANAGER, Stored};

/// Times in objects are in whole seconds, and so is the API server's `Date`.
pub(super) const COARSENESS: SignedDuration = SignedDuration::from_secs(2);

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

impl Trace<'_> {
    /// What an object tells that is there. `sent` is when it was sent by our clock, and `since` by the API server's clock, and as much earlier as times are
    /// coarse.
    pub(super) fn judge(self, object: Value, sent: Timestamp, since: Timestamp) -> Finding {
        let time = |text: &Value| text.as_str()?.parse::<Timestamp>().ok();
        let metadata = &object["metadata"];
        let created = time(&metadata["creationTimestamp"]);
        let is_new = created.is_some_and(|created| created >= since);
        let is_surely_new = created.is_some_and(|created| created > since + COARSENESS * 2);
        let says = |wanted: Option<&Value>| wanted.is_none_or(|wanted| says(&object, wanted));
        let not_done = || Finding::NotDone(metadata["uid"].as_str().map(str::to_owned));
        match self {
            Self::Created(wanted) => {
                let wrote = Since::of(metadata, since);
                if !is_new || matches!(wrote, Since::Others | Since::Nobody) {
                    not_done()
                } else if says(wanted) {
                    Finding::Done(Some(object.into()))
                } else {
                    Finding::Unclear
                }
            }
            // What only takes something away leaves no time of its own.
            Self::Changed(wanted) => match (Since::of(metadata, since), wanted) {
                (Since::Others | Since::Nobody, Some(wanted))
                    if is_of_later(metadata, wanted) && says(Some(wanted)) =>
                {
                    Finding::Unclear
                }
                (Since::Others | Since::Nobody, Some(_)) | (Since::Nobody, None) => not_done(),
                // A controller may have looked at what it made.
                (Since::Others | Since::Unsaid, None) => Finding::Unclear,
                _ if says(wanted) => Finding::Done(Some(object.into())),
                _ => Finding::Unclear,
            },
            Self::Restarted => {
                let annotations = &object["spec"]["template"]["metadata"]["annotations"];
                let restarted = time(&annotations["kubectl.kubernetes.io/restartedAt"]);
                // By our clock, which wrote it.
                if restarted.is_some_and(|at| at >= sent - COARSENESS) {
                    Finding::Done(Some(object.into()))
                } else {
                    not_done()
                }
            }
            Self::Deleted if !metadata["deletionTimestamp"].is_null() => {
                Finding::Done(Some(object.into()))
            }
            // Another one by now; made about when it was sent, it may be the one that was to be deleted.
            Self::Deleted if is_surely_new => Finding::Done(None),
            Self::Deleted if is_new => Finding::Unclear,
            Self::Deleted => not_done(),
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::{Finding, Trace};

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
        match trace.judge(object.clone(), since(), since()) {
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
