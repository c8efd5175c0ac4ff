//! Room: what a node has left of its resources and ports.

use manifest::gather::Gather;
use manifest::texts;

use crate::facts::{Amounts, HostPort, NodeFacts, PodUse, PriorityUse};
use crate::placement::culprit::Culprit;

/// What a node has, and what of it is taken.
pub(super) struct Room<'n> {
    allocatable: &'n Amounts,
    taken: &'n [PriorityUse],
    leaving: Option<&'n PodUse>,
}

impl<'n> Room<'n> {
    /// Nothing where it is not known what the node has or what runs there.
    pub(super) fn of(node: &'n NodeFacts, leaving: Option<&'n PodUse>) -> Option<Self> {
        Some(Self {
            allocatable: node.allocatable.as_ref()?,
            taken: &node.used.as_ref()?.by_priority,
            leaving,
        })
    }

    /// A port that a pod of at least this priority holds already.
    pub(super) fn taken_port<'p>(
        &self,
        ports: &'p [HostPort],
        priority: i32,
    ) -> Option<&'p HostPort> {
        let leaving = self.leaving.map_or(&[][..], |pod| &pod.host_ports);
        ports.iter().find(|port| {
            let stays = self.taken.iter().filter(|entry| entry.priority >= priority);
            let conflicts = |list: &[HostPort]| {
                let conflicts = list.iter().filter(|taken| taken.conflicts_with(port));
                conflicts.count()
            };
            let held: usize = stays.map(|entry| conflicts(&entry.host_ports)).sum();
            let is_above = self.leaving.is_some_and(|pod| pod.priority >= priority);
            let left = if is_above { conflicts(leaving) } else { 0 };
            held > left
        })
    }

    /// What is short while the pods of at least this priority stay (`fitsRequest` in
    /// `plugins/noderesources/fit.go`).
    pub(super) fn shortages<'r>(&self, requests: &'r Amounts, priority: i32) -> Vec<Shortage<'r>> {
        let leaving = self.leaving.filter(|pod| pod.priority >= priority);
        let free = |resource| {
            let stays = self.taken.iter().filter(|entry| entry.priority >= priority);
            let taken = stays.map(|entry| entry.requests.get(resource));
            let taken = taken.fold(0, i64::saturating_add);
            let given_back = leaving.map_or(0, |pod| pod.requests.get(resource));
            let free = self.allocatable.get(resource).saturating_sub(taken);
            free.saturating_add(given_back)
        };
        requests
            .resources()
            .filter_map(|resource| {
                let requested = requests.get(resource);
                if requested <= 0 {
                    return None;
                }
                let free = free(resource);
                (requested > free).then_some(Shortage {
                    resource: resource.name(),
                    requested,
                    free,
                    allocatable: self.allocatable.get(resource),
                })
            })
            .gather()
    }
}

/// A resource of which a node has too little.
pub(super) struct Shortage<'r> {
    resource: &'r str,
    requested: i64,
    free: i64,
    allocatable: i64,
}

impl Shortage<'_> {
    /// In the scheduler's words.
    pub(super) fn reason(&self) -> String {
        match self.resource {
            "pods" => "Too many pods".to_owned(),
            resource => "Insufficient ".to_owned() + resource,
        }
    }

    /// What asks for it; that a node takes no more pods no field can help.
    pub(super) fn culprit(&self) -> Culprit {
        match self.resource {
            "pods" => Culprit::Pod,
            resource => Culprit::Request(resource.to_owned()),
        }
    }

    /// Whether the node would have too little of it if it were empty.
    pub(super) fn is_final(&self) -> bool {
        self.requested > self.allocatable
    }

    /// With numbers.
    pub(super) fn detail(&self) -> String {
        if self.resource == "pods" {
            return "too many pods".to_owned();
        }
        let amount = |amount| rounded(self.resource, amount);
        let (free, requested) = (amount(self.free.max(0)), amount(self.requested));
        // Put together by hand, because it is done for thousands of nodes.
        let parts = [
            "insufficient ",
            self.resource,
            " (",
            &free,
            " of ",
            &requested,
            ")",
        ];
        texts::join(&parts, "")
    }
}

/// An amount for people, to a tenth of the largest unit that it fills: `1.2Gi`, `250m`, `1.5`.
#[must_use]
pub fn rounded(resource: &str, amount: i64) -> String {
    let is_bytes =
        matches!(resource, "memory" | "ephemeral-storage") || resource.starts_with("hugepages-");
    if is_bytes {
        let suffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
        let mut power = 0;
        while amount >> (10 * (power + 1)) > 0 && power + 1 < suffixes.len() {
            power += 1;
        }
        let unit = 1_i64 << (10 * power);
        return tenths(amount, unit) + suffixes[power];
    }
    match resource {
        "cpu" if amount < 1000 => amount.to_string() + "m",
        "cpu" => tenths(amount, 1000),
        _ => amount.to_string(),
    }
}

/// An amount in units, with one digit behind the point unless it is zero; never more than it is.
fn tenths(amount: i64, unit: i64) -> String {
    let (whole, rest) = (amount / unit, amount % unit);
    // The rest is divided first where it would not bear being multiplied.
    let tenth = i128::from(rest) * 10 / i128::from(unit);
    if tenth == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{tenth}")
    }
}
