//! Our own extractors, so that every rejection is a problem document.

mod body;
mod identity;
mod json;
mod manifest_text;
mod path;
mod query;

pub(crate) use identity::SignedIn;
pub(crate) use json::ApiJson;
pub(crate) use manifest_text::ManifestText;
pub(crate) use path::ApiPath;
pub(crate) use query::ApiQuery;
