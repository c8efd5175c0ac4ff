//! `GET …/namespaces/{namespace}/rights`

use std::fmt::Write as _;

use axum::{Json, extract::State};
use cluster::Right;
use contract::{RightList, RightRow};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    problem::Problem,
    routes::paths::NamespacePath,
};

/// What the pages do, by verb, group, resource and its part; the last says whether it is done with one DaemonSet.
const NEEDED: [(&str, &str, &str, &str, bool); 10] = [
    ("list", "apps", "daemonsets", "", false),
    ("get", "apps", "daemonsets", "", true),
    ("create", "apps", "daemonsets", "", false),
    ("update", "apps", "daemonsets", "", true),
    ("patch", "apps", "daemonsets", "", true),
    ("delete", "apps", "daemonsets", "", true),
    ("list", "", "pods", "", false),
    ("delete", "", "pods", "", false),
    ("get", "", "pods", "log", false),
    ("list", "", "events", "", false),
];

/// With which DaemonSet.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct RightsQuery {
    /// The DaemonSet that it would be done with; any where it is empty.
    #[validate(length(max = 253), custom(function = "rules::subdomain_or_none"))]
    #[param(
        max_length = 253,
        pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$"
    )]
    name: String,
}

/// What the caller may do in a namespace, as the API server says, and the Role that would give what is missing.
#[utoipa::path(
    get,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/rights",
    tag = "session",
    operation_id = "list_rights",
    params(NamespacePath, RightsQuery),
    responses((status = 200, body = RightList))
)]
pub(crate) async fn list_rights(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<NamespacePath, RightsQuery>,
) -> Result<Json<RightList>, Problem> {
    let entry = app.clusters.get(&identity, &path.cluster).await?;
    let rights = NEEDED.map(|(verb, group, resource, part, is_of_one)| {
        let name = if is_of_one { query.name.as_str() } else { "" };
        Right::to(verb, group, resource)
            .of_part(part)
            .within(&path.namespace)
            .named(name)
    });
    let answers = entry.as_user(&identity).may_each(rights.to_vec()).await?;
    let items: Vec<RightRow> = NEEDED
        .into_iter()
        .zip(answers)
        .map(|((verb, group, resource, part, _), allowed)| RightRow {
            verb: verb.to_owned(),
            group: group.to_owned(),
            resource: if part.is_empty() {
                resource.to_owned()
            } else {
                format!("{resource}/{part}")
            },
            allowed,
        })
        .collect();
    let role = role(&path.namespace, &items);
    Ok(Json(RightList { items, role }))
}

/// The Role that gives what is missing, one rule for each resource.
fn role(namespace: &str, items: &[RightRow]) -> String {
    let missing: Vec<&RightRow> = items.iter().filter(|it| !it.allowed).collect();
    let mut resources: Vec<(&str, &str)> = Vec::new();
    for row in &missing {
        let resource = (row.group.as_str(), row.resource.as_str());
        if !resources.contains(&resource) {
            resources.push(resource);
        }
    }
    if resources.is_empty() {
        return String::new();
    }
    let mut role = format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: everynode-extra\n  namespace: \
         {namespace}\nrules:\n"
    );
    for (group, resource) in resources {
        let of_it = missing
            .iter()
            .filter(|it| (it.group.as_str(), it.resource.as_str()) == (group, resource));
        let verbs: Vec<&str> = of_it.map(|it| it.verb.as_str()).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            role,
            "  - apiGroups: [\"{group}\"]\n    resources: [{resource}]\n    verbs: [{}]",
            verbs.join(", ")
        );
    }
    role
}

#[cfg(test)]
mod tests {
    use contract::RightRow;

    use super::role;

    #[test]
    fn the_role_gives_what_is_missing_and_nothing_else() {
        let row = |verb: &str, group: &str, resource: &str, allowed| RightRow {
            verb: verb.to_owned(),
            group: group.to_owned(),
            resource: resource.to_owned(),
            allowed,
        };
        let items = [
            row("delete", "apps", "daemonsets", false),
            row("get", "apps", "daemonsets", true),
            row("get", "", "pods/log", false),
            row("patch", "apps", "daemonsets", false),
        ];
        let text = role("web", &items);
        let document = manifest::Document::parse(text.clone());
        let value = document.value();
        assert_eq!(value["metadata"]["namespace"], "web", "{text}");
        assert_eq!(
            value["rules"],
            serde_json::json!([
                {"apiGroups": ["apps"], "resources": ["daemonsets"], "verbs": ["delete", "patch"]},
                {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]},
            ]),
            "{text}"
        );
        assert_eq!(role("web", &items[1..2]), "");
    }
}
