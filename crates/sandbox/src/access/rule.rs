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

    /// The rules that are the same together, each of one verb, one resource and at most one name (`BreakdownRule` in
    /// `k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go`).
    pub(super) fn parts(&self) -> Vec<Self> {
        let one = |text: &String| vec![text.clone()];
        let mut parts = Vec::new();
        for group in &self.api_groups {
            for resource in &self.resources {
                for verb in &self.verbs {
                    let part = Self {
                        verbs: one(verb),
                        api_groups: one(group),
                        resources: one(resource),
                        ..Self::default()
                    };
                    if self.resource_names.is_empty() {
                        parts.push(part);
                        continue;
                    }
                    parts.extend(self.resource_names.iter().map(|name| Self {
                        resource_names: one(name),
                        ..part.clone()
                    }));
                }
            }
        }
        for url in &self.non_resource_urls {
            parts.extend(self.verbs.iter().map(|verb| Self {
                verbs: one(verb),
                non_resource_urls: one(url),
                ..Self::default()
            }));
        }
        parts
    }

    /// Whether whoever has this rule has what one of [`Self::parts`] gives (`ruleCovers`, there).
    pub(super) fn covers(&self, part: &Self) -> bool {
        let all = |own: &[String], asked: &[String]| asked.iter().all(|it| has(own, it));
        let resources = part.resources.iter().all(|asked| {
            has(&self.resources, asked)
                || asked
                    .split_once('/')
                    .is_some_and(|(_, sub)| self.resources.contains(&format!("*/{sub}")))
        });
        let names = self.resource_names.is_empty()
            || !part.resource_names.is_empty()
                && part
                    .resource_names
                    .iter()
                    .all(|name| self.resource_names.contains(name));
        let urls = part.non_resource_urls.iter().all(|asked| {
            self.non_resource_urls.iter().any(|own| {
                own == asked || own.ends_with('*') && asked.starts_with(own.trim_end_matches('*'))
            })
        });
        all(&self.verbs, &part.verbs)
            && all(&self.api_groups, &part.api_groups)
            && resources
            && names
            && urls
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
