//! What only preflight reads, by kind, namespace and name.

use std::{collections::BTreeMap, ops::Bound, sync::Arc};

use preflight::facts::{LimitRangeFacts, PriorityClassFacts, QuotaFacts, RuntimeClassFacts};

use super::{Index, ObjectKey, apply::Indexed};
use crate::objects::shelved::{
    Claim, ConfigMap, DeviceClass, ResourceClaim, ResourceClaimTemplate, Secret, ServiceAccount,
    Shelvable, Shelved, StorageClass, Volume,
};

/// The objects of one kind.
#[derive(Debug)]
pub(crate) struct Shelf<T>(BTreeMap<ObjectKey, T>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Shelf<T> {
    /// The objects of one namespace, by name.
    pub(super) fn of(&self, namespace: &str) -> impl Iterator<Item = (&str, &T)> {
        let first = ObjectKey {
            namespace: Arc::from(namespace),
            name: Arc::from(""),
        };
        let namespace = Arc::clone(&first.namespace);
        self.0
            .range((Bound::Included(first), Bound::Unbounded))
            .take_while(move |(key, _)| key.namespace == namespace)
            .map(|(key, object)| (&*key.name, object))
    }

    /// One object that has no namespace.
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        let key = ObjectKey {
            namespace: Arc::from(""),
            name: Arc::from(name),
        };
        self.0.get(&key)
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Shelves {
    pub(super) quotas: Shelf<QuotaFacts>,
    pub(super) limit_ranges: Shelf<LimitRangeFacts>,
    pub(super) priority_classes: Shelf<PriorityClassFacts>,
    pub(super) runtime_classes: Shelf<RuntimeClassFacts>,
    pub(super) claims: Shelf<Claim>,
    pub(super) volumes: Shelf<Volume>,
    pub(super) storage_classes: Shelf<StorageClass>,
    pub(super) device_classes: Shelf<DeviceClass>,
    pub(super) resource_claims: Shelf<ResourceClaim>,
    pub(super) resource_claim_templates: Shelf<ResourceClaimTemplate>,
    pub(super) service_accounts: Shelf<ServiceAccount>,
    pub(super) config_maps: Shelf<ConfigMap>,
    pub(super) secrets: Shelf<Secret>,
}

/// A kind that has a shelf.
pub(crate) trait HasShelf: Shelvable {
    /// Where the objects of the kind are.
    fn shelf(shelves: &Shelves) -> &Shelf<Self>;
    /// Where the objects of the kind are, to be changed.
    fn shelf_mut(shelves: &mut Shelves) -> &mut Shelf<Self>;
}

macro_rules! shelves {
    ($($kept:ident = $shelf:ident;)*) => {
        $(impl HasShelf for $kept {
            fn shelf(shelves: &Shelves) -> &Shelf<Self> {
                &shelves.$shelf
            }

            fn shelf_mut(shelves: &mut Shelves) -> &mut Shelf<Self> {
                &mut shelves.$shelf
            }
        })*
    };
}

shelves! {
    QuotaFacts = quotas;
    LimitRangeFacts = limit_ranges;
    PriorityClassFacts = priority_classes;
    RuntimeClassFacts = runtime_classes;
    Claim = claims;
    Volume = volumes;
    StorageClass = storage_classes;
    DeviceClass = device_classes;
    ResourceClaim = resource_claims;
    ResourceClaimTemplate = resource_claim_templates;
    ServiceAccount = service_accounts;
    ConfigMap = config_maps;
    Secret = secrets;
}

impl<T: HasShelf> Indexed for Shelved<T> {
    fn upsert(self, index: &mut Index) {
        let key = index.key(&self.namespace, &self.name);
        let objects = T::shelf_mut(&mut index.shelves);
        if objects.0.get(&key) != Some(&self.kept) {
            objects.0.insert(key, self.kept);
            index.changed.facts = true;
        }
    }

    fn remove(key: &ObjectKey, index: &mut Index) {
        let objects = T::shelf_mut(&mut index.shelves);
        index.changed.facts |= objects.0.remove(key).is_some();
    }

    fn keys(index: &Index) -> Vec<ObjectKey> {
        T::shelf(&index.shelves).0.keys().cloned().collect()
    }
}
