//! DaemonSets: decoded, defaulted and validated by the code that the console itself judges with.

use serde_json::{Value, json};

use super::FieldValidation;
use crate::refusal::Refusal;

/// Where `apps/v1` keeps the number of the template, which older versions had as a field.
pub(crate) const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";

/// Reads a DaemonSet as the API server does. Returns warnings.
pub(super) fn decode(
    object: &mut Value,
    _validation: FieldValidation,
) -> Result<Vec<String>, Refusal> {
    if object["spec"].is_null() {
        object["spec"] = json!({});
    }
    Ok(Vec::new())
}

/// The state of a DaemonSet that no controller has looked at yet.
pub(super) fn prepare_create(object: &mut Value) {
    object["metadata"]["generation"] = 1.into();
    object["metadata"]["annotations"][TEMPLATE_GENERATION] = "1".into();
    object["status"] = json!({
        "currentNumberScheduled": 0,
        "numberMisscheduled": 0,
        "desiredNumberScheduled": 0,
        "numberReady": 0,
    });
}

/// Checks a new DaemonSet. Returns warnings.
pub(super) fn validate_create(_object: &Value) -> Result<Vec<String>, Refusal> {
    Ok(Vec::new())
}

/// Completes and checks a changed DaemonSet. Returns warnings.
pub(super) fn validate_update(old: &Value, new: &mut Value) -> Result<Vec<String>, Refusal> {
    count_generations(old, new);
    Ok(Vec::new())
}

/// The generation counts changes of the spec, and the template's own those of the template. Mirrors
/// `PrepareForUpdate` in `pkg/registry/apps/daemonset/strategy.go`.
fn count_generations(old: &Value, new: &mut Value) {
    let template_generation = old["metadata"]["annotations"][TEMPLATE_GENERATION]
        .as_str()
        .and_then(|text| text.parse::<i64>().ok())
        .unwrap_or(1);
    let template_changed = old["spec"]["template"] != new["spec"]["template"];
    let template_generation = template_generation + i64::from(template_changed);
    new["metadata"]["annotations"][TEMPLATE_GENERATION] = template_generation.to_string().into();
    let generation = old["metadata"]["generation"].as_i64().unwrap_or(1);
    let changed = old["spec"] != new["spec"];
    new["metadata"]["generation"] = (generation + i64::from(changed)).into();
}
