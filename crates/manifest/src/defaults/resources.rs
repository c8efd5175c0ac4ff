//! Amounts of resources, rounded up to thousandths.

use serde_json::Value;

use crate::object::{Object, object_at};
use crate::quantity::{self, MILLI, Quantity};

/// Rounds the amounts under `resources.limits` and `resources.requests`.
pub(super) fn set(object: &mut Object) {
    if let Some(resources) = object_at(object, &["resources"]) {
        round_list(resources, "limits");
        round_list(resources, "requests");
    }
}

/// `SetDefaults_ResourceList` in `pkg/apis/core/v1/defaults.go`, on the map under a name.
pub(super) fn round_list(object: &mut Object, name: &str) {
    let Some(amounts) = object_at(object, &[name]) else {
        return;
    };
    for amount in amounts.values_mut() {
        if let Value::String(text) = amount
            && !quantity::is_stable(text)
            && let Ok(mut quantity) = text.parse::<Quantity>()
        {
            quantity.round_up(MILLI);
            *text = quantity.to_string();
        }
    }
}
