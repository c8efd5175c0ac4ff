//! The right to name people: given where they reach the console's own cluster so, and nowhere else.

use anyhow::{Result, ensure};

use super::{helm::Helm, render};

/// How people reach clusters, and whether they are named to the one that the console runs in.
const WAYS: [(&[&str], bool); 6] = [
    (&["access=pass-through"], false),
    (&["access=impersonate"], true),
    (
        &[
            "access=pass-through",
            "settings.cluster_access={in-cluster=impersonate}",
        ],
        true,
    ),
    (
        &[
            "access=impersonate",
            "settings.cluster_access={edge=impersonate,in-cluster=pass-through}",
        ],
        false,
    ),
    // What a further cluster lets the console do its own kubeconfig says.
    (
        &[
            "access=pass-through",
            "settings.cluster_access={edge=impersonate}",
        ],
        false,
    ),
    (
        &["access=impersonate", "settings.cluster_access={edge=token}"],
        true,
    ),
];

/// Holds what is rendered against it, in the way of Kubernetes 1.36 and in that of before.
///
/// # Errors
/// The right is given where it is not needed, or missing where it is.
pub(super) fn check(helm: &Helm) -> Result<()> {
    for (values, named) in WAYS {
        for way in ["true", "false"] {
            let way = format!("rbac.constrainedImpersonation={way}");
            let values = [values, &["houseRoles.create=false", &way]].concat();
            let objects = render::objects(helm, &values)?;
            let role = render::only(&objects, "ClusterRole")?;
            let rules = role["rules"].as_array().into_iter().flatten();
            let mut verbs = rules.flat_map(|rule| rule["verbs"].as_array().into_iter().flatten());
            let may = verbs.any(|verb| verb.as_str().is_some_and(is_to_impersonate));
            ensure!(may == named, "{values:?} render {role}");
        }
    }
    Ok(())
}

fn is_to_impersonate(verb: &str) -> bool {
    verb.starts_with("impersonate")
}
