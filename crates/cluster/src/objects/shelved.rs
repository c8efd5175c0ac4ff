//! The kinds that only preflight reads: each as what preflight keeps of it, by namespace and name.

use preflight::facts::{
    DeviceClaimFacts, KeyedFacts, LimitRangeFacts, PriorityClassFacts, QuotaFacts,
    RuntimeClassFacts,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Kind, Watchable, metadata::Metadata};

/// What preflight reads of an object.
pub(crate) trait Shelvable:
    Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static
{
    /// Which kind it is.
    const KIND: Kind;

    /// Takes out of the whole object what is kept.
    fn take(object: &Value) -> Self;
}

/// An object of one of these kinds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shelved<T> {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) kept: T,
}

#[derive(Deserialize)]
struct Object {
    metadata: Metadata,
}

impl<T: Shelvable> Watchable for Shelved<T> {
    const KIND: Kind = T::KIND;

    fn read(object: &Value) -> Result<Self, serde_json::Error> {
        let Object { metadata } = Object::deserialize(object)?;
        Ok(Self {
            namespace: metadata.namespace,
            name: metadata.name,
            kept: T::take(object),
        })
    }
}

macro_rules! kept_as_facts {
    ($($facts:ty = $kind:ident by $read:path;)*) => {
        $(impl Shelvable for $facts {
            const KIND: Kind = Kind::$kind;

            fn take(object: &Value) -> Self {
                $read(object)
            }
        })*
    };
}

kept_as_facts! {
    QuotaFacts = ResourceQuota by Self::from_resource_quota;
    LimitRangeFacts = LimitRange by Self::from_limit_range;
    PriorityClassFacts = PriorityClass by Self::from_priority_class;
    RuntimeClassFacts = RuntimeClass by Self::from_runtime_class;
}

/// A ConfigMap: its keys. The values end here.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ConfigMap(pub(crate) KeyedFacts);

impl Shelvable for ConfigMap {
    const KIND: Kind = Kind::ConfigMap;

    fn take(object: &Value) -> Self {
        Self(KeyedFacts::from_config_map(object))
    }
}

/// A Secret: that it is there. Only its metadata has been sent, and of that the name alone is kept:
/// `kubectl apply` writes what it applied into an annotation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Secret(pub(crate) KeyedFacts);

impl Shelvable for Secret {
    const KIND: Kind = Kind::Secret;

    fn take(object: &Value) -> Self {
        let name = object["metadata"]["name"].as_str().unwrap_or_default();
        Self(KeyedFacts {
            name: name.to_owned(),
            ..KeyedFacts::default()
        })
    }
}

/// A `ServiceAccount`: that it is there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ServiceAccount;

impl Shelvable for ServiceAccount {
    const KIND: Kind = Kind::ServiceAccount;

    fn take(_object: &Value) -> Self {
        Self
    }
}

/// A claim, as far as preflight reads it; it is put together with its volume and its class when asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Claim(pub(crate) Value);

impl Shelvable for Claim {
    const KIND: Kind = Kind::PersistentVolumeClaim;

    fn take(object: &Value) -> Self {
        let (metadata, spec) = (&object["metadata"], &object["spec"]);
        Self(json!({
            "metadata": {
                "name": metadata["name"],
                "deletionTimestamp": metadata["deletionTimestamp"],
            },
            "spec": {
                "accessModes": spec["accessModes"],
                "storageClassName": spec["storageClassName"],
                "volumeName": spec["volumeName"],
            },
            "status": {"phase": object["status"]["phase"]},
        }))
    }
}

/// A volume: the nodes that can reach it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Volume(pub(crate) Value);

impl Shelvable for Volume {
    const KIND: Kind = Kind::PersistentVolume;

    fn take(object: &Value) -> Self {
        Self(json!({"spec": {"nodeAffinity": object["spec"]["nodeAffinity"]}}))
    }
}

/// A class of storage: when and where it makes volumes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StorageClass(pub(crate) Value);

impl Shelvable for StorageClass {
    const KIND: Kind = Kind::StorageClass;

    fn take(object: &Value) -> Self {
        Self(preflight::facts::StorageClassFacts::from_storage_class(object).to_value())
    }
}

/// A class of devices: that it is there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DeviceClass;

impl Shelvable for DeviceClass {
    const KIND: Kind = Kind::DeviceClass;

    fn take(_object: &Value) -> Self {
        Self
    }
}

/// A claim of devices.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ResourceClaim(pub(crate) DeviceClaimFacts);

impl Shelvable for ResourceClaim {
    const KIND: Kind = Kind::ResourceClaim;

    fn take(object: &Value) -> Self {
        Self(DeviceClaimFacts::from_claim(object))
    }
}

/// What each pod gets a claim of devices by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ResourceClaimTemplate(pub(crate) DeviceClaimFacts);

impl Shelvable for ResourceClaimTemplate {
    const KIND: Kind = Kind::ResourceClaimTemplate;

    fn take(object: &Value) -> Self {
        Self(DeviceClaimFacts::from_template(object))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ConfigMap, Secret, Shelvable as _};

    #[test]
    fn no_value_of_a_config_map_or_secret_is_kept() {
        let object = json!({
            "metadata": {"name": "s", "namespace": "n", "annotations": {
                "kubectl.kubernetes.io/last-applied-configuration": "hunter2",
            }},
            "data": {"password": "hunter2"}, "stringData": {"password": "hunter2"},
        });
        let kept = format!("{:?} {:?}", ConfigMap::take(&object), Secret::take(&object));
        assert!(!kept.contains("hunter2"), "{kept}");
        assert!(kept.contains("password"), "{kept}");
    }
}
