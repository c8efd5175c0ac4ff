//! What differs between two objects, field by field: items of a list are matched by what tells them
//! apart, so a container put first changes nothing in the others.

use serde_json::Value;

use crate::FieldPath;
use crate::gather::Gather;
use crate::items::{self, Key};
use crate::object::Object;
use crate::schema::{Kind, Struct};

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The place in the later object; for what was removed, in the earlier one.
    pub path: FieldPath,
    /// What happened there.
    pub kind: ChangeKind,
}

/// What happened at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangeKind {
    /// It was not there before.
    Added(Value),
    /// It is there no more.
    Removed(Value),
    /// It has another value.
    Replaced {
        /// The earlier value.
        before: Value,
        /// The later value.
        after: Value,
    },
    /// An item stands elsewhere among the items that were there before; what else changed in it is
    /// told apart from this.
    Moved {
        /// Its earlier position.
        from: usize,
    },
}

/// The differences of two objects of one kind, such as [`crate::schema::DAEMON_SET`], in the order
/// of the fields. Compare two that have been decoded to see what the cluster will see: otherwise a
/// default that only one of them spells out is a difference.
#[must_use]
pub fn diff(before: &Value, after: &Value, declared: &'static Struct) -> Vec<Change> {
    let mut diff = Diff { found: Vec::new() };
    diff.values(before, after, Kind::Struct(declared), &FieldPath::root());
    diff.found
}

struct Diff {
    found: Vec<Change>,
}

impl Diff {
    fn push(&mut self, path: FieldPath, kind: ChangeKind) {
        self.found.push(Change { path, kind });
    }

    fn values(&mut self, before: &Value, after: &Value, kind: Kind, path: &FieldPath) {
        if before == after {
            return;
        }
        match (kind, before, after) {
            (_, Value::Object(before), Value::Object(after)) => {
                self.fields(before, after, kind, path);
            }
            (Kind::List(list), Value::Array(before), Value::Array(after)) => {
                let keys = items::keys(before, list.merge).zip(items::keys(after, list.merge));
                match keys {
                    Some((old, new)) => self.keyed((before, &old), (after, &new), list.item, path),
                    None => self.ordered(before, after, list.item, path),
                }
            }
            _ => {
                let (before, after) = (before.clone(), after.clone());
                self.push(path.clone(), ChangeKind::Replaced { before, after });
            }
        }
    }

    fn fields(&mut self, before: &Object, after: &Object, kind: Kind, path: &FieldPath) {
        for (name, value) in before {
            match after.get(name) {
                Some(other) => self.values(value, other, kind.of_entry(name), &path.key(name)),
                None => self.push(path.key(name), ChangeKind::Removed(value.clone())),
            }
        }
        for (name, value) in after {
            if !before.contains_key(name) {
                self.push(path.key(name), ChangeKind::Added(value.clone()));
            }
        }
    }

    fn keyed(
        &mut self,
        (before, old): (&[Value], &[Key<'_>]),
        (after, new): (&[Value], &[Key<'_>]),
        kind: Kind,
        path: &FieldPath,
    ) {
        for (position, key) in old.iter().enumerate() {
            if items::position(new, key).is_none() {
                let removed = ChangeKind::Removed(before[position].clone());
                self.push(path.index(position), removed);
            }
        }
        let origins: Vec<Option<usize>> = new.iter().map(|key| items::position(old, key)).gather();
        let kept_in_order = longest_rise(&origins);
        for (position, origin) in origins.iter().enumerate() {
            let path = path.index(position);
            let Some(origin) = *origin else {
                self.push(path, ChangeKind::Added(after[position].clone()));
                continue;
            };
            if !kept_in_order.contains(&origin) {
                self.push(path.clone(), ChangeKind::Moved { from: origin });
            }
            self.values(&before[origin], &after[position], kind, &path);
        }
    }

    /// A list whose items only their position tells apart: what is the same at both ends is left
    /// out, and the rest is compared side by side.
    fn ordered(&mut self, before: &[Value], after: &[Value], kind: Kind, path: &FieldPath) {
        let same = |(one, two): &(&Value, &Value)| one == two;
        let start = before.iter().zip(after).take_while(same).count();
        let (old, new) = (&before[start..], &after[start..]);
        let end = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take_while(same)
            .count();
        let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
        for offset in 0..old.len().max(new.len()) {
            let path = path.index(start + offset);
            match (old.get(offset), new.get(offset)) {
                (Some(old), Some(new)) => self.values(old, new, kind, &path),
                (Some(old), None) => self.push(path, ChangeKind::Removed(old.clone())),
                (None, Some(new)) => self.push(path, ChangeKind::Added(new.clone())),
                (None, None) => {}
            }
        }
    }
}

/// The longest run of rising origins, not necessarily side by side: the items that kept their order.
/// All others must have moved, and no fewer could have.
fn longest_rise(origins: &[Option<usize>]) -> Vec<usize> {
    // For each length the run that ends lowest, as (its last origin, the run before it).
    let mut ends: Vec<usize> = Vec::new();
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for origin in origins.iter().flatten().copied() {
        let length = ends.partition_point(|end| *end < origin);
        let mut run = match length.checked_sub(1) {
            Some(shorter) => runs[shorter].clone(),
            None => Vec::new(),
        };
        run.push(origin);
        if length == ends.len() {
            ends.push(origin);
            runs.push(run);
        } else {
            ends[length] = origin;
            runs[length] = run;
        }
    }
    runs.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ChangeKind, diff};
    use crate::schema::DAEMON_SET;

    fn pod(spec: &Value) -> Value {
        json!({ "spec": { "template": { "spec": spec } } })
    }

    /// The differences of two pod specs, a line each, without the path to the pod.
    fn lines(before: &Value, after: &Value) -> Vec<String> {
        let changes = diff(&pod(before), &pod(after), &DAEMON_SET);
        let line = |change: &super::Change| {
            let path = change.path.to_string();
            let path = path.trim_start_matches("spec.template.spec.");
            match &change.kind {
                ChangeKind::Added(value) => format!("+ {path} {value}"),
                ChangeKind::Removed(value) => format!("- {path} {value}"),
                ChangeKind::Replaced { before, after } => format!("~ {path} {before} {after}"),
                ChangeKind::Moved { from } => format!("> {path} from {from}"),
            }
        };
        changes.iter().map(line).collect()
    }

    #[test]
    fn fields_and_keys_are_compared_one_by_one() {
        let before = json!({ "hostNetwork": true, "dnsPolicy": "Default", "nodeSelector": { "a": "1", "b": "2" } });
        let after =
            json!({ "dnsPolicy": "None", "hostPID": true, "nodeSelector": { "b": "3", "a": "1" } });
        assert_eq!(
            lines(&before, &after),
            [
                "- hostNetwork true",
                "~ dnsPolicy \"Default\" \"None\"",
                "~ nodeSelector[b] \"2\" \"3\"",
                "+ hostPID true",
            ]
        );
        assert!(lines(&before, &before).is_empty());
    }

    #[test]
    fn items_are_matched_by_their_keys() {
        let before = json!({ "containers": [
            { "name": "a", "image": "x:1" },
            { "name": "b", "image": "y:1" },
            { "name": "c", "image": "z:1" },
        ] });
        let after = json!({ "containers": [
            { "name": "new", "image": "n:1" },
            { "name": "c", "image": "z:1" },
            { "name": "a", "image": "x:2" },
        ] });
        assert_eq!(
            lines(&before, &after),
            [
                r#"- containers[1] {"name":"b","image":"y:1"}"#,
                r#"+ containers[0] {"name":"new","image":"n:1"}"#,
                "> containers[1] from 2",
                r#"~ containers[2].image "x:1" "x:2""#,
            ]
        );
    }

    #[test]
    fn a_list_of_one_value_is_compared_from_both_ends() {
        let container = |args: &[&str]| json!({ "containers": [{ "name": "a", "args": args }] });
        assert_eq!(
            lines(
                &container(&["a", "b", "c"]),
                &container(&["a", "x", "y", "c"])
            ),
            [
                r#"~ containers[0].args[1] "b" "x""#,
                r#"+ containers[0].args[2] "y""#,
            ]
        );
        // Two items of one key cannot be told apart by it.
        let twice = json!({ "containers": [{ "name": "a" }, { "name": "a" }] });
        assert_eq!(
            lines(&twice, &json!({ "containers": [{ "name": "a" }] })),
            [r#"- containers[1] {"name":"a"}"#]
        );
    }
}
