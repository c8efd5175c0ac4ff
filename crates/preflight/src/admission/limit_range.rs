//! LimitRange: the defaults that pods get, and what it refuses of them.
//!
//! Follows `plugin/pkg/admission/limitranger/admission.go`.

use manifest::Quantity;
use serde_json::Value;

use crate::facts::{LimitRangeFacts, LimitRangeItem};
use crate::resources::{self, ResourceList};

/// The largest amount that is compared in thousandths (`resource.MaxMilliValue`).
const MAX_MILLI_VALUE: i64 = i64::MAX / 1000;

/// Fills in what the LimitRange sets by default (`PodMutateLimitFunc`); gives the text of the
/// annotation `kubernetes.io/limit-ranger`, empty where nothing was set.
pub(super) fn set_defaults(spec: &mut Value, limit_range: &LimitRangeFacts) -> String {
    let mut limits = ResourceList::new();
    let mut requests = ResourceList::new();
    for item in items(limit_range, "Container") {
        limits.extend(item.default.clone());
        requests.extend(item.default_request.clone());
    }
    let mut set = Vec::new();
    for (list, word) in [
        ("containers", "container"),
        ("initContainers", "init container"),
    ] {
        for container in resources::containers_mut(spec, list) {
            let name = container["name"].as_str().unwrap_or_default().to_owned();
            let set_limits = fill(container, "limits", &limits);
            let set_requests = fill(container, "requests", &requests);
            for (names, kind) in [(set_requests, "request"), (set_limits, "limit")] {
                if !names.is_empty() {
                    set.push(format!("{} {kind} for {word} {name}", names.join(", ")));
                }
            }
        }
    }
    if set.is_empty() {
        String::new()
    } else {
        format!("LimitRanger plugin set: {}", set.join("; "))
    }
}

/// Adds the amounts that are missing, and names them.
fn fill(container: &mut Value, kind: &str, defaults: &ResourceList) -> Vec<String> {
    let mut set = Vec::new();
    for (name, amount) in defaults {
        if container["resources"][kind][name].is_null() {
            let list = resources::list_mut(container, kind);
            list.insert(name.clone(), amount.to_string().into());
            set.push(name.clone());
        }
    }
    set
}

/// What the LimitRange refuses of a pod (`PodValidateLimitFunc`), empty where it allows it.
pub(super) fn violations(spec: &Value, limit_range: &LimitRangeFacts) -> Vec<String> {
    let mut found = Vec::new();
    for item in &limit_range.limits {
        match item.kind.as_str() {
            "Container" => {
                for list in ["containers", "initContainers"] {
                    for container in resources::containers(spec, list) {
                        let list = |kind| resources::read_list(&container["resources"][kind]);
                        check(item, &list("requests"), &list("limits"), &mut found);
                    }
                }
            }
            "Pod" => {
                let requests = of_pod(spec, "requests");
                check(item, &requests, &of_pod(spec, "limits"), &mut found);
            }
            _ => {}
        }
    }
    let mut different: Vec<String> = Vec::new();
    for message in found {
        if !different.contains(&message) {
            different.push(message);
        }
    }
    different
}

/// The containers together; the pod as a whole overrides its CPU and memory (`podRequests` and
/// `podLimits` of the plugin, which count neither overhead nor huge pages of the pod).
fn of_pod(spec: &Value, kind: &str) -> ResourceList {
    let mut total = resources::aggregate(spec, &|container| {
        resources::read_list(&container["resources"][kind])
    });
    for (name, amount) in resources::read_list(&spec["resources"][kind]) {
        if matches!(name.as_str(), "cpu" | "memory") {
            total.insert(name, amount);
        }
    }
    total
}

fn items<'f>(
    limit_range: &'f LimitRangeFacts,
    kind: &'f str,
) -> impl Iterator<Item = &'f LimitRangeItem> {
    limit_range
        .limits
        .iter()
        .filter(move |item| item.kind == kind)
}

fn check(
    item: &LimitRangeItem,
    requests: &ResourceList,
    limits: &ResourceList,
    found: &mut Vec<String>,
) {
    let of = |name: &str| (requests.get(name), limits.get(name));
    for (name, enforced) in &item.min {
        let at_least = format!("minimum {name} usage per {} is {enforced}", item.kind);
        found.extend(below_min(&at_least, enforced, of(name)));
    }
    for (name, enforced) in &item.max {
        let at_most = format!("maximum {name} usage per {} is {enforced}", item.kind);
        found.extend(above_max(&at_most, enforced, of(name)));
    }
    for (name, enforced) in &item.max_limit_request_ratio {
        let ratio = format!(
            "{name} max limit to request ratio per {} is {enforced}",
            item.kind
        );
        found.extend(above_ratio(&ratio, enforced, of(name)));
    }
}

type RequestAndLimit<'q> = (Option<&'q Quantity>, Option<&'q Quantity>);

/// `minConstraint`.
fn below_min(
    at_least: &str,
    enforced: &Quantity,
    (request, limit): RequestAndLimit,
) -> Option<String> {
    let Some(request) = request else {
        return Some(format!("{at_least}.  No request is specified"));
    };
    let [requested, limited, least] = comparable([Some(request), limit, Some(enforced)]);
    if requested < least {
        return Some(format!("{at_least}, but request is {request}"));
    }
    limit
        .filter(|_| limited < least)
        .map(|limit| format!("{at_least}, but limit is {limit}"))
}

/// `maxConstraint`.
fn above_max(
    at_most: &str,
    enforced: &Quantity,
    (request, limit): RequestAndLimit,
) -> Option<String> {
    let Some(limit) = limit else {
        return Some(format!("{at_most}.  No limit is specified"));
    };
    let [requested, limited, most] = comparable([request, Some(limit), Some(enforced)]);
    if limited > most {
        return Some(format!("{at_most}, but limit is {limit}"));
    }
    request
        .filter(|_| requested > most)
        .map(|request| format!("{at_most}, but request is {request}"))
}

/// `limitRequestRatioConstraint`.
#[expect(
    clippy::cast_precision_loss,
    reason = "the plugin compares ratios as such numbers, and so prints them"
)]
fn above_ratio(
    ratio: &str,
    enforced: &Quantity,
    (request, limit): RequestAndLimit,
) -> Option<String> {
    let [requested, limited, _] = comparable([request, limit, Some(enforced)]);
    if requested == 0 {
        return Some(format!(
            "{ratio}, but no request is specified or request is 0"
        ));
    }
    if limited == 0 {
        return Some(format!("{ratio}, but no limit is specified or limit is 0"));
    }
    let provided = limited as f64 / requested as f64;
    let is_above = if enforced.value() <= MAX_MILLI_VALUE {
        provided * 1000.0 > enforced.milli_value() as f64
    } else {
        provided > enforced.value() as f64
    };
    is_above.then(|| format!("{ratio}, but provided ratio is {provided:.6}"))
}

/// Amounts at a precision that all of them bear (`requestLimitEnforcedValues`); nothing is zero.
fn comparable(amounts: [Option<&Quantity>; 3]) -> [i64; 3] {
    let whole = amounts.map(|amount| amount.map_or(0, Quantity::value));
    if whole.iter().all(|value| *value <= MAX_MILLI_VALUE) {
        amounts.map(|amount| amount.map_or(0, Quantity::milli_value))
    } else {
        whole
    }
}

/// Several messages as one (`aggregate.Error` in apimachinery's `util/errors`).
pub(super) fn join(messages: &[String]) -> String {
    match messages {
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}
