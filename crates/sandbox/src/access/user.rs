//! `User`: who asks, as authentication found it (`k8s.io/apiserver/pkg/authentication/user/user.go`).

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The group of everybody who is known.
pub(super) const AUTHENTICATED: &str = "system:authenticated";
/// The group of everybody who is not.
pub(super) const UNAUTHENTICATED: &str = "system:unauthenticated";
/// The user that nobody known is.
pub(super) const ANONYMOUS: &str = "system:anonymous";
/// The group that may do everything, whatever the roles say.
pub(super) const MASTERS: &str = "system:masters";

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) uid: String,
    pub(crate) groups: Vec<String>,
    pub(crate) extra: BTreeMap<String, Vec<String>>,
}

impl User {
    /// A user of this name in these groups.
    pub(crate) fn new(name: &str, groups: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            uid: String::new(),
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            extra: BTreeMap::new(),
        }
    }

    /// Who may do everything.
    pub(crate) fn administrator() -> Self {
        Self::new("sandbox", &[MASTERS, AUTHENTICATED])
    }

    /// Nobody in particular.
    pub(crate) fn anonymous() -> Self {
        Self::new(ANONYMOUS, &[UNAUTHENTICATED])
    }

    /// The console's own service account.
    pub(crate) fn console() -> Self {
        Self::service_account("everynode", "everynode")
    }

    /// A service account. Mirrors `k8s.io/apiserver/pkg/authentication/serviceaccount/util.go`, `MakeUsername` and
    /// `MakeGroupNames`.
    pub(crate) fn service_account(namespace: &str, name: &str) -> Self {
        let of_namespace = format!("system:serviceaccounts:{namespace}");
        Self::new(
            &format!("system:serviceaccount:{namespace}:{name}"),
            &["system:serviceaccounts", &of_namespace, AUTHENTICATED],
        )
    }

    /// As `authentication.k8s.io/v1` writes it.
    pub(crate) fn user_info(&self) -> Value {
        let mut info = json!({"username": self.name, "groups": self.groups});
        if !self.uid.is_empty() {
            info["uid"] = self.uid.as_str().into();
        }
        if !self.extra.is_empty() {
            info["extra"] = json!(self.extra);
        }
        info
    }
}
