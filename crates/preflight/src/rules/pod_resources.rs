//! Resources and resource claims of the pod as a whole (`validatePodResources`,
//! `validatePodResourceClaims`).

use crate::text_set::{TextMap, TextSet};
use manifest::quantity::Quantity;

use super::pod::Surroundings;
use super::{quantity, resources};
use crate::content::{dns_label, dns_subdomain};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};
use crate::go;

/// Amounts by the name of the resource.
type Amounts<'v> = TextMap<'v, Quantity>;

/// `validatePodResourceClaim`.
pub(super) fn check_claims(claims: &Cursor, findings: &mut Findings) {
    let mut names = TextSet::default();
    for claim in claims.items() {
        let name = claim.field("name");
        if name.text().is_empty() {
            findings.required(&name, "");
        } else if names.insert(name.text()) {
            findings.invalid_text(&name, name.text(), dns_label(name.text()));
        } else {
            findings.duplicate(&name, Bad::Text(name.text()));
        }
        let sources = ["resourceClaimName", "resourceClaimTemplateName"];
        let detail = match sources.iter().filter(|source| claim.has(source)).count() {
            0 => "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`",
            1 => "",
            _ => {
                "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            }
        };
        if !detail.is_empty() {
            let bad = go::struct_of(claim.value(), go::POD_RESOURCE_CLAIM);
            findings.invalid(&claim, Bad::Printed(&bad), detail);
        }
        for source in sources {
            if let Some(name) = claim.present(source) {
                findings.invalid_text(&name, name.text(), dns_subdomain(name.text()));
            }
        }
    }
}

/// `validatePodResources`.
pub(super) fn check(pod: &Cursor, surroundings: &Surroundings, findings: &mut Findings) {
    let Some(pod_resources) = pod.present("resources") else {
        return;
    };
    let os = pod.field("os");
    if os.text_of("name") == "windows" {
        findings.forbidden(&pod_resources, "may not be set for a windows pod");
        return;
    }
    let claims = pod_resources.field("claims");
    if surroundings.options.is_given(&claims) {
        findings.forbidden(&claims, "claims may not be set for Resources at pod-level");
    }
    resources::check(
        &pod_resources,
        resources::Owner::Pod,
        surroundings.options,
        findings,
    );
    resources::check_claims(&claims, &surroundings.claims, findings);
    check_consistency(pod, &pod_resources, findings);
}

/// `validatePodResourceConsistency`: the whole may not be less than its parts.
fn check_consistency(pod: &Cursor, pod_resources: &Cursor, findings: &mut Findings) {
    for (list, is_checked) in [
        ("requests", (|_| true) as fn(&str) -> bool),
        ("limits", |name| name.starts_with("hugepages-")),
    ] {
        let amounts = pod_resources.field(list);
        for (name, sum) in aggregate(pod, list).iter() {
            let entry = amounts.key(name);
            let Some(whole) = quantity::at(&entry).filter(|_| is_checked(name)) else {
                continue;
            };
            if *sum > whole {
                let detail =
                    format!("must be greater than or equal to aggregate container {list} of {sum}");
                findings.invalid(&entry, Bad::Text(&whole.to_string()), &detail);
            }
        }
    }
    let limits = pod_resources.field("limits");
    for (position, container) in pod.field("containers").items().enumerate() {
        let own = container.field("resources");
        for (name, entry) in own.field("limits").entries() {
            let (Some(limit), Some(whole)) =
                (quantity::at(&entry), quantity::at(&limits.key(name)))
            else {
                continue;
            };
            if limit > whole {
                // Kubernetes prints a place that does not exist.
                let containers = pod_resources.field_called("containers");
                let called = containers.index_called(position);
                let called = called.key_called(name);
                let called = called.field_called("limits");
                let detail = format!("must be less than or equal to pod limits of {whole}");
                findings.invalid(&called, Bad::Text(&limit.to_string()), &detail);
            }
        }
    }
}

/// What the containers need together at any time: the sum of those that keep running, or the most
/// that one init container needs beside the sidecars before it (`AggregateContainerRequests` and
/// `AggregateContainerLimits` in component-helpers' resource/helpers.go).
pub(crate) fn aggregate<'v>(pod: &Cursor<'v, '_>, list: &'static str) -> Amounts<'v> {
    let mut total = Amounts::default();
    for container in pod.field("containers").items() {
        add(&mut total, &amounts_of(&container, list));
    }
    let mut sidecars = Amounts::default();
    let mut peak = Amounts::default();
    for container in pod.field("initContainers").items() {
        let own = amounts_of(&container, list);
        let needed = if container.text_of("restartPolicy") == "Always" {
            add(&mut total, &own);
            add(&mut sidecars, &own);
            sidecars.clone()
        } else {
            let mut sum = own;
            add(&mut sum, &sidecars);
            sum
        };
        raise(&mut peak, &needed);
    }
    raise(&mut total, &peak);
    total
}

fn amounts_of<'v>(container: &Cursor<'v, '_>, list: &str) -> Amounts<'v> {
    let resources = container.field("resources");
    let mut amounts = Amounts::default();
    for (name, entry) in resources.field(list).entries() {
        if let Some(amount) = quantity::at(&entry) {
            amounts.insert_new(name, amount);
        }
    }
    amounts
}

fn add<'v>(total: &mut Amounts<'v>, more: &Amounts<'v>) {
    for (name, amount) in more.iter() {
        match total.get_mut(name) {
            Some(sum) => *sum += amount,
            None => {
                total.insert_new(name.clone(), amount.clone());
            }
        }
    }
}

fn raise<'v>(peak: &mut Amounts<'v>, needed: &Amounts<'v>) {
    for (name, amount) in needed.iter() {
        match peak.get_mut(name) {
            Some(highest) if amount > highest => *highest = amount.clone(),
            Some(_) => {}
            None => {
                peak.insert_new(name.clone(), amount.clone());
            }
        }
    }
}
