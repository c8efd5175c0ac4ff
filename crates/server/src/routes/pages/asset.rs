//! `GET /assets/{path}`

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::assets::{Asset, Assets};

/// Where the name holds the hash of the bytes, what goes by it never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Any other file is asked for each time, and sent only if it has changed.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// How many hexadecimal digits of a hash stand in a name (`cargo xtask frontend` writes them).
const HASH_DIGITS: usize = 12;

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
    let lasting = if holds_hash(&path) {
        FOR_EVER
    } else {
        ASK_AGAIN
    };
    headers.insert(header::CACHE_CONTROL, lasting);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&asset.etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

/// `styles.0a1b2c3d4e5f.css` does, `styles.css` does not.
fn holds_hash(path: &str) -> bool {
    path.split('.')
        .any(|part| part.len() == HASH_DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
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

#[cfg(test)]
mod tests {
    use super::holds_hash;

    #[test]
    fn only_names_with_a_hash_last() {
        assert!(holds_hash("styles.0a1b2c3d4e5f.css"));
        assert!(holds_hash("icons/node.0a1b2c3d4e5f.svg"));
        for name in ["styles.css", "styles.0a1b2c.css", "styles.notahash1234.css"] {
            assert!(!holds_hash(name), "{name}");
        }
    }
}
