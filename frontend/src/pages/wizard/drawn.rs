//! What the form draws. One table answers three questions: at which control a problem is shown,
//! where a click on it leads, and which fields are left to be listed as "set in YAML".

mod table;

use manifest::{FieldPath, Segment};
use serde_json::Value;

pub use table::Shape;
use table::with_table;

/// How a place is drawn, or `None` where it has no control of its own.
#[must_use]
pub fn shape(path: &FieldPath) -> Option<Shape> {
    with_table(|table| {
        table
            .iter()
            .find(|(pattern, _)| fits(pattern.segments(), path.segments()))
            .map(|(_, shape)| *shape)
    })
}

/// The control or card that shows what is said about a place: its own, or its nearest ancestor's;
/// `None` where only the step itself can.
#[must_use]
pub fn anchor(path: &FieldPath) -> Option<FieldPath> {
    let mut place = Some(path.clone());
    while let Some(path) = place {
        if shape(&path).is_some() {
            return Some(path);
        }
        place = path.parent();
    }
    None
}

/// What a manifest says that the form does not draw: the highest such places, in the order of the
/// manifest.
#[must_use]
pub fn undrawn(manifest: &Value) -> Vec<FieldPath> {
    let mut found = Vec::new();
    collect(manifest, &FieldPath::root(), &mut found);
    found
}

fn collect(value: &Value, path: &FieldPath, found: &mut Vec<FieldPath>) {
    if value.is_null() || is_given(path, value) {
        return;
    }
    match shape(path) {
        Some(Shape::Value) if is_scalar(value) => {}
        Some(Shape::Entries) if is_entries(value) => {}
        Some(Shape::Group) => collect_below(value, path, found),
        None if holds_controls(path) => collect_below(value, path, found),
        // Also what stands where a control is and is not of its shape.
        Some(Shape::Value | Shape::Entries) | None => found.push(path.clone()),
    }
}

fn collect_below(value: &Value, path: &FieldPath, found: &mut Vec<FieldPath>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                collect(value, &path.key(key), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &path.index(index), found);
            }
        }
        _ => found.push(path.clone()),
    }
}

/// What every DaemonSet says and nobody needs to be told.
fn is_given(path: &FieldPath, value: &Value) -> bool {
    match path.segments() {
        [Segment::Key(key)] => matches!(
            (key.as_str(), value.as_str()),
            ("apiVersion", Some("apps/v1")) | ("kind", Some("DaemonSet"))
        ),
        // `emptyDir: {}` is drawn as the kind of its volume.
        [.., Segment::Index(_), Segment::Key(key)] => {
            key == "emptyDir" && value.as_object().is_some_and(serde_json::Map::is_empty)
        }
        _ => false,
    }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Object(_) | Value::Array(_))
}

fn is_entries(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|entries| entries.values().all(is_scalar))
}

/// Whether something below this place is drawn.
fn holds_controls(path: &FieldPath) -> bool {
    with_table(|table| {
        table.iter().any(|(pattern, _)| {
            pattern
                .segments()
                .get(..path.segments().len())
                .is_some_and(|start| fits(start, path.segments()))
        })
    })
}

/// Whether two paths are the same but for their positions in lists.
fn fits(pattern: &[Segment], path: &[Segment]) -> bool {
    pattern.len() == path.len()
        && pattern.iter().zip(path).all(|pair| match pair {
            (Segment::Index(_), Segment::Index(_)) => true,
            (one, other) => one == other,
        })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::table::{DRAWN, with_table};
    use super::{anchor, undrawn};

    fn undrawn_in(manifest: &Value) -> Vec<String> {
        undrawn(manifest).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_place_of_the_table_is_a_path() {
        with_table(|table| assert_eq!(table.len(), DRAWN.len()));
    }

    #[test]
    fn a_problem_goes_to_the_nearest_control() {
        for (path, expected) in [
            ("metadata.name", Some("metadata.name")),
            ("metadata.labels[a b]", Some("metadata.labels")),
            (
                "spec.template.spec.containers[3].resources.limits[cpu]",
                Some("spec.template.spec.containers[3].resources.limits[cpu]"),
            ),
            (
                "spec.template.spec.containers[3].resources.limits[nvidia.com/gpu]",
                Some("spec.template.spec.containers[3].resources"),
            ),
            (
                "spec.template.spec.containers[1].env[0].name",
                Some("spec.template.spec.containers[1]"),
            ),
            ("spec.template.spec.containers", None),
            ("spec.selector", None),
        ] {
            let found = anchor(&path.parse().unwrap()).map(|path| path.to_string());
            assert_eq!(found.as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn lists_what_has_no_control_and_nothing_else() {
        let manifest = json!({
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "metadata": {"name": "a", "annotations": {"team": "x"}, "labels": {}},
            "spec": {
                "selector": {"matchLabels": {"a": "b"}},
                "template": {"spec": {
                    "hostPID": true,
                    "containers": [
                        {"name": "a", "image": "b", "resources": {"limits": {"cpu": 1, "x/gpu": 1}}},
                        {"name": "c", "livenessProbe": {"exec": {"command": ["true"]}}},
                    ],
                    "volumes": [{"name": "v", "emptyDir": {}}, {"name": "c", "configMap": {"name": "c"}}],
                }},
            },
        });
        assert_eq!(
            undrawn_in(&manifest),
            [
                "metadata.annotations.team",
                "spec.template.spec.hostPID",
                "spec.template.spec.containers[0].resources.limits[x/gpu]",
                "spec.template.spec.containers[1].livenessProbe.exec",
                "spec.template.spec.volumes[1].configMap",
            ]
            .map(|path| path.replace("annotations.team", "annotations[team]"))
        );
    }

    #[test]
    fn what_a_control_cannot_show_is_listed() {
        let manifest = json!({
            "apiVersion": "apps/v1beta2",
            "metadata": {"name": ["a"], "labels": ["b"], "namespace": null},
            "spec": 5,
        });
        assert_eq!(
            undrawn_in(&manifest),
            ["apiVersion", "metadata.name", "metadata.labels", "spec"]
        );
    }
}
