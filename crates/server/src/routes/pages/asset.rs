//! `GET /assets/{path}`

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::assets::{Asset, Assets};

/// The name of a file holds the hash of its bytes, so what goes by it never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// A file of the front end, compressed as the client takes it.
pub(crate) async fn get_asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .unwrap_or_default()
    };
    let Some(asset) = Assets::get(&path, text(header::ACCEPT_ENCODING)) else {
        return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    };
    let is_known = text(header::IF_NONE_MATCH)
        .split(',')
        .any(|etag| etag.trim().trim_start_matches("W/") == asset.etag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        whole(&asset)
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, FOR_EVER);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&asset.etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

fn whole(asset: &Asset) -> Response {
    let mut response = asset.bytes.clone().into_response();
    let headers = response.headers_mut();
    if let Ok(media_type) = HeaderValue::from_str(&asset.media_type) {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    if let Some(encoding) = asset.encoding.content_encoding() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
