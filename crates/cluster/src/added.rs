//! A cluster that somebody adds by handing over a kubeconfig, which is not trusted as one of this machine is: it runs no
//! command and reads no file.

use std::fmt;

use http::Uri;
use kube::config::{AuthInfo, Kubeconfig, KubeconfigError};
use thiserror::Error;

use crate::contexts::{Fingerprint, contexts_of};

/// A kubeconfig that was handed over, reduced to the one context that is used. It says nothing when it is printed: it holds
/// credentials.
#[derive(Clone)]
pub struct Added {
    kubeconfig: Kubeconfig,
    context: String,
    server: String,
    is_unverified: bool,
    fingerprint: Fingerprint,
}

/// Why a kubeconfig that was handed over is not used. `field` is its place in it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AddError {
    /// It cannot be read.
    #[error("it is no kubeconfig")]
    Read(#[source] KubeconfigError),
    /// It has several contexts, or none, and does not say which is meant.
    #[error("current-context: name one of {}", listed(.contexts))]
    NoContext {
        /// Those that there are.
        contexts: Vec<String>,
    },
    /// Something that is named is not there.
    #[error("{field}: there is no {name:?}")]
    Missing {
        /// Where it is named.
        field: &'static str,
        /// Its name.
        name: String,
    },
    /// It asks for what only a file of the console's own machine may.
    #[error("{field}: {reason}")]
    NotTaken {
        /// Which part.
        field: &'static str,
        /// Why not, and what to do.
        reason: &'static str,
    },
}

fn listed(contexts: &[String]) -> String {
    if contexts.is_empty() {
        "its contexts, of which it has none".to_owned()
    } else {
        contexts.join(", ")
    }
}

impl Added {
    /// Reads what was handed over: JSON or YAML, one cluster and one user.
    ///
    /// # Errors
    ///
    /// [`AddError`], with the field that is in the way.
    pub fn read(text: &str) -> Result<Self, AddError> {
        let mut kubeconfig = Kubeconfig::from_yaml(text).map_err(AddError::Read)?;
        let names: Vec<String> = kubeconfig
            .contexts
            .iter()
            .map(|it| it.name.clone())
            .collect();
        let said = kubeconfig
            .current_context
            .take()
            .filter(|it| !it.is_empty());
        let name = match (said, names.as_slice()) {
            (Some(name), _) => name,
            (None, [only]) => only.clone(),
            (None, _) => return Err(AddError::NoContext { contexts: names }),
        };
        let missing = |field, name: &str| AddError::Missing {
            field,
            name: name.to_owned(),
        };
        kubeconfig.contexts.retain(|it| it.name == name);
        let context = kubeconfig.contexts.first();
        let context = context.and_then(|it| it.context.clone());
        let context = context.ok_or_else(|| missing("current-context", &name))?;
        let user = context.user.unwrap_or_default();
        kubeconfig
            .clusters
            .retain(|it| it.name == context.cluster && it.cluster.is_some());
        kubeconfig.auth_infos.retain(|it| it.name == user);
        let cluster = kubeconfig.clusters.first();
        let cluster = cluster.and_then(|it| it.cluster.as_ref());
        let cluster =
            cluster.ok_or_else(|| missing("contexts[].context.cluster", &context.cluster))?;
        let server = cluster.server.clone().unwrap_or_default();
        let not_taken = |field, reason| Err(AddError::NotTaken { field, reason });
        if !is_https(&server) {
            return not_taken(
                "clusters[].cluster.server",
                "it must be an https:// address, since credentials go there",
            );
        }
        if cluster.certificate_authority.is_some() {
            return not_taken(
                "clusters[].cluster.certificate-authority",
                "files of your machine are not read; put the certificate into certificate-authority-data \
                 (kubectl config view --raw --flatten does)",
            );
        }
        if cluster.proxy_url.as_ref().is_some_and(|it| !it.is_empty()) {
            return not_taken(
                "clusters[].cluster.proxy-url",
                "a way round through another machine is set where the console runs, not here",
            );
        }
        let is_unverified = cluster.insecure_skip_tls_verify == Some(true);
        let auth_info = kubeconfig.auth_infos.first();
        let auth_info = auth_info.and_then(|it| it.auth_info.as_ref());
        match auth_info {
            Some(auth_info) => taken(auth_info)?,
            None => return Err(missing("contexts[].context.user", &user)),
        }
        kubeconfig.current_context = Some(name.clone());
        let fingerprint = contexts_of(&kubeconfig)
            .first()
            .map(|it| it.fingerprint)
            .ok_or_else(|| missing("current-context", &name))?;
        Ok(Self {
            kubeconfig,
            context: name,
            server,
            is_unverified,
            fingerprint,
        })
    }

    /// The name of its context.
    #[must_use]
    pub fn context(&self) -> &str {
        &self.context
    }

    /// The address of its API server.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Whether the certificate of its API server is not to be looked at.
    #[must_use]
    pub const fn is_unverified(&self) -> bool {
        self.is_unverified
    }

    /// What it leads to.
    #[must_use]
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    pub(crate) fn into_kubeconfig(self) -> Kubeconfig {
        self.kubeconfig
    }
}

impl fmt::Debug for Added {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Added")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

fn is_https(server: &str) -> bool {
    let uri = server.parse::<Uri>().ok();
    uri.is_some_and(|uri| uri.scheme_str() == Some("https") && uri.host().is_some())
}

/// Refuses credentials that come about by commands or files.
fn taken(user: &AuthInfo) -> Result<(), AddError> {
    const FLATTEN: &str = "files of your machine are not read; put what it holds into the kubeconfig itself \
                           (kubectl config view --raw --flatten does)";
    let is = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let fields = [
        (
            user.exec.is_some(),
            "users[].user.exec",
            "the console runs no command that comes with a kubeconfig; give the token of a service account",
        ),
        (
            user.auth_provider.is_some(),
            "users[].user.auth-provider",
            "Kubernetes no longer knows it; give the token of a service account",
        ),
        (is(&user.token_file), "users[].user.tokenFile", FLATTEN),
        (
            is(&user.client_certificate),
            "users[].user.client-certificate",
            FLATTEN,
        ),
        (is(&user.client_key), "users[].user.client-key", FLATTEN),
        (
            is(&user.impersonate) || user.impersonate_groups.is_some(),
            "users[].user.as",
            "whom the console acts as is not set in a kubeconfig",
        ),
        (
            is(&user.username) || user.password.is_some(),
            "users[].user.username",
            "API servers no longer take passwords; give the token of a service account",
        ),
    ];
    match fields.into_iter().find(|(is_there, ..)| *is_there) {
        Some((_, field, reason)) => Err(AddError::NotTaken { field, reason }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Added;

    const GOOD: &str = "
apiVersion: v1
kind: Config
current-context: b
contexts:
- {name: a, context: {cluster: one, user: u}}
- {name: b, context: {cluster: two, user: v}}
clusters:
- {name: one, cluster: {server: 'http://127.0.0.1:1'}}
- {name: two, cluster: {server: 'https://two.example:6443'}}
users:
- {name: u, user: {exec: {command: rm, apiVersion: client.authentication.k8s.io/v1}}}
- {name: v, user: {token: secret-word}}
";

    #[test]
    fn only_the_context_that_is_meant_is_kept() {
        let added = Added::read(GOOD).unwrap();
        assert_eq!(added.context(), "b");
        assert_eq!(added.server(), "https://two.example:6443");
        assert!(!added.is_unverified());
        assert!(!format!("{added:?}").contains("secret-word"));
        let kubeconfig = added.into_kubeconfig();
        assert_eq!(kubeconfig.auth_infos.len(), 1, "the command is gone");
        assert_eq!(kubeconfig.clusters.len(), 1);
    }

    #[test]
    fn what_a_stranger_may_not_ask_for_is_named() {
        let change = |from: &str, to: &str| GOOD.replace(from, to);
        for (text, said) in [
            ("]".to_owned(), "it is no kubeconfig"),
            (
                change("current-context: b", ""),
                "current-context: name one of a, b",
            ),
            (
                change("current-context: b", "current-context: c"),
                "current-context: there is no \"c\"",
            ),
            (
                change("cluster: two, user", "cluster: three, user"),
                "contexts[].context.cluster: there is no \"three\"",
            ),
            (
                change("user: v}", "user: w}"),
                "contexts[].context.user: there is no \"w\"",
            ),
            (
                change("https://two", "http://two"),
                "clusters[].cluster.server: it must",
            ),
            (
                change("https://two.example:6443", "file:///etc/passwd"),
                "clusters[].cluster.server: it must",
            ),
            (
                change("6443'}", "6443', certificate-authority: /etc/ca}"),
                "clusters[].cluster.certificate-authority: files",
            ),
            (
                change("6443'}", "6443', proxy-url: 'socks5://x'}"),
                "clusters[].cluster.proxy-url: a way",
            ),
            (
                change("current-context: b", "current-context: a").replace("http:", "https:"),
                "users[].user.exec: the console runs no command",
            ),
            (
                change("token: secret-word", "tokenFile: /etc/shadow"),
                "users[].user.tokenFile: files",
            ),
            (
                change("token: secret-word", "client-key: /etc/key"),
                "users[].user.client-key: files",
            ),
            (
                change("token: secret-word", "token: t, as: system:admin"),
                "users[].user.as: whom",
            ),
            (
                change("token: secret-word", "username: a, password: b"),
                "users[].user.username: API servers",
            ),
        ] {
            let error = Added::read(&text).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
    }
}
