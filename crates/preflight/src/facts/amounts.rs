//! `Amounts`: resources in the units in which the scheduler counts, quick to add and compare.

use manifest::quantity::Format;
use manifest::{Quantity, StringMap};
use serde_json::{Map, Value};

use crate::resources::{self, ResourceList};

/// How much of each resource (`framework.Resource` in kube-scheduler's `framework/types.go`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Amounts {
    /// `cpu` in thousandths of a core.
    pub cpu: i64,
    /// `memory` in bytes.
    pub memory: i64,
    /// `ephemeral-storage` in bytes.
    pub ephemeral_storage: i64,
    /// `pods`: how many may run on a node, or how many do.
    pub pods: i64,
    /// Everything else in whole units: extended resources, huge pages, volumes that can be attached.
    pub other: StringMap<i64>,
}

/// A resource by its name, told apart once to be asked of many nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource<'n> {
    Cpu,
    Memory,
    EphemeralStorage,
    Pods,
    Other(&'n str),
}

impl<'n> Resource<'n> {
    /// Those that have a field of their own in [`Amounts`].
    pub(crate) const STANDARD: [Self; 4] =
        [Self::Pods, Self::Cpu, Self::Memory, Self::EphemeralStorage];

    pub(crate) fn named(name: &'n str) -> Self {
        let standard = Self::STANDARD.into_iter();
        let mut standard = standard.filter(|resource| resource.name() == name);
        standard.next().unwrap_or(Self::Other(name))
    }

    pub(crate) const fn name(self) -> &'n str {
        match self {
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::EphemeralStorage => "ephemeral-storage",
            Self::Pods => "pods",
            Self::Other(name) => name,
        }
    }
}

impl Amounts {
    /// Reads a `core/v1 ResourceList`, such as a node's `status.allocatable`.
    #[must_use]
    pub fn from_resource_list(list: &Value) -> Self {
        Self::from_list(&resources::read_list(list))
    }

    pub(crate) fn from_list(list: &ResourceList) -> Self {
        let mut amounts = Self::default();
        for (name, amount) in list {
            match name.as_str() {
                "cpu" => amounts.cpu = amount.milli_value(),
                "memory" => amounts.memory = amount.value(),
                "ephemeral-storage" => amounts.ephemeral_storage = amount.value(),
                "pods" => amounts.pods = amount.value(),
                _ => {
                    amounts.other.insert(name.clone(), amount.value());
                }
            }
        }
        amounts
    }

    /// Adds another's amounts.
    pub fn add(&mut self, other: &Self) {
        self.combine(other, i64::saturating_add);
    }

    /// Takes another's amounts away.
    pub fn subtract(&mut self, other: &Self) {
        self.combine(other, i64::saturating_sub);
        self.other.retain(|_, amount| *amount != 0);
    }

    fn combine(&mut self, other: &Self, operation: fn(i64, i64) -> i64) {
        self.cpu = operation(self.cpu, other.cpu);
        self.memory = operation(self.memory, other.memory);
        self.ephemeral_storage = operation(self.ephemeral_storage, other.ephemeral_storage);
        self.pods = operation(self.pods, other.pods);
        for (name, amount) in &other.other {
            match self.other.get_mut(name) {
                Some(own) => *own = operation(*own, *amount),
                None => {
                    self.other.insert(name.clone(), operation(0, *amount));
                }
            }
        }
    }

    /// The amount of a resource in the unit in which it is counted here: thousandths of `cpu`.
    pub(crate) fn get(&self, resource: Resource) -> i64 {
        match resource {
            Resource::Cpu => self.cpu,
            Resource::Memory => self.memory,
            Resource::EphemeralStorage => self.ephemeral_storage,
            Resource::Pods => self.pods,
            Resource::Other(name) => self.other.get(name).copied().unwrap_or_default(),
        }
    }

    /// The standard resources in the scheduler's order, then the others by name.
    pub(crate) fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        let others = self.other.keys().map(String::as_str);
        Resource::STANDARD
            .into_iter()
            .chain(others.map(Resource::Other))
    }

    /// The amounts that are not zero, as a `core/v1 ResourceList`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut list = Map::new();
        for resource in self.resources() {
            let (name, amount) = (resource.name(), self.get(resource));
            if amount != 0 {
                list.insert(name.to_owned(), quantity(name, amount).to_string().into());
            }
        }
        Value::Object(list)
    }
}

/// An amount of a resource as Kubernetes spells it.
#[must_use]
pub fn quantity(resource: &str, amount: i64) -> Quantity {
    match resource {
        "cpu" => Quantity::from_milli(amount, Format::DecimalSi),
        "memory" | "ephemeral-storage" => Quantity::new(amount, Format::BinarySi),
        _ if resource.starts_with("hugepages-") => Quantity::new(amount, Format::BinarySi),
        _ => Quantity::new(amount, Format::DecimalSi),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Amounts, Resource};

    #[test]
    fn reads_and_writes_a_resource_list() {
        let list = json!({
            "cpu": "3920m",
            "memory": "15990783Ki",
            "ephemeral-storage": "95551679124",
            "pods": "110",
            "example.com/gpu": "2",
            "hugepages-2Mi": "1Gi",
        });
        let amounts = Amounts::from_resource_list(&list);
        assert_eq!((amounts.cpu, amounts.pods), (3920, 110));
        assert_eq!(amounts.get(Resource::named("example.com/gpu")), 2);
        assert_eq!(amounts.to_value(), list);
    }

    #[test]
    fn what_is_added_can_be_taken_away() {
        let mut amounts = Amounts::from_resource_list(&json!({"cpu": "1", "memory": "1Gi"}));
        let before = amounts.clone();
        let more = Amounts::from_resource_list(&json!({"cpu": "500m", "x/y": "3", "pods": "1"}));
        amounts.add(&more);
        assert_eq!(
            (
                amounts.cpu,
                amounts.pods,
                amounts.get(Resource::named("x/y"))
            ),
            (1500, 1, 3)
        );
        amounts.subtract(&more);
        assert_eq!(amounts, before);
    }
}
