//! LimitRange: the defaults that pods get, and what it refuses of them.
//!
//! Follows `plugin/pkg/admission/limitranger/admission.go`.

use manifest::Quantity;
use manifest::texts;
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
                    set.push(format!(
                        "{} {kind} for {word} {name}",
                        texts::join(&names, ", ")
                    ));
                }
            }
        }
    }
    if set.is_empty() {
        String::new()
    } else {
        format!("LimitRanger plugin set: {}", texts::join(&set, "; "))
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

/// What the LimitRange refuses of a claim that requests so much
/// (`PersistentVolumeClaimValidateLimitFunc`), empty where it allows it.
pub(crate) fn of_claim(requests: &ResourceList, limit_range: &LimitRangeFacts) -> Vec<String> {
    const KIND: &str = "PersistentVolumeClaim";
    let mut found = Vec::new();
    for item in items(limit_range, KIND) {
        for (name, enforced) in &item.min {
            let at_least = format!("minimum {name} usage per {KIND} is {enforced}");
            found.extend(below_min(&at_least, enforced, (requests.get(name), None)));
        }
        for (name, enforced) in &item.max {
            let at_most = format!("maximum {name} usage per {KIND} is {enforced}");
            match requests.get(name) {
                None => found.push(format!("{at_most}.  No request is specified")),
                // A request alone is held to the most as a limit would be, in other words.
                Some(request) => {
                    let [requested, _, most] = comparable([Some(request), None, Some(enforced)]);
                    if requested > most {
                        found.push(format!("{at_most}, but request is {request}"));
                    }
                }
            }
        }
    }
    found
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
    is_above.then(|| {
        let provided = six_decimals(provided);
        format!("{ratio}, but provided ratio is {provided}")
    })
}

/// A ratio of two amounts as `%f` prints it, rounded from its exact value, and half to even. The
/// standard library's way to print any number with decimals weighs kilobytes in the browser.
fn six_decimals(ratio: f64) -> String {
    const MILLION: u128 = 1_000_000;
    const FRACTION_BITS: u64 = 52;
    let bits = ratio.abs().to_bits();
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    let exponent = bits >> FRACTION_BITS;
    // Two amounts are 2^63 times each other at most, so nothing here is too small or large.
    let scaled = u128::from(fraction | (1 << FRACTION_BITS)) * MILLION;
    let millionths = match 1075_u64.saturating_sub(exponent) {
        0 => scaled << (exponent - 1075),
        places @ 1..128 => {
            let (whole, rest) = (scaled >> places, scaled & ((1 << places) - 1));
            let half = 1 << (places - 1);
            whole + u128::from(rest > half || (rest == half && whole % 2 == 1))
        }
        _ => 0,
    };
    let sign = if ratio < 0.0 { "-" } else { "" };
    format!("{sign}{}.{:06}", millionths / MILLION, millionths % MILLION)
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
pub(crate) fn join(messages: &[String]) -> String {
    match messages {
        [only] => only.clone(),
        several => format!("[{}]", texts::join(several, ", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::six_decimals;

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "so are ratios made")]
    fn prints_a_ratio_as_the_standard_library_does() {
        let amounts = [
            1,
            2,
            3,
            7,
            10,
            64,
            128,
            1_000,
            1_024,
            3_333,
            999_999,
            1_000_003,
            2_000_000,
            64 << 20,
            128 << 20,
            4 << 30,
            (1 << 53) + 1,
            i64::MAX - 1,
            i64::MAX,
        ];
        for one in amounts {
            for other in amounts {
                for sign in [1.0, -1.0] {
                    let ratio = sign * one as f64 / other as f64;
                    assert_eq!(six_decimals(ratio), format!("{ratio:.6}"), "{one} {other}");
                }
            }
        }
        assert_eq!(six_decimals(0.0), "0.000000");
        // Halves between two printed numbers, which only fractions of powers of two are exactly.
        for numerator in [1, 3, 5, 7, 9] {
            let ratio = f64::from(numerator) / 128.0;
            assert_eq!(six_decimals(ratio), format!("{ratio:.6}"));
        }
    }
}
