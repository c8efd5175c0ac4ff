//! Texts to begin with: templates, and what is fetched from an address.

use contract::{FetchAddress, FetchHosts, FetchedText, TemplateList, path};

use super::{ApiError, JSON, Request, get, read, send_body};

/// The templates.
///
/// # Errors
/// As [`ApiError`].
pub async fn templates() -> Result<TemplateList, ApiError> {
    get(&path::templates()).await
}

/// The hosts that the server fetches from.
///
/// # Errors
/// As [`ApiError`].
pub async fn hosts() -> Result<FetchHosts, ApiError> {
    get(&path::fetch()).await
}

/// The text at an address.
///
/// # Errors
/// As [`ApiError`]; the reason of the first error says why it cannot be had.
pub async fn fetch(address: String) -> Result<FetchedText, ApiError> {
    let body = serde_json::to_string(&FetchAddress { address }).map_err(ApiError::unreadable)?;
    read(send_body(Request::post(&path::fetch()), JSON, body).await?).await
}
