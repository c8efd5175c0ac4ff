//! Discovery: which groups, versions and resources there are, in the plain and in the aggregated form.

use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::{
    answer::{self, SandboxBody},
    route::ReviewKind,
};
use crate::{kind::Resource, refusal::Refusal};

const VERBS: &[&str] = &[
    "create",
    "delete",
    "deletecollection",
    "get",
    "list",
    "patch",
    "update",
    "watch",
];
const STATUS_VERBS: &[&str] = &["get", "patch", "update"];

/// One line of discovery: a resource or a subresource.
struct Entry {
    name: String,
    singular: String,
    namespaced: bool,
    /// Group, version and kind of what is exchanged.
    kind: (&'static str, &'static str, &'static str),
    verbs: &'static [&'static str],
    short_names: &'static [&'static str],
    in_all: bool,
}

/// Answers `/api`.
pub(super) fn core_versions(
    served: &[&'static Resource],
    headers: &HeaderMap,
) -> Response<SandboxBody> {
    if let Some(aggregated) = aggregated(served, headers, &[""]) {
        return aggregated;
    }
    let versions = json!({
        "kind": "APIVersions",
        "versions": ["v1"],
        "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": ""}],
    });
    answer::json(StatusCode::OK, &versions)
}

/// Answers `/apis`.
pub(super) fn groups(served: &[&'static Resource], headers: &HeaderMap) -> Response<SandboxBody> {
    let names = group_names(served);
    if let Some(aggregated) = aggregated(served, headers, &names) {
        return aggregated;
    }
    let groups: Vec<Value> = names.iter().map(|name| group_value(served, name)).collect();
    answer::json(
        StatusCode::OK,
        &json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}),
    )
}

/// Answers `/apis/{group}`.
pub(super) fn group(
    served: &[&'static Resource],
    name: &str,
) -> Result<Response<SandboxBody>, Refusal> {
    if !group_names(served).contains(&name) {
        return Err(Refusal::unknown_resource());
    }
    let mut group = group_value(served, name);
    group["kind"] = "APIGroup".into();
    group["apiVersion"] = "v1".into();
    Ok(answer::json(StatusCode::OK, &group))
}

/// Answers `/api/v1` and `/apis/{group}/{version}`.
pub(super) fn resources(
    served: &[&'static Resource],
    group: &str,
    version: &str,
) -> Result<Response<SandboxBody>, Refusal> {
    let entries = entries(served, group, version);
    if entries.is_empty() {
        return Err(Refusal::unknown_resource());
    }
    let resources: Vec<Value> = entries
        .iter()
        .map(|entry| {
            let mut resource = json!({
                "name": entry.name,
                "singularName": entry.singular,
                "namespaced": entry.namespaced,
                "kind": entry.kind.2,
                "verbs": entry.verbs,
            });
            if entry.kind.0 != group {
                resource["group"] = entry.kind.0.into();
                resource["version"] = entry.kind.1.into();
            }
            if !entry.short_names.is_empty() {
                resource["shortNames"] = json!(entry.short_names);
            }
            if entry.in_all {
                resource["categories"] = json!(["all"]);
            }
            resource
        })
        .collect();
    let group_version = if group.is_empty() {
        version.to_owned()
    } else {
        format!("{group}/{version}")
    };
    let list = json!({
        "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": resources,
    });
    Ok(answer::json(StatusCode::OK, &list))
}

/// The groups that are served, without the core group, in the order of discovery.
pub(super) fn group_names(served: &[&'static Resource]) -> Vec<&'static str> {
    let mut names: Vec<&str> = Vec::new();
    let stored = served.iter().map(|resource| resource.group);
    let reviews = ReviewKind::ALL.iter().map(|(_, group, ..)| *group);
    for name in stored.chain(reviews) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The versions of a group that are served, the one to be preferred first.
pub(super) fn versions(served: &[&'static Resource], group: &str) -> Vec<&'static str> {
    let mut versions: Vec<&str> = Vec::new();
    let stored = served.iter().filter(|resource| resource.group == group);
    let reviews = ReviewKind::ALL
        .iter()
        .filter(|(_, name, ..)| *name == group);
    let all = stored.map(|resource| resource.version);
    for version in all.chain(reviews.map(|_| "v1")) {
        if !versions.contains(&version) {
            versions.push(version);
        }
    }
    versions
}

fn group_value(served: &[&'static Resource], name: &str) -> Value {
    let versions: Vec<Value> = versions(served, name)
        .into_iter()
        .map(|version| json!({"groupVersion": format!("{name}/{version}"), "version": version}))
        .collect();
    json!({"name": name, "versions": versions, "preferredVersion": versions.first()})
}

fn entries(served: &[&'static Resource], group: &str, version: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for kind in served
        .iter()
        .filter(|resource| resource.group == group && resource.version == version)
    {
        entries.push(Entry {
            name: kind.plural.to_owned(),
            singular: kind.singular(),
            namespaced: kind.namespaced,
            kind: (kind.group, kind.version, kind.kind),
            verbs: VERBS,
            short_names: kind.short_names,
            in_all: kind.in_all,
        });
        if kind.has_status {
            entries.push(subresource(
                kind,
                "status",
                (kind.group, kind.version, kind.kind),
                STATUS_VERBS,
            ));
        }
        if kind.kind == "Pod" {
            entries.push(subresource(
                kind,
                "eviction",
                ("policy", "v1", "Eviction"),
                &["create"],
            ));
            entries.push(subresource(kind, "log", ("", "v1", "Pod"), &["get"]));
        }
        if kind.kind == "ServiceAccount" {
            entries.push(subresource(
                kind,
                "token",
                ("authentication.k8s.io", "v1", "TokenRequest"),
                &["create"],
            ));
        }
    }
    for (review, _, plural, kind) in ReviewKind::ALL
        .iter()
        .filter(|(_, review_group, ..)| *review_group == group && version == "v1")
    {
        entries.push(Entry {
            name: (*plural).to_owned(),
            singular: kind.to_ascii_lowercase(),
            namespaced: review.is_namespaced(),
            kind: (group_of_review(group), "v1", kind),
            verbs: &["create"],
            short_names: &[],
            in_all: false,
        });
    }
    entries
}

/// The same name with the life of the program.
fn group_of_review(group: &str) -> &'static str {
    ReviewKind::ALL
        .iter()
        .map(|(_, name, ..)| *name)
        .find(|name| *name == group)
        .unwrap_or_default()
}

fn subresource(
    of: &Resource,
    name: &str,
    kind: (&'static str, &'static str, &'static str),
    verbs: &'static [&'static str],
) -> Entry {
    Entry {
        name: format!("{}/{name}", of.plural),
        singular: String::new(),
        namespaced: of.namespaced,
        kind,
        verbs,
        short_names: &[],
        in_all: false,
    }
}

/// Everything about these groups in one document, where the client understands that.
fn aggregated(
    served: &[&'static Resource],
    headers: &HeaderMap,
    groups: &[&str],
) -> Option<Response<SandboxBody>> {
    let accept = headers.get(header::ACCEPT)?.to_str().ok()?;
    let wanted = accept.split(',').any(|entry| {
        let parts: Vec<&str> = entry.split(';').map(str::trim).collect();
        parts.first() == Some(&"application/json")
            && parts.contains(&"as=APIGroupDiscoveryList")
            && parts.contains(&"v=v2")
    });
    if !wanted {
        return None;
    }
    let items: Vec<Value> = groups
        .iter()
        .map(|group| aggregated_group(served, group))
        .collect();
    let list = json!({
        "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items,
    });
    let mut response = answer::json(StatusCode::OK, &list);
    let content_type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("Accept"));
    Some(response)
}

fn aggregated_group(served: &[&'static Resource], group: &str) -> Value {
    let versions: Vec<Value> = versions(served, group)
        .into_iter()
        .map(|version| {
            let resources = aggregated_resources(served, group, version);
            json!({"version": version, "resources": resources, "freshness": "Current"})
        })
        .collect();
    let metadata = if group.is_empty() {
        json!({})
    } else {
        json!({"name": group})
    };
    json!({"metadata": metadata, "versions": versions})
}

fn aggregated_resources(served: &[&'static Resource], group: &str, version: &str) -> Vec<Value> {
    let mut resources: Vec<Value> = Vec::new();
    for entry in entries(served, group, version) {
        let (kind_group, kind_version, kind) = entry.kind;
        let response_kind = json!({"group": kind_group, "version": kind_version, "kind": kind});
        let scope = if entry.namespaced {
            "Namespaced"
        } else {
            "Cluster"
        };
        if let Some((_, subresource)) = entry.name.split_once('/') {
            // Subresources hang below the resource before them.
            if let Some(parent) = resources.last_mut() {
                let value = json!({
                    "subresource": subresource, "responseKind": response_kind, "verbs": entry.verbs,
                });
                match parent["subresources"].as_array_mut() {
                    Some(list) => list.push(value),
                    None => parent["subresources"] = json!([value]),
                }
            }
            continue;
        }
        let mut resource = json!({
            "resource": entry.name,
            "responseKind": response_kind,
            "scope": scope,
            "singularResource": entry.singular,
            "verbs": entry.verbs,
        });
        if !entry.short_names.is_empty() {
            resource["shortNames"] = json!(entry.short_names);
        }
        if entry.in_all {
            resource["categories"] = json!(["all"]);
        }
        resources.push(resource);
    }
    resources
}
