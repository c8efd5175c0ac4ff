//! The names of several clusters in a query.

use contract::ClusterToken;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::{Validate, ValidationError};

use crate::{app::App, extract::rules, sign_in::Identity};

/// How many clusters can be named at once: each is asked at the same time as the others.
const MOST: usize = 100;

/// What is asked of several clusters.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClustersQuery {
    /// The clusters, at most 100, with commas between; those that the console speaks to already where none is named.
    #[validate(length(max = 8192), custom(function = "are_not_too_many"))]
    #[param(max_length = 8192)]
    pub(crate) clusters: String,
    /// Only this namespace; all where it is empty.
    #[validate(length(max = 63), custom(function = "rules::label_or_none"))]
    #[param(max_length = 63, pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$")]
    pub(crate) namespace: String,
    /// Words that must all be in name, namespace, description, images or labels.
    #[validate(length(max = 256))]
    #[param(max_length = 256)]
    pub(crate) search: String,
}

fn are_not_too_many(text: &str) -> Result<(), ValidationError> {
    if ClusterNames::read(text).0.len() > MOST {
        let words = format!("names more than {MOST} clusters");
        return Err(rules::broken("FieldValueTooMany", words));
    }
    Ok(())
}

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
    pub(crate) fn or_awake(self, app: &App, identity: &Identity) -> Vec<String> {
        if !self.0.is_empty() {
            return self.0;
        }
        let awake = app.clusters.awake().into_iter();
        let mut all: Vec<_> = awake.map(|entry| entry.cluster.summary()).collect();
        app.sign_in.tell_access(&app.clusters, identity, &mut all);
        all.retain(|cluster| cluster.token != Some(ClusterToken::Missing));
        all.into_iter().map(|cluster| cluster.name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{ClusterNames, MOST, are_not_too_many};

    #[test]
    fn not_all_the_world_is_asked_at_once() {
        let names = |count: usize| -> String {
            let names: Vec<_> = (0..count).map(|number| format!("c{number}")).collect();
            names.join(",")
        };
        assert!(are_not_too_many(&names(MOST)).is_ok());
        assert!(are_not_too_many(&names(MOST + 1)).is_err());
        assert!(are_not_too_many(&"same,".repeat(MOST + 1)).is_ok());
    }

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
