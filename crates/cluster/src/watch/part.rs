//! The part of a kind that one watch reads: all of it, or what is in one namespace.

use std::sync::Arc;

use crate::objects::Kind;

/// A part of a kind. Where the console reads a few namespaces alone, each is a part of every kind that is in namespaces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Part {
    number: usize,
    namespace: Option<Arc<str>>,
}

impl Part {
    /// The parts of each kind, where these namespaces alone are read; one, where none is named.
    pub(crate) fn all(namespaces: &[String]) -> Vec<Self> {
        if namespaces.is_empty() {
            return vec![Self::default()];
        }
        let parts = namespaces.iter().enumerate();
        let parts = parts.map(|(number, namespace)| Self {
            number,
            namespace: Some(Arc::from(namespace.as_str())),
        });
        parts.collect()
    }

    /// Its place among the parts of its kind.
    pub(crate) const fn number(&self) -> usize {
        self.number
    }

    /// Whether what is in this namespace belongs to it.
    pub(crate) fn holds(&self, namespace: &str) -> bool {
        self.namespace.as_deref().is_none_or(|its| its == namespace)
    }

    /// The path at the API server.
    pub(crate) fn path(&self, kind: Kind) -> String {
        let all = kind.path();
        match (&self.namespace, all.rsplit_once('/')) {
            (Some(namespace), Some((group, plural))) => {
                format!("{group}/namespaces/{namespace}/{plural}")
            }
            _ => all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Part;
    use crate::objects::Kind;

    #[test]
    fn a_namespace_is_a_part_of_each_kind() {
        let paths = |namespaces: &[&str], kind| -> Vec<String> {
            let namespaces: Vec<_> = namespaces.iter().map(ToString::to_string).collect();
            let parts = Part::all(&namespaces);
            parts.iter().map(|part| part.path(kind)).collect()
        };
        assert_eq!(paths(&[], Kind::Pod), ["/api/v1/pods"]);
        assert_eq!(
            paths(&["a", "b"], Kind::DaemonSet),
            [
                "/apis/apps/v1/namespaces/a/daemonsets",
                "/apis/apps/v1/namespaces/b/daemonsets"
            ]
        );
    }
}
