//! Drafts: manifests that are being written.

use contract::{Draft, DraftList, DraftText, path};

use crate::routes;

use super::{ApiError, JSON, Request, get, read, send, send_body};

/// The drafts of the signed-in user, the latest first, without their texts.
///
/// # Errors
/// As [`ApiError`].
pub async fn list() -> Result<DraftList, ApiError> {
    get(&path::drafts()).await
}

/// One draft.
///
/// # Errors
/// As [`ApiError`]; a refusal with status 404 where there is none.
pub async fn read_one(id: &str) -> Result<Draft, ApiError> {
    get(&path::draft(id)).await
}

/// Keeps a draft under an identifier of the client's choice.
///
/// # Errors
/// As [`ApiError`].
pub async fn keep(id: &str, draft: &DraftText) -> Result<Draft, ApiError> {
    let body = serde_json::to_string(draft).map_err(ApiError::unreadable)?;
    read(send_body(Request::put(&path::draft(id)), JSON, body).await?).await
}

/// Throws a draft away.
///
/// # Errors
/// As [`ApiError`].
pub async fn discard(id: &str) -> Result<(), ApiError> {
    send(Request::delete(&path::draft(id))).await.map(drop)
}

/// Keeps a draft by a request that the browser finishes after the page is gone; nobody hears the
/// answer. Browsers take at most 64 KiB this way.
pub fn keep_while_leaving(id: &str, draft: &DraftText) {
    let Ok(body) = serde_json::to_string(draft) else {
        return;
    };
    let headers = js_sys::Object::new();
    let init = web_sys::RequestInit::new();
    init.set_method("PUT");
    init.set_body(&body.into());
    init.set_headers(&headers);
    // Setting a property of a plain object cannot fail.
    let _ = js_sys::Reflect::set(&headers, &"Content-Type".into(), &"application/json".into());
    let _ = js_sys::Reflect::set(&init, &"keepalive".into(), &true.into());
    if let Some(window) = web_sys::window() {
        // The answer comes when nobody is here any more.
        let _promise = window.fetch_with_str_and_init(&routes::at(&path::draft(id)), &init);
    }
}
