//! `metadata.managedFields`: who has set which fields of an object, and when.
//!
//! Follows apimachinery's `pkg/util/managedfields/internal` (`fieldmanager.go`, `managedfieldsupdater.go`, `stripmeta.go`,
//! `managedfields.go`): an update takes the fields that it changes from whoever had them and leaves its time where it took
//! any; one that only removes fields leaves none. Of what the cluster's own parts write the status of DaemonSets alone has an
//! entry here, and nobody is refused for a field that is another's.

mod difference;
mod set;

use jiff::Timestamp;
use serde_json::{Value, json};

use self::{
    difference::{Difference, difference, fields_of},
    set::FieldSet,
};
use super::{Part, WriteOptions};
use crate::{clock, kind::Kind};

/// What `managedFields` says of one manager.
struct Entry {
    /// Everything but the fields and the time.
    head: [String; 4],
    time: String,
    fields: FieldSet,
}

const HEAD: [&str; 4] = ["manager", "operation", "apiVersion", "subresource"];

impl Entry {
    fn read(entry: &Value) -> Self {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        Self {
            head: HEAD.map(text),
            time: text("time"),
            fields: FieldSet::read(&entry["fieldsV1"]),
        }
    }

    fn write(&self) -> Value {
        let [manager, operation, version, subresource] = &self.head;
        let mut entry = json!({
            "manager": manager,
            "operation": operation,
            "apiVersion": version,
            "time": self.time,
            "fieldsType": "FieldsV1",
            "fieldsV1": self.fields.write(),
        });
        if !subresource.is_empty() {
            entry["subresource"] = subresource.as_str().into();
        }
        entry
    }

    /// The order in which they stand.
    fn rank(&self) -> [&str; 4] {
        let [manager, operation, _, subresource] = &self.head;
        [operation, &self.time, manager, subresource]
    }
}

/// Has an object that is about to be stored say who has set what, after the one that it takes the place of.
pub(super) fn tell(
    kind: Kind,
    before: Option<&Value>,
    after: &mut Value,
    by: WriteOptions<'_>,
    (part, now): (Part, Timestamp),
) {
    let told = before.and_then(|before| before["metadata"]["managedFields"].as_array());
    let mut entries: Vec<Entry> = told.into_iter().flatten().map(Entry::read).collect();
    if by.manager.is_empty() && entries.is_empty() {
        return;
    }
    let Difference { taken, gone } = difference(kind, before, after, part);
    let (operation, subresource) = match (by.applied, part) {
        (Some(_), _) => ("Apply", ""),
        (None, Part::Main) => ("Update", ""),
        (None, Part::Status) => ("Update", "status"),
    };
    let version = kind.resource().api_version();
    let head = [by.manager, operation, &version, subresource].map(str::to_owned);
    for entry in &mut entries {
        entry.fields.take_out(&gone);
        if entry.head != head {
            entry.fields.take_out(&taken);
        }
    }
    let own = entries.iter().position(|entry| entry.head == head);
    let own = own.map(|at| entries.swap_remove(at));
    entries.retain(|entry| !entry.fields.is_empty());
    let fields_before = own.as_ref().map(|own| own.fields.clone());
    // Who applies has what he applies, and no more.
    let fields = if let Some(applied) = by.applied {
        fields_of(kind, applied)
    } else {
        let mut fields = fields_before.clone().unwrap_or_default();
        fields.add(&taken);
        fields
    };
    let is_touched =
        !taken.is_empty() || (by.applied.is_some() && fields_before != Some(fields.clone()));
    let time = match own {
        Some(own) if !is_touched => own.time,
        _ => clock::seconds(now),
    };
    if !by.manager.is_empty() && !fields.is_empty() {
        entries.push(Entry { head, time, fields });
    }
    entries.sort_by(|one, other| one.rank().cmp(&other.rank()));
    let entries: Vec<Value> = entries.iter().map(Entry::write).collect();
    if let Some(metadata) = after["metadata"].as_object_mut()
        && !entries.is_empty()
    {
        metadata.insert("managedFields".to_owned(), entries.into());
    }
}

/// The same of what the DaemonSet controller writes into a status.
pub(crate) fn tell_status(before: &Value, after: &mut Value, now: Timestamp) {
    let controller = WriteOptions {
        manager: "kube-controller-manager",
        ..WriteOptions::default()
    };
    let when = (Part::Status, now);
    tell(Kind::DaemonSet, Some(before), after, controller, when);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::tell;
    use crate::{
        kind::Kind,
        registry::{Part, WriteOptions},
    };

    fn daemon_set(image: &str, env: &[&str]) -> Value {
        let env: Vec<Value> = env
            .iter()
            .map(|name| json!({"name": name, "value": "x"}))
            .collect();
        json!({
            "metadata": {"name": "agent", "labels": {"app": "a"}},
            "spec": {
                "selector": {"matchLabels": {"app": "a"}},
                "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}},
                "template": {"spec": {
                    "nodeSelector": {"a": "b"},
                    "containers": [{"name": "c", "image": image, "resources": {}, "env": env}],
                }},
            },
        })
    }

    fn at(second: i64) -> (Part, jiff::Timestamp) {
        (Part::Main, jiff::Timestamp::from_second(second).unwrap())
    }

    fn written(before: Option<&Value>, mut after: Value, manager: &str, second: i64) -> Value {
        let by = WriteOptions {
            manager,
            ..WriteOptions::default()
        };
        tell(Kind::DaemonSet, before, &mut after, by, at(second));
        after
    }

    fn entries(object: &Value) -> Vec<(&str, &str, &str)> {
        let entries = object["metadata"]["managedFields"].as_array().unwrap();
        let texts = entries.iter().map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap();
            (text("manager"), text("operation"), text("time"))
        });
        texts.collect()
    }

    const CONTAINER: &str = "k:{\"name\":\"c\"}";

    #[test]
    fn who_creates_has_every_field() {
        let made = written(None, daemon_set("i:1", &["A"]), "one", 0);
        assert_eq!(entries(&made), [("one", "Update", "1970-01-01T00:00:00Z")]);
        let entry = &made["metadata"]["managedFields"][0];
        assert_eq!(entry["apiVersion"], "apps/v1");
        assert_eq!(entry["fieldsType"], "FieldsV1");
        assert_eq!(
            entry["fieldsV1"],
            json!({
                "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
                "f:spec": {
                    "f:selector": {},
                    "f:template": {"f:spec": {
                        "f:containers": {CONTAINER: {
                            ".": {},
                            "f:env": {".": {}, "k:{\"name\":\"A\"}": {".": {}, "f:name": {}, "f:value": {}}},
                            "f:image": {}, "f:name": {}, "f:resources": {},
                        }},
                        "f:nodeSelector": {},
                    }},
                    "f:updateStrategy": {"f:rollingUpdate": {".": {}, "f:maxUnavailable": {}}, "f:type": {}},
                },
            })
        );
    }

    #[test]
    fn who_changes_a_field_takes_it() {
        let made = written(None, daemon_set("i:1", &["A", "B"]), "one", 0);
        let changed = written(Some(&made), daemon_set("i:2", &["A", "B"]), "two", 9);
        assert_eq!(
            entries(&changed),
            [
                ("one", "Update", "1970-01-01T00:00:00Z"),
                ("two", "Update", "1970-01-01T00:00:09Z")
            ]
        );
        let fields = |at: usize| {
            let of_spec = &changed["metadata"]["managedFields"][at]["fieldsV1"]["f:spec"];
            of_spec["f:template"]["f:spec"]["f:containers"][CONTAINER].clone()
        };
        assert_eq!(fields(1), json!({"f:image": {}}));
        assert!(fields(0)["f:image"].is_null() && fields(0)["f:name"].is_object());
        // What changes nothing leaves everything, and so does what only takes away, but for what is gone.
        assert_eq!(
            written(Some(&changed), daemon_set("i:2", &["A", "B"]), "one", 20),
            changed
        );
        let less = written(Some(&changed), daemon_set("i:2", &["A"]), "two", 30);
        assert_eq!(entries(&less), entries(&changed));
        let said = less["metadata"]["managedFields"].to_string();
        assert!(
            !said.contains("\\\"B\\\"") && said.contains("\\\"A\\\""),
            "{said}"
        );
    }

    #[test]
    fn who_applies_has_what_he_applies() {
        let made = written(None, daemon_set("i:1", &[]), "one", 0);
        let config = json!({"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"},
            "spec": {"updateStrategy": {"type": "OnDelete"}}});
        let mut after = made.clone();
        after["spec"]["updateStrategy"] = json!({"type": "OnDelete"});
        let by = WriteOptions {
            manager: "three",
            applied: Some(&config),
            ..WriteOptions::default()
        };
        tell(Kind::DaemonSet, Some(&made), &mut after, by, at(5));
        assert_eq!(
            entries(&after),
            [
                ("three", "Apply", "1970-01-01T00:00:05Z"),
                ("one", "Update", "1970-01-01T00:00:00Z")
            ]
        );
        let fields = |at: usize| &after["metadata"]["managedFields"][at]["fieldsV1"]["f:spec"];
        assert_eq!(*fields(0), json!({"f:updateStrategy": {"f:type": {}}}));
        assert!(fields(1)["f:updateStrategy"].is_null(), "{}", fields(1));
    }
}
