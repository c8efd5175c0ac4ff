//! What a path speaks of.

use crate::{
    kind::{Definition, Kind},
    store::Store,
};

/// The meaning of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// Objects of a stored kind.
    Objects(ObjectPath),
    /// `/api`: the versions of the core group.
    CoreVersions,
    /// `/apis`: the other groups.
    Groups,
    /// `/apis/{group}`: one group.
    Group(String),
    /// `/api/v1` and `/apis/{group}/{version}`: the resources of a version.
    Resources { group: String, version: String },
    /// A review: created, answered, never stored.
    Review {
        kind: ReviewKind,
        /// Of the one that is asked in a namespace.
        namespace: Option<String>,
    },
    /// `/version`.
    Version,
    /// `/healthz`, `/readyz`, `/livez`.
    Health,
    /// `/openapi/v3`, and below it one group version by its path (`api/v1`, `apis/apps/v1`).
    OpenApi(Option<String>),
    /// `/sandbox/faults` and `/sandbox/watches`: the switches of the sandbox itself.
    Faults,
    /// Nothing that is served.
    Unknown,
}

/// A path to objects of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ObjectPath {
    pub(super) kind: Kind,
    /// None for objects outside of namespaces and for lists over all namespaces.
    pub(super) namespace: Option<String>,
    /// None for lists.
    pub(super) name: Option<String>,
    pub(super) subresource: Option<String>,
}

/// What can be asked about the asker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReviewKind {
    SelfSubjectAccess,
    SelfSubjectRules,
    SubjectAccess,
    LocalSubjectAccess,
    SelfSubject,
    Token,
}

impl ReviewKind {
    /// All of them with group, plural and kind.
    pub(super) const ALL: &[(ReviewKind, &str, &str, &str)] = &[
        (
            ReviewKind::SelfSubject,
            "authentication.k8s.io",
            "selfsubjectreviews",
            "SelfSubjectReview",
        ),
        (
            ReviewKind::Token,
            "authentication.k8s.io",
            "tokenreviews",
            "TokenReview",
        ),
        (
            ReviewKind::SelfSubjectAccess,
            "authorization.k8s.io",
            "selfsubjectaccessreviews",
            "SelfSubjectAccessReview",
        ),
        (
            ReviewKind::SelfSubjectRules,
            "authorization.k8s.io",
            "selfsubjectrulesreviews",
            "SelfSubjectRulesReview",
        ),
        (
            ReviewKind::SubjectAccess,
            "authorization.k8s.io",
            "subjectaccessreviews",
            "SubjectAccessReview",
        ),
        (
            ReviewKind::LocalSubjectAccess,
            "authorization.k8s.io",
            "localsubjectaccessreviews",
            "LocalSubjectAccessReview",
        ),
    ];

    /// Whether it is asked in a namespace.
    pub(super) fn is_namespaced(self) -> bool {
        self == Self::LocalSubjectAccess
    }
}

impl Route {
    /// Reads a path, which may speak of a kind that an object of the store defines.
    pub(super) fn parse(path: &str, store: &Store) -> Route {
        let segments: Vec<&str> = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .collect();
        match segments.as_slice() {
            ["version"] => Route::Version,
            ["healthz" | "readyz" | "livez", ..] => Route::Health,
            ["openapi", "v3"] => Route::OpenApi(None),
            ["openapi", "v3", rest @ ..] => Route::OpenApi(Some(rest.join("/"))),
            ["sandbox", "faults"] => Route::Faults,
            ["api"] => Route::CoreVersions,
            ["apis"] => Route::Groups,
            ["apis", group] => Route::Group((*group).to_owned()),
            ["api", version] => resources("", version),
            ["apis", group, version] => resources(group, version),
            ["api", version, rest @ ..] => objects("", version, rest, store),
            ["apis", group, version, rest @ ..] => objects(group, version, rest, store),
            _ => Route::Unknown,
        }
    }
}

fn resources(group: &str, version: &str) -> Route {
    Route::Resources {
        group: group.to_owned(),
        version: version.to_owned(),
    }
}

fn objects(group: &str, version: &str, rest: &[&str], store: &Store) -> Route {
    if let Some(review) = review(group, version, rest) {
        return review;
    }
    let (namespace, rest) = match rest {
        // `namespaces/x/pods` is inside a namespace; `namespaces/x` and `namespaces/x/status` are the namespace.
        ["namespaces", namespace, plural, rest @ ..]
            if !(group.is_empty() && matches!(*plural, "status" | "finalize")) =>
        {
            (Some(*namespace), [&[*plural], rest].concat())
        }
        rest => (None, rest.to_vec()),
    };
    let (plural, name, subresource) = match rest.as_slice() {
        [plural] => (plural, None, None),
        [plural, name] => (plural, Some(*name), None),
        [plural, name, subresource] => (plural, Some(*name), Some(*subresource)),
        _ => return Route::Unknown,
    };
    let kind = Kind::of_path(group, version, plural)
        .or_else(|| Definition::find(store, group, plural)?.version(version));
    let Some(kind) = kind else {
        return Route::Unknown;
    };
    // An object in a namespace is only found through it, and one outside of namespaces never is.
    let namespaced = kind.resource().namespaced;
    if (namespaced && namespace.is_none() && name.is_some()) || (!namespaced && namespace.is_some())
    {
        return Route::Unknown;
    }
    Route::Objects(ObjectPath {
        kind,
        namespace: namespace.map(str::to_owned),
        name: name.map(str::to_owned),
        subresource: subresource.map(str::to_owned),
    })
}

fn review(group: &str, version: &str, rest: &[&str]) -> Option<Route> {
    let (namespace, plural) = match rest {
        [plural] => (None, plural),
        ["namespaces", namespace, plural] => (Some((*namespace).to_owned()), plural),
        _ => return None,
    };
    let found = ReviewKind::ALL
        .iter()
        .find(|(_, review_group, review_plural, _)| {
            *review_group == group && version == "v1" && review_plural == plural
        });
    found
        .filter(|(kind, ..)| kind.is_namespaced() == namespace.is_some())
        .map(|&(kind, ..)| Route::Review { kind, namespace })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(path: &str) -> (Kind, Option<String>, Option<String>, Option<String>) {
        match Route::parse(path, &Store::new(0)) {
            Route::Objects(path) => (path.kind, path.namespace, path.name, path.subresource),
            other => panic!("{path}: {other:?}"),
        }
    }

    #[test]
    fn paths_name_objects() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(objects("/api/v1/pods"), (Kind::Pod, None, None, None));
        assert_eq!(
            objects("/api/v1/namespaces/a/pods"),
            (Kind::Pod, some("a"), None, None)
        );
        assert_eq!(
            objects("/api/v1/namespaces/a/pods/p/log"),
            (Kind::Pod, some("a"), some("p"), some("log"))
        );
        assert_eq!(
            objects("/api/v1/namespaces"),
            (Kind::Namespace, None, None, None)
        );
        assert_eq!(
            objects("/api/v1/namespaces/a"),
            (Kind::Namespace, None, some("a"), None)
        );
        assert_eq!(
            objects("/api/v1/namespaces/a/status"),
            (Kind::Namespace, None, some("a"), some("status"))
        );
        assert_eq!(
            objects("/apis/apps/v1/namespaces/a/daemonsets/d/status"),
            (Kind::DaemonSet, some("a"), some("d"), some("status"))
        );
        assert_eq!(
            objects("/api/v1/nodes/n"),
            (Kind::Node, None, some("n"), None)
        );
    }

    #[test]
    fn what_is_not_served_is_unknown() {
        for path in [
            "/",
            "/api/v1/bars",
            "/api/v1/pods/p",
            "/api/v1/namespaces/a/nodes/n",
            "/apis/apps/v2/daemonsets",
        ] {
            assert_eq!(Route::parse(path, &Store::new(0)), Route::Unknown, "{path}");
        }
    }
}
