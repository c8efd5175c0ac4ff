//! `PriorityClassFacts`, `RuntimeClassFacts` and `StorageClassFacts`: what preflight reads of classes.

use manifest::StringMap;
use manifest::json::items;

use serde_json::{Value, json};

use crate::resources::{self, ResourceList};

/// A `PriorityClass` (`scheduling.k8s.io/v1`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriorityClassFacts {
    /// `metadata.name`.
    pub name: String,
    /// `value`: the priority of its pods.
    pub value: i32,
    /// `globalDefault`: pods that name no class are of this one.
    pub global_default: bool,
    /// `preemptionPolicy: Never`: its pods have no others deleted.
    pub never_preempts: bool,
}

impl PriorityClassFacts {
    /// Reads a `PriorityClass`.
    #[must_use]
    pub fn from_priority_class(class: &Value) -> Self {
        let value = class["value"].as_i64().unwrap_or_default();
        Self {
            name: super::name_of(class),
            value: i32::try_from(value).unwrap_or_default(),
            global_default: class["globalDefault"] == true,
            never_preempts: class["preemptionPolicy"] == "Never",
        }
    }

    /// A `PriorityClass` that holds what is known of it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let policy = if self.never_preempts {
            "Never"
        } else {
            "PreemptLowerPriority"
        };
        json!({
            "metadata": {"name": self.name},
            "value": self.value,
            "globalDefault": self.global_default,
            "preemptionPolicy": policy,
        })
    }
}

/// A `RuntimeClass` (`node.k8s.io/v1`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuntimeClassFacts {
    /// `metadata.name`.
    pub name: String,
    /// `overhead.podFixed`: what a pod of it takes besides its containers; none where the class does not
    /// speak of overhead, which is not the same as one that is empty.
    pub(crate) overhead: Option<ResourceList>,
    /// `scheduling.nodeSelector`: the nodes that have the runtime.
    pub node_selector: StringMap<String>,
    /// `scheduling.tolerations`, which its pods get.
    pub tolerations: Vec<Value>,
}

impl RuntimeClassFacts {
    /// Reads a `RuntimeClass`.
    #[must_use]
    pub fn from_runtime_class(class: &Value) -> Self {
        let scheduling = &class["scheduling"];
        Self {
            name: super::name_of(class),
            overhead: class["overhead"]
                .is_object()
                .then(|| resources::read_list(&class["overhead"]["podFixed"])),
            node_selector: super::text_map(&scheduling["nodeSelector"]),
            tolerations: items(&scheduling["tolerations"]).to_vec(),
        }
    }

    /// A `RuntimeClass` that holds what is known of it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut class = json!({
            "metadata": {"name": self.name},
            "scheduling": {"nodeSelector": self.node_selector, "tolerations": self.tolerations},
        });
        if let Some(overhead) = &self.overhead {
            class["overhead"]["podFixed"] = super::list_to_value(overhead);
        }
        class
    }
}

/// The provisioner that stands for none.
const NO_PROVISIONER: &str = "kubernetes.io/no-provisioner";

/// A `StorageClass` (`storage.k8s.io/v1`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorageClassFacts {
    /// `metadata.name`.
    pub name: String,
    /// Whether claims that name no class are of this one.
    pub is_default: bool,
    /// Whether it makes volumes: its provisioner is not `kubernetes.io/no-provisioner`.
    pub provisions: bool,
    /// Whether a volume is bound only when a pod needs it (`volumeBindingMode: WaitForFirstConsumer`).
    pub waits_for_consumer: bool,
    /// `allowedTopologies`: where a volume may be made; `null` where that does not matter.
    pub allowed_topologies: Value,
}

impl StorageClassFacts {
    /// Reads a `StorageClass`.
    #[must_use]
    pub fn from_storage_class(class: &Value) -> Self {
        let annotation = |group: &str| {
            let key = format!("storageclass.{group}/is-default-class");
            class["metadata"]["annotations"][key] == "true"
        };
        Self {
            name: super::name_of(class),
            is_default: annotation("kubernetes.io") || annotation("beta.kubernetes.io"),
            provisions: class["provisioner"] != NO_PROVISIONER,
            waits_for_consumer: class["volumeBindingMode"] == "WaitForFirstConsumer",
            allowed_topologies: class["allowedTopologies"].clone(),
        }
    }

    /// A `StorageClass` that holds what is known of it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut class = json!({"metadata": {"name": self.name}});
        if self.is_default {
            let key = "storageclass.kubernetes.io/is-default-class";
            class["metadata"]["annotations"] = json!({key: "true"});
        }
        if !self.provisions {
            class["provisioner"] = NO_PROVISIONER.into();
        }
        if self.waits_for_consumer {
            class["volumeBindingMode"] = "WaitForFirstConsumer".into();
        }
        if !self.allowed_topologies.is_null() {
            class["allowedTopologies"] = self.allowed_topologies.clone();
        }
        class
    }
}
