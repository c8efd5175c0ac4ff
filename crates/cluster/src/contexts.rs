//! Which contexts a kubeconfig has, and whether one of them still is what it was.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
};

use kube::config::{Kubeconfig, NamedContext};

use crate::{ConnectError, connect::read_kubeconfig};

/// What a context leads to at one moment: its cluster, its user, and what the files hold that these name. Two that are
/// equal make the same client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

/// One context of a kubeconfig.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// Its name.
    pub name: String,
    /// Where objects go that name no namespace; empty where it does not say.
    pub namespace: String,
    /// Whether it is the kubeconfig's current one.
    pub is_current: bool,
    /// Whether the certificate of its API server is not to be looked at.
    pub is_unverified: bool,
    /// What it leads to.
    pub fingerprint: Fingerprint,
}

/// The contexts of a kubeconfig, in its order; of those of `KUBECONFIG`, else of `~/.kube/config`, where no file is named.
/// Nobody is asked and no command is run.
///
/// Reads files, so not for a thread that answers requests.
///
/// # Errors
///
/// [`ConnectError::ReadKubeconfig`]: it cannot be read.
pub fn contexts(path: Option<&Path>) -> Result<Vec<Context>, ConnectError> {
    Ok(contexts_of(&read_kubeconfig(path)?))
}

pub(crate) fn contexts_of(kubeconfig: &Kubeconfig) -> Vec<Context> {
    let contexts = kubeconfig.contexts.iter();
    let contexts = contexts.map(|context| {
        let (is_unverified, fingerprint) = look_at(kubeconfig, context);
        Context {
            name: context.name.clone(),
            namespace: named_namespace(context).unwrap_or_default(),
            is_current: kubeconfig.current_context.as_ref() == Some(&context.name),
            is_unverified,
            fingerprint,
        }
    });
    contexts.collect()
}

fn named_namespace(named: &NamedContext) -> Option<String> {
    named.context.as_ref()?.namespace.clone()
}

/// Whether the certificate is not looked at, and what all of it comes to.
fn look_at(kubeconfig: &Kubeconfig, named: &NamedContext) -> (bool, Fingerprint) {
    let mut hasher = DefaultHasher::new();
    let mut is_unverified = false;
    let Some(context) = &named.context else {
        return (is_unverified, Fingerprint(hasher.finish()));
    };
    let mut files: [Option<&String>; 3] = [None; 3];
    let mut clusters = kubeconfig.clusters.iter();
    if let Some(cluster) = clusters.find(|cluster| cluster.name == context.cluster)
        && let Some(cluster) = &cluster.cluster
    {
        is_unverified = cluster.insecure_skip_tls_verify == Some(true);
        hash_json(cluster, &mut hasher);
        files[0] = cluster.certificate_authority.as_ref();
    }
    let mut users = kubeconfig.auth_infos.iter();
    if let Some(user) = users.find(|user| Some(&user.name) == context.user.as_ref())
        && let Some(user) = &user.auth_info
    {
        hash_json(user, &mut hasher);
        files[1] = user.client_certificate.as_ref();
        files[2] = user.client_key.as_ref();
    }
    // The file of a token is not among them: the client reads that one again by itself.
    for file in files.into_iter().flatten() {
        fs::read(file).ok().hash(&mut hasher);
    }
    (is_unverified, Fingerprint(hasher.finish()))
}

fn hash_json(part: &impl serde::Serialize, hasher: &mut DefaultHasher) {
    let mut value = serde_json::to_value(part).unwrap_or_default();
    // A hash map of a kubeconfig has no order of its own, and equal ones must read alike.
    value.sort_all_objects();
    value.to_string().hash(hasher);
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Context, contexts};

    const TWO: &str = "
apiVersion: v1
kind: Config
current-context: b
contexts:
- {name: a, context: {cluster: one, user: u}}
- {name: b, context: {cluster: two, user: u}}
- {name: nowhere, context: {cluster: none, user: none}}
clusters:
- {name: one, cluster: {server: 'https://127.0.0.1:1', certificate-authority: ca.crt}}
- {name: two, cluster: {server: 'https://127.0.0.1:2', insecure-skip-tls-verify: true}}
users:
- {name: u, user: {token: t}}
";

    #[test]
    fn a_context_is_another_when_what_it_leads_to_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        let read = |text: &str| -> Vec<Context> {
            fs::write(&file, text).unwrap();
            contexts(Some(&file)).unwrap()
        };
        fs::write(folder.path().join("ca.crt"), "first").unwrap();
        let first = read(TWO);
        let names: Vec<_> = first
            .iter()
            .map(|it| (it.name.as_str(), it.is_current, it.is_unverified))
            .collect();
        assert_eq!(
            names,
            [
                ("a", false, false),
                ("b", true, true),
                ("nowhere", false, false)
            ]
        );
        assert_eq!(read(TWO), first, "nothing has changed");
        let same = |now: &[Context]| -> Vec<bool> {
            let both = first.iter().zip(now);
            both.map(|(one, other)| one.fingerprint == other.fingerprint)
                .collect()
        };
        let moved = read(&TWO.replace("127.0.0.1:2", "127.0.0.1:3"));
        assert_eq!(same(&moved), [true, false, true], "another address");
        let renewed = read(&TWO.replace("token: t", "token: u"));
        assert_eq!(same(&renewed), [false, false, true], "another token");
        fs::write(folder.path().join("ca.crt"), "second").unwrap();
        assert_eq!(same(&read(TWO)), [false, true, true], "another certificate");
    }
}
