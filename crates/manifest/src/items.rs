//! The items of two lists matched by what tells them apart.

use serde_json::Value;

use crate::gather::Gather;
use crate::schema::Merge;

/// What tells an item of a list from the others.
pub(crate) type Key<'a> = Vec<&'a Value>;

/// The keys of a list's items; `None` where the list is one value, or where two items have one key.
pub(crate) fn keys<'a>(items: &'a [Value], merge: Merge) -> Option<Vec<Key<'a>>> {
    let keys: Vec<Key<'a>> = match merge {
        Merge::Atomic => return None,
        Merge::Set => items.iter().map(|item| vec![item]).gather(),
        Merge::Map(names) => items
            .iter()
            .map(|item| {
                // A key that is not given is one of its own: `protocol` of a port before the defaults.
                let field = |name: &&str| item.get(*name).unwrap_or(&Value::Null);
                names.iter().map(field).gather()
            })
            .collect(),
    };
    let unique = |(position, key): (usize, &Key<'_>)| !keys[..position].contains(key);
    keys.iter().enumerate().all(unique).then_some(keys)
}

/// The position of the item with this key.
pub(crate) fn position(keys: &[Key<'_>], key: &Key<'_>) -> Option<usize> {
    keys.iter().position(|other| other == key)
}
