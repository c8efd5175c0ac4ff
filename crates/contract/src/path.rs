//! The paths of the REST API, so that client and server cannot disagree on them.

/// Where the REST API begins.
pub const BASE: &str = "/api/v1";

/// What the paths of the pages begin with, which the browser half draws itself, but for the first page.
pub const PAGES: [&str; 7] = [
    "audit",
    "clusters",
    "create-on",
    "daemonsets",
    "devices",
    "drafts",
    "wall",
];

/// `GET`: the clusters.
#[must_use]
pub fn clusters() -> String {
    format!("{BASE}/clusters")
}

/// `DELETE`: a cluster that was added.
#[must_use]
pub fn cluster(name: &str) -> String {
    format!("{BASE}/clusters/{}", segment(name))
}

/// `PUT`, `DELETE`: the token of a cluster that the session has for it.
#[must_use]
pub fn cluster_token(name: &str) -> String {
    format!("{}/token", cluster(name))
}

/// `GET`: who is signed in.
#[must_use]
pub fn session() -> String {
    format!("{BASE}/session")
}

/// `GET`, `DELETE`: the own sessions.
#[must_use]
pub fn sessions() -> String {
    format!("{BASE}/sessions")
}

/// `GET`: everybody's sessions whose user's name holds a text, for admins of the console.
#[must_use]
pub fn sessions_of_all(user: &str) -> String {
    format!("{}?everybody=true&user={}", sessions(), segment(user))
}

/// `DELETE`: all sessions of one user, for admins of the console.
#[must_use]
pub fn sessions_of(user: &str) -> String {
    format!("{}?user={}", sessions(), segment(user))
}

/// `DELETE`: one of the own sessions; for admins of the console anybody's.
#[must_use]
pub fn one_session(id: &str) -> String {
    format!("{}/{}", sessions(), segment(id))
}

/// `GET`: the audit trail.
#[must_use]
pub fn audit() -> String {
    format!("{BASE}/audit")
}

/// `GET`: the audit trail by these parts of a query, `name=value`, and from a page's end on where that is given.
#[must_use]
pub fn audit_by(asked: &[(&str, &str)]) -> String {
    let mut url = audit();
    for (at, (name, value)) in asked.iter().enumerate() {
        url.push(if at == 0 { '?' } else { '&' });
        url.push_str(name);
        url.push('=');
        url.push_str(&segment(value));
    }
    url
}

/// `GET`: the latest rows of the audit trail about one object, at most so many.
#[must_use]
pub fn audit_about(cluster: &str, namespace: &str, name: &str, limit: u32) -> String {
    let [cluster, namespace, name] = [cluster, namespace, name].map(segment);
    format!(
        "{}?cluster={cluster}&namespace={namespace}&name={name}&limit={limit}",
        audit()
    )
}

/// `GET`: the hosts that texts may be fetched from; `POST`: fetch one.
#[must_use]
pub fn fetch() -> String {
    format!("{BASE}/fetch")
}

/// `GET`: texts to begin with.
#[must_use]
pub fn templates() -> String {
    format!("{BASE}/templates")
}

/// `GET`: the drafts of the signed-in user.
#[must_use]
pub fn drafts() -> String {
    format!("{BASE}/drafts")
}

/// `GET`, `PUT`, `DELETE`: one draft.
#[must_use]
pub fn draft(id: &str) -> String {
    format!("{BASE}/drafts/{}", segment(id))
}

/// `GET`: the event stream of several clusters.
#[must_use]
pub fn all_events(clusters: &[String], namespace: &str) -> String {
    let namespace = segment(namespace);
    let mut url = format!("{BASE}/events?namespace={namespace}&clusters=");
    for (at, cluster) in clusters.iter().enumerate() {
        if at > 0 {
            url.push(',');
        }
        // Twice: once as a name among others, once as part of a query.
        url.push_str(&segment(&segment(cluster)));
    }
    url
}

/// `GET`: the DaemonSets of a cluster.
#[must_use]
pub fn daemonsets(cluster: &str) -> String {
    format!("{BASE}/clusters/{}/daemonsets", segment(cluster))
}

/// What the caller may do in a namespace; with one DaemonSet of it where that is named.
#[must_use]
pub fn rights(cluster: &str, namespace: &str, name: &str) -> String {
    let (cluster, namespace) = (segment(cluster), segment(namespace));
    let name = segment(name);
    format!("{BASE}/clusters/{cluster}/namespaces/{namespace}/rights?name={name}")
}

/// `GET`: what the registry of an image has of it, asked with these pull secrets of a namespace.
#[must_use]
pub fn images(cluster: &str, namespace: &str, image: &str, pull_secrets: &[String]) -> String {
    let (cluster, namespace) = (segment(cluster), segment(namespace));
    let image = segment(image);
    let mut url = format!("{BASE}/clusters/{cluster}/namespaces/{namespace}/images?image={image}");
    for (at, name) in pull_secrets.iter().enumerate() {
        url.push_str(if at == 0 { "&pullSecrets=" } else { "," });
        url.push_str(&segment(name));
    }
    url
}

/// `POST`: create a DaemonSet in a namespace.
#[must_use]
pub fn namespaced_daemonsets(cluster: &str, namespace: &str) -> String {
    format!(
        "{BASE}/clusters/{}/namespaces/{}/daemonsets",
        segment(cluster),
        segment(namespace)
    )
}

/// `GET`, `PUT`, `DELETE`: one DaemonSet.
#[must_use]
pub fn daemonset(cluster: &str, namespace: &str, name: &str) -> String {
    format!(
        "{}/{}",
        namespaced_daemonsets(cluster, namespace),
        segment(name)
    )
}

/// `GET`: the pods of one DaemonSet.
#[must_use]
pub fn pods(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/pods", daemonset(cluster, namespace, name))
}

/// `GET`, `DELETE`: one pod of one DaemonSet.
#[must_use]
pub fn pod(cluster: &str, namespace: &str, name: &str, pod: &str) -> String {
    format!("{}/{}", pods(cluster, namespace, name), segment(pod))
}

/// `GET`: the manifest of one pod of one DaemonSet.
#[must_use]
pub fn pod_manifest(cluster: &str, namespace: &str, name: &str, pod: &str) -> String {
    format!("{}/manifest", self::pod(cluster, namespace, name, pod))
}

/// `GET`: the logs of one DaemonSet's pods.
#[must_use]
pub fn logs(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/logs", daemonset(cluster, namespace, name))
}

/// `GET`: all nodes as one DaemonSet sees them.
#[must_use]
pub fn nodes(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/nodes", daemonset(cluster, namespace, name))
}

/// `GET`: what is the matter with one DaemonSet.
#[must_use]
pub fn diagnosis(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/diagnosis", daemonset(cluster, namespace, name))
}

/// `GET`: what Kubernetes tells of one DaemonSet and its pods.
#[must_use]
pub fn events_about(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/events", daemonset(cluster, namespace, name))
}

/// `GET`: the revisions of one DaemonSet.
#[must_use]
pub fn revisions(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/revisions", daemonset(cluster, namespace, name))
}

/// `GET`: what differs between two revisions of one DaemonSet; 0 is the template that is there now.
#[must_use]
pub fn revision_diff(cluster: &str, namespace: &str, name: &str, from: i64, to: i64) -> String {
    format!(
        "{}/diff?from={from}&to={to}",
        revisions(cluster, namespace, name)
    )
}

/// `GET`: how the DaemonSet of the same name of another cluster differs.
#[must_use]
pub fn difference(cluster: &str, namespace: &str, name: &str, other: &str) -> String {
    format!(
        "{}/difference?cluster={}",
        daemonset(cluster, namespace, name),
        segment(other)
    )
}

/// `GET`: the Services in front of one DaemonSet.
#[must_use]
pub fn services(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/services", daemonset(cluster, namespace, name))
}

/// `GET`: what was made together with one DaemonSet.
#[must_use]
pub fn companions(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/companions", daemonset(cluster, namespace, name))
}

/// `POST`: replace all pods of one DaemonSet.
#[must_use]
pub fn restart(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/restart", daemonset(cluster, namespace, name))
}

/// `POST`: go back to a former revision of one DaemonSet.
#[must_use]
pub fn rollback(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/rollback", daemonset(cluster, namespace, name))
}

/// `POST`: the verdict on a manifest with the facts of the cluster.
#[must_use]
pub fn preflight(cluster: &str) -> String {
    format!("{BASE}/clusters/{}/preflight", segment(cluster))
}

/// `GET`: the facts that preflight reads, for the browser's own verdict.
#[must_use]
pub fn facts(cluster: &str, namespace: &str) -> String {
    format!(
        "{BASE}/clusters/{}/facts?namespace={}",
        segment(cluster),
        segment(namespace)
    )
}

/// `GET`: as [`facts`], for a DaemonSet that is changed, by who has those of the version `since` already,
/// and asks `questions`, a text of `preflight::Questions`; each may be empty.
#[must_use]
pub fn facts_of(
    cluster: &str,
    namespace: &str,
    daemon_set: &str,
    since: &str,
    questions: &str,
) -> String {
    let mut path = facts(cluster, namespace);
    let parts = [
        ("daemonSet", daemon_set),
        ("since", since),
        ("questions", questions),
    ];
    for (key, value) in parts {
        if !value.is_empty() {
            path = format!("{path}&{key}={}", segment(value));
        }
    }
    path
}

/// `GET`: what a cluster says of a struct of its API, such as `PodSpec`.
#[must_use]
pub fn documentation(cluster: &str, of: &str) -> String {
    format!(
        "{BASE}/clusters/{}/documentation/{}",
        segment(cluster),
        segment(of)
    )
}

/// `GET`: every DaemonSet of a namespace, or of all where it is empty, on every node.
#[must_use]
pub fn wall(cluster: &str, namespace: &str) -> String {
    format!(
        "{BASE}/clusters/{}/wall?namespace={}",
        segment(cluster),
        segment(namespace)
    )
}

/// `GET`: the keys of one Secret.
#[must_use]
pub fn secret_keys(cluster: &str, namespace: &str, name: &str) -> String {
    format!(
        "{BASE}/clusters/{}/namespaces/{}/secrets/{}/keys",
        segment(cluster),
        segment(namespace),
        segment(name)
    )
}

/// `GET`: the event stream of a cluster.
#[must_use]
pub fn events(cluster: &str) -> String {
    format!("{BASE}/clusters/{}/events", segment(cluster))
}

/// `GET`: the event stream of a namespace, or of all where `namespace` is empty; with the nodes and
/// pods of the one DaemonSet `name`, unless that is empty.
#[must_use]
pub fn events_of(cluster: &str, namespace: &str, name: &str) -> String {
    format!(
        "{}?namespace={}&name={}",
        events(cluster),
        segment(namespace),
        segment(name)
    )
}

/// Percent-encodes what may not stand in a path segment or a query value (RFC 3986 §2.3).
#[must_use]
pub fn segment(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut encoded, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                encoded.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
            encoded
        })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_segment_cannot_leave_its_place() {
        assert_eq!(
            super::daemonset("a b", "../x", "n?q"),
            "/api/v1/clusters/a%20b/namespaces/..%2Fx/daemonsets/n%3Fq"
        );
    }
}
