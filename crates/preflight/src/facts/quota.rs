//! `QuotaFacts`: what preflight reads of a ResourceQuota.

use manifest::json::items;
use serde_json::{Map, Value, json};

use crate::resources::{self, ResourceList};

/// A ResourceQuota (`core/v1`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuotaFacts {
    /// `metadata.name`.
    pub name: String,
    /// `status.hard`: what admission holds to. Empty until the quota controller has seen the quota.
    pub(crate) hard: ResourceList,
    /// `status.used`.
    pub(crate) used: ResourceList,
    /// `spec.scopes` and `spec.scopeSelector.matchExpressions`, which all must hold of a pod.
    pub scopes: Vec<ScopeRequirement>,
}

/// What a quota requires of the pods that it counts (`core/v1 ScopedResourceSelectorRequirement`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeRequirement {
    /// `BestEffort`, `PriorityClass` and so on.
    pub scope: String,
    /// `Exists`, `In`, `NotIn` or `DoesNotExist`.
    pub operator: String,
    /// What the operator compares with.
    pub values: Vec<String>,
}

impl QuotaFacts {
    /// Reads a ResourceQuota.
    #[must_use]
    pub fn from_resource_quota(quota: &Value) -> Self {
        let (spec, status) = (&quota["spec"], &quota["status"]);
        let scopes = items(&spec["scopes"]).iter();
        let scopes = scopes.map(|scope| ScopeRequirement {
            scope: scope.as_str().unwrap_or_default().to_owned(),
            operator: "Exists".to_owned(),
            values: Vec::new(),
        });
        let expressions = items(&spec["scopeSelector"]["matchExpressions"]).iter();
        let expressions = expressions.map(ScopeRequirement::read);
        Self {
            name: super::name_of(quota),
            hard: resources::read_list(&status["hard"]),
            used: resources::read_list(&status["used"]),
            scopes: scopes.chain(expressions).collect(),
        }
    }

    /// Whether the controller of quotas has counted this resource, which takes a moment.
    pub(crate) fn has_counted(&self, resource: &str) -> bool {
        self.used.contains_key(resource)
    }

    /// A ResourceQuota that holds what is known of it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let scopes: Vec<_> = self.scopes.iter().map(ScopeRequirement::to_value).collect();
        let mut quota = Map::new();
        quota.insert("metadata".to_owned(), json!({"name": self.name}));
        if !scopes.is_empty() {
            let spec = json!({"scopeSelector": {"matchExpressions": scopes}});
            quota.insert("spec".to_owned(), spec);
        }
        let status = json!({
            "hard": super::list_to_value(&self.hard),
            "used": super::list_to_value(&self.used),
        });
        quota.insert("status".to_owned(), status);
        Value::Object(quota)
    }
}

impl ScopeRequirement {
    fn read(expression: &Value) -> Self {
        let text = |name: &str| expression[name].as_str().unwrap_or_default().to_owned();
        Self {
            scope: text("scopeName"),
            operator: text("operator"),
            values: super::texts(&expression["values"]),
        }
    }

    fn to_value(&self) -> Value {
        json!({"scopeName": self.scope, "operator": self.operator, "values": self.values})
    }
}
