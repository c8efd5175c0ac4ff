//! The addresses of the pages: every link is made here, so that none can be wrong.

use std::sync::OnceLock;

use contract::path::segment;
use leptos_router::NavigateOptions;

/// Under which path the console is served, as the root of the page says: nothing, or such as `/everynode`.
#[must_use]
pub fn base() -> &'static str {
    static BASE: OnceLock<String> = OnceLock::new();
    BASE.get_or_init(read_base)
}

#[cfg(target_arch = "wasm32")]
fn read_base() -> String {
    let root = leptos::prelude::document().document_element();
    root.and_then(|root| root.get_attribute("data-base"))
        .unwrap_or_default()
}

/// There is no page on the host.
#[cfg(not(target_arch = "wasm32"))]
const fn read_base() -> String {
    String::new()
}

/// The address of a path of the server, as the browser has to call it.
#[must_use]
pub fn at(path: &str) -> String {
    [base(), path].concat()
}

/// What is left of the browser's path below that of the console.
fn inside<'a>(path: &'a str, base: &str) -> &'a str {
    let rest = path.strip_prefix(base);
    rest.filter(|rest| rest.is_empty() || rest.starts_with('/'))
        .unwrap_or(path)
}

/// The router's own way to another page. It takes addresses that are made here, which hold the base already.
pub fn use_navigate() -> impl Fn(&str, NavigateOptions) + Clone {
    let navigate = leptos_router::hooks::use_navigate();
    move |address, options| {
        let options = NavigateOptions {
            resolve: false,
            ..options
        };
        navigate(address, options);
    }
}

/// The DaemonSets of a cluster; of one namespace, or of all where it is empty.
#[must_use]
pub fn list(cluster: &str, namespace: &str) -> String {
    let base = of_cluster(cluster, "daemonsets");
    if namespace.is_empty() {
        base
    } else {
        format!("{base}?namespace={}", segment(namespace))
    }
}

/// The DaemonSets of all clusters.
#[must_use]
pub fn everywhere() -> String {
    at(EVERYWHERE)
}

/// The path of [`everywhere`].
const EVERYWHERE: &str = "/daemonsets";

/// Whether a path is of a page that is about several clusters.
#[must_use]
pub fn is_of_all(path: &str) -> bool {
    matches!(
        inside(path, base()),
        EVERYWHERE | WALL | CLUSTERS | CREATE_ON
    )
}

/// The path of [`wall_of_all`].
const WALL: &str = "/wall";

/// The walls of all clusters; of one namespace, or of all where it is empty.
#[must_use]
pub fn wall_of_all(namespace: &str) -> String {
    if namespace.is_empty() {
        at(WALL)
    } else {
        at(&format!("{WALL}?namespace={}", segment(namespace)))
    }
}

/// Whether a path is of a wall, of one cluster or of all.
#[must_use]
pub fn is_wall(path: &str) -> bool {
    let path = inside(path, base());
    path == WALL || path.ends_with(WALL) && namespace_of(path).is_none()
}

/// The path of [`clusters`].
const CLUSTERS: &str = "/clusters";
/// The path of [`create_on`].
const CREATE_ON: &str = "/create-on";

/// The clusters that there are.
#[must_use]
pub fn clusters() -> String {
    at(CLUSTERS)
}

/// The same, where the token of one is asked for.
#[must_use]
pub fn token_of(cluster: &str) -> String {
    format!("{}?token={}", clusters(), segment(cluster))
}

/// A draft for several clusters; it was begun for the cluster `from`.
#[must_use]
pub fn create_on(from: &str, namespace: &str, draft: &str) -> String {
    let [from, namespace, draft] = [from, namespace, draft].map(segment);
    at(&format!(
        "{CREATE_ON}?draft={draft}&namespace={namespace}&from={from}"
    ))
}

/// Every DaemonSet of a cluster on every node; of one namespace, or of all where it is empty.
#[must_use]
pub fn wall(cluster: &str, namespace: &str) -> String {
    let base = of_cluster(cluster, "wall");
    if namespace.is_empty() {
        base
    } else {
        format!("{base}?namespace={}", segment(namespace))
    }
}

/// The wizard for a new DaemonSet; the namespace is the one to begin with, and may be empty.
#[must_use]
pub fn create(cluster: &str, namespace: &str) -> String {
    beginning(cluster, namespace, "create")
}

fn beginning(cluster: &str, namespace: &str, page: &str) -> String {
    let base = of_cluster(cluster, page);
    if namespace.is_empty() {
        base
    } else {
        format!("{base}?namespace={}", segment(namespace))
    }
}

/// A page of a cluster.
fn of_cluster(cluster: &str, page: &str) -> String {
    at(&format!("/clusters/{}/{page}", segment(cluster)))
}

/// What a new DaemonSet may begin from; the namespace is the one that it goes to, and may be empty.
#[must_use]
pub fn begin(cluster: &str, namespace: &str) -> String {
    beginning(cluster, namespace, "begin")
}

/// The wizard for a new DaemonSet, with a kept draft to go on with; the namespace is the one that it goes to where its
/// text names none, and may be empty.
#[must_use]
pub fn go_on(cluster: &str, namespace: &str, draft: &str) -> String {
    let address = with_draft(&create(cluster, ""), draft);
    if namespace.is_empty() {
        address
    } else {
        format!("{address}&namespace={}", segment(namespace))
    }
}

/// The wizard for a new DaemonSet that begins as this one is.
#[must_use]
pub fn clone(cluster: &str, namespace: &str, name: &str) -> String {
    let base = create(cluster, namespace);
    format!("{base}&clone={}", segment(name))
}

/// A page of the wizard, with a kept draft to go on with.
#[must_use]
pub fn with_draft(wizard: &str, id: &str) -> String {
    format!("{wizard}?draft={}", segment(id))
}

/// The drafts of the signed-in user.
#[must_use]
pub fn drafts() -> String {
    at("/drafts")
}

/// The audit trail.
#[must_use]
pub fn audit() -> String {
    at("/audit")
}

/// What was done to the objects of this name.
#[must_use]
pub fn audit_about(cluster: &str, namespace: &str, name: &str) -> String {
    let [cluster, namespace, name] = [cluster, namespace, name].map(segment);
    format!("{}?cluster={cluster}&in={namespace}&name={name}", audit())
}

/// Where the signed-in user is signed in.
#[must_use]
pub fn devices() -> String {
    at("/devices")
}

/// One DaemonSet.
#[must_use]
pub fn detail(cluster: &str, namespace: &str, name: &str) -> String {
    let [namespace, name] = [namespace, name].map(segment);
    let page = format!("namespaces/{namespace}/daemonsets/{name}");
    of_cluster(cluster, &page)
}

/// One DaemonSet with a pod of it opened at the side.
#[must_use]
pub fn pod(cluster: &str, namespace: &str, name: &str, pod: &str) -> String {
    format!("{}?pod={}", detail(cluster, namespace, name), segment(pod))
}

/// One DaemonSet with one of its nodes opened at the side, which need not have a pod.
#[must_use]
pub fn node(cluster: &str, namespace: &str, name: &str, node: &str) -> String {
    format!(
        "{}?node={}",
        detail(cluster, namespace, name),
        segment(node)
    )
}

/// One DaemonSet with a pod of it opened at the side, asking whether to delete that.
#[must_use]
pub fn deletion_of_pod(cluster: &str, namespace: &str, name: &str, pod: &str) -> String {
    format!("{}&ask=delete", self::pod(cluster, namespace, name, pod))
}

/// What Kubernetes says of one DaemonSet and its pods.
#[must_use]
pub fn events(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}?tab=events", detail(cluster, namespace, name))
}

/// The wizard with the manifest of a DaemonSet that exists.
#[must_use]
pub fn edit(cluster: &str, namespace: &str, name: &str) -> String {
    format!("{}/edit", detail(cluster, namespace, name))
}

/// As [`edit`], at the control of a field.
#[must_use]
pub fn edit_field(cluster: &str, namespace: &str, name: &str, field: &str) -> String {
    format!(
        "{}?field={}",
        edit(cluster, namespace, name),
        segment(field)
    )
}

/// The server's sign-in page, from where one comes back to the page shown now.
#[must_use]
pub fn sign_in() -> String {
    let location = leptos::prelude::window().location();
    let here = location
        .pathname()
        .and_then(|path| Ok(inside(&path, base()).to_owned() + &location.search()?));
    // Without an address there is nowhere to come back to but the first page.
    let next = segment(&here.unwrap_or_default());
    at(&format!("/sign-in?next={next}"))
}

/// The cluster that a path names.
#[must_use]
pub fn cluster_of(path: &str) -> Option<String> {
    named(path, "clusters")
}

/// The namespace that a path names.
#[must_use]
pub fn namespace_of(path: &str) -> Option<String> {
    named(path, "namespaces")
}

/// The segment after the one called `kind`, decoded.
fn named(path: &str, kind: &str) -> Option<String> {
    let mut segments = inside(path, base()).split('/');
    segments.find(|segment| *segment == kind)?;
    let name = segments.next().filter(|name| !name.is_empty())?;
    Some(decode(name))
}

/// Undoes [`segment`]; what is no escape stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after
            .get(..2)
            .filter(|_| first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() {
            &after[2..]
        } else {
            after
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn reads_back_what_it_writes() {
        let path = super::detail("kind kind", "kube-system", "agent");
        assert_eq!(super::cluster_of(&path).as_deref(), Some("kind kind"));
        assert_eq!(super::namespace_of(&path).as_deref(), Some("kube-system"));
        assert_eq!(super::cluster_of("/"), None);
        assert_eq!(super::cluster_of("/clusters/"), None);
        assert_eq!(super::cluster_of("/clusters/50%/x").as_deref(), Some("50%"));
        assert_eq!(super::namespace_of(&super::list("c", "n")), None);
        for (path, is_wall) in [
            (super::wall("c", ""), true),
            (super::wall_of_all(""), true),
            (super::list("wall", ""), false),
            (super::detail("c", "n", "wall"), false),
        ] {
            assert_eq!(super::is_wall(&path), is_wall, "{path}");
        }
    }

    #[test]
    fn what_is_above_the_console_is_none_of_its_pages() {
        for (path, base, inside) in [
            ("/tools/clusters/x", "/tools", "/clusters/x"),
            ("/tools", "/tools", ""),
            ("/toolshed/x", "/tools", "/toolshed/x"),
            ("/clusters/x", "", "/clusters/x"),
        ] {
            assert_eq!(super::inside(path, base), inside, "{path} {base}");
        }
    }

    #[test]
    fn the_server_knows_the_pages() {
        for page in [
            super::list("c", ""),
            super::everywhere(),
            super::wall_of_all("n"),
            super::clusters(),
            super::create_on("c", "n", "d"),
            super::drafts(),
            super::audit(),
            super::devices(),
        ] {
            let first = page.split(['/', '?']).nth(1).unwrap_or_default();
            assert!(contract::path::PAGES.contains(&first), "{page}");
        }
    }

    #[test]
    fn links_leave_out_what_is_not_chosen() {
        assert_eq!(
            super::list("kind kind", ""),
            "/clusters/kind%20kind/daemonsets"
        );
        assert_eq!(
            super::list("c", "kube-system"),
            "/clusters/c/daemonsets?namespace=kube-system"
        );
    }
}
