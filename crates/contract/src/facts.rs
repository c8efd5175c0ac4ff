//! How the facts that preflight reads travel to the browser: whole once, and then what has changed.

use preflight::{Facts, facts::Nodes};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::Freshness;

/// `GET …/facts`: the facts, with further fields that say how they follow on others, and on the cluster.
///
/// Of a large cluster the nodes are nearly all of it, so they alone come as a difference; the rest is
/// always whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FactsMessage {
    /// What to send as `since` the next time.
    pub version: String,
    /// The version that these facts follow on: of the nodes, only those that are other since then are
    /// here. None where all are.
    pub since: Option<String>,
    /// The names of the nodes that are gone since then.
    pub removed_nodes: Vec<String>,
    /// Whether all that the facts are made of follows the cluster.
    pub freshness: Freshness,
    /// The facts.
    pub facts: Facts,
}

impl FactsMessage {
    /// The facts as they are now, where `known` are those of the version `since`.
    #[must_use]
    pub fn apply_to(self, known: &Facts) -> Facts {
        let Self {
            since,
            removed_nodes,
            mut facts,
            ..
        } = self;
        let (Some(_), Some(changed), Some(before)) = (since, &facts.nodes, &known.nodes) else {
            return facts;
        };
        let mut nodes: Nodes = before.clone();
        if !(changed.is_empty() && removed_nodes.is_empty()) {
            let list = nodes.to_mut();
            list.retain(|node| !removed_nodes.contains(&node.name));
            for node in changed {
                match list.binary_search_by(|other| other.name.cmp(&node.name)) {
                    Ok(place) => list[place] = node.clone(),
                    Err(place) => list.insert(place, node.clone()),
                }
            }
        }
        facts.nodes = Some(nodes);
        facts
    }

    /// The message as JSON: that of the facts, with the further fields.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut value = self.facts.to_value();
        value["version"] = self.version.as_str().into();
        value["freshness"] = serde_json::to_value(&self.freshness).unwrap_or_default();
        if let Some(since) = &self.since {
            value["since"] = since.as_str().into();
            value["removedNodes"] = self.removed_nodes.clone().into();
        }
        value
    }

    /// Reads what [`Self::to_value`] writes.
    #[must_use]
    pub fn from_value(value: &Value) -> Self {
        let text = |field: &str| value[field].as_str().map(str::to_owned);
        let removed = value["removedNodes"].as_array().into_iter().flatten();
        let removed = removed.filter_map(|name| name.as_str().map(str::to_owned));
        Self {
            version: text("version").unwrap_or_default(),
            since: text("since"),
            removed_nodes: removed.collect(),
            freshness: Freshness::deserialize(&value["freshness"]).unwrap_or_default(),
            facts: Facts::from_value(value),
        }
    }
}

impl Serialize for FactsMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for FactsMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::from_value(&value))
    }
}

#[cfg(test)]
mod tests {
    use preflight::{Facts, NodeFacts};

    use super::FactsMessage;
    use crate::Freshness;

    fn facts(nodes: &[(&str, bool)]) -> Facts {
        let nodes = nodes.iter().map(|(name, unschedulable)| NodeFacts {
            name: (*name).to_owned(),
            unschedulable: *unschedulable,
            ..NodeFacts::default()
        });
        Facts {
            nodes: Some(nodes.collect()),
            ..Facts::default()
        }
    }

    #[test]
    fn a_difference_makes_old_facts_new() {
        let known = facts(&[("a", false), ("c", false), ("d", false)]);
        let message = FactsMessage {
            version: "1-9".to_owned(),
            since: Some("1-3".to_owned()),
            removed_nodes: vec!["d".to_owned()],
            freshness: Freshness {
                message: "why".to_owned(),
                ..Freshness::default()
            },
            facts: facts(&[("b", false), ("c", true)]),
        };
        let travelled = FactsMessage::from_value(&message.to_value());
        assert_eq!(travelled, message);
        let now = travelled.apply_to(&known);
        assert_eq!(now, facts(&[("a", false), ("b", false), ("c", true)]));
    }

    #[test]
    fn whole_facts_take_the_place_of_the_old_ones() {
        let whole = FactsMessage {
            version: "1-9".to_owned(),
            facts: facts(&[("b", false)]),
            ..FactsMessage::default()
        };
        assert_eq!(whole.to_value().get("since"), None);
        let now = whole.apply_to(&facts(&[("a", false)]));
        assert_eq!(now, facts(&[("b", false)]));
    }
}
