//! `Attributes`: what a request asks for, as an authorizer sees it.

use http::{Method, Uri};
use serde_json::Value;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attributes {
    pub(crate) verb: String,
    pub(crate) what: What,
}

/// Of what it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// An address that is no resource.
    Path(String),
    /// A resource; what is not said is empty.
    Resource {
        group: String,
        resource: String,
        subresource: String,
        namespace: String,
        name: String,
    },
}

impl Attributes {
    /// What a request asks for. Mirrors `NewRequestInfo` in `k8s.io/apiserver/pkg/endpoints/request/requestinfo.go`,
    /// without the watches of old that had a path of their own.
    pub(crate) fn of_request(method: &Method, uri: &Uri) -> Self {
        let path = uri.path();
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let (group, rest) = match parts.as_slice() {
            ["api", _, rest @ ..] if !rest.is_empty() => ("", rest),
            ["apis", group, _, rest @ ..] if !rest.is_empty() => (*group, rest),
            _ => {
                return Self {
                    verb: method.as_str().to_ascii_lowercase(),
                    what: What::Path(path.to_owned()),
                };
            }
        };
        let mut namespace = "";
        let mut parts = rest;
        if let ["namespaces", name, rest @ ..] = rest {
            namespace = name;
            if rest
                .first()
                .is_some_and(|plural| !matches!(*plural, "status" | "finalize"))
            {
                parts = rest;
            }
        }
        let part = |index: usize| parts.get(index).copied().unwrap_or_default();
        let mut name = part(1).to_owned();
        let verb = match *method {
            Method::POST => "create",
            Method::PUT => "update",
            Method::PATCH => "patch",
            Method::DELETE if name.is_empty() => "deletecollection",
            Method::DELETE => "delete",
            Method::GET | Method::HEAD if !name.is_empty() => "get",
            Method::GET | Method::HEAD => {
                let (verb, selected) = list_or_watch(uri.query().unwrap_or_default());
                name = selected;
                verb
            }
            _ => "",
        };
        Self {
            verb: verb.to_owned(),
            what: What::Resource {
                group: group.to_owned(),
                resource: part(0).to_owned(),
                subresource: part(2).to_owned(),
                namespace: namespace.to_owned(),
                name,
            },
        }
    }

    /// What a review asks about, by its `resourceAttributes` or `nonResourceAttributes`.
    pub(crate) fn of_review(spec: &Value) -> Option<Self> {
        let text =
            |value: &Value, field: &str| value[field].as_str().unwrap_or_default().to_owned();
        let resource = &spec["resourceAttributes"];
        let path = &spec["nonResourceAttributes"];
        if resource.is_object() {
            return Some(Self {
                verb: text(resource, "verb"),
                what: What::Resource {
                    group: text(resource, "group"),
                    resource: text(resource, "resource"),
                    subresource: text(resource, "subresource"),
                    namespace: text(resource, "namespace"),
                    name: text(resource, "name"),
                },
            });
        }
        path.is_object().then(|| Self {
            verb: text(path, "verb"),
            what: What::Path(text(path, "path")),
        })
    }

    /// That a user may not do it, in the API server's words (`forbiddenMessage` in
    /// `k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go`).
    pub(crate) fn refused_to(&self, user: &str) -> String {
        let verb = &self.verb;
        match &self.what {
            What::Path(path) => format!("User {user:?} cannot {verb} path {path:?}"),
            What::Resource {
                group,
                resource,
                subresource,
                namespace,
                ..
            } => {
                let slash = if subresource.is_empty() { "" } else { "/" };
                let place = if namespace.is_empty() {
                    "at the cluster scope".to_owned()
                } else {
                    format!("in the namespace {namespace:?}")
                };
                format!(
                    "User {user:?} cannot {verb} resource \"{resource}{slash}{subresource}\" in API group {group:?} {place}"
                )
            }
        }
    }

    /// The namespace that it is about; empty where it is about none or all.
    pub(crate) fn namespace(&self) -> &str {
        match &self.what {
            What::Path(_) => "",
            What::Resource { namespace, .. } => namespace,
        }
    }
}

/// Whether a request for several objects watches them, and the one name that its field selector asks for.
fn list_or_watch(query: &str) -> (&'static str, String) {
    let mut verb = "list";
    let mut name = String::new();
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*key {
            "watch" => {
                let is_off = matches!(value.to_ascii_lowercase().as_str(), "false" | "0");
                verb = if is_off { "list" } else { "watch" };
            }
            "fieldSelector" => {
                let mut terms = value.split(',');
                let exact = terms.find_map(|term| term.strip_prefix("metadata.name="));
                let exact = exact.map(|name| name.strip_prefix('=').unwrap_or(name));
                exact.unwrap_or_default().clone_into(&mut name);
            }
            _ => {}
        }
    }
    (verb, name)
}
