//! `apps/v1 DaemonSet`: what a row shows, and where the template puts pods.

use std::collections::BTreeMap;

use jiff::Timestamp;
use preflight::{facts::ControllerFacts, placement::Placement, rollout::Bounds, status::Numbers};
use serde::Deserialize;
use serde_json::Value;

use super::{
    Kind, Watchable,
    metadata::{Metadata, or_default},
};

/// Where the console keeps what the user wrote about a DaemonSet.
const DESCRIPTION: &str = "kubesphere.io/description";
/// Which tool manages the object.
const MANAGED_BY: &str = "app.kubernetes.io/managed-by";
/// The generation of the template; the controller copies it to the pods' `pod-template-generation`.
const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";

/// A DaemonSet.
#[derive(Clone, Debug)]
pub(crate) struct DaemonSet {
    pub(crate) uid: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) resource_version: String,
    pub(crate) generation: i64,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) description: String,
    pub(crate) managed_by: String,
    pub(crate) template_generation: String,
    pub(crate) created: Option<Timestamp>,
    pub(crate) terminating: bool,
    pub(crate) images: Vec<String>,
    pub(crate) strategy: String,
    /// How many nodes at a time; none under `OnDelete`.
    pub(crate) bounds: Option<Bounds>,
    pub(crate) placement: Placement,
    /// Whether the controller has not yet seen the latest change of the spec.
    pub(crate) unobserved: bool,
    pub(crate) status: StatusNumbers,
    /// Selector and labels of its pods.
    pub(crate) controller: ControllerFacts,
}

/// The counters of `status`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct StatusNumbers {
    pub(crate) desired_number_scheduled: u32,
    pub(crate) current_number_scheduled: u32,
    pub(crate) number_ready: u32,
    pub(crate) updated_number_scheduled: u32,
    pub(crate) number_available: u32,
    pub(crate) number_misscheduled: u32,
    observed_generation: i64,
}

impl StatusNumbers {
    /// Those that decide the status word.
    pub(crate) const fn deciding(&self) -> Numbers {
        Numbers {
            desired: self.desired_number_scheduled,
            current: self.current_number_scheduled,
            ready: self.number_ready,
            up_to_date: self.updated_number_scheduled,
            available: self.number_available,
        }
    }
}

#[derive(Deserialize)]
struct Object {
    metadata: Metadata,
    #[serde(default, deserialize_with = "or_default")]
    spec: Spec,
    #[serde(default, deserialize_with = "or_default")]
    status: StatusNumbers,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Spec {
    #[serde(deserialize_with = "or_default")]
    template: Template,
    #[serde(deserialize_with = "or_default")]
    update_strategy: UpdateStrategy,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Template {
    #[serde(deserialize_with = "or_default")]
    spec: PodSpec,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PodSpec {
    #[serde(deserialize_with = "or_default")]
    containers: Vec<Container>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Container {
    #[serde(deserialize_with = "or_default")]
    image: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct UpdateStrategy {
    #[serde(rename = "type", deserialize_with = "or_default")]
    kind: String,
}

impl Watchable for DaemonSet {
    const KIND: Kind = Kind::DaemonSet;

    fn read(object: &Value) -> Result<Self, serde_json::Error> {
        let Object {
            metadata,
            spec,
            status,
        } = Object::deserialize(object)?;
        let annotation =
            |key: &str| -> String { metadata.annotations.get(key).cloned().unwrap_or_default() };
        let managed_by = metadata
            .labels
            .get(MANAGED_BY)
            .cloned()
            .or_else(|| {
                let owner = metadata.controller()?;
                Some(format!("{}/{}", owner.kind, owner.name))
            })
            .unwrap_or_default();
        Ok(Self {
            description: annotation(DESCRIPTION),
            template_generation: annotation(TEMPLATE_GENERATION),
            managed_by,
            created: metadata.created(),
            terminating: metadata.is_terminating(),
            unobserved: status.observed_generation < metadata.generation,
            generation: metadata.generation,
            uid: metadata.uid,
            namespace: metadata.namespace,
            name: metadata.name,
            resource_version: metadata.resource_version,
            labels: metadata.labels,
            images: spec
                .template
                .spec
                .containers
                .into_iter()
                .map(|container| container.image)
                .collect(),
            strategy: spec.update_strategy.kind,
            bounds: Bounds::of(object, status.desired_number_scheduled),
            placement: Placement::new(object),
            status,
            controller: ControllerFacts::from_controller(Self::KIND.name(), object),
        })
    }
}
