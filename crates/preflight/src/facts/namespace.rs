//! `NamespaceFacts`: what preflight reads of the namespace that the DaemonSet goes to.

use manifest::StringMap;
use manifest::json::entries;

use serde_json::{Map, Value};

use super::wire::{insert_list, read_list};
use super::{
    ClaimFacts, ControllerFacts, DeviceClaimFacts, KeyedFacts, LimitRangeFacts, QuotaFacts,
    SecretLookUp,
};

/// What is known of one namespace. `None` means "not known" and is never taken for "none".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamespaceFacts {
    /// The namespace.
    pub name: String,
    /// `metadata.labels`, which hold the levels of Pod Security.
    pub labels: Option<StringMap<String>>,
    /// The `LimitRanges`, in the order in which the API server lists them: by name.
    pub limit_ranges: Option<Vec<LimitRangeFacts>>,
    /// The `ResourceQuotas`, by name.
    pub quotas: Option<Vec<QuotaFacts>>,
    /// The names of the `ServiceAccounts`.
    pub service_accounts: Option<Vec<String>>,
    /// The `ConfigMaps`.
    pub config_maps: Option<Vec<KeyedFacts>>,
    /// The Secrets.
    pub secrets: Option<Vec<KeyedFacts>>,
    /// The Secrets that were looked up because the manifest names keys of them, by name.
    pub looked_up: StringMap<SecretLookUp>,
    /// The `PersistentVolumeClaims`.
    pub claims: Option<Vec<ClaimFacts>>,
    /// The `ResourceClaims` (`resource.k8s.io`).
    pub resource_claims: Option<Vec<DeviceClaimFacts>>,
    /// The `ResourceClaimTemplates`.
    pub resource_claim_templates: Option<Vec<DeviceClaimFacts>>,
    /// Whether it is on its way out (`status.phase: Terminating`).
    pub is_terminating: bool,
    /// What has pods there: each controller once, and each pod without one.
    pub controllers: Option<Vec<ControllerFacts>>,
}

impl NamespaceFacts {
    pub(super) fn to_value(&self) -> Value {
        let mut facts = Map::new();
        facts.insert("name".to_owned(), self.name.as_str().into());
        if let Some(labels) = &self.labels {
            let labels = labels.iter();
            let labels = labels.map(|(key, value)| (key.clone(), value.as_str().into()));
            facts.insert("labels".to_owned(), Value::Object(labels.collect()));
        }
        let facts_ref = &mut facts;
        insert_list(
            facts_ref,
            "limitRanges",
            self.limit_ranges.as_deref(),
            LimitRangeFacts::to_value,
        );
        insert_list(
            facts_ref,
            "quotas",
            self.quotas.as_deref(),
            QuotaFacts::to_value,
        );
        insert_list(
            facts_ref,
            "serviceAccounts",
            self.service_accounts.as_deref(),
            |name| name.as_str().into(),
        );
        insert_list(
            facts_ref,
            "configMaps",
            self.config_maps.as_deref(),
            KeyedFacts::to_value,
        );
        insert_list(
            facts_ref,
            "secrets",
            self.secrets.as_deref(),
            KeyedFacts::to_value,
        );
        if !self.looked_up.is_empty() {
            let found = self.looked_up.iter();
            let found = found.map(|(name, found)| (name.clone(), found.to_value()));
            facts_ref.insert("lookedUp".to_owned(), Value::Object(found.collect()));
        }
        insert_list(
            facts_ref,
            "claims",
            self.claims.as_deref(),
            ClaimFacts::to_value,
        );
        for (name, claims) in [
            ("resourceClaims", &self.resource_claims),
            ("resourceClaimTemplates", &self.resource_claim_templates),
        ] {
            let claims = claims.as_deref();
            insert_list(facts_ref, name, claims, DeviceClaimFacts::to_value);
        }
        if self.is_terminating {
            facts_ref.insert("isTerminating".to_owned(), true.into());
        }
        insert_list(
            facts_ref,
            "controllers",
            self.controllers.as_deref(),
            ControllerFacts::to_value,
        );
        Value::Object(facts)
    }

    pub(super) fn from_value(facts: &Value) -> Self {
        let labels = &facts["labels"];
        Self {
            name: facts["name"].as_str().unwrap_or_default().to_owned(),
            labels: labels.is_object().then(|| super::text_map(labels)),
            limit_ranges: read_list(facts, "limitRanges", LimitRangeFacts::from_limit_range),
            quotas: read_list(facts, "quotas", QuotaFacts::from_resource_quota),
            service_accounts: read_list(facts, "serviceAccounts", super::wire::text),
            config_maps: read_list(facts, "configMaps", KeyedFacts::from_value),
            secrets: read_list(facts, "secrets", KeyedFacts::from_value),
            looked_up: {
                let found = entries(&facts["lookedUp"]);
                found
                    .map(|(name, found)| (name.clone(), SecretLookUp::from_value(found)))
                    .collect()
            },
            claims: read_list(facts, "claims", ClaimFacts::from_value),
            resource_claims: read_list(facts, "resourceClaims", DeviceClaimFacts::from_claim),
            resource_claim_templates: read_list(
                facts,
                "resourceClaimTemplates",
                DeviceClaimFacts::from_claim,
            ),
            is_terminating: facts["isTerminating"] == true,
            controllers: read_list(facts, "controllers", ControllerFacts::from_value),
        }
    }
}
