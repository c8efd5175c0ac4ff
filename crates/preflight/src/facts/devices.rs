//! `DeviceClaimFacts`: what preflight reads of claims of devices (`resource.k8s.io/v1`).

use manifest::gather::Gather;
use manifest::json::items;
use serde_json::{Value, json};

/// A `ResourceClaim`, or a `ResourceClaimTemplate` of which each pod gets one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceClaimFacts {
    /// `metadata.name`.
    pub name: String,
    /// What it still waits for: each request, or alternative of one (`gpu/small`), with the name of its
    /// `DeviceClass`. None of a claim that has its devices (`status.allocation`).
    pub requests: Vec<(String, String)>,
}

impl DeviceClaimFacts {
    /// Reads a `ResourceClaim`.
    #[must_use]
    pub fn from_claim(claim: &Value) -> Self {
        let is_allocated = claim["status"]["allocation"].is_object();
        let spec = if is_allocated {
            &Value::Null
        } else {
            &claim["spec"]
        };
        Self::new(claim, spec)
    }

    /// Reads a `ResourceClaimTemplate`.
    #[must_use]
    pub fn from_template(template: &Value) -> Self {
        Self::new(template, &template["spec"]["spec"])
    }

    fn new(object: &Value, spec: &Value) -> Self {
        let mut requests = Vec::new();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for request in items(&spec["devices"]["requests"]) {
            let name = text(&request["name"]);
            if request["exactly"].is_object() {
                requests.push((name, text(&request["exactly"]["deviceClassName"])));
                continue;
            }
            for alternative in items(&request["firstAvailable"]) {
                let name = [name.as_str(), &text(&alternative["name"])].join("/");
                requests.push((name, text(&alternative["deviceClassName"])));
            }
        }
        Self {
            name: super::name_of(object),
            requests,
        }
    }

    /// A `ResourceClaim` that holds what is known of it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let requests = self.requests.iter();
        let requests = requests
            .map(|(name, class)| json!({"name": name, "exactly": {"deviceClassName": class}}))
            .gather();
        let mut claim = json!({"metadata": {"name": self.name}});
        claim["spec"]["devices"]["requests"] = Value::Array(requests);
        claim
    }
}
