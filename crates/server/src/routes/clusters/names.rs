//! The names of several clusters in a query.

use percent_encoding::percent_decode_str;

use crate::{clusters::Clusters, sign_in::Identity};

/// Names with commas between. One that holds a comma itself has it percent-encoded (`%2C`), as each may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClusterNames(Vec<String>);

impl ClusterNames {
    /// Reads them; what is there twice counts once.
    pub(crate) fn read(text: &str) -> Self {
        let mut names = Vec::new();
        for name in text.split(',').filter(|name| !name.is_empty()) {
            let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Self(names)
    }

    /// Those that are named; where none is, those that the console speaks to and somebody reaches.
    pub(crate) fn or_awake(self, clusters: &Clusters, identity: &Identity) -> Vec<String> {
        if !self.0.is_empty() {
            return self.0;
        }
        let awake = clusters.awake().into_iter();
        let names = awake.map(|entry| entry.cluster.name().to_owned());
        let only = identity.only_of();
        names
            .filter(|name| only.is_none_or(|only| only == name))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::ClusterNames;

    #[test]
    fn a_name_may_hold_a_comma() {
        for (text, names) in [
            ("", vec![]),
            ("a,b,a", vec!["a", "b"]),
            ("a%2Cb,arn:aws/x", vec!["a,b", "arn:aws/x"]),
        ] {
            assert_eq!(ClusterNames::read(text).0, names);
        }
    }
}
