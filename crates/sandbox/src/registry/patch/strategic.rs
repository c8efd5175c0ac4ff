//! Strategic merge patch: like a merge patch, but lists of objects merge by a key that the field has.
//!
//! Mirrors `k8s.io/apimachinery/pkg/util/strategicpatch/patch.go` for the kinds that are stored here.

use serde_json::{Map, Value};

/// How a list is merged.
enum ListStrategy {
    /// The list of the patch takes the place of the old one.
    Replace,
    /// Items that have the same value under this key are one item.
    MergeBy(&'static str),
    /// The list is a set of plain values.
    Union,
}

/// Merges `patch` into `target`.
///
/// # Errors
/// A directive or an item that makes no sense, in a sentence.
pub(super) fn merge(target: &mut Value, patch: &Value) -> Result<(), String> {
    let Value::Object(patch) = patch else {
        return Err(
            "cannot unmarshal patch into Go value of type map[string]interface {}".to_owned(),
        );
    };
    let Value::Object(target) = target else {
        return Err("the object to be patched is no mapping".to_owned());
    };
    merge_map(target, patch, "")
}

fn merge_map(
    target: &mut Map<String, Value>,
    patch: &Map<String, Value>,
    parent: &str,
) -> Result<(), String> {
    match patch.get("$patch").and_then(Value::as_str) {
        None | Some("merge") => {}
        Some("replace") => {
            *target = without_directives(patch);
            return Ok(());
        }
        Some("delete") => {
            target.clear();
            return Ok(());
        }
        Some(other) => return Err(format!("unknown patch type found: {other}")),
    }
    if let Some(Value::Array(kept)) = patch.get("$retainKeys") {
        target.retain(|key, _| kept.iter().any(|kept| kept == key));
    }
    for (key, value) in patch {
        if let Some(field) = key.strip_prefix("$deleteFromPrimitiveList/") {
            if let (Some(Value::Array(list)), Value::Array(removed)) =
                (target.get_mut(field), value)
            {
                list.retain(|item| !removed.contains(item));
            }
            continue;
        }
        if key.starts_with('$') {
            continue;
        }
        match (value, target.get_mut(key)) {
            (Value::Null, _) => {
                target.shift_remove(key);
            }
            (Value::Object(patch), Some(Value::Object(old))) => merge_map(old, patch, key)?,
            (Value::Object(patch), _) => {
                let mut fresh = Map::new();
                merge_map(&mut fresh, patch, key)?;
                target.insert(key.clone(), Value::Object(fresh));
            }
            (Value::Array(patch_items), Some(Value::Array(old))) => {
                merge_list(old, patch_items, parent, key)?;
            }
            (Value::Array(patch_items), _) => {
                let mut fresh = Vec::new();
                merge_list(&mut fresh, patch_items, parent, key)?;
                target.insert(key.clone(), Value::Array(fresh));
            }
            (plain, _) => {
                target.insert(key.clone(), plain.clone());
            }
        }
        if let (Some(Value::Array(order)), Some(Value::Array(list))) = (
            patch.get(&format!("$setElementOrder/{key}")),
            target.get_mut(key),
        ) {
            reorder(list, order, &strategy(parent, key));
        }
    }
    Ok(())
}

fn merge_list(
    old: &mut Vec<Value>,
    patch: &[Value],
    parent: &str,
    field: &str,
) -> Result<(), String> {
    let is_directive =
        |item: &Value, name: &str| item.get("$patch").is_some_and(|found| found == name);
    if patch
        .iter()
        .any(|item| is_directive(item, "replace") && item.as_object().is_some_and(|m| m.len() == 1))
    {
        *old = patch
            .iter()
            .filter(|item| item.get("$patch").is_none())
            .cloned()
            .collect();
        return Ok(());
    }
    match strategy(parent, field) {
        ListStrategy::Replace => *old = patch.to_vec(),
        ListStrategy::Union => {
            for item in patch {
                if !old.contains(item) {
                    old.push(item.clone());
                }
            }
        }
        ListStrategy::MergeBy(key) => {
            for item in patch {
                let Value::Object(fields) = item else {
                    return Err(format!("{field}: the items of this list are mappings"));
                };
                let Some(identity) = fields.get(key) else {
                    return Err(format!(
                        "map: {item} does not contain declared merge key: {key}"
                    ));
                };
                let found = old
                    .iter()
                    .position(|candidate| candidate.get(key) == Some(identity));
                match (found, is_directive(item, "delete")) {
                    (Some(index), true) => {
                        old.remove(index);
                    }
                    (None, true) => {}
                    (Some(index), false) => {
                        if let Value::Object(target) = &mut old[index] {
                            merge_map(target, fields, field)?;
                        }
                    }
                    (None, false) => {
                        let mut fresh = Map::new();
                        merge_map(&mut fresh, fields, field)?;
                        old.push(Value::Object(fresh));
                    }
                }
            }
        }
    }
    Ok(())
}

/// Puts the named items into the order asked for; those not named stay behind the one they followed.
fn reorder(list: &mut Vec<Value>, order: &[Value], strategy: &ListStrategy) {
    let identity = |item: &Value| match strategy {
        ListStrategy::MergeBy(key) => item.get(key).cloned(),
        _ => Some(item.clone()),
    };
    let rank = |item: &Value| {
        order
            .iter()
            .position(|wanted| identity(wanted) == identity(item))
    };
    let mut latest = 0;
    let mut ranked: Vec<(usize, Value)> = Vec::with_capacity(list.len());
    for item in list.drain(..) {
        latest = rank(&item).map_or(latest, |rank| rank + 1);
        ranked.push((latest, item));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    list.extend(ranked.into_iter().map(|(_, item)| item));
}

fn without_directives(patch: &Map<String, Value>) -> Map<String, Value> {
    patch
        .iter()
        .filter(|(key, _)| !key.starts_with('$'))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// The `patchStrategy` and `patchMergeKey` of a list, by the name of the field and of the field it is in.
fn strategy(parent: &str, field: &str) -> ListStrategy {
    use ListStrategy::{MergeBy, Replace, Union};
    match (parent, field) {
        (
            _,
            "containers"
            | "initContainers"
            | "ephemeralContainers"
            | "volumes"
            | "env"
            | "imagePullSecrets"
            | "resourceClaims",
        )
        | ("", "secrets") => MergeBy("name"),
        ("containers" | "initContainers" | "ephemeralContainers", "ports") => {
            MergeBy("containerPort")
        }
        ("spec", "ports") => MergeBy("port"),
        (_, "volumeMounts") => MergeBy("mountPath"),
        (_, "volumeDevices") => MergeBy("devicePath"),
        (_, "hostAliases" | "podIPs" | "hostIPs") => MergeBy("ip"),
        (_, "topologySpreadConstraints") => MergeBy("topologyKey"),
        (_, "conditions" | "addresses") => MergeBy("type"),
        ("metadata", "ownerReferences") => MergeBy("uid"),
        ("metadata", "finalizers") | ("spec", "podCIDRs") => Union,
        _ => Replace,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn merged(mut target: Value, patch: &Value) -> Value {
        merge(&mut target, patch).unwrap();
        target
    }

    #[test]
    fn containers_merge_by_name_and_keep_what_is_not_named() {
        let target = json!({"spec": {"containers": [
            {"name": "a", "image": "a:1", "env": [{"name": "X", "value": "1"}]},
            {"name": "b", "image": "b:1"},
        ]}});
        let patch = json!({"spec": {"containers": [
            {"name": "a", "env": [{"name": "Y", "value": "2"}]},
            {"name": "b", "$patch": "delete"},
            {"name": "c", "image": "c:1"},
        ]}});
        let expected = json!({"spec": {"containers": [
            {"name": "a", "image": "a:1", "env": [{"name": "X", "value": "1"}, {"name": "Y", "value": "2"}]},
            {"name": "c", "image": "c:1"},
        ]}});
        assert_eq!(merged(target, &patch), expected);
    }

    #[test]
    fn a_template_is_replaced_as_a_rollback_does_it() {
        let target =
            json!({"spec": {"template": {"metadata": {"labels": {"a": "1"}}, "spec": {"x": 1}}}});
        let patch = json!({"spec": {"template": {"$patch": "replace", "spec": {"y": 2}}}});
        assert_eq!(
            merged(target, &patch),
            json!({"spec": {"template": {"spec": {"y": 2}}}})
        );
    }

    #[test]
    fn taints_and_tolerations_are_replaced_whole() {
        let target = json!({"spec": {"taints": [{"key": "a"}]}});
        let patch = json!({"spec": {"taints": [{"key": "b"}]}});
        assert_eq!(
            merged(target, &patch),
            json!({"spec": {"taints": [{"key": "b"}]}})
        );
    }

    #[test]
    fn null_removes_and_directives_are_obeyed() {
        let target = json!({
            "metadata": {"finalizers": ["a", "b"], "labels": {"x": "1", "y": "2"}},
            "spec": {"volumes": [{"name": "v", "emptyDir": {}}]},
        });
        let patch = json!({
            "metadata": {"labels": {"x": null}, "$deleteFromPrimitiveList/finalizers": ["a"]},
            "spec": {"volumes": [{"$retainKeys": ["name", "hostPath"], "name": "v", "hostPath": {"path": "/"}}]},
        });
        let expected = json!({
            "metadata": {"finalizers": ["b"], "labels": {"y": "2"}},
            "spec": {"volumes": [{"name": "v", "hostPath": {"path": "/"}}]},
        });
        assert_eq!(merged(target, &patch), expected);
    }

    #[test]
    fn the_order_asked_for_is_kept() {
        let target = json!({"spec": {"containers": [{"name": "a"}, {"name": "b"}]}});
        let patch = json!({"spec": {
            "$setElementOrder/containers": [{"name": "c"}, {"name": "b"}, {"name": "a"}],
            "containers": [{"name": "c"}],
        }});
        let expected =
            json!({"spec": {"containers": [{"name": "c"}, {"name": "b"}, {"name": "a"}]}});
        assert_eq!(merged(target, &patch), expected);
    }

    #[test]
    fn an_item_without_its_key_is_refused() {
        let mut target = json!({"spec": {}});
        assert!(
            merge(
                &mut target,
                &json!({"spec": {"containers": [{"image": "x"}]}})
            )
            .is_err()
        );
    }
}
