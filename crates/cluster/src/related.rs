//! What is looked at too rarely to be watched, and so read from the API server when asked for: the
//! Events, revisions, pods and Services of one DaemonSet, the keys of one Secret,
//! the account of a pull secret.

mod changes;
mod docker_config;
mod events;
mod pod;
mod revision_diff;
mod revisions;
mod secret_keys;
mod services;

pub use changes::differences;

use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{error::ClusterError, rest::Call, transport::Transport};

pub(crate) use self::pod::end;
pub(crate) use self::revisions::{Revision, history};

/// How many objects the API server gives at once.
const PAGE: &str = "500";
/// After how many pages there is no asking further: a namespace can hold more Events than anybody
/// reads.
const MOST_PAGES: usize = 10;

/// A page of a list. What lacks items, or has others than objects, is none.
#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    metadata: PageMeta,
    /// Null where Go has an empty list that nobody has made.
    #[serde(deserialize_with = "Option::deserialize")]
    items: Option<Vec<Map<String, Value>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PageMeta {
    #[serde(rename = "continue")]
    next: String,
}

/// The objects of a list that match the selector (`fieldSelector` or `labelSelector`).
async fn list(
    transport: &Transport,
    what: &str,
    path: &str,
    (selector, terms): (&str, &str),
) -> Result<Vec<Value>, ClusterError> {
    let mut items = Vec::new();
    let mut next = String::new();
    for _ in 0..MOST_PAGES {
        let page: Page = Call::new(format!("list {what}"), Method::GET, path.to_owned())
            .query("limit", PAGE)
            .query_if(selector, (!terms.is_empty()).then_some(terms))
            .query_if("continue", (!next.is_empty()).then_some(next.as_str()))
            .read(transport)
            .await?;
        let objects = page.items.unwrap_or_default();
        items.extend(objects.into_iter().map(Value::Object));
        next = page.metadata.next;
        if next.is_empty() {
            break;
        }
    }
    Ok(items)
}

/// The text at a JSON pointer; empty where there is none.
fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The images of a pod template's containers, in order.
fn images(template: &Value) -> Vec<String> {
    let containers = template["spec"]["containers"].as_array();
    let image = |container: &Value| text(container, "/image").to_owned();
    containers.into_iter().flatten().map(image).collect()
}
