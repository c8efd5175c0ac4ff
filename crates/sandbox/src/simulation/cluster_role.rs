//! The controller that gathers the rules of aggregated `ClusterRole`s
//! (`k8s.io/kubernetes/pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go`).

use manifest::LabelSelector;
use serde_json::{Value, json};

use super::Simulation;
use crate::{kind::Kind, store::Object};

impl Simulation {
    /// A cluster role has come, changed or gone: those that gather from it are written anew. What that changes is
    /// noticed in turn, so that those that gather from such follow.
    pub(super) fn gather_cluster_roles(&mut self) {
        let all = self.world.store.list(Kind::ClusterRole, None, None).objects;
        for role in &all {
            let value = role.value();
            let Some(selectors) = value["aggregationRule"]["clusterRoleSelectors"].as_array()
            else {
                continue;
            };
            let mut rules: Vec<Value> = Vec::new();
            for selector in selectors {
                for other in &all {
                    if other.name() != role.name() && is_selected(selector, other) {
                        let other = other.value();
                        for rule in other["rules"].as_array().into_iter().flatten() {
                            if !rules.contains(rule) {
                                rules.push(rule.clone());
                            }
                        }
                    }
                }
            }
            if value["rules"].as_array() != Some(&rules) {
                self.world
                    .store
                    .modify(Kind::ClusterRole, role.key(), |role| {
                        role["rules"] = json!(rules);
                    });
            }
        }
    }
}

/// Whether a `metav1.LabelSelector` selects a role; an empty one selects all.
fn is_selected(selector: &Value, role: &Object) -> bool {
    let labels = role.labels().labels;
    LabelSelector::from_value(selector).is_some_and(|selector| selector.matches(&labels))
}
