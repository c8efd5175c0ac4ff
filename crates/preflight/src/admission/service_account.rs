//! `ServiceAccount`: the identity of the pods must be there before them.
//!
//! Follows `plugin/pkg/admission/serviceaccount/admission.go`.

use serde_json::Value;

use super::refusal::Refusal;
use crate::facts::NamespaceFacts;
use crate::go;

/// Refuses a `ServiceAccount` that is not there; pods that name none are `default`.
pub(super) fn check(spec: &Value, facts: &NamespaceFacts) -> Option<Refusal> {
    let name = spec["serviceAccountName"].as_str();
    let name = name.filter(|name| !name.is_empty()).unwrap_or("default");
    let known = facts.service_accounts.as_ref()?;
    let is_there = known.iter().any(|account| account == name);
    (!is_there).then(|| {
        let message = format!(
            "error looking up service account {}/{name}: serviceaccount {} not found",
            facts.name,
            go::quote(name)
        );
        Refusal::forbidden("NotFound", &["serviceAccountName"], message)
    })
}
