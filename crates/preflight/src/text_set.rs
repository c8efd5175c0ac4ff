//! `TextSet`: a sorted set of texts, and `TextMap` with a value to each.
//!
//! Names in a manifest are few, and one sorted list weighs a tenth of the standard library's tree in
//! the browser's module.

use std::borrow::Cow;

/// A sorted map from texts.
#[derive(Clone, Debug)]
pub(crate) struct TextMap<'v, V> {
    keys: Keys<'v>,
    /// Those of the keys, in their order.
    values: Vec<V>,
}

/// A sorted set of texts.
pub(crate) type TextSet<'v> = TextMap<'v, ()>;

impl<V> Default for TextMap<'_, V> {
    fn default() -> Self {
        Self {
            keys: Keys::default(),
            values: Vec::new(),
        }
    }
}

/// What is compiled once for all kinds of values.
#[derive(Clone, Debug, Default)]
struct Keys<'v>(Vec<Cow<'v, str>>);

impl<'v> Keys<'v> {
    fn position(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|known| known.as_ref().cmp(key))
    }

    /// Puts in a key. Where it is there already, and else where it has been put.
    fn insert(&mut self, key: Cow<'v, str>) -> Result<usize, usize> {
        let position = self.position(&key);
        if let Err(at) = position {
            self.0.insert(at, key);
        }
        position
    }
}

impl<'v, V> TextMap<'v, V> {
    /// Puts in a value unless the key has one; whether it did.
    pub(crate) fn insert_new(&mut self, key: impl Into<Cow<'v, str>>, value: V) -> bool {
        let position = self.keys.insert(key.into());
        if let Err(at) = position {
            self.values.insert(at, value);
        }
        position.is_err()
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&V> {
        self.values.get(self.keys.position(key).ok()?)
    }

    /// The value of a key, to be changed.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.values.get_mut(self.keys.position(key).ok()?)
    }

    /// The value of a key, which has one afterwards.
    pub(crate) fn or_default(&mut self, key: impl Into<Cow<'v, str>>) -> &mut V
    where
        V: Default,
    {
        let at = self.keys.insert(key.into()).unwrap_or_else(|at| {
            self.values.insert(at, V::default());
            at
        });
        &mut self.values[at]
    }

    /// Whether a key is there.
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.keys.position(key).is_ok()
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.0.len()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.keys.0.is_empty()
    }

    /// The keys in their order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.0.iter().map(Cow::as_ref)
    }

    /// Keys and values in the order of the keys.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Cow<'v, str>, &V)> {
        self.keys.0.iter().zip(&self.values)
    }
}

impl<'v> TextSet<'v> {
    /// Puts in a text; whether it was not there before.
    pub(crate) fn insert(&mut self, text: impl Into<Cow<'v, str>>) -> bool {
        self.insert_new(text, ())
    }
}

impl<'v, T: Into<Cow<'v, str>>> Extend<T> for TextSet<'v> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, texts: I) {
        for text in texts {
            self.insert(text);
        }
    }
}

impl<'v, T: Into<Cow<'v, str>>> FromIterator<T> for TextSet<'v> {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut set = Self::default();
        set.extend(texts);
        set
    }
}

#[cfg(test)]
mod tests {
    use super::TextSet;

    #[test]
    fn keeps_each_text_once_and_in_order() {
        let mut set: TextSet = ["b", "a", "b"].into_iter().collect();
        assert_eq!(set.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert!(set.insert("c".to_owned()) && !set.insert("a"));
        assert!(set.contains("c") && !set.contains("d"));
        assert_eq!(set.len(), 3);
    }
}
