//! Hindrances: what keeps a pod from every node alike, before the scheduler looks at any.
//!
//! Follows kube-scheduler's `plugins/schedulinggates` and the first look of `plugins/dynamicresources`.

use manifest::json::items;
use serde_json::Value;

use crate::facts::{DeviceClaimFacts, Facts, NamespaceFacts};

/// A claim of devices that a pod names.
pub(crate) struct Claim<'v> {
    /// The field that names it: `resourceClaimName` or `resourceClaimTemplateName`.
    pub(crate) field: &'static str,
    /// `resourceclaim` or `resourceclaimtemplate`.
    kind: &'static str,
    /// What it is called.
    name: &'v str,
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

/// The claims among which one is that is named by this field; none where they are not known.
fn known_claims<'f>(facts: &'f NamespaceFacts, field: &str) -> Option<&'f [DeviceClaimFacts]> {
    match field {
        "resourceClaimName" => facts.resource_claims.as_deref(),
        _ => facts.resource_claim_templates.as_deref(),
    }
}

impl Claim<'_> {
    /// What pods that name it wait for, as the scheduler says it; none where that is nothing, or not known.
    pub(crate) fn missing(
        &self,
        namespace: Option<&NamespaceFacts>,
        facts: &Facts,
    ) -> Option<String> {
        let known = known_claims(namespace?, self.field)?;
        let mut named = known.iter().filter(|there| there.name == self.name);
        let Some(claim) = named.next() else {
            return Some(format!("{} \"{}\" not found", self.kind, self.name));
        };
        let classes = facts.device_classes.as_deref()?;
        let is_missing = |class: &str| !classes.iter().any(|there| there == class);
        let mut requests = claim.requests.iter();
        let (request, class) = requests.find(|(_, class)| is_missing(class))?;
        Some(format!(
            "request {request}: device class {class} does not exist"
        ))
    }
}

/// What keeps a pod from every node.
#[derive(Clone, Debug)]
pub(super) struct Hindrance {
    /// As the scheduler says it.
    pub(super) words: String,
    /// The field of the pod's spec that asks for it, by its keys.
    pub(super) field: &'static [&'static str],
}

impl Hindrance {
    /// Why a pod of this spec comes to no node, in words that stand for all of them.
    pub(super) fn of(
        spec: &Value,
        namespace: Option<&NamespaceFacts>,
        facts: &Facts,
    ) -> Option<Self> {
        if !items(&spec["schedulingGates"]).is_empty() {
            return Some(Self {
                words: "Scheduling is blocked due to non-empty scheduling gates".to_owned(),
                field: &["schedulingGates"],
            });
        }
        let mut claims = resource_claims(spec).flatten();
        Some(Self {
            words: claims.find_map(|claim| claim.missing(namespace, facts))?,
            field: &["resourceClaims"],
        })
    }
}
