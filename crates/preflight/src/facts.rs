//! `Facts`: what preflight knows of the cluster, trimmed to the fields it reads.

mod amounts;
mod beside;
mod claim;
mod classes;
mod collect;
mod controller;
#[cfg(feature = "openapi")]
mod described;
mod devices;
mod keyed;
mod limit_range;
mod namespace;
mod neighbours;
mod node;
mod nodes;
mod own;
mod own_in;
mod pod;
mod quota;
mod wire;

use manifest::gather::Gather;
use manifest::json::{entries, items};
use manifest::{Message, StringMap};

use serde_json::{Map, Value};

pub(crate) use amounts::Resource;
pub use amounts::{Amounts, quantity};
pub(crate) use beside::companions;
pub use claim::ClaimFacts;
pub(crate) use claim::claims_of;
pub use classes::{PriorityClassFacts, RuntimeClassFacts, StorageClassFacts};
pub use controller::{ControllerFacts, ImageUse};
pub use devices::DeviceClaimFacts;
pub use keyed::{KeyedFacts, SecretLookUp};
pub use limit_range::{LimitRangeFacts, LimitRangeItem};
pub use namespace::NamespaceFacts;
pub(crate) use neighbours::chooses;
pub use neighbours::{Neighbour, NeighbourFacts, Places, PodTerm, PodTraits};
pub use node::{NodeFacts, Readiness, Taint};
pub use nodes::Nodes;
pub use own::{OwnPod, OwnPods};
pub use pod::{HostPort, NodeUse, PodUse, PriorityUse};
pub use quota::{QuotaFacts, ScopeRequirement};

pub(crate) use pod::host_ports;

use crate::resources::ResourceList;

/// What is known of the cluster and of the target namespace.
///
/// `None` means "not known" (no right to list it, or no cluster at all) and is never taken for "none".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(rename_all = "camelCase"))]
pub struct Facts {
    /// The nodes, in the order in which the grid shows them: by name. In JSON they are one table.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<described::NodeTable>))]
    pub nodes: Option<Nodes>,
    /// The names of the namespaces that exist.
    pub namespaces: Option<Vec<String>>,
    /// The DaemonSets that exist, as `namespace/name`.
    pub daemon_sets: Option<Vec<String>>,
    /// The images that the DaemonSets of the cluster run. In JSON a pair each, `namespace/name` first.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<(String, Vec<String>)>>))]
    pub images: Option<Vec<ImageUse>>,
    /// The `PriorityClasses`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<described::TrimmedPriorityClass>>))]
    pub priority_classes: Option<Vec<PriorityClassFacts>>,
    /// The `RuntimeClasses`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<described::TrimmedRuntimeClass>>))]
    pub runtime_classes: Option<Vec<RuntimeClassFacts>>,
    /// The `StorageClasses`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<described::TrimmedStorageClass>>))]
    pub storage_classes: Option<Vec<StorageClassFacts>>,
    /// The names of the `DeviceClasses` (`resource.k8s.io`).
    pub device_classes: Option<Vec<String>>,
    /// The version of the API server, as its `/version` gives it (`gitVersion`): `v1.36.2`.
    pub server_version: Option<String>,
    /// The namespace that the DaemonSet goes to.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<described::TrimmedNamespace>))]
    pub namespace: Option<NamespaceFacts>,
    /// The pods that the DaemonSet has already, where it is changed and not made.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<described::OwnPodTable>))]
    pub own: Option<OwnPods>,
    /// Other pods, as far as the DaemonSet asks for them, and those that keep its pods away.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<described::Neighbours>))]
    pub neighbours: Option<NeighbourFacts>,
    /// Why something is not known, by the plural name of the resource: `resourcequotas` →
    /// `no right to list resourcequotas`.
    #[cfg_attr(
        feature = "openapi",
        schema(value_type = std::collections::BTreeMap<String, String>, required = false)
    )]
    pub unknown: StringMap<Message>,
}

impl Facts {
    /// What is known of this namespace; nothing where the facts are of another one.
    #[must_use]
    pub fn of_namespace(&self, name: &str) -> Option<&NamespaceFacts> {
        self.namespace.as_ref().filter(|facts| facts.name == name)
    }

    /// The namespace that an object goes to which names this one; one that names none goes where the
    /// facts are from, as with `kubectl --namespace`.
    #[must_use]
    pub fn target_namespace<'a>(&'a self, named: &'a str) -> &'a str {
        match &self.namespace {
            _ if !named.is_empty() => named,
            Some(facts) => &facts.name,
            None => "default",
        }
    }

    /// Whether nothing at all is known, nor why.
    #[must_use]
    pub fn tell_nothing(&self) -> bool {
        // Each is named, so that a field that is added is not forgotten here. To compare with an empty
        // one would compile the comparison of every fact into the browser's module.
        let Self {
            nodes: None,
            namespaces: None,
            daemon_sets: None,
            images: None,
            priority_classes: None,
            runtime_classes: None,
            storage_classes: None,
            device_classes: None,
            // It tells nothing of nodes and pods.
            server_version: _,
            namespace: None,
            own: None,
            neighbours: None,
            unknown,
        } = self
        else {
            return false;
        };
        unknown.is_empty()
    }

    /// The minor version of the API server: 36 of `v1.36.2`. None where it is not known, or no version.
    #[must_use]
    pub fn minor_version(&self) -> Option<u8> {
        let version = self.server_version.as_deref()?;
        let version = version.strip_prefix('v').unwrap_or(version);
        let minor = version.strip_prefix("1.")?;
        let digits = minor.bytes().take_while(u8::is_ascii_digit).count();
        minor[..digits].parse().ok()
    }

    /// The pods that this DaemonSet has already.
    #[must_use]
    pub fn own_pods(&self, namespace: &str, name: &str) -> &[OwnPod] {
        let own = self.own.as_ref();
        own.filter(|own| own.namespace == namespace && own.name == name)
            .map_or(&[], |own| own.pods.as_slice())
    }
}

/// `metadata.name`.
fn name_of(object: &Value) -> String {
    let name = object["metadata"]["name"].as_str();
    name.unwrap_or_default().to_owned()
}

/// A list of texts; empty where there is none.
fn texts(list: &Value) -> Vec<String> {
    let texts = items(list).iter();
    texts.filter_map(Value::as_str).map(str::to_owned).gather()
}

/// A map of texts; empty where there is none.
pub(crate) fn text_map(map: &Value) -> StringMap<String> {
    text_entries(map).into_iter().collect()
}

/// A message as JSON: words that are not ours as a text, a sentence of ours as `{message, code, arguments}`.
pub(crate) fn written(message: &Message) -> Value {
    match message {
        Message::Quoted(text) => text.as_str().into(),
        message => serde_json::to_value(message).unwrap_or_default(),
    }
}

/// Reads what [`written`] writes.
pub(crate) fn read_message(value: &Value) -> Message {
    match value {
        Value::Object(_) => {
            let text = |name: &str| value[name].as_str().unwrap_or_default();
            Message::of_parts(text("code"), items(&value["arguments"]), text("message"))
        }
        value => value.as_str().unwrap_or_default().into(),
    }
}

/// The entries of a map of texts in their order; none where there is no map.
pub(crate) fn text_entries(map: &Value) -> Vec<(String, String)> {
    let entries = entries(map);
    entries
        .map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
        .gather()
}

/// A `core/v1 ResourceList`.
pub(crate) fn list_to_value(list: &ResourceList) -> Value {
    let mut value = Map::new();
    for (name, amount) in list {
        value.insert(name.clone(), amount.to_string().into());
    }
    Value::Object(value)
}
