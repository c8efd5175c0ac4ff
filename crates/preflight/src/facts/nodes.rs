//! `Nodes`: the nodes of the facts, shared in memory and small on the wire.
//!
//! Thousands of nodes differ in their names and little else. In JSON they are one table: sets of
//! labels, lists of taints, amounts and uses are written once each, and a row names them by number.
//! A label whose value is the node's own name, such as `kubernetes.io/hostname`, is written as `null`.

use std::collections::HashMap;

use manifest::StringMap;
use std::ops::Deref;
use std::sync::Arc;

use manifest::json::{entries, items};
use serde_json::{Map, Value, json};

use super::pod::{ports_from_value, ports_to_value};
use super::{Amounts, NodeFacts, NodeUse, PriorityUse, Readiness, Taint};
use crate::cursor::Cursor;

/// The nodes, in the order in which the grid shows them: by name. A copy shares them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nodes(Arc<Vec<NodeFacts>>);

impl Deref for Nodes {
    type Target = [NodeFacts];

    fn deref(&self) -> &[NodeFacts] {
        &self.0
    }
}

impl From<Vec<NodeFacts>> for Nodes {
    fn from(nodes: Vec<NodeFacts>) -> Self {
        Self(Arc::new(nodes))
    }
}

impl FromIterator<NodeFacts> for Nodes {
    fn from_iter<I: IntoIterator<Item = NodeFacts>>(nodes: I) -> Self {
        nodes.into_iter().collect::<Vec<_>>().into()
    }
}

impl<'n> IntoIterator for &'n Nodes {
    type Item = &'n NodeFacts;
    type IntoIter = std::slice::Iter<'n, NodeFacts>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Nodes {
    /// The nodes as a list that may be changed; copied only if it is shared.
    pub fn to_mut(&mut self) -> &mut Vec<NodeFacts> {
        Arc::make_mut(&mut self.0)
    }

    pub(super) fn to_value(&self) -> Value {
        let mut labels = Table::default();
        let mut taints = Table::default();
        let mut amounts = Table::default();
        let mut shares = Table::default();
        let rows: Vec<Value> = self
            .iter()
            .map(|node| {
                let used = node.used.as_ref().map(|used| {
                    let entries = used.by_priority.iter();
                    entries
                        .map(|entry| shares.number(entry, || use_to_value(entry)))
                        .collect::<Vec<_>>()
                });
                let allocatable = node.allocatable.as_ref();
                json!([
                    node.name,
                    labels.value_number(labels_to_value(node)),
                    taints.value_number(taints_to_value(&node.taints)),
                    allocatable
                        .map(|allocatable| amounts.number(allocatable, || allocatable.to_value())),
                    used,
                    u8::from(node.unschedulable) + 2 * node.readiness as u8,
                ])
            })
            .collect();
        json!({
            "labels": labels.values,
            "taints": taints.values,
            "allocatable": amounts.values,
            "uses": shares.values,
            "rows": rows,
        })
    }

    /// Reads what [`Self::to_value`] writes. What is not formed like it is left out.
    pub(super) fn from_value(table: &Value) -> Self {
        let root = Cursor::root(table);
        let taints: Vec<Vec<Taint>> = root
            .field("taints")
            .items()
            .map(|list| list.items().map(|taint| Taint::read(&taint)).collect())
            .collect();
        let list = |name: &str| items(&table[name]);
        let amounts: Vec<_> = list("allocatable")
            .iter()
            .map(Amounts::from_resource_list)
            .collect();
        let shares: Vec<_> = list("uses").iter().map(use_from_value).collect();
        let labels = list("labels");
        let rows = list("rows").iter().filter_map(|row| {
            let number = |column: usize| usize::try_from(row.get(column)?.as_u64()?).ok();
            let name = row.get(0)?.as_str()?;
            let used = row.get(4).and_then(Value::as_array).map(|numbers| {
                let numbers = numbers.iter().filter_map(Value::as_u64);
                let entries =
                    numbers.filter_map(|number| shares.get(usize::try_from(number).ok()?));
                NodeUse {
                    by_priority: entries.cloned().collect(),
                }
            });
            Some(NodeFacts {
                name: name.to_owned(),
                labels: labels_from_value(labels.get(number(1)?)?, name),
                taints: taints.get(number(2)?)?.clone(),
                unschedulable: number(5).unwrap_or_default() & 1 > 0,
                readiness: match number(5).unwrap_or_default() >> 1 {
                    0 => Readiness::Ready,
                    1 => Readiness::NotReady,
                    _ => Readiness::Unknown,
                },
                allocatable: number(3).and_then(|number| amounts.get(number).cloned()),
                used,
            })
        });
        rows.collect()
    }
}

/// Values that are written once, in the order in which they were met.
struct Table<K> {
    numbers: HashMap<K, usize>,
    values: Vec<Value>,
}

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self {
            numbers: HashMap::new(),
            values: Vec::new(),
        }
    }
}

impl<K: Clone + Eq + std::hash::Hash> Table<K> {
    fn number(&mut self, key: &K, value: impl FnOnce() -> Value) -> usize {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let number = self.values.len();
        self.numbers.insert(key.clone(), number);
        self.values.push(value());
        number
    }
}

impl Table<String> {
    fn value_number(&mut self, value: Value) -> usize {
        self.number(&value.to_string(), || value)
    }
}

fn labels_to_value(node: &NodeFacts) -> Value {
    let labels = node.labels.iter().map(|(key, value)| {
        let value = if *value == node.name {
            Value::Null
        } else {
            Value::String(value.clone())
        };
        (key.clone(), value)
    });
    Value::Object(labels.collect())
}

fn labels_from_value(labels: &Value, name: &str) -> StringMap<String> {
    let labels = entries(labels);
    labels
        .map(|(key, value)| (key.clone(), value.as_str().unwrap_or(name).to_owned()))
        .collect()
}

fn taints_to_value(taints: &[Taint]) -> Value {
    let taints = taints.iter().map(|taint| {
        let mut written = Map::new();
        written.insert("key".to_owned(), taint.key.as_str().into());
        if !taint.value.is_empty() {
            written.insert("value".to_owned(), taint.value.as_str().into());
        }
        written.insert("effect".to_owned(), taint.effect.as_str().into());
        Value::Object(written)
    });
    taints.collect()
}

fn use_to_value(entry: &PriorityUse) -> Value {
    let requests = entry.requests.to_value();
    if entry.host_ports.is_empty() {
        json!([entry.priority, requests])
    } else {
        json!([entry.priority, requests, ports_to_value(&entry.host_ports)])
    }
}

fn use_from_value(entry: &Value) -> PriorityUse {
    let priority = entry[0].as_i64().unwrap_or_default();
    PriorityUse {
        priority: i32::try_from(priority).unwrap_or_default(),
        requests: Amounts::from_resource_list(&entry[1]),
        host_ports: ports_from_value(&entry[2]),
    }
}
