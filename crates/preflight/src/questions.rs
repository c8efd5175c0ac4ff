//! `Questions`: what has to be asked to judge one manifest in full.
//!
//! The labels of all pods of a large cluster would weigh more than all other facts together, and the keys
//! of a Secret are read for nobody who does not need them. So a manifest asks for just what it speaks of.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::admission::references;
use crate::placement::neighbourhood::Wishes;

/// What a DaemonSet asks; of most it is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// The Secrets whose keys it names.
    pub secrets: BTreeSet<String>,
    /// Which other pods matter to it; [`crate::facts::NeighbourFacts::find`] answers.
    pub neighbours: Vec<Value>,
}

impl Questions {
    /// What a DaemonSet (apps/v1, decoded and defaulted) asks.
    #[must_use]
    pub fn of(daemon_set: &Value) -> Self {
        let namespace = daemon_set["metadata"]["namespace"].as_str();
        let namespace = namespace.filter(|namespace| !namespace.is_empty());
        let template = &daemon_set["spec"]["template"];
        let wishes = Wishes::of_new_pods(template, namespace.unwrap_or("default"));
        Self {
            secrets: references::secrets_with_keys(&template["spec"]),
            neighbours: wishes.questions(),
        }
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As the text that [`Self::parse`] reads; empty where nothing is asked.
    #[must_use]
    pub fn to_text(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        json!([self.secrets, self.neighbours]).to_string()
    }

    /// Reads what [`Self::to_text`] writes; nothing where it is another text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let value: Value = serde_json::from_str(text).ok()?;
        let secrets = value[0].as_array()?.iter();
        Some(Self {
            secrets: secrets
                .map(|name| name.as_str().map(str::to_owned))
                .collect::<Option<_>>()?,
            neighbours: value[1].as_array()?.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Questions;

    #[test]
    fn a_manifest_asks_for_what_it_speaks_of() {
        let daemon_set = json!({"metadata": {"namespace": "n"}, "spec": {"template": {"spec": {
            "containers": [{"env": [
                {"valueFrom": {"secretKeyRef": {"name": "a", "key": "k"}}},
                {"valueFrom": {"secretKeyRef": {"name": "may-be-missing", "key": "k", "optional": true}}},
            ]}],
            "volumes": [
                {"secret": {"secretName": "whole"}},
                {"secret": {"secretName": "b", "items": [{"key": "k"}]}},
                {"projected": {"sources": [{"secret": {"name": "c", "items": [{"key": "k"}]}}]}},
            ],
            "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
                {"labelSelector": {"matchLabels": {"app": "x"}}, "topologyKey": "zone"},
            ]}},
        }}}});
        let questions = Questions::of(&daemon_set);
        assert_eq!(questions.secrets, ["a", "b", "c"].map(str::to_owned).into());
        let expected = json!([false, [[{"matchLabels": {"app": "x"}}, ["n"], null]]]);
        assert_eq!(questions.neighbours, [expected]);
        assert_eq!(Questions::parse(&questions.to_text()), Some(questions));
        assert_eq!(Questions::of(&json!({})).to_text(), "");
        assert_eq!(Questions::parse(""), Some(Questions::default()));
        assert_eq!(Questions::parse("[1]"), None);
    }
}
