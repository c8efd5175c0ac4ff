//! Requests and limits (`validateResourceRequirements` and what it calls).

use manifest::texts;

use crate::text_set::TextSet;
use manifest::quantity::Quantity;

use super::options::Options;
use super::pod::Surroundings;
use super::quantity;
use crate::content::{dns_label, is_label_key, label_key};
use crate::cursor::Cursor;
use crate::findings::{Bad, Findings};

const HUGE_PAGES: &str = "hugepages-";

/// Whose resources they are, which decides the names that they may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Container,
    Pod,
}

/// `ValidateContainerResourceRequirements`.
pub(super) fn check_container(resources: &Cursor, pod: &Surroundings, findings: &mut Findings) {
    check(resources, Owner::Container, pod.options, findings);
    check_claims(&resources.field("claims"), &pod.claims, findings);
}

/// `validateOverhead`: checked as if it were the limits of a container, and so called.
pub(super) fn check_overhead(overhead: &Cursor, options: &Options, findings: &mut Findings) {
    let limits = overhead.field_called("limits");
    check_lists(
        overhead,
        &limits,
        &overhead.field("requests"),
        Owner::Container,
        options,
        findings,
    );
}

/// `validateResourceRequirements` without the claims.
pub(super) fn check(resources: &Cursor, owner: Owner, options: &Options, findings: &mut Findings) {
    let limits = resources.field("limits");
    let requests = resources.field("requests");
    check_lists(resources, &limits, &requests, owner, options, findings);
}

fn check_lists(
    resources: &Cursor,
    limits: &Cursor,
    requests: &Cursor,
    owner: Owner,
    options: &Options,
    findings: &mut Findings,
) {
    let mut has_huge_pages = false;
    let mut has_cpu_or_memory = false;
    for list in [limits, requests] {
        for (name, entry) in list.entries() {
            let Some(amount) = quantity::at(&entry) else {
                continue;
            };
            check_name(&entry, name, owner, findings);
            check_amount(&entry, name, &amount, findings);
            has_cpu_or_memory |= matches!(name, "cpu" | "memory");
            has_huge_pages |= name.starts_with(HUGE_PAGES);
            let is_right = options.allow_indivisible_huge_pages || is_divisible(name, &amount);
            if name.starts_with(HUGE_PAGES) && !is_right {
                let spelled = amount.to_string();
                let detail = format!("{spelled} is not positive integer multiple of {name}");
                findings.invalid(&entry, Bad::Text(&spelled), &detail);
            }
        }
    }
    for (name, entry) in requests.entries() {
        if let Some(amount) = quantity::at(&entry) {
            check_against_limit(requests, limits, name, &amount, findings);
        }
    }
    if has_huge_pages && !has_cpu_or_memory {
        findings.forbidden(resources, "HugePages require cpu or memory");
    }
}

/// A request against its limit; Kubernetes names the place without the resource.
fn check_against_limit(
    requests: &Cursor,
    limits: &Cursor,
    name: &str,
    amount: &Quantity,
    findings: &mut Findings,
) {
    let request = requests.silent_field(name);
    let may_exceed = is_native(name) && !name.starts_with(HUGE_PAGES);
    let Some(limit) = quantity::at(&limits.key(name)) else {
        if !may_exceed {
            findings.required(limits, "Limit must be set for non overcommitable resources");
        }
        return;
    };
    let relation = if !may_exceed && *amount != limit {
        "equal to"
    } else if *amount > limit {
        "less than or equal to"
    } else {
        return;
    };
    let detail = format!("must be {relation} {name} limit of {limit}");
    findings.invalid(&request, Bad::Text(&amount.to_string()), &detail);
}

/// `validateContainerResourceName` or `validatePodResourceName`.
fn check_name(entry: &Cursor, name: &str, owner: Owner, findings: &mut Findings) {
    let bad = Bad::Word(name);
    let messages = label_key(name);
    let is_key = messages.is_empty();
    for message in messages {
        findings.invalid(entry, bad, &message);
    }
    let is_plain = !name.contains('/');
    let is_standard = is_plain && is_standard_name(name);
    if is_key && is_plain && !is_standard {
        let detail = "must be a standard resource type or fully qualified";
        findings.invalid(entry, bad, detail);
    }
    let is_huge_page = name.starts_with(HUGE_PAGES);
    match owner {
        Owner::Pod => {
            let is_refused = !is_key || (is_plain && !is_standard);
            if !is_refused && !matches!(name, "cpu" | "memory") && !is_huge_page {
                findings.not_supported(entry, bad, &["cpu", HUGE_PAGES, "memory"]);
            }
        }
        Owner::Container if is_plain => {
            if !matches!(name, "cpu" | "memory" | "ephemeral-storage") && !is_huge_page {
                findings.invalid(entry, bad, "must be a standard resource for containers");
            }
        }
        Owner::Container => {
            if !is_native(name) && !is_extended(name) {
                let detail = "doesn't follow extended resource name standard";
                findings.invalid(entry, bad, detail);
            }
        }
    }
}

/// `ValidateResourceQuantityValue`. What is counted must be whole.
fn check_amount(entry: &Cursor, name: &str, amount: &Quantity, findings: &mut Findings) {
    let spelled = amount.to_string();
    if amount.sign().is_lt() {
        findings.invalid(entry, Bad::Text(&spelled), crate::content::NOT_NEGATIVE);
    }
    let is_counted = COUNTED.contains(&name) || is_extended(name);
    if is_counted && quantity::is_fractional(amount) {
        findings.invalid(entry, Bad::Word(&spelled), "must be an integer");
    }
}

/// `integerResources` in pkg/apis/core/helper/helpers.go.
const COUNTED: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

/// `IsStandardResourceName`.
fn is_standard_name(name: &str) -> bool {
    const STANDARD: [&str; 11] = [
        "cpu",
        "memory",
        "ephemeral-storage",
        "requests.cpu",
        "requests.memory",
        "requests.ephemeral-storage",
        "limits.cpu",
        "limits.memory",
        "limits.ephemeral-storage",
        "storage",
        "requests.storage",
    ];
    STANDARD.contains(&name)
        || COUNTED.contains(&name)
        || name.starts_with(HUGE_PAGES)
        || name.starts_with("requests.hugepages-")
}

/// In Kubernetes' own name space: without a prefix, or with one of kubernetes.io.
fn is_native(name: &str) -> bool {
    !name.contains('/') || texts::contains(name, "kubernetes.io/")
}

/// `IsExtendedResourceName`.
fn is_extended(name: &str) -> bool {
    !is_native(name) && !name.starts_with("requests.") && is_label_key(&format!("requests.{name}"))
}

/// `IsHugePageResourceValueDivisible`.
fn is_divisible(name: &str, amount: &Quantity) -> bool {
    let Some(size) = name.strip_prefix(HUGE_PAGES) else {
        return true;
    };
    let Ok(size) = size.parse::<Quantity>() else {
        return false;
    };
    size.sign().is_gt() && !quantity::is_fractional(&size) && amount.value() % size.value() == 0
}

/// `usesIndivisibleHugePagesValues` for the containers of a stored pod template.
pub(super) fn has_indivisible_huge_pages(pod: &Cursor) -> bool {
    let has_bad = |list: &Cursor| {
        list.entries().any(|(name, entry)| {
            quantity::at(&entry).is_some_and(|amount| !is_divisible(name, &amount))
        })
    };
    let mut found = has_bad(&pod.field("overhead"));
    super::container::visit_all(pod, &mut |container| {
        let resources = container.field("resources");
        found |= has_bad(&resources.field("limits")) || has_bad(&resources.field("requests"));
    });
    found
}

/// `validateResourceClaimNames`.
pub(super) fn check_claims(claims: &Cursor, known: &TextSet, findings: &mut Findings) {
    let mut seen = TextSet::default();
    for claim in claims.items() {
        let name = claim.text_of("name");
        if name.is_empty() {
            findings.required(&claim, "");
            continue;
        }
        if seen.contains(name) {
            findings.duplicate(&claim, Bad::Text(name));
        } else {
            let request = claim.field("request");
            let key = if request.text().is_empty() {
                for _ in seen
                    .keys()
                    .filter(|key| key.split_once('/').is_some_and(|(of, _)| of == name))
                {
                    findings.duplicate(&claim, Bad::Text(name));
                }
                name.to_owned()
            } else {
                findings.invalid_text(&request, request.text(), dns_label(request.text()));
                let key = format!("{name}/{}", request.text());
                if seen.contains(&key) {
                    findings.duplicate(&claim, Bad::Text(&key));
                }
                key
            };
            seen.insert(key);
        }
        if !known.contains(name) {
            let mut detail = String::from("must be one of the names in pod.spec.resourceClaims");
            if known.is_empty() {
                detail.push_str(" which is empty");
            } else {
                detail.push_str(": ");
                detail.push_str(&texts::join(&known.keys().collect::<Vec<_>>(), ", "));
            }
            findings.not_found_because(&claim, Bad::Text(name), &detail);
        }
    }
}

/// `validateResizePolicy`; Kubernetes names the list where a word is wrong.
pub(super) fn check_resize_policy(
    policies: &Cursor,
    pod_restart_policy: &str,
    findings: &mut Findings,
) {
    let mut seen = TextSet::default();
    for policy in policies.items() {
        let resource = policy.text_of("resourceName");
        if !seen.insert(resource) {
            findings.duplicate(&policy, Bad::Word(resource));
        }
        let at_list = policy.as_parent_prints();
        for (name, supported) in [
            ("resourceName", ["cpu", "memory"]),
            ("restartPolicy", ["NotRequired", "RestartContainer"]),
        ] {
            let field = at_list.silent_field(name);
            if field.text().is_empty() {
                findings.required(&field, "");
            } else {
                super::check_one_of(&field, &supported, findings);
            }
        }
        let restart = at_list.silent_field("restartPolicy");
        if pod_restart_policy == "Never" && restart.text() != "NotRequired" {
            let detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
            findings.invalid(&restart, Bad::Word(restart.text()), detail);
        }
    }
}
