//! The fields that kinds have of their own, beside those of every object. What a DaemonSet has the schema says; of these
//! the first level is looked at, where what is misspelt in a file mostly stands.

use serde_json::Value;

use super::FieldValidation;
use crate::{kind::Kind, refusal::Refusal};

/// The fields of every object.
const OF_ALL: &[&str] = &["apiVersion", "kind", "metadata"];

/// The fields of a kind (its struct in `k8s.io/api`); none where they are not looked at.
fn of_kind(kind: Kind) -> Option<&'static [&'static str]> {
    Some(match kind {
        Kind::ConfigMap => &["data", "binaryData", "immutable"],
        Kind::Secret => &["data", "stringData", "type", "immutable"],
        Kind::ServiceAccount => &[
            "secrets",
            "imagePullSecrets",
            "automountServiceAccountToken",
        ],
        Kind::Role => &["rules"],
        Kind::ClusterRole => &["rules", "aggregationRule"],
        Kind::RoleBinding | Kind::ClusterRoleBinding => &["subjects", "roleRef"],
        Kind::MutatingWebhookConfiguration | Kind::ValidatingWebhookConfiguration => &["webhooks"],
        Kind::PriorityClass => &["value", "globalDefault", "description", "preemptionPolicy"],
        Kind::RuntimeClass => &["handler", "overhead", "scheduling"],
        Kind::StorageClass => &[
            "provisioner",
            "parameters",
            "reclaimPolicy",
            "mountOptions",
            "allowVolumeExpansion",
            "volumeBindingMode",
            "allowedTopologies",
        ],
        Kind::NetworkPolicy | Kind::IngressClass | Kind::CSIDriver | Kind::LimitRange => &["spec"],
        Kind::Namespace
        | Kind::Service
        | Kind::Deployment
        | Kind::StatefulSet
        | Kind::ReplicaSet
        | Kind::Job
        | Kind::CronJob
        | Kind::Ingress
        | Kind::PodDisruptionBudget
        | Kind::ResourceQuota
        | Kind::CustomResourceDefinition => &["spec", "status"],
        _ => return None,
    })
}

/// Drops the fields that a kind does not have. Returns what is to be warned of.
pub(super) fn check(
    kind: Kind,
    object: &mut Value,
    validation: FieldValidation,
) -> Result<Vec<String>, Refusal> {
    let (Some(known), Some(fields)) = (of_kind(kind), object.as_object_mut()) else {
        return Ok(Vec::new());
    };
    let mut unknown = Vec::new();
    fields.retain(|name, _| {
        let is_known = OF_ALL.contains(&name.as_str()) || known.contains(&name.as_str());
        if !is_known {
            unknown.push(format!("unknown field \"{name}\""));
        }
        is_known
    });
    match validation {
        FieldValidation::Strict if !unknown.is_empty() => {
            let resource = kind.resource();
            Err(Refusal::bad_request(format!(
                "{name} in version \"{version}\" cannot be handled as a {name}: strict decoding error: {why}",
                name = resource.kind,
                version = resource.version,
                why = unknown.join(", "),
            )))
        }
        FieldValidation::Warn => Ok(unknown),
        FieldValidation::Strict | FieldValidation::Ignore => Ok(Vec::new()),
    }
}
