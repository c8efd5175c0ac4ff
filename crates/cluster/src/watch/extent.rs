//! What of a cluster is read.

use super::Part;
use crate::objects::Kind;

/// What of a cluster is read: all of it, unless somebody says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    /// The namespaces that are read alone; all where none is named.
    pub(crate) only: Vec<String>,
    /// The namespaces of which alone is read what matters to none but those who are in them; all where none is named.
    near: Vec<String>,
    /// Whether what only pages show is left out.
    is_for_judging: bool,
}

impl Extent {
    /// These namespaces alone; all where none is named.
    pub(crate) fn of_namespaces(only: &[String]) -> Self {
        Self {
            only: only.to_vec(),
            ..Self::default()
        }
    }

    /// What it takes to judge manifests that go to these namespaces; to any, where none is named.
    pub(crate) fn to_judge(near: &[String]) -> Self {
        Self {
            near: near.to_vec(),
            is_for_judging: true,
            ..Self::default()
        }
    }

    /// The parts in which a kind is read; none where it is not read at all.
    pub(crate) fn parts(&self, kind: Kind) -> Vec<Part> {
        if self.is_for_judging && !kind.is_fact() {
            Vec::new()
        } else if kind.is_near() {
            let near = if self.only.is_empty() {
                &self.near
            } else {
                &self.only
            };
            Part::all(near)
        } else if kind.is_namespaced() {
            Part::all(&self.only)
        } else if self.only.is_empty() {
            Part::all(&[])
        } else {
            // Who is set up for a few namespaces has no right to more.
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Extent;
    use crate::objects::Kind;

    #[test]
    fn a_judgement_reads_what_is_near_and_whatever_takes_room() {
        let near = ["a", "b"].map(str::to_owned);
        for (extent, kind, expected) in [
            (Extent::default(), Kind::ConfigMap, 1),
            (Extent::default(), Kind::Event, 1),
            (Extent::of_namespaces(&near), Kind::ConfigMap, 2),
            (Extent::of_namespaces(&near), Kind::Pod, 2),
            (Extent::of_namespaces(&near), Kind::Node, 0),
            (Extent::to_judge(&near), Kind::ConfigMap, 2),
            (Extent::to_judge(&near), Kind::Pod, 1),
            (Extent::to_judge(&near), Kind::Node, 1),
            (Extent::to_judge(&near), Kind::PodEvent, 0),
            (Extent::to_judge(&[]), Kind::ConfigMap, 1),
        ] {
            assert_eq!(extent.parts(kind).len(), expected, "{extent:?} {kind:?}");
        }
    }
}
