//! DaemonSets: decoded, defaulted and validated by the code that the console itself judges with.

use manifest::{DecodeProblem, Decoded, decode::DecodeProblemKind};
use preflight::{Problem, rules};
use serde_json::{Value, json};

use super::{FieldValidation, pod_security};
use crate::{
    kind::Kind,
    refusal::{Cause, Refusal},
    world::World,
};

/// Reads a DaemonSet as the API server does and puts what it would store in its place. Returns
/// warnings and what the rules need to know of the reading.
pub(super) fn decode(
    object: &mut Value,
    stored: Option<&Value>,
    validation: FieldValidation,
) -> Result<(Vec<String>, Decoded), Refusal> {
    // Whoever leaves the type out means that of the path.
    object["apiVersion"] = Kind::DaemonSet.resource().api_version().into();
    object["kind"] = Kind::DaemonSet.resource().kind.into();
    let decoded = match stored {
        Some(stored) => manifest::decode_update(object.take(), stored),
        None => manifest::decode(object.take()),
    };
    let (forgivable, fatal): (Vec<&DecodeProblem>, Vec<&DecodeProblem>) = decoded
        .problems
        .iter()
        .partition(|problem| problem.kind == DecodeProblemKind::UnknownField);
    if let Some(first) = fatal.first() {
        // The real decoder stops at the first value that it cannot read.
        return Err(undecodable(&format!(
            "json: cannot unmarshal into Go struct field DaemonSet.{}: {}",
            first.field, first.message
        )));
    }
    let unknown: Vec<String> = forgivable
        .iter()
        .map(|problem| format!("unknown field \"{}\"", problem.field))
        .collect();
    let warnings = match validation {
        FieldValidation::Strict if !unknown.is_empty() => {
            return Err(undecodable(&format!(
                "strict decoding error: {}",
                unknown.join(", ")
            )));
        }
        FieldValidation::Warn => unknown,
        FieldValidation::Strict | FieldValidation::Ignore => Vec::new(),
    };
    if let Some(stored) = &decoded.object {
        *object = stored.clone();
    }
    Ok((warnings, decoded))
}

fn undecodable(why: &str) -> Refusal {
    Refusal::bad_request(format!(
        "DaemonSet in version \"v1\" cannot be handled as a DaemonSet: {why}"
    ))
}

/// The state of a DaemonSet that no controller has looked at yet.
pub(super) fn prepare_create(object: &mut Value) {
    object["metadata"]["generation"] = 1.into();
    object["status"] = json!({
        "currentNumberScheduled": 0,
        "numberMisscheduled": 0,
        "desiredNumberScheduled": 0,
        "numberReady": 0,
    });
}

/// Checks a new DaemonSet. Returns warnings.
pub(super) fn validate_create(
    world: &World,
    object: &Value,
    mut decoded: Decoded,
) -> Result<Vec<String>, Refusal> {
    // The name may have been completed since the reading.
    decoded.object = Some(object.clone());
    refuse(object, &rules::validate(&decoded))?;
    Ok(warnings(world, object, preflight::warnings::of(&decoded)))
}

/// Completes and checks a changed DaemonSet. Returns warnings.
pub(super) fn validate_update(
    world: &World,
    old: &Value,
    new: &mut Value,
    mut decoded: Decoded,
) -> Result<Vec<String>, Refusal> {
    manifest::replace(old, new);
    decoded.object = Some(new.clone());
    refuse(new, &rules::validate_update(old, &decoded))?;
    Ok(warnings(
        world,
        new,
        preflight::warnings::of_update(old, &decoded),
    ))
}

fn refuse(object: &Value, problems: &[Problem]) -> Result<(), Refusal> {
    if problems.is_empty() {
        return Ok(());
    }
    let causes: Vec<Cause> = problems
        .iter()
        .map(|problem| {
            Cause::new(
                &problem.reason,
                problem.message.to_string(),
                problem.field.clone(),
            )
        })
        .collect();
    let name = object["metadata"]["name"].as_str().unwrap_or_default();
    Err(Refusal::invalid(Kind::DaemonSet, name, &causes))
}

fn warnings(world: &World, object: &Value, mut of_template: Vec<String>) -> Vec<String> {
    of_template.extend(pod_security::warning(world, object));
    of_template
}
