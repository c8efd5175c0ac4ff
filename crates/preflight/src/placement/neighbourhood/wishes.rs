//! What the pods of a template want of other pods, as it is written.

use manifest::gather::Gather;
use manifest::json::items;
use manifest::{LabelSelector, StringMap};
use serde_json::{Map, Value};

use crate::facts::{PodTerm, chooses};
use crate::placement::daemon_pod::REVISION;

pub(super) type Labels = StringMap<String>;

/// What a pod template asks of other pods.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wishes {
    pub(super) namespace: String,
    pub(super) labels: Labels,
    pub(super) affinity: Vec<PodTerm>,
    pub(super) anti_affinity: Vec<PodTerm>,
    pub(super) spread: Vec<Spread>,
}

/// A constraint of `topologySpreadConstraints` that is no mere wish.
#[derive(Clone, Debug)]
pub(super) struct Spread {
    pub(super) term: PodTerm,
    pub(super) max_skew: i64,
    pub(super) min_domains: i64,
    /// Whether nodes count that the pod may not be on (`nodeAffinityPolicy: Ignore`).
    pub(super) counts_all_nodes: bool,
    /// Whether nodes do not count whose taints the pod does not tolerate.
    pub(super) honors_taints: bool,
}

impl Wishes {
    /// What the new pods of a DaemonSet ask.
    pub(crate) fn of_new_pods(template: &Value, namespace: &str) -> Self {
        Self::read(template, namespace, "new")
    }

    /// Reads a pod template, or a Pod. `revision` stands for the label that the controller adds.
    pub(crate) fn read(template: &Value, namespace: &str, revision: &str) -> Self {
        let spec = &template["spec"];
        let mut labels: Labels = crate::facts::text_map(&template["metadata"]["labels"]);
        if !labels.contains_key(REVISION) {
            labels.insert(REVISION.to_owned(), revision.to_owned());
        }
        let terms = |kind: &str| {
            let required =
                &spec["affinity"][kind]["requiredDuringSchedulingIgnoredDuringExecution"];
            let terms = items(required).iter();
            terms
                .map(|term| PodTerm::read(&with_label_keys(term, &labels)))
                .gather()
        };
        let constraints = items(&spec["topologySpreadConstraints"]).iter();
        let spread = constraints
            .filter(|constraint| constraint["whenUnsatisfiable"] == "DoNotSchedule")
            .map(|constraint| Spread {
                term: PodTerm::read(&with_label_keys(constraint, &labels)),
                max_skew: constraint["maxSkew"].as_i64().unwrap_or(1),
                min_domains: constraint["minDomains"].as_i64().unwrap_or(1),
                counts_all_nodes: constraint["nodeAffinityPolicy"] == "Ignore",
                honors_taints: constraint["nodeTaintsPolicy"] == "Honor",
            });
        Self {
            namespace: namespace.to_owned(),
            affinity: terms("podAffinity"),
            anti_affinity: terms("podAntiAffinity"),
            spread: spread.gather(),
            labels,
        }
    }

    /// What has to be known of other pods; see [`NeighbourFacts::answers`].
    pub(crate) fn questions(&self) -> Vec<Value> {
        let mut questions = Vec::new();
        let mut ask = |is_spread: bool, terms: &[&PodTerm]| {
            let parts = terms.iter().map(|term| term.question(&self.namespace));
            let parts = Value::Array(parts.gather());
            questions.push(Value::Array(vec![is_spread.into(), parts]));
        };
        if !self.affinity.is_empty() {
            ask(false, &self.affinity.iter().collect::<Vec<_>>());
        }
        for term in &self.anti_affinity {
            ask(false, &[term]);
        }
        for spread in &self.spread {
            if !spread.is_met_anyway() {
                ask(true, &[&spread.term]);
            }
        }
        questions
    }

    /// Whether a pod with these labels in this namespace is meant.
    pub(super) fn mean(
        &self,
        term: &PodTerm,
        labels: &Labels,
        namespace_labels: Option<&Labels>,
    ) -> bool {
        let selector = LabelSelector::from_value(&term.selector);
        selector.is_some_and(|selector| chooses(&selector, labels))
            && term.reaches(&self.namespace, &self.namespace, namespace_labels)
    }
}

/// The term with what `matchLabelKeys` and `mismatchLabelKeys` add to its selector when the pod is made
/// (`applyMatchLabelKeysAndMismatchLabelKeys` in `pkg/registry/core/pod/strategy.go`).
fn with_label_keys(term: &Value, labels: &Labels) -> Value {
    let mut term = term.clone();
    if !term["labelSelector"].is_object() {
        return term;
    }
    for (keys, operator) in [("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")] {
        let keys = items(&term[keys]).to_vec();
        for key in keys.iter().filter_map(Value::as_str) {
            let Some(value) = labels.get(key) else {
                continue;
            };
            let mut added = Map::new();
            added.insert("key".to_owned(), key.into());
            added.insert("operator".to_owned(), operator.into());
            added.insert("values".to_owned(), vec![value.as_str()].into());
            let added = Value::Object(added);
            match &mut term["labelSelector"]["matchExpressions"] {
                Value::Array(expressions) => expressions.push(added),
                none => *none = vec![added].into(),
            }
        }
    }
    term
}

impl Spread {
    /// Whether no pod on other nodes can make it fail: it sees the node of the pod alone.
    pub(super) fn is_met_anyway(&self) -> bool {
        !self.counts_all_nodes && self.min_domains <= 1
    }
}
