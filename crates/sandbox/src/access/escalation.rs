//! Nobody grants in a role or a binding what he does not have himself, unless he may `escalate` the role or `bind` it
//! (`k8s.io/kubernetes/pkg/registry/rbac/{escalation_check.go,validation/rule.go}` and the `policybased` storages beside
//! them).

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Attributes, Decision, PolicyRule, User, What, authorize,
    resolve::{RoleRef, rules_of},
    rules_for,
    user::MASTERS,
};
use crate::{kind::Kind, refusal::Refusal, store::Store};

/// The group of roles and bindings.
const GROUP: &str = "rbac.authorization.k8s.io";

/// Whether an object of a kind grants something.
pub(crate) fn grants(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Role | Kind::ClusterRole | Kind::RoleBinding | Kind::ClusterRoleBinding
    )
}

/// Refuses a role or a binding that grants what `user` does not have in its namespace. `named` is the name in the address.
///
/// # Errors
/// 403 with what is missing; 404 where the role of a binding is not there.
pub(crate) fn check(
    store: &Store,
    user: &User,
    (kind, namespace, named): (Kind, &str, &str),
    object: &Value,
) -> Result<(), Refusal> {
    if user.groups.iter().any(|group| group == MASTERS) {
        return Ok(());
    }
    let name = object["metadata"]["name"].as_str().unwrap_or_default();
    let may = |verb: &str, resource: &str, name: &str| {
        let asked = Attributes {
            verb: verb.to_owned(),
            what: What::Resource {
                group: GROUP.to_owned(),
                resource: resource.to_owned(),
                subresource: String::new(),
                namespace: namespace.to_owned(),
                name: name.to_owned(),
            },
        };
        matches!(authorize(store, user, &asked), Decision::Allowed(_))
    };
    let plural = kind.resource().plural;
    let rules = if matches!(kind, Kind::Role | Kind::ClusterRole) {
        if may("escalate", plural, named) {
            return Ok(());
        }
        serde_json::from_value(object["rules"].clone()).unwrap_or_default()
    } else {
        let role: RoleRef = serde_json::from_value(object["roleRef"].clone()).unwrap_or_default();
        let plural = match role.kind.as_str() {
            "Role" => "roles",
            _ => "clusterroles",
        };
        if may("bind", plural, &role.name) {
            return Ok(());
        }
        // The API server names the resource of the request, and the role.
        rules_of(store, &role, namespace).map_err(|_| Refusal::not_found(kind, &role.name))?
    };
    let (own, _) = rules_for(store, user, namespace);
    if let Some(why) = not_held(user, &own, &rules) {
        return Err(Refusal::forbidden(kind, name, &why));
    }
    // Who gathers from others gathers anything.
    let gathers = object["aggregationRule"]["clusterRoleSelectors"]
        .as_array()
        .is_some_and(|selectors| !selectors.is_empty());
    if kind == Kind::ClusterRole && gathers && not_held(user, &own, &everything()).is_some() {
        let why = "must have cluster-admin privileges to use the aggregationRule";
        return Err(Refusal::forbidden(kind, name, why));
    }
    Ok(())
}

/// Whether two states of an object differ in what the garbage collector changes alone (`IsOnlyMutatingGCFields`).
pub(crate) fn only_for_garbage(before: &Value, after: &Value) -> bool {
    let rest = |object: &Value| {
        let mut object = object.clone();
        if let Some(metadata) = object["metadata"].as_object_mut() {
            for field in [
                "ownerReferences",
                "finalizers",
                "resourceVersion",
                "managedFields",
            ] {
                metadata.shift_remove(field);
            }
        }
        object
    };
    rest(before) == rest(after)
}

fn everything() -> Vec<PolicyRule> {
    let all = || vec!["*".to_owned()];
    vec![
        PolicyRule {
            verbs: all(),
            api_groups: all(),
            resources: all(),
            ..PolicyRule::default()
        },
        PolicyRule {
            verbs: all(),
            non_resource_urls: all(),
            ..PolicyRule::default()
        },
    ]
}

/// What of these rules is not covered by those that somebody has, in the API server's words; none where all is
/// (`ConfirmNoEscalation`, `CompactRules`).
fn not_held(user: &User, own: &[PolicyRule], rules: &[PolicyRule]) -> Option<String> {
    let parts = rules.iter().flat_map(PolicyRule::parts);
    let missing = parts.filter(|part| !own.iter().any(|rule| rule.covers(part)));
    let mut compact: Vec<PolicyRule> = Vec::new();
    for part in missing {
        let same = compact.iter_mut().find(|known| {
            part.non_resource_urls.is_empty()
                && known.api_groups == part.api_groups
                && known.resources == part.resources
                && known.resource_names == part.resource_names
                && known.non_resource_urls.is_empty()
        });
        match same {
            Some(known) => known.verbs.extend(part.verbs),
            None => compact.push(part),
        }
    }
    if compact.is_empty() {
        return None;
    }
    let described: BTreeSet<String> = compact.iter().map(described).collect();
    let described: Vec<String> = described.into_iter().collect();
    Some(format!(
        "user {:?} (groups={}) is attempting to grant RBAC permissions not currently held:\n{}",
        user.name,
        quoted(&user.groups),
        described.join("\n")
    ))
}

/// A rule in a line (`CompactString` in `k8s.io/kubernetes/pkg/apis/rbac/v1`).
fn described(rule: &PolicyRule) -> String {
    let parts: Vec<String> = [
        ("APIGroups", &rule.api_groups),
        ("Resources", &rule.resources),
        ("NonResourceURLs", &rule.non_resource_urls),
        ("ResourceNames", &rule.resource_names),
        ("Verbs", &rule.verbs),
    ]
    .into_iter()
    .filter(|(_, texts)| !texts.is_empty())
    .map(|(name, texts)| format!("{name}:{}", quoted(texts)))
    .collect();
    format!("{{{}}}", parts.join(", "))
}

/// As Go's `%q` writes a list of texts.
fn quoted(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("{text:?}")).collect();
    format!("[{}]", texts.join(" "))
}
