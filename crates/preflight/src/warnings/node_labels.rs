//! Labels of nodes that were given up, in `nodeSelector` and in node affinity.

use super::Warnings;
use crate::content::label_value;
use crate::cursor::Cursor;

/// What is said of a label of nodes that was given up (`pkg/api/node/util.go`).
pub(super) fn deprecated(key: &str) -> Option<&'static str> {
    Some(match key {
        "beta.kubernetes.io/arch" => "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os" => "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region" => {
            "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead"
        }
        "failure-domain.beta.kubernetes.io/zone" => {
            "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead"
        }
        "beta.kubernetes.io/instance-type" => {
            "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead"
        }
        "app.kubernetes.io/created-by" => "deprecated since v1.9",
        "scheduler.alpha.kubernetes.io/preferAvoidPods" => {
            "deprecated since v1.22; use Taints and Tolerations instead"
        }
        "node-role.kubernetes.io/master" => "use \"node-role.kubernetes.io/control-plane\" instead",
        _ => return None,
    })
}

/// Labels of nodes in `nodeSelector` and in node affinity.
pub(super) fn warn(pod: &Cursor, warnings: &mut Warnings) {
    for (key, entry) in pod.field("nodeSelector").entries() {
        if let Some(message) = deprecated(key) {
            super::warn(&entry, message, warnings);
        }
    }
    let affinity = pod.field("affinity");
    let node_affinity = affinity.field("nodeAffinity");
    let required = node_affinity.field("requiredDuringSchedulingIgnoredDuringExecution");
    for term in required.field("nodeSelectorTerms").items() {
        warn_term(&term, false, warnings);
    }
    let preferred = node_affinity.field("preferredDuringSchedulingIgnoredDuringExecution");
    for weighted in preferred.items() {
        warn_term(&weighted.field("preference"), true, warnings);
    }
}

/// `GetWarningsForNodeSelectorTerm`. Values are refused in required terms and warned of in preferred.
fn warn_term(term: &Cursor, check_values: bool, warnings: &mut Warnings) {
    for expression in term.field("matchExpressions").items() {
        let key = expression.field("key");
        if let Some(message) = deprecated(key.text()) {
            super::warn(&key, &format!("{} is {message}", key.text()), warnings);
        }
        if check_values {
            for value in expression.field("values").items() {
                for message in label_value(value.text()) {
                    super::warn(
                        &value,
                        &format!("{} is invalid, {message}", value.text()),
                        warnings,
                    );
                }
            }
        }
    }
}
