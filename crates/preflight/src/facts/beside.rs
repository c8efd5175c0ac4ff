//! What stands beside a DaemonSet in the same text counts as there: it is made with it.

use manifest::gather::Gather;
use manifest::json::entries;
use serde_json::{Map, Value, json};

use super::{
    ClaimFacts, DeviceClaimFacts, Facts, KeyedFacts, LimitRangeFacts, NamespaceFacts,
    PriorityClassFacts, QuotaFacts, RuntimeClassFacts, StorageClassFacts,
};

impl Facts {
    /// These facts as they are once the `objects` have been made that stand beside a DaemonSet which goes
    /// to this namespace; those that name no namespace go there too.
    ///
    /// A name that is brought along is added to what is known to be there. Where it is not known what is
    /// there, it stays so: that one object comes says nothing of the others. What forbids or limits
    /// something does so whatever else there is.
    #[must_use]
    pub fn beside(&self, objects: &[Value], namespace: &str) -> Self {
        let mut facts = self.clone();
        // Those that others lie in or refer to come first.
        let is_class = |object: &&Value| is_cluster_wide(kind_of(object));
        let (first, then): (Vec<&Value>, Vec<&Value>) = objects.iter().partition(is_class);
        for object in first {
            facts.add_cluster_wide(object, namespace);
        }
        for object in then {
            let own = object["metadata"]["namespace"].as_str().unwrap_or_default();
            if own.is_empty() || own == namespace {
                facts.add_namespaced(object, namespace);
            }
        }
        facts
    }

    fn add_cluster_wide(&mut self, object: &Value, namespace: &str) {
        let name = super::name_of(object);
        match kind_of(object) {
            "Namespace" => {
                let is_known = |known: &Vec<String>| known.contains(&name);
                let is_new = self.namespaces.as_ref().is_some_and(|it| !is_known(it));
                if is_new && let Some(known) = &mut self.namespaces {
                    known.push(name.clone());
                }
                if name == namespace {
                    let mut facts = match self.of_namespace(namespace) {
                        Some(facts) if !is_new => facts.clone(),
                        _ if is_new => new_namespace(namespace),
                        _ => of_name(namespace),
                    };
                    facts.labels = Some(super::text_map(&object["metadata"]["labels"]));
                    self.namespace = Some(facts);
                }
            }
            "PriorityClass" => {
                let class = PriorityClassFacts::from_priority_class(object);
                add(&mut self.priority_classes, class, |it| &it.name);
            }
            "RuntimeClass" => {
                let class = RuntimeClassFacts::from_runtime_class(object);
                add(&mut self.runtime_classes, class, |it| &it.name);
            }
            "StorageClass" => {
                let class = StorageClassFacts::from_storage_class(object);
                add(&mut self.storage_classes, class, |it| &it.name);
            }
            "DeviceClass" => add(&mut self.device_classes, name, |it| it),
            _ => {}
        }
    }

    fn add_namespaced(&mut self, object: &Value, namespace: &str) {
        let kind = kind_of(object);
        let limits = matches!(kind, "LimitRange" | "ResourceQuota");
        if limits && self.of_namespace(namespace).is_none() {
            self.namespace = Some(of_name(namespace));
        }
        let Some(facts) = self.namespace.as_mut().filter(|it| it.name == namespace) else {
            return;
        };
        match kind {
            "ServiceAccount" => {
                add(&mut facts.service_accounts, super::name_of(object), |it| it);
            }
            "ConfigMap" => {
                let object = KeyedFacts::from_config_map(object);
                add(&mut facts.config_maps, object, |it| &it.name);
            }
            "Secret" => {
                let object = KeyedFacts::from_secret(object);
                // The keys that it will have, not those that it had when it was looked up.
                let looked_up = facts.looked_up.iter();
                let others = looked_up.filter(|(name, _)| **name != object.name);
                facts.looked_up = others
                    .map(|(name, found)| (name.clone(), found.clone()))
                    .collect();
                add(&mut facts.secrets, object, |it| &it.name);
            }
            "PersistentVolumeClaim" => {
                let claim = ClaimFacts::from_claim(object, None, None);
                let is_there = |it: &Vec<ClaimFacts>| it.iter().any(|it| it.name == claim.name);
                // What is bound already says more than the text.
                if !facts.claims.as_ref().is_some_and(is_there) {
                    add(&mut facts.claims, claim, |it| &it.name);
                }
            }
            "ResourceClaim" => {
                let claim = DeviceClaimFacts::from_claim(object);
                add(&mut facts.resource_claims, claim, |it| &it.name);
            }
            "ResourceClaimTemplate" => {
                let template = DeviceClaimFacts::from_template(object);
                let templates = &mut facts.resource_claim_templates;
                add(templates, template, |it| &it.name);
            }
            "LimitRange" => {
                let limit_range = LimitRangeFacts::from_limit_range(object);
                facts.limit_ranges.get_or_insert_default();
                add(&mut facts.limit_ranges, limit_range, |it| &it.name);
            }
            "ResourceQuota" => {
                let name = super::name_of(object);
                let known = facts.quotas.get_or_insert_default().iter();
                let mut before = known.filter(|quota| quota.name == name);
                let quota = QuotaFacts::from_resource_quota(&counted(object, before.next()));
                add(&mut facts.quotas, quota, |it| &it.name);
            }
            _ => {}
        }
    }
}

fn kind_of(object: &Value) -> &str {
    object["kind"].as_str().unwrap_or_default()
}

fn is_cluster_wide(kind: &str) -> bool {
    matches!(
        kind,
        "Namespace" | "DeviceClass" | "PriorityClass" | "RuntimeClass" | "StorageClass"
    )
}

/// A namespace of which nothing is known.
fn of_name(name: &str) -> NamespaceFacts {
    NamespaceFacts {
        name: name.to_owned(),
        ..NamespaceFacts::default()
    }
}

/// A namespace that is made only now: nothing is in it but what the controllers put there.
fn new_namespace(name: &str) -> NamespaceFacts {
    NamespaceFacts {
        limit_ranges: Some(Vec::new()),
        quotas: Some(Vec::new()),
        service_accounts: Some(vec!["default".to_owned()]),
        config_maps: Some(vec![KeyedFacts {
            name: "kube-root-ca.crt".to_owned(),
            kind: String::new(),
            keys: Some(vec!["ca.crt".to_owned()]),
        }]),
        secrets: Some(Vec::new()),
        claims: Some(Vec::new()),
        resource_claims: Some(Vec::new()),
        resource_claim_templates: Some(Vec::new()),
        controllers: Some(Vec::new()),
        ..of_name(name)
    }
}

/// Puts an object into a list that is known, in the place of one of the same name.
fn add<T>(list: &mut Option<Vec<T>>, object: T, name: fn(&T) -> &String) {
    let Some(list) = list else { return };
    match list.iter_mut().find(|it| name(it) == name(&object)) {
        Some(known) => *known = object,
        None => list.push(object),
    }
}

/// A quota with the status that it will have once the quota controller has counted: nothing is used yet,
/// or what one of this name has counted already.
pub(super) fn counted(quota: &Value, before: Option<&QuotaFacts>) -> Value {
    let hard = &quota["spec"]["hard"];
    let before = before.map(QuotaFacts::to_value).unwrap_or_default();
    let used = entries(hard).map(|(name, _)| {
        let used = before["status"]["used"].get(name);
        (name.clone(), used.cloned().unwrap_or_else(|| "0".into()))
    });
    let used: Map<String, Value> = used.collect();
    json!({
        "metadata": {"name": super::name_of(quota)},
        "spec": quota["spec"],
        "status": {"hard": hard, "used": used},
    })
}

/// The objects of a text without the one that is judged, and without other DaemonSets.
pub(crate) fn companions(document: &manifest::Document) -> Vec<Value> {
    if document.object_count() < 2 {
        return Vec::new();
    }
    let objects = document.object_values().into_iter();
    objects
        .filter(|object| kind_of(object) != "DaemonSet")
        .gather()
}
