//! Which rules hold for a user, by the bindings of the cluster and of a namespace
//! (`k8s.io/kubernetes/pkg/registry/rbac/validation/rule.go`).

use serde::Deserialize;

use super::{Attributes, PolicyRule, User, user::MASTERS};
use crate::{kind::Kind, registry, store::Store};

/// What RBAC says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Allowed, and by what.
    Allowed(String),
    /// Nothing allows it; what went wrong on the way, if anything did.
    NoOpinion(String),
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Binding {
    subjects: Vec<Subject>,
    role_ref: RoleRef,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Subject {
    kind: String,
    name: String,
    namespace: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RoleRef {
    pub(super) kind: String,
    pub(super) name: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Role {
    rules: Option<Vec<PolicyRule>>,
}

/// Whether a user may do what is asked, and why (`RBACAuthorizer.Authorize`). Whoever is in `system:masters` may do
/// everything, as an API server is told when it starts.
pub(crate) fn authorize(store: &Store, user: &User, asked: &Attributes) -> Decision {
    if user.groups.iter().any(|group| group == MASTERS) {
        return Decision::Allowed(String::new());
    }
    let mut errors = Vec::new();
    let mut allowed = None;
    visit(store, user, asked.namespace(), &mut |found| match found {
        Ok((source, rule)) if rule.allows(asked) => {
            allowed = Some(format!("RBAC: allowed by {source}"));
            false
        }
        Ok(_) => true,
        Err(error) => {
            errors.push(error);
            true
        }
    });
    match (allowed, errors.as_slice()) {
        (Some(by), _) => Decision::Allowed(by),
        (None, []) => Decision::NoOpinion(String::new()),
        (None, [only]) => Decision::NoOpinion(format!("RBAC: {only}")),
        (None, many) => Decision::NoOpinion(format!("RBAC: [{}]", many.join(", "))),
    }
}

/// The rules that hold for a user in a namespace, and what could not be found out.
pub(crate) fn rules_for(
    store: &Store,
    user: &User,
    namespace: &str,
) -> (Vec<PolicyRule>, Vec<String>) {
    let (mut rules, mut errors) = (Vec::new(), Vec::new());
    if user.groups.iter().any(|group| group == MASTERS) {
        let all = || vec!["*".to_owned()];
        rules.push(PolicyRule {
            verbs: all(),
            api_groups: all(),
            resources: all(),
            ..PolicyRule::default()
        });
        rules.push(PolicyRule {
            verbs: all(),
            non_resource_urls: all(),
            ..PolicyRule::default()
        });
    }
    visit(store, user, namespace, &mut |found| {
        match found {
            Ok((_, rule)) => rules.push(rule),
            Err(error) => errors.push(error),
        }
        true
    });
    (rules, errors)
}

/// Shows each rule that holds, with what it comes from, until enough was seen.
fn visit(
    store: &Store,
    user: &User,
    namespace: &str,
    see: &mut dyn FnMut(Result<(String, PolicyRule), String>) -> bool,
) {
    let of_namespace = (!namespace.is_empty()).then_some((Kind::RoleBinding, namespace));
    for (kind, namespace) in [Some((Kind::ClusterRoleBinding, "")), of_namespace]
        .into_iter()
        .flatten()
    {
        let scope = (!namespace.is_empty()).then_some(namespace);
        for object in store.list(kind, scope, None).objects {
            let Some(binding) = object.read::<Binding>() else {
                continue;
            };
            let mut subjects = binding.subjects.iter();
            let Some(subject) = subjects.find(|subject| applies(user, subject, namespace)) else {
                continue;
            };
            match rules_of(store, &binding.role_ref, namespace) {
                Ok(rules) => {
                    let name = match scope {
                        Some(namespace) => format!("{}/{namespace}", object.name()),
                        None => object.name().to_owned(),
                    };
                    let source = format!(
                        "{} {name:?} of {} {:?} to {}",
                        kind.resource().kind,
                        binding.role_ref.kind,
                        binding.role_ref.name,
                        described(subject, namespace),
                    );
                    for rule in rules {
                        if !see(Ok((source.clone(), rule))) {
                            return;
                        }
                    }
                }
                Err(error) => {
                    if !see(Err(error)) {
                        return;
                    }
                }
            }
        }
    }
}

/// The rules of a role that is referred to from a namespace.
pub(super) fn rules_of(
    store: &Store,
    role: &RoleRef,
    namespace: &str,
) -> Result<Vec<PolicyRule>, String> {
    let (kind, key) = match role.kind.as_str() {
        "Role" => (Kind::Role, registry::key(Some(namespace), &role.name)),
        "ClusterRole" => (Kind::ClusterRole, role.name.clone()),
        other => return Err(format!("unsupported role reference kind: {other:?}")),
    };
    let object = store.get(kind, &key).ok_or_else(|| {
        let plural = kind.resource().qualified_plural();
        format!("{plural} {:?} not found", role.name)
    })?;
    Ok(object
        .read::<Role>()
        .and_then(|role| role.rules)
        .unwrap_or_default())
}

fn applies(user: &User, subject: &Subject, namespace: &str) -> bool {
    match subject.kind.as_str() {
        "User" => user.name == subject.name,
        "Group" => user.groups.contains(&subject.name),
        "ServiceAccount" => {
            // What names no namespace means the one of its binding.
            let of = if subject.namespace.is_empty() {
                namespace
            } else {
                &subject.namespace
            };
            let name = user.name.strip_prefix("system:serviceaccount:");
            !of.is_empty()
                && name.and_then(|name| name.split_once(':')) == Some((of, subject.name.as_str()))
        }
        _ => false,
    }
}

fn described(subject: &Subject, namespace: &str) -> String {
    let Subject {
        kind,
        name,
        namespace: own,
    } = subject;
    match (kind.as_str(), own.is_empty()) {
        ("ServiceAccount", true) => format!("{kind} {:?}", format!("{name}/{namespace}")),
        ("ServiceAccount", false) => format!("{kind} {:?}", format!("{name}/{own}")),
        _ => format!("{kind} {name:?}"),
    }
}
