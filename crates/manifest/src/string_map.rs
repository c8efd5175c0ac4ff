//! `StringMap`: a map from texts in one sorted list.
//!
//! Labels and resources are few. A list of them is quicker to look into than a tree, and the standard
//! library's tree and the sort that builds it weigh tens of kilobytes in the browser's module.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Index;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::gather::Gather;
use crate::order;

/// A map from texts, sorted by them.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StringMap<V>(Vec<(String, V)>);

impl<V> StringMap<V> {
    /// An empty map.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn position(&self, key: &str) -> Result<usize, usize> {
        self.0
            .binary_search_by(|(known, _)| known.as_str().cmp(key))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&V> {
        self.position(key).ok().map(|at| &self.0[at].1)
    }

    /// The value of a key, to be changed.
    #[must_use]
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.position(key).ok().map(|at| &mut self.0[at].1)
    }

    /// Whether a key has a value.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_ok()
    }

    /// Gives a key a value; the one it had.
    pub fn insert(&mut self, key: String, value: V) -> Option<V> {
        match self.position(&key) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    /// The value of a key, which has one afterwards.
    pub fn or_default(&mut self, key: &str) -> &mut V
    where
        V: Default,
    {
        let at = self.position(key).unwrap_or_else(|at| {
            self.0.insert(at, (key.to_owned(), V::default()));
            at
        });
        &mut self.0[at].1
    }

    /// Takes a key out; the value it had.
    pub fn remove(&mut self, key: &str) -> Option<V> {
        self.position(key).ok().map(|at| self.0.remove(at).1)
    }

    /// Keeps the entries of which `keep` is true.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut V) -> bool) {
        self.0.retain_mut(|(key, value)| keep(key, value));
    }

    /// The entries in the order of their keys.
    pub fn iter(&self) -> Iter<'_, V> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values in the order of their keys, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What [`StringMap::iter`] gives.
pub type Iter<'map, V> =
    std::iter::Map<std::slice::Iter<'map, (String, V)>, fn(&(String, V)) -> (&String, &V)>;

/// Panics where the key has no value, as every map of the standard library does.
impl<V> Index<&str> for StringMap<V> {
    type Output = V;

    fn index(&self, key: &str) -> &V {
        let Some(value) = self.get(key) else {
            panic!("the map has no key {key:?}");
        };
        value
    }
}

impl<V> Default for StringMap<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: fmt::Debug> fmt::Debug for StringMap<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

/// Of entries with one key the last one counts.
impl<V> FromIterator<(String, V)> for StringMap<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        Self::of_entries(entries.into_iter().gather())
    }
}

impl<V> StringMap<V> {
    fn of_entries(mut entries: Vec<(String, V)>) -> Self {
        order::sort_by(&mut entries, |(one, _), (other, _)| one.cmp(other));
        entries.dedup_by(|later, first| {
            let is_same = later.0 == first.0;
            if is_same {
                std::mem::swap(later, first);
            }
            is_same
        });
        Self(entries)
    }
}

impl<V> Extend<(String, V)> for StringMap<V> {
    fn extend<I: IntoIterator<Item = (String, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<V, const N: usize> From<[(String, V); N]> for StringMap<V> {
    fn from(entries: [(String, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<V> From<BTreeMap<String, V>> for StringMap<V> {
    fn from(map: BTreeMap<String, V>) -> Self {
        Self(map.into_iter().collect())
    }
}

impl<V> IntoIterator for StringMap<V> {
    type Item = (String, V);
    type IntoIter = std::vec::IntoIter<(String, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'map, V> IntoIterator for &'map StringMap<V> {
    type Item = (&'map String, &'map V);
    type IntoIter = Iter<'map, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<V: Serialize> Serialize for StringMap<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for StringMap<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<V>(StringMap<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = StringMap<V>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
                while let Some((key, value)) = map.next_entry()? {
                    self.0.insert(key, value);
                }
                Ok(self.0)
            }
        }

        deserializer.deserialize_map(Entries(StringMap::new()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::StringMap;

    proptest! {
        #[test]
        fn is_as_the_standard_library_has_it(
            entries in prop::collection::vec(("[a-d]{1,2}", 0..9_u8), 0..20),
            more in prop::collection::vec(("[a-d]{1,2}", 0..9_u8, any::<bool>()), 0..20),
        ) {
            let mut expected: BTreeMap<String, u8> = entries.iter().cloned().collect();
            let mut map: StringMap<u8> = entries.into_iter().collect();
            for (key, value, puts) in more {
                prop_assert_eq!(map.get(&key), expected.get(&key));
                if puts {
                    prop_assert_eq!(map.insert(key.clone(), value), expected.insert(key, value));
                } else {
                    prop_assert_eq!(map.remove(&key), expected.remove(&key));
                }
            }
            prop_assert_eq!(serde_json::to_string(&map).unwrap(), serde_json::to_string(&expected).unwrap());
            prop_assert_eq!(map.iter().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
            prop_assert_eq!(map, StringMap::from(expected));
        }
    }
}
