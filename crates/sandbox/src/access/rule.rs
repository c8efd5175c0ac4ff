//! `PolicyRule`: what one rule of a role allows (`k8s.io/kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go`).

use serde::{Deserialize, Serialize};

use super::{Attributes, What};

/// Every verb, group, resource or address.
const ALL: &str = "*";

/// One rule of a role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PolicyRule {
    pub(crate) verbs: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) api_groups: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) resources: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) resource_names: Vec<String>,
    #[serde(rename = "nonResourceURLs", skip_serializing_if = "Vec::is_empty")]
    pub(crate) non_resource_urls: Vec<String>,
}

impl PolicyRule {
    /// Whether it allows what is asked. Mirrors `RuleAllows` in
    /// `k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/rbac.go`.
    pub(crate) fn allows(&self, asked: &Attributes) -> bool {
        has(&self.verbs, &asked.verb)
            && match &asked.what {
                What::Path(path) => self.covers_path(path),
                What::Resource {
                    group,
                    resource,
                    subresource,
                    name,
                    ..
                } => {
                    has(&self.api_groups, group)
                        && self.covers_resource(resource, subresource)
                        // A rule for certain names covers no request that names none: no list, no create.
                        && (self.resource_names.is_empty() || self.resource_names.contains(name))
                }
            }
    }

    fn covers_resource(&self, resource: &str, subresource: &str) -> bool {
        let combined = if subresource.is_empty() {
            resource.to_owned()
        } else {
            format!("{resource}/{subresource}")
        };
        self.resources.iter().any(|rule| {
            rule == ALL
                || *rule == combined
                || (!subresource.is_empty() && rule.strip_prefix("*/") == Some(subresource))
        })
    }

    fn covers_path(&self, path: &str) -> bool {
        self.non_resource_urls.iter().any(|rule| {
            rule == ALL
                || rule == path
                || (rule.ends_with('*') && path.starts_with(rule.trim_end_matches('*')))
        })
    }
}

fn has(rule: &[String], asked: &str) -> bool {
    rule.iter().any(|rule| rule == ALL || rule == asked)
}
