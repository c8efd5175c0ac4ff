//! Rollout arithmetic: how a change of the pod template reaches the nodes.
//!
//! Follows `pkg/controller/daemon/update.go` and `UnavailableCount` and `SurgeCount` of
//! `pkg/controller/daemon/util/daemonset_util.go`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cursor::Cursor;

/// How many nodes at a time, for a known number of nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rollout {
    /// The nodes that should run a pod.
    pub nodes: u32,
    /// How many nodes may be without a ready pod at a time.
    pub max_unavailable: u32,
    /// How many nodes may have an old and a new pod at a time.
    pub max_surge: u32,
    /// How many steps it takes if every pod of a step becomes ready before the next begins.
    pub waves: u32,
}

impl Rollout {
    /// The rollout of a DaemonSet (apps/v1, decoded and defaulted) on so many nodes; nothing where
    /// the strategy is `OnDelete`, under which pods change only when somebody deletes them.
    #[must_use]
    pub fn new(daemon_set: &Value, nodes: u32) -> Option<Self> {
        let root = Cursor::root(daemon_set);
        let spec = root.field("spec");
        let strategy = spec.field("updateStrategy");
        if strategy.text_of("type") != "RollingUpdate" {
            return None;
        }
        let rolling_update = strategy.field("rollingUpdate");
        let max_surge = scaled(&rolling_update.field("maxSurge"), nodes)?;
        let mut max_unavailable = scaled(&rolling_update.field("maxUnavailable"), nodes)?;
        if max_surge == 0 && max_unavailable == 0 && nodes > 0 {
            // Nothing would ever move; the controller takes the least that does.
            max_unavailable = 1;
        }
        let step = if max_surge > 0 {
            max_surge
        } else {
            max_unavailable
        };
        Some(Self {
            nodes,
            max_unavailable,
            max_surge,
            waves: if nodes == 0 {
                0
            } else {
                nodes.div_ceil(step.max(1))
            },
        })
    }
}

/// What a change does to the pods that are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RolloutForecast {
    /// Whether the pod template differs, and so pods are replaced at all.
    pub changes_pods: bool,
    /// How many nodes get a pod that have none.
    pub started: u32,
    /// How many nodes get a new pod for the one that they have. Under `OnDelete` none does before
    /// somebody deletes the old one.
    pub replaced: u32,
    /// How many nodes lose their pod.
    pub stopped: u32,
    /// How many nodes at a time; none under `OnDelete`, or where nothing is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Rollout>,
}

/// Whether a change of `old` to `new` (both as stored) makes new pods at all.
#[must_use]
pub fn changes_pods(old: &Value, new: &Value) -> bool {
    old["spec"].get("template") != new["spec"].get("template")
}

/// A number, or a percentage of the nodes rounded up (`GetScaledValueFromIntOrPercent`); nothing
/// where it is neither.
fn scaled(amount: &Cursor, nodes: u32) -> Option<u32> {
    match amount.value() {
        None => Some(0),
        Some(Value::String(text)) => {
            let percent: u64 = text.strip_suffix('%')?.parse().ok()?;
            u32::try_from((percent * u64::from(nodes)).div_ceil(100)).ok()
        }
        Some(_) => u32::try_from(amount.number()?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Rollout, changes_pods};

    fn rollout(max_unavailable: &Value, max_surge: &Value, nodes: u32) -> Option<(u32, u32, u32)> {
        let strategy = json!({"type": "RollingUpdate", "rollingUpdate": {
            "maxUnavailable": max_unavailable,
            "maxSurge": max_surge,
        }});
        let rollout = Rollout::new(&json!({"spec": {"updateStrategy": strategy}}), nodes)?;
        Some((rollout.max_unavailable, rollout.max_surge, rollout.waves))
    }

    #[test]
    fn percentages_round_up() {
        for (max_unavailable, max_surge, nodes, expected) in [
            (json!(1), json!(0), 10, (1, 0, 10)),
            (json!("10%"), json!(0), 5, (1, 0, 5)),
            (json!("25%"), json!(0), 10, (3, 0, 4)),
            (json!("100%"), json!(0), 7, (7, 0, 1)),
            (json!(0), json!("30%"), 10, (0, 3, 4)),
            (json!("0%"), json!(0), 10, (1, 0, 10)),
            (json!(20), json!(0), 10, (20, 0, 1)),
            (json!(1), json!(0), 0, (1, 0, 0)),
        ] {
            assert_eq!(rollout(&max_unavailable, &max_surge, nodes), Some(expected));
        }
        assert_eq!(rollout(&json!("5"), &json!(0), 10), None);
        assert_eq!(rollout(&json!(-1), &json!(0), 10), None);
    }

    #[test]
    fn on_delete_rolls_nothing_out() {
        let daemon_set = json!({"spec": {"updateStrategy": {"type": "OnDelete"}}});
        assert_eq!(Rollout::new(&daemon_set, 3), None);
    }

    #[test]
    fn only_the_template_makes_new_pods() {
        let with = |image: &str, seconds: u32| json!({"spec": {"minReadySeconds": seconds, "template": {"image": image}}});
        assert!(changes_pods(&with("a", 0), &with("b", 0)));
        assert!(!changes_pods(&with("a", 0), &with("a", 5)));
    }
}
