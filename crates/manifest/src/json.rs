//! The items of JSON lists and the entries of JSON objects, none where there is something else.
//!
//! A loop over `value.as_array().into_iter().flatten()` weighs twice as much in the browser's module.

use serde_json::{Value, map};

/// The items of a list; none of anything else.
#[must_use]
pub fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The entries of an object; none of anything else.
#[must_use]
pub fn entries(value: &Value) -> Entries<'_> {
    Entries(value.as_object().map(map::Map::iter))
}

/// See [`entries`].
#[derive(Debug)]
pub struct Entries<'v>(Option<map::Iter<'v>>);

impl<'v> Iterator for Entries<'v> {
    type Item = (&'v String, &'v Value);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.as_mut()?.next()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{entries, items};

    #[test]
    fn what_is_no_list_or_object_is_empty() {
        let value = json!({"list": [1, 2], "text": "a"});
        assert_eq!(items(&value["list"]), [json!(1), json!(2)]);
        assert_eq!(
            entries(&value).map(|(key, _)| key).collect::<Vec<_>>(),
            ["list", "text"]
        );
        assert!(items(&value).is_empty() && entries(&value["list"]).next().is_none());
    }
}
