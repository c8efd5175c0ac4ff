//! `LimitRangeFacts`: what preflight reads of a LimitRange.

use manifest::json::items;
use serde_json::{Map, Value, json};

use crate::resources::{self, ResourceList};

/// A LimitRange (`core/v1`), with the defaults that the API server has given it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitRangeFacts {
    /// `metadata.name`.
    pub name: String,
    /// `spec.limits`.
    pub limits: Vec<LimitRangeItem>,
}

/// One of `spec.limits`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitRangeItem {
    /// `Container`, `Pod` or `PersistentVolumeClaim`.
    pub kind: String,
    pub(crate) max: ResourceList,
    pub(crate) min: ResourceList,
    pub(crate) default: ResourceList,
    pub(crate) default_request: ResourceList,
    pub(crate) max_limit_request_ratio: ResourceList,
}

impl LimitRangeFacts {
    /// Reads a LimitRange. Defaults that follow from others are filled in, as the API server does
    /// when it stores one (`SetDefaults_LimitRangeItem` in `pkg/apis/core/v1/defaults.go`).
    #[must_use]
    pub fn from_limit_range(limit_range: &Value) -> Self {
        let items = items(&limit_range["spec"]["limits"]).iter();
        Self {
            name: super::name_of(limit_range),
            limits: items.map(LimitRangeItem::read).collect(),
        }
    }

    /// A LimitRange that holds what is known of it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let limits: Vec<_> = self.limits.iter().map(LimitRangeItem::to_value).collect();
        json!({"metadata": {"name": self.name}, "spec": {"limits": limits}})
    }
}

impl LimitRangeItem {
    fn read(item: &Value) -> Self {
        let list = |name: &str| resources::read_list(&item[name]);
        let mut read = Self {
            kind: item["type"].as_str().unwrap_or_default().to_owned(),
            max: list("max"),
            min: list("min"),
            default: list("default"),
            default_request: list("defaultRequest"),
            max_limit_request_ratio: list("maxLimitRequestRatio"),
        };
        if read.kind == "Container" {
            fill(&mut read.default, &read.max);
            fill(&mut read.default_request, &read.default);
            fill(&mut read.default_request, &read.min);
        }
        read
    }

    fn to_value(&self) -> Value {
        let mut item = Map::new();
        item.insert("type".to_owned(), self.kind.as_str().into());
        for (name, list) in [
            ("max", &self.max),
            ("min", &self.min),
            ("default", &self.default),
            ("defaultRequest", &self.default_request),
            ("maxLimitRequestRatio", &self.max_limit_request_ratio),
        ] {
            if !list.is_empty() {
                item.insert(name.to_owned(), super::list_to_value(list));
            }
        }
        Value::Object(item)
    }
}

fn fill(list: &mut ResourceList, from: &ResourceList) {
    for (name, amount) in from {
        if !list.contains_key(name) {
            list.insert(name.clone(), amount.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::LimitRangeFacts;

    #[test]
    fn defaults_follow_from_the_most_and_the_least() {
        let facts = LimitRangeFacts::from_limit_range(&json!({
            "metadata": {"name": "limits"},
            "spec": {"limits": [
                {"type": "Container", "max": {"cpu": "2"}, "min": {"memory": "64Mi"}},
                {"type": "Pod", "max": {"cpu": "4"}},
            ]},
        }));
        assert_eq!(
            facts.to_value()["spec"]["limits"],
            json!([
                {
                    "type": "Container", "max": {"cpu": "2"}, "min": {"memory": "64Mi"},
                    "default": {"cpu": "2"}, "defaultRequest": {"cpu": "2", "memory": "64Mi"},
                },
                {"type": "Pod", "max": {"cpu": "4"}},
            ])
        );
        assert_eq!(LimitRangeFacts::from_limit_range(&facts.to_value()), facts);
    }
}
