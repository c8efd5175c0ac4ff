//! What one cluster would make of a text, out of the server's verdict. Pure. The verdict is looked at as plain values: code
//! that reads whole reports weighs.

use serde_json::Value;

/// How many problems and reasons are named; the wizard has them all.
const MOST: usize = 4;

/// The verdict of one cluster, in brief.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brief {
    /// Whether no problem is an error.
    pub accepted: bool,
    /// How many nodes there are; none where they are not known.
    pub nodes: Option<u32>,
    /// On how many of them a pod will run.
    pub running: u32,
    /// On how many a pod is wanted and refused.
    pub refused: u32,
    /// What is refused or worth knowing, errors first: the field and what is said of it.
    pub problems: Vec<(String, String)>,
    /// Why nodes have no running pod, and on how many that is so.
    pub without: Vec<(String, u32)>,
    /// What is not known, with commas between.
    pub unknown: String,
    /// Why the first of it is not.
    pub why_unknown: String,
    /// Why what this was made from does not follow the cluster; empty where it does.
    pub stale: String,
}

impl Brief {
    /// Whether nothing of the cluster went into it: its API server has not been heard yet, or not for long.
    #[must_use]
    pub const fn is_blind(&self) -> bool {
        self.nodes.is_none() && !self.stale.is_empty()
    }

    /// Reads a verdict.
    #[must_use]
    pub fn of(verdict: &Value) -> Self {
        let forecast = &verdict["forecast"];
        let mut brief = Self {
            accepted: verdict["accepted"] == true,
            running: number(&forecast["running"]),
            ..Self::default()
        };
        if !forecast["running"].is_null() {
            brief.nodes = Some(count(verdict["placement"].as_array()));
        }
        for severity in ["error", "warning"] {
            for problem in items(&verdict["problems"]) {
                if problem["severity"] == severity && brief.problems.len() < MOST {
                    let said = (text(&problem["path"]), text(&problem["message"]));
                    brief.problems.push(said);
                }
            }
        }
        for group in items(&forecast["groups"]) {
            let nodes = count(group["nodes"].as_array());
            match group["verdict"].as_str() {
                Some("refused") => brief.refused += nodes,
                Some("leftOut" | "pending" | "contested" | "unavailable") => {}
                _ => continue,
            }
            let mut why = text(&group["reason"]);
            if why.is_empty() {
                why = text(&group["detail"]);
            }
            if brief.without.len() < MOST {
                brief.without.push((why, nodes));
            }
        }
        for (resource, reason) in forecast["unknown"].as_object().into_iter().flatten() {
            if brief.unknown.is_empty() {
                brief.why_unknown = text(reason);
            } else {
                brief.unknown.push_str(", ");
            }
            brief.unknown.push_str(resource);
        }
        if verdict["freshness"]["live"] != true {
            brief.stale = text(&verdict["freshness"]["message"]);
        }
        brief
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn number(value: &Value) -> u32 {
    let number = value.as_u64().unwrap_or_default();
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn count(items: Option<&Vec<Value>>) -> u32 {
    u32::try_from(items.map_or(0, Vec::len)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Brief;

    #[test]
    fn a_verdict_in_brief() {
        let verdict = json!({
            "accepted": false,
            "problems": [
                {"severity": "warning", "path": "b", "message": "odd"},
                {"severity": "error", "path": "a", "message": "wrong"},
            ],
            "placement": [{}, {}, {}, {}],
            "forecast": {
                "running": 1,
                "groups": [
                    {"verdict": "runs", "reason": "", "detail": "", "nodes": [0]},
                    {"verdict": "leftOut", "reason": "taint a:NoSchedule", "detail": "a", "nodes": [1]},
                    {"verdict": "refused", "reason": "exceeded quota", "detail": "", "nodes": [2, 3]},
                ],
                "unknown": {"claims": "no right to list claims", "pods": "no right to list pods"},
            },
            "freshness": {"live": false, "message": "It is silent."},
        });
        let said = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        assert_eq!(
            Brief::of(&verdict),
            Brief {
                accepted: false,
                nodes: Some(4),
                running: 1,
                refused: 2,
                problems: vec![said("a", "wrong"), said("b", "odd")],
                without: vec![
                    ("taint a:NoSchedule".to_owned(), 1),
                    ("exceeded quota".to_owned(), 2)
                ],
                unknown: "claims, pods".to_owned(),
                why_unknown: "no right to list claims".to_owned(),
                stale: "It is silent.".to_owned(),
            }
        );
        let unknown = Brief::of(&json!({"accepted": true, "freshness": {"live": true}}));
        assert_eq!((unknown.accepted, unknown.nodes), (true, None));
    }
}
