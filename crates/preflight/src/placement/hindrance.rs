//! Hindrances: what keeps a pod from every node alike, before the scheduler looks at any.
//!
//! Follows kube-scheduler's `plugins/schedulinggates` and the first look of `plugins/dynamicresources`.

use manifest::json::items;
use serde_json::Value;

use crate::facts::NamespaceFacts;

/// A claim of devices that a pod names.
pub(crate) struct Claim<'v> {
    /// The field that names it: `resourceClaimName` or `resourceClaimTemplateName`.
    pub(crate) field: &'static str,
    /// `resourceclaim` or `resourceclaimtemplate`.
    pub(crate) kind: &'static str,
    /// What it is called.
    pub(crate) name: &'v str,
}

/// The claims of a pod's spec in their order; none for one that names nothing.
pub(crate) fn resource_claims(spec: &Value) -> impl Iterator<Item = Option<Claim<'_>>> {
    items(&spec["resourceClaims"]).iter().map(|claim| {
        let fields = [
            ("resourceClaimName", "resourceclaim"),
            ("resourceClaimTemplateName", "resourceclaimtemplate"),
        ];
        let mut named = fields.into_iter();
        named.find_map(|(field, kind)| {
            let name = claim[field].as_str()?;
            Some(Claim { field, kind, name })
        })
    })
}

/// The names that a claim may have which is named by this field; none where they are not known.
pub(crate) fn known_claims<'f>(facts: &'f NamespaceFacts, field: &str) -> Option<&'f [String]> {
    match field {
        "resourceClaimName" => facts.resource_claims.as_deref(),
        _ => facts.resource_claim_templates.as_deref(),
    }
}

/// Why a pod of this spec comes to no node, in words that stand for all of them.
pub(super) fn of(spec: &Value, facts: Option<&NamespaceFacts>) -> Option<String> {
    if !items(&spec["schedulingGates"]).is_empty() {
        return Some("Scheduling is blocked due to non-empty scheduling gates".to_owned());
    }
    resource_claims(spec).flatten().find_map(|claim| {
        let known = known_claims(facts?, claim.field)?;
        let is_there = known.iter().any(|there| there == claim.name);
        (!is_there).then(|| format!("{} \"{}\" not found", claim.kind, claim.name))
    })
}
