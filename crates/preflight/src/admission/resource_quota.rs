//! ResourceQuota: whether a pod may be made, and how many of them.
//!
//! Follows `pkg/quota/v1/evaluator/core/pods.go` and apiserver's
//! `admission/plugin/resourcequota/controller.go`.

mod objects;
mod quota_use;
mod scope;

use manifest::Quantity;
use manifest::gather::Gather;
use manifest::order;
use manifest::quantity::Format;
use manifest::texts;
use serde_json::Value;

use crate::facts::QuotaFacts;
use crate::resources;

pub(crate) use self::objects::check_objects;
pub use self::objects::{check_object, usage_of_object};
pub use self::quota_use::QuotaUse;
pub use crate::resources::ResourceList;

/// What every container must say where a quota counts it (`validationSet`).
const MUST_BE_SAID: [&str; 6] = [
    "cpu",
    "limits.cpu",
    "limits.memory",
    "memory",
    "requests.cpu",
    "requests.memory",
];

/// What a quota can count of pods (`podResources`).
const OF_PODS: [&str; 11] = [
    "count/pods",
    "cpu",
    "ephemeral-storage",
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "memory",
    "pods",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// What pods of a spec take of the quotas.
#[derive(Clone, Debug, Default)]
pub struct Demand {
    /// What a new pod takes.
    usage: ResourceList,
    /// How many new pods are wanted.
    pods: u32,
    /// What is given back: the usage of the pods that are replaced, all together.
    freed: ResourceList,
}

/// What a quota says of new pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaVerdict {
    /// The quota.
    pub quota: String,
    /// How many of the pods it lets through.
    pub allowed: u32,
    /// What the API server says of the first pod that it refuses, after `pods "NAME" is forbidden: `;
    /// none where it lets all of them through.
    pub refusal: Option<String>,
}

impl Demand {
    /// So many pods of an admitted `spec`.
    #[must_use]
    pub fn new(spec: &Value, pods: u32) -> Self {
        Self {
            usage: usage(spec),
            pods,
            freed: ResourceList::new(),
        }
    }

    /// The same, where so many pods of another admitted `spec` are deleted before.
    #[must_use]
    pub fn replacing(mut self, spec: &Value, pods: u32) -> Self {
        self.freed = times(&usage(spec), pods);
        self
    }

    /// What a quota counts of these pods.
    #[must_use]
    pub(crate) fn counted_by(&self, quota: &QuotaFacts) -> Vec<QuotaUse> {
        let hard = quota.hard.iter();
        let counted = hard.filter_map(|(name, hard)| {
            let mut added = self.usage.get(name)?.clone();
            added.multiply(i64::from(self.pods));
            let used = quota.used.get(name);
            Some(QuotaUse {
                resource: name.clone(),
                hard: hard.to_string(),
                used: used.map_or_else(String::new, ToString::to_string),
                added: added.to_string(),
            })
        });
        counted.gather()
    }
}

/// What a quota says; nothing where it does not count these pods.
#[must_use]
pub fn check(quota: &QuotaFacts, spec: &Value, demand: &Demand) -> Option<QuotaVerdict> {
    let counted: Vec<&str> = quota
        .hard
        .keys()
        .map(String::as_str)
        .filter(|name| counts_pods(name))
        .gather();
    if counted.is_empty() || !matches(quota, spec) {
        return None;
    }
    let refused = |allowed, message| {
        Some(QuotaVerdict {
            quota: quota.name.clone(),
            allowed,
            refusal: Some(message),
        })
    };
    if let Some(missing) = must_specify(&counted, spec) {
        return refused(0, format!("failed quota: {}: {missing}", quota.name));
    }
    if counted.iter().any(|name| !quota.used.contains_key(name)) {
        let names: Vec<_> = counted.into_iter().collect();
        return refused(0, status_unknown(quota, &names));
    }
    let allowed = most_that_fit(quota, demand);
    let message = (allowed < demand.pods).then(|| exceeded(quota, demand, allowed));
    Some(QuotaVerdict {
        quota: quota.name.clone(),
        allowed,
        refusal: message,
    })
}

/// `status.used` of a quota that counts pods of these admitted specs, and objects that take so much (see
/// [`usage_of_object`]).
#[must_use]
pub fn used<'s>(
    quota: &QuotaFacts,
    specs: impl IntoIterator<Item = &'s Value>,
    objects: impl IntoIterator<Item = ResourceList>,
) -> Value {
    let counted = quota.hard.keys();
    let counted = counted.filter(|name| counts_pods(name) || objects::counts_objects(name));
    let mut used = counted
        .map(|name| (name.clone(), Quantity::new(0, Format::DecimalSi)))
        .collect();
    for spec in specs {
        if matches(quota, spec) {
            count(&mut used, usage(spec));
        }
    }
    for usage in objects {
        if quota.scopes.is_empty() {
            count(&mut used, usage);
        }
    }
    printed(used)
}

/// `status.used` of a quota once a pod of this admitted spec is counted as well.
#[must_use]
pub fn used_with(quota: &QuotaFacts, spec: &Value) -> Value {
    let mut used = quota.used.clone();
    if matches(quota, spec) {
        count(&mut used, usage(spec));
    }
    printed(used)
}

/// `status.used` of a quota once an object that takes so much is counted as well.
#[must_use]
pub fn used_with_object(quota: &QuotaFacts, usage: ResourceList) -> Value {
    let mut used = quota.used.clone();
    if quota.scopes.is_empty() {
        count(&mut used, usage);
    }
    printed(used)
}

fn matches(quota: &QuotaFacts, spec: &Value) -> bool {
    quota.scopes.iter().all(|scope| scope::matches(scope, spec))
}

fn count(used: &mut ResourceList, usage: ResourceList) {
    for (name, amount) in usage {
        if let Some(total) = used.get_mut(&name) {
            *total += &amount;
        }
    }
}

fn printed(used: ResourceList) -> Value {
    let entries = used.into_iter();
    Value::Object(
        entries
            .map(|(name, amount)| (name, amount.to_string().into()))
            .collect(),
    )
}

/// What a quota counts of one pod (`PodUsageFunc`).
#[must_use]
pub(crate) fn usage(spec: &Value) -> ResourceList {
    let mut usage = named(&resources::pod_requests(spec), &resources::pod_limits(spec));
    for name in ["count/pods", "pods"] {
        usage.insert(name.to_owned(), Quantity::new(1, Format::DecimalSi));
    }
    usage
}

/// Requests and limits under the names of quotas (`podComputeUsageHelper`).
fn named(requests: &ResourceList, limits: &ResourceList) -> ResourceList {
    let mut usage = ResourceList::new();
    for (name, amount) in requests {
        let is_native = !name.contains('/') || texts::contains(name, "kubernetes.io/");
        let is_standard = matches!(name.as_str(), "cpu" | "memory" | "ephemeral-storage")
            || name.starts_with("hugepages-");
        if is_standard {
            usage.insert(name.clone(), amount.clone());
        }
        if is_standard || !is_native {
            usage.insert(format!("requests.{name}"), amount.clone());
        }
    }
    for (name, amount) in limits {
        if matches!(name.as_str(), "cpu" | "memory" | "ephemeral-storage") {
            usage.insert(format!("limits.{name}"), amount.clone());
        }
    }
    usage
}

/// Whether a quota on this resource counts pods (`MatchingResources`).
fn counts_pods(name: &str) -> bool {
    let is_extended = name.strip_prefix("requests.").is_some_and(|extended| {
        extended.contains('/') && !texts::contains(extended, "kubernetes.io/")
    });
    OF_PODS.contains(&name)
        || name.starts_with("hugepages-")
        || name.starts_with("requests.hugepages-")
        || is_extended
}

/// What containers leave out that the quota wants said (`Constraints`).
fn must_specify(counted: &[&str], spec: &Value) -> Option<String> {
    if resources::has_pod_level(spec) {
        return None;
    }
    let containers = ["containers", "initContainers"].into_iter();
    let containers = containers.flat_map(|list| resources::containers(spec, list));
    let mut said: Vec<_> = containers
        .map(|container| {
            let list = |kind| resources::read_list(&container["resources"][kind]);
            let name = container["name"].as_str().unwrap_or_default();
            (name, named(&list("requests"), &list("limits")))
        })
        .gather();
    order::sort_by(&mut said, |(one, _), (other, _)| one.cmp(other));
    let counted = MUST_BE_SAID.iter().filter(|name| counted.contains(*name));
    let parts: Vec<_> = counted
        .filter_map(|name| {
            let missing = said.iter().filter(|(_, said)| !said.contains_key(name));
            let mut missing: Vec<&str> = missing.map(|(container, _)| *container).gather();
            missing.dedup();
            (!missing.is_empty()).then(|| format!("{name} for: {}", texts::join(&missing, ",")))
        })
        .gather();
    (!parts.is_empty()).then(|| format!("must specify {}", texts::join(&parts, "; ")))
}

fn status_unknown(quota: &QuotaFacts, resources: &[&str]) -> String {
    format!(
        "status unknown for quota: {}, resources: {}",
        quota.name,
        texts::join(resources, ",")
    )
}

/// How many of the pods fit, searched by halving.
fn most_that_fit(quota: &QuotaFacts, demand: &Demand) -> u32 {
    let fits = |pods: u32| exceeded_names(quota, demand, pods).is_empty();
    let (mut fitting, mut failing) = (0, demand.pods.saturating_add(1));
    while failing - fitting > 1 {
        let middle = fitting + (failing - fitting) / 2;
        if fits(middle) {
            fitting = middle;
        } else {
            failing = middle;
        }
    }
    fitting
}

/// The resources of which so many pods take more than there is.
fn exceeded_names<'q>(quota: &'q QuotaFacts, demand: &Demand, pods: u32) -> Vec<&'q str> {
    let used = used_by(quota, demand, pods);
    let hard = quota.hard.iter().filter(|(name, hard)| {
        let takes_any = demand
            .usage
            .get(name)
            .is_some_and(|amount| !amount.is_zero());
        takes_any && used.get(name).is_some_and(|used| used > *hard)
    });
    hard.map(|(name, _)| name.as_str()).gather()
}

/// What is used once so many pods are there.
fn used_by(quota: &QuotaFacts, demand: &Demand, pods: u32) -> ResourceList {
    let mut used = quota.used.clone();
    for (name, amount) in &demand.freed {
        if let Some(used) = used.get_mut(name) {
            *used -= amount;
        }
    }
    resources::add(&mut used, &times(&demand.usage, pods));
    used
}

/// What the API server says of the pod after the last that fits.
fn exceeded(quota: &QuotaFacts, demand: &Demand, allowed: u32) -> String {
    let names = exceeded_names(quota, demand, allowed.saturating_add(1));
    let used = used_by(quota, demand, allowed);
    let print = |list: &ResourceList| {
        let parts = names.iter().filter_map(|name| {
            let amount = list.get(name)?;
            Some(format!("{name}={amount}"))
        });
        texts::join(&parts.gather(), ",")
    };
    format!(
        "exceeded quota: {}, requested: {}, used: {}, limited: {}",
        quota.name,
        print(&demand.usage),
        print(&used),
        print(&quota.hard)
    )
}

pub(crate) fn times(list: &ResourceList, count: u32) -> ResourceList {
    let mut product = list.clone();
    for amount in product.values_mut() {
        amount.multiply(i64::from(count));
    }
    product
}
