//! `NeighbourFacts`: what (anti)affinity and topology spread have to know of other pods.
//!
//! The labels of all pods of a large cluster would weigh more than all other facts together. So who
//! judges a DaemonSet asks: which pods are meant by this term, and on which nodes are they? Who knows
//! the pods answers with numbers by node.

use std::collections::{BTreeMap, HashMap};

use manifest::json::{entries, items};
use manifest::{LabelSelector, StringMap, order};
use serde_json::{Map, Value, json};

type Labels = StringMap<String>;

/// Whether a selector chooses what has these labels.
pub(crate) fn chooses(selector: &LabelSelector, labels: &Labels) -> bool {
    selector.matches_with(|key| labels.get(key).map(String::as_str))
}

/// How many pods there are on which nodes, by their priority.
pub type Places = HashMap<String, Vec<(i32, u32)>>;

/// What a pod shows to others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PodTraits {
    /// `metadata.labels`.
    pub labels: Labels,
    /// Its required anti-affinity: it keeps the pods that are meant away.
    pub repels: Vec<PodTerm>,
    /// The claims that it names, in its own namespace.
    pub claims: Vec<String>,
}

/// A required term of pod affinity or anti-affinity (`core/v1 PodAffinityTerm`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PodTerm {
    /// `labelSelector`.
    pub(crate) selector: Value,
    /// `namespaces`.
    namespaces: Vec<String>,
    /// `namespaceSelector`.
    namespace_selector: Value,
    /// `topologyKey`: the label of nodes that tells which of them are together.
    pub(crate) topology_key: String,
}

/// A pod that is bound to a node.
#[derive(Clone, Copy, Debug)]
pub struct Neighbour<'p> {
    /// `metadata.namespace`.
    pub namespace: &'p str,
    /// `spec.nodeName`.
    pub node: &'p str,
    /// `spec.priority`.
    pub priority: i32,
    /// Whether it is being deleted.
    pub is_terminating: bool,
    /// Its labels and its anti-affinity.
    pub traits: &'p PodTraits,
}

/// What is known of other pods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NeighbourFacts {
    /// Questions (see [`crate::Questions`]) and where the pods that are meant are.
    pub answers: Vec<(Value, Places)>,
    /// Terms by which pods keep others of the namespace in question away: `labelSelector`,
    /// `topologyKey`, and where the pods with this term are.
    pub repelled: Vec<(Value, String, Places)>,
}

impl PodTraits {
    /// Reads a Pod, or a pod template (`core/v1`).
    #[must_use]
    pub fn from_pod(pod: &Value) -> Self {
        Self {
            labels: super::text_map(&pod["metadata"]["labels"]),
            repels: PodTerm::of(&pod["spec"], "podAntiAffinity").collect(),
            claims: super::claims_of(&pod["spec"]).map(str::to_owned).collect(),
        }
    }
}

impl PodTerm {
    /// The required terms of this kind of affinity.
    pub(crate) fn of<'s>(spec: &'s Value, kind: &str) -> impl Iterator<Item = Self> + use<'s> {
        let affinity = &spec["affinity"][kind];
        let terms = items(&affinity["requiredDuringSchedulingIgnoredDuringExecution"]).iter();
        terms.map(Self::read)
    }

    pub(crate) fn read(term: &Value) -> Self {
        Self {
            selector: term["labelSelector"].clone(),
            namespaces: super::texts(&term["namespaces"]),
            namespace_selector: term["namespaceSelector"].clone(),
            topology_key: term["topologyKey"].as_str().unwrap_or_default().to_owned(),
        }
    }

    /// The term as a part of a question of a pod in this namespace.
    pub(crate) fn question(&self, namespace: &str) -> Value {
        let mut namespaces = self.namespaces.clone();
        if namespaces.is_empty() && self.namespace_selector.is_null() {
            namespaces.push(namespace.to_owned());
        }
        Value::Array(vec![
            self.selector.clone(),
            namespaces.into(),
            self.namespace_selector.clone(),
        ])
    }

    fn from_question(part: &Value) -> Self {
        Self {
            selector: part[0].clone(),
            namespaces: super::texts(&part[1]),
            namespace_selector: part[2].clone(),
            topology_key: String::new(),
        }
    }

    /// Whether the term of a pod in `own` means pods of `other`, a namespace with these labels
    /// (`getNamespacesFromPodAffinityTerm` and `AffinityTerm.Matches` in kube-scheduler's
    /// `framework/types.go`).
    pub(crate) fn reaches(&self, own: &str, other: &str, labels: Option<&Labels>) -> bool {
        if self.namespaces.is_empty() && self.namespace_selector.is_null() {
            return own == other;
        }
        let selector = LabelSelector::from_value(&self.namespace_selector);
        self.namespaces.iter().any(|name| name == other)
            || selector
                .is_some_and(|selector| labels.is_some_and(|labels| chooses(&selector, labels)))
    }
}

impl NeighbourFacts {
    /// Answers what a DaemonSet of the namespace `of` has to know, from all pods but its own.
    /// `namespaces` gives the labels of each namespace.
    #[must_use]
    pub fn find<'p>(
        pods: impl Iterator<Item = Neighbour<'p>>,
        namespaces: &BTreeMap<&str, &Labels>,
        of: &str,
        questions: &[Value],
    ) -> Self {
        let asked: Vec<_> = questions.iter().map(Asked::read).collect();
        let mut answers = vec![Places::new(); asked.len()];
        let mut repelled: BTreeMap<(String, &str), (&Value, Places)> = BTreeMap::new();
        // Thousands of pods show the same, and each is looked at once in a namespace.
        let mut meant: HashMap<(*const PodTraits, &str), Vec<usize>> = HashMap::new();
        for pod in pods {
            let key = (std::ptr::from_ref(pod.traits), pod.namespace);
            let found = meant.entry(key).or_insert_with(|| {
                let labels = namespaces.get(pod.namespace).copied();
                let numbers = 0..asked.len();
                numbers
                    .filter(|number| asked[*number].means(&pod, labels))
                    .collect()
            });
            for number in found {
                if !(asked[*number].is_live && pod.is_terminating) {
                    count(&mut answers[*number], &pod);
                }
            }
            for term in &pod.traits.repels {
                if term.reaches(pod.namespace, of, namespaces.get(of).copied()) {
                    let key = (term.selector.to_string(), term.topology_key.as_str());
                    let entry = repelled.entry(key);
                    let (_, places) = entry.or_insert_with(|| (&term.selector, Places::new()));
                    count(places, &pod);
                }
            }
        }
        let repelled = repelled.into_iter();
        Self {
            answers: questions.iter().cloned().zip(answers).collect(),
            repelled: repelled
                .map(|((_, key), (selector, places))| (selector.clone(), key.to_owned(), places))
                .collect(),
        }
    }

    pub(super) fn to_value(&self) -> Value {
        let answers = self.answers.iter();
        let repelled = self.repelled.iter();
        json!([
            answers
                .map(|(question, places)| json!([question, places_to_value(places)]))
                .collect::<Value>(),
            repelled
                .map(|(selector, key, places)| json!([selector, key, places_to_value(places)]))
                .collect::<Value>(),
        ])
    }

    pub(super) fn from_value(value: &Value) -> Self {
        let list = |index: usize| items(&value[index]).iter();
        let key = |row: &Value| row[1].as_str().unwrap_or_default().to_owned();
        Self {
            answers: list(0)
                .map(|row| (row[0].clone(), places_from_value(&row[1])))
                .collect(),
            repelled: list(1)
                .map(|row| (row[0].clone(), key(row), places_from_value(&row[2])))
                .collect(),
        }
    }
}

/// A question, made ready to be asked of many pods.
struct Asked {
    /// Whether pods that are being deleted do not count.
    is_live: bool,
    terms: Vec<(PodTerm, Option<LabelSelector>)>,
}

impl Asked {
    fn read(question: &Value) -> Self {
        let terms = items(&question[1]).iter();
        Self {
            is_live: question[0] == true,
            terms: terms
                .map(PodTerm::from_question)
                .map(|term| {
                    let selector = LabelSelector::from_value(&term.selector);
                    (term, selector)
                })
                .collect(),
        }
    }

    /// Whether a pod meets all terms.
    fn means(&self, pod: &Neighbour, labels: Option<&Labels>) -> bool {
        self.terms.iter().all(|(term, selector)| {
            let selector = selector.as_ref();
            selector.is_some_and(|selector| chooses(selector, &pod.traits.labels))
                && term.reaches("", pod.namespace, labels)
        })
    }
}

fn count(places: &mut Places, pod: &Neighbour) {
    let counts = match places.get_mut(pod.node) {
        Some(counts) => counts,
        None => places.entry(pod.node.to_owned()).or_default(),
    };
    match counts.binary_search_by_key(&pod.priority, |(priority, _)| *priority) {
        Ok(found) => counts[found].1 += 1,
        Err(place) => counts.insert(place, (pod.priority, 1)),
    }
}

/// By node a number, or pairs where not all pods are of priority 0.
fn places_to_value(places: &Places) -> Value {
    let mut places: Vec<_> = places.iter().collect();
    order::sort_by(&mut places, |(one, _), (two, _)| one.cmp(two));
    let places = places.into_iter().map(|(node, counts)| {
        let counts = match counts.as_slice() {
            [(0, count)] => json!(count),
            counts => json!(counts),
        };
        (node.clone(), counts)
    });
    Value::Object(places.collect::<Map<_, _>>())
}

fn places_from_value(places: &Value) -> Places {
    let number = |value: &Value| value.as_i64().and_then(|number| i32::try_from(number).ok());
    let count = |value: &Value| value.as_u64().and_then(|count| u32::try_from(count).ok());
    let places = entries(places);
    places
        .map(|(node, counts)| {
            let pairs = items(counts).iter();
            let pairs = pairs.filter_map(|pair| Some((number(&pair[0])?, count(&pair[1])?)));
            let all = count(counts).map(|count| (0, count));
            (node.clone(), all.into_iter().chain(pairs).collect())
        })
        .collect()
}
