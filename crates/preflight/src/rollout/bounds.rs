//! Bounds: how many nodes an update may touch at a time.
//!
//! Follows `updatedDesiredNodeCounts` in `pkg/controller/daemon/update.go` with `UnavailableCount`,
//! `SurgeCount` and `AllowsSurge` in `pkg/controller/daemon/util/daemonset_util.go`.

use serde_json::Value;

/// How many nodes an update may touch at a time, of a known number of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many nodes may be without an available pod.
    pub max_unavailable: u32,
    /// How many nodes may have an old and a new pod; where it is not 0, no node goes without.
    pub max_surge: u32,
}

impl Bounds {
    /// Reads `spec.updateStrategy` of a DaemonSet (apps/v1, decoded and defaulted) that `desired` nodes
    /// should run. Nothing under `OnDelete`, or where an amount is neither a number nor a percentage:
    /// then the controller replaces no pod.
    #[must_use]
    pub fn of(daemon_set: &Value, desired: u32) -> Option<Self> {
        let strategy = &daemon_set["spec"]["updateStrategy"];
        if strategy["type"] != "RollingUpdate" {
            return None;
        }
        let rolling_update = &strategy["rollingUpdate"];
        let max_surge = scaled(&rolling_update["maxSurge"], desired)?;
        let max_unavailable = scaled(&rolling_update["maxUnavailable"], desired)?;
        // Where nothing may move, the controller takes the least that does.
        let is_stuck = max_surge == 0 && max_unavailable == 0 && desired > 0;
        Some(Self {
            max_unavailable: max_unavailable.max(u32::from(is_stuck)),
            max_surge,
        })
    }
}

/// Whether a node may have more than one pod of the DaemonSet, an old and a new one.
#[must_use]
pub fn allows_surge(daemon_set: &Value) -> bool {
    Bounds::of(daemon_set, 1).is_some_and(|bounds| bounds.max_surge > 0)
}

/// A number, or a percentage of the nodes rounded up (`GetScaledValueFromIntOrPercent`); nothing
/// where it is neither.
fn scaled(amount: &Value, nodes: u32) -> Option<u32> {
    match amount {
        Value::Null => Some(0),
        Value::String(text) => {
            let percent: u64 = text.strip_suffix('%')?.parse().ok()?;
            u32::try_from((percent.checked_mul(u64::from(nodes))?).div_ceil(100)).ok()
        }
        number => u32::try_from(number.as_u64()?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Bounds, allows_surge};

    fn with(kind: &str, max_unavailable: &Value, max_surge: &Value) -> Value {
        json!({"spec": {"updateStrategy": {"type": kind, "rollingUpdate": {
            "maxUnavailable": max_unavailable,
            "maxSurge": max_surge,
        }}}})
    }

    #[test]
    fn percentages_round_up() {
        for (max_unavailable, max_surge, nodes, expected) in [
            (json!(1), json!(0), 10, (1, 0)),
            (json!("10%"), json!(0), 5, (1, 0)),
            (json!("10%"), json!(0), 11, (2, 0)),
            (json!("25%"), json!(0), 10, (3, 0)),
            (json!("100%"), json!(0), 7, (7, 0)),
            (json!(0), json!("30%"), 10, (0, 3)),
            (json!(0), json!("1%"), 11, (0, 1)),
            (json!("0%"), json!("0%"), 10, (1, 0)),
            (json!("5%"), json!(0), 0, (0, 0)),
            (json!(20), json!(0), 10, (20, 0)),
            (Value::Null, Value::Null, 10, (1, 0)),
        ] {
            let daemon_set = with("RollingUpdate", &max_unavailable, &max_surge);
            let bounds = Bounds::of(&daemon_set, nodes);
            let bounds = bounds.map(|bounds| (bounds.max_unavailable, bounds.max_surge));
            assert_eq!(bounds, Some(expected), "{daemon_set} on {nodes}");
        }
    }

    #[test]
    fn what_is_no_amount_moves_nothing() {
        for amount in [json!("5"), json!(-1), json!("-1%"), json!("x%"), json!(1.5)] {
            assert_eq!(
                Bounds::of(&with("RollingUpdate", &amount, &json!(0)), 10),
                None,
                "{amount}"
            );
        }
    }

    #[test]
    fn on_delete_moves_nothing_and_allows_no_surge() {
        let daemon_set = with("OnDelete", &json!(1), &json!(1));
        assert_eq!(Bounds::of(&daemon_set, 3), None);
        assert!(!allows_surge(&daemon_set));
        assert!(allows_surge(&with(
            "RollingUpdate",
            &json!(0),
            &json!("1%")
        )));
        assert!(!allows_surge(&with(
            "RollingUpdate",
            &json!(1),
            &json!("0%")
        )));
    }
}
