//! `EVERYNODE_…` variables that nobody reads: a mistyped one would otherwise be ignored in silence.

use std::collections::BTreeSet;

use super::nearest;

/// What the names of our variables begin with.
pub(super) const PREFIX: &str = "EVERYNODE_";

/// Says of each variable of ours that is set and that nobody reads, which one may be meant. `None`: all are read.
#[must_use]
pub fn complaint(set: impl IntoIterator<Item = String>, read: &BTreeSet<String>) -> Option<String> {
    let mut unread: Vec<String> = set
        .into_iter()
        .filter(|name| name.starts_with(PREFIX) && !read.contains(name))
        .filter(|name| !is_service_link(name))
        .collect();
    unread.sort();
    let lines: Vec<String> = unread
        .iter()
        .map(|name| match nearest(name, read) {
            Some(meant) => format!("{name}: there is no such setting; did you mean {meant}?"),
            None => format!("{name}: there is no such setting"),
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("; "))
}

/// Whether Kubernetes sets a variable of this name in the pods beside a Service, such as one called `everynode` or
/// `everynode-metrics` (`pkg/kubelet/envvars/envvars.go`, `FromServices`). Nobody here has written it.
fn is_service_link(name: &str) -> bool {
    let is_address = |port: &str| {
        let mut parts = port.split('_');
        let number = parts.next().unwrap_or_default();
        number.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(parts.next(), Some("TCP" | "UDP" | "SCTP"))
    };
    name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.ends_with("_PORT")
        // `_PORT_8080_TCP`, `_PORT_8080_TCP_ADDR` …
        || name.split_once("_PORT_").is_some_and(|(_, port)| is_address(port))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{complaint, is_service_link};

    fn said(names: &[&str]) -> Option<String> {
        let read = ["EVERYNODE_LISTEN", "EVERYNODE_ALLOWED_HOST"];
        let read: BTreeSet<String> = read.into_iter().map(str::to_owned).collect();
        complaint(names.iter().map(|name| (*name).to_owned()), &read)
    }

    #[test]
    fn a_variable_that_nobody_reads_is_named_with_the_one_that_may_be_meant() {
        assert_eq!(said(&["EVERYNODE_LISTEN", "PATH", "EVERYNOD_LISTEN"]), None);
        assert_eq!(
            said(&["EVERYNODE_ALLOWED_HOSTS", "EVERYNODE_LISTEN"]).unwrap(),
            "EVERYNODE_ALLOWED_HOSTS: there is no such setting; did you mean EVERYNODE_ALLOWED_HOST?"
        );
        assert_eq!(
            said(&["EVERYNODE_XYZZY", "EVERYNODE_LISTENS"]).unwrap(),
            "EVERYNODE_LISTENS: there is no such setting; did you mean EVERYNODE_LISTEN?; \
             EVERYNODE_XYZZY: there is no such setting"
        );
    }

    #[test]
    fn what_kubernetes_says_of_services_is_nobodys_setting() {
        for name in [
            "EVERYNODE_SERVICE_HOST",
            "EVERYNODE_SERVICE_PORT",
            "EVERYNODE_SERVICE_PORT_HTTP",
            "EVERYNODE_PORT",
            "EVERYNODE_PORT_80_TCP",
            "EVERYNODE_PORT_80_TCP_PROTO",
            "EVERYNODE_PORT_80_TCP_PORT",
            "EVERYNODE_PORT_80_TCP_ADDR",
            "EVERYNODE_METRICS_PORT_9090_UDP_ADDR",
        ] {
            assert!(is_service_link(name), "{name}");
        }
        for name in [
            "EVERYNODE_PUBLIC_URI",
            "EVERYNODE_PORTS",
            "EVERYNODE_PORT_NAME",
        ] {
            assert!(!is_service_link(name), "{name}");
        }
    }
}
