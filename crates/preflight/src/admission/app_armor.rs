//! `AppArmor`: the fields that a pod gets for the annotations that were there before them.
//!
//! Follows `applyAppArmorVersionSkew` in `pkg/registry/core/pod/strategy.go`, but for its warnings.

use serde_json::{Value, json};

use super::admitted_pod::AdmittedPod;
use crate::resources;
use crate::rules::annotations::APP_ARMOR_PREFIX;

/// Writes what an annotation says into the container's security context, where that says nothing.
pub(super) fn apply(pod: &mut AdmittedPod) {
    let annotations = &pod.metadata["annotations"];
    let spec = &mut pod.spec;
    if !annotations.is_object() || spec["os"]["name"] == "windows" {
        return;
    }
    let shared = spec["securityContext"]["appArmorProfile"].clone();
    for list in ["containers", "initContainers"] {
        for container in resources::containers_mut(spec, list) {
            let name = container["name"].as_str().unwrap_or_default();
            let annotation = &annotations[format!("{APP_ARMOR_PREFIX}{name}")];
            let profile = annotation.as_str().and_then(profile);
            if let Some(profile) = profile.filter(|profile| *profile != shared)
                && container["securityContext"]["appArmorProfile"].is_null()
            {
                let security = resources::object_mut(&mut container["securityContext"]);
                security.insert("appArmorProfile".to_owned(), profile);
            }
        }
    }
}

/// `ApparmorFieldForAnnotation`; none where there is no right field for it.
fn profile(annotation: &str) -> Option<Value> {
    /// `maxAppArmorProfileLength` is that of a path of Linux.
    const LONGEST: usize = 4095;
    match annotation {
        "unconfined" => Some(json!({"type": "Unconfined"})),
        "runtime/default" => Some(json!({"type": "RuntimeDefault"})),
        _ => {
            let name = annotation.strip_prefix("localhost/")?;
            let is_right = !name.is_empty() && name.trim() == name && name.len() <= LONGEST;
            is_right.then(|| json!({"type": "Localhost", "localhostProfile": name}))
        }
    }
}
