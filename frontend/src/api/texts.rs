//! The tables of texts, which are assets beside the module.

use contract::Locale;
use gloo_net::http::Request;
use leptos::prelude::document;

use super::{ApiError, read_text};

/// The table of a language, from the address that the page's root names.
///
/// # Errors
/// [`ApiError::Unreachable`], whatever is wrong: other errors are said in words of the table.
pub async fn read(locale: Locale) -> Result<String, ApiError> {
    let attribute = format!("data-text-{}", locale.tag());
    let root = document().document_element();
    let url = root.and_then(|root| root.get_attribute(&attribute));
    // Not as other requests are sent: a table out of the browser's cache has an old `Date`.
    let answer = Request::get(&url.unwrap_or_default()).send().await;
    let response = answer.map_err(|error| unreachable(error.to_string()))?;
    if !response.ok() {
        return Err(unreachable(response.status_text()));
    }
    read_text(response).await
}

fn unreachable(message: String) -> ApiError {
    ApiError::Unreachable { message }
}
