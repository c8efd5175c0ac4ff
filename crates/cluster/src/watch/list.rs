//! Reading all objects of a kind, page by page.

use http::Method;
use serde::{Deserialize, de};

use super::{Part, item::Item};
use crate::{
    error::ClusterError,
    index::apply::Indexed,
    objects::{Kind, Watchable},
    rest::Call,
    shared::Shared,
    transport::Transport,
};

/// How many objects the API server is asked for at once.
const PAGE: u32 = 500;
/// By how much fewer, where so many are more than an answer may hold.
const SHRINK: u32 = 8;
/// Asks for the metadata of the objects of a list alone.
const METADATA: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/// A page of a list.
#[derive(Deserialize)]
#[serde(bound = "T: Watchable")]
struct Page<T> {
    metadata: ListMeta,
    /// Null where Go has an empty list that nobody has made; without any it is no list.
    #[serde(deserialize_with = "Option::deserialize")]
    items: Option<Vec<Item<T>>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ListMeta {
    resource_version: String,
    #[serde(rename = "continue")]
    next: String,
}

/// Reads all objects of a part of a kind into the index, and forgets those that are no more. Gives the version of the list.
///
/// # Errors
/// See [`ClusterError`]; what was read until then stays.
pub(super) async fn read<T: Indexed>(
    transport: &Transport,
    shared: &Shared,
    part: &Part,
) -> Result<String, ClusterError> {
    shared.index_mut().begin_list(T::KIND, part);
    let mut limit = PAGE;
    let mut next = String::new();
    let mut latest = 0;
    loop {
        let page: Page<T> = match call(T::KIND, part, limit, &next).read(transport).await {
            Err(ClusterError::AnswerTooLarge { .. }) if limit > 1 => {
                limit = (limit / SHRINK).max(1);
                continue;
            }
            page => page?,
        };
        let items = page.items.unwrap_or_default();
        let is_empty = items.is_empty();
        for item in items {
            latest = latest.max(item.version.parse().unwrap_or_default());
            let mut index = shared.index_mut();
            index.name_in_list(T::KIND, part, &item.namespace, &item.name);
            item.apply(&mut index);
        }
        let ListMeta {
            resource_version,
            next: following,
        } = page.metadata;
        if following.is_empty() {
            if resource_version.is_empty() {
                return Err(unreadable(T::KIND, "the list has no version to go on from"));
            }
            let mut index = shared.index_mut();
            let has_lost = index.end_list::<T>(part);
            let versions = &mut index.versions;
            versions.listed(T::KIND, part, &resource_version, latest, has_lost);
            drop(index);
            return Ok(resource_version);
        }
        if is_empty || following == next {
            return Err(unreadable(T::KIND, "the pages of the list have no end"));
        }
        next = following;
    }
}

fn call(kind: Kind, part: &Part, limit: u32, next: &str) -> Call {
    let call = Call::new(operation(kind), Method::GET, part.path(kind))
        .query_if("fieldSelector", kind.fields())
        .query("limit", &limit.to_string())
        .query_if("continue", (!next.is_empty()).then_some(next));
    if kind.is_metadata_enough() {
        call.accept(METADATA)
    } else {
        call
    }
}

fn operation(kind: Kind) -> String {
    format!("list {}", kind.plural())
}

fn unreadable(kind: Kind, why: &str) -> ClusterError {
    ClusterError::UnreadableAnswer {
        operation: operation(kind),
        source: de::Error::custom(why),
    }
}

#[cfg(test)]
mod tests {
    use super::Page;
    use crate::objects::namespace::Namespace;

    #[test]
    fn a_list_has_items_though_none_may_be_there() {
        let count = |text: &str| {
            let page = serde_json::from_str::<Page<Namespace>>(text);
            page.map(|page| page.items.unwrap_or_default().len()).ok()
        };
        for (text, expected) in [
            (r#"{"metadata":{},"items":null}"#, Some(0)),
            (
                r#"{"metadata":{},"items":[{"metadata":{"name":"n"}}, 7]}"#,
                Some(2),
            ),
            (r#"{"metadata":{}}"#, None),
            (r#"{"items":[]}"#, None),
            (r#"{"metadata":{},"items":{}}"#, None),
            ("{}", None),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }
}
