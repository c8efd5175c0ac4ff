//! A manifest as it was sent: YAML or JSON, not yet parsed.

use axum::extract::{FromRequest, Request};
use http::header;

use super::body;
use crate::problem::{Kind, Problem};

/// The most bytes of a manifest.
pub(crate) const LIMIT: usize = 1 << 20;

/// The text of a manifest. Whether it is YAML or JSON shows in the text itself, so a missing
/// `Content-Type` does no harm; one that says something else is refused.
pub(crate) struct ManifestText(pub(crate) String);

impl<S: Send + Sync> FromRequest<S> for ManifestText {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let declared = declared(&request)?;
        let text = body::read_text(request.into_body(), LIMIT).await?;
        if text.trim().is_empty() {
            return Err(Problem::new(
                Kind::MalformedRequest,
                "The body is empty; send a manifest, YAML or JSON.",
            ));
        }
        let begins_like_json = text
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('{');
        if declared == Declared::Json && !begins_like_json {
            return Err(Problem::new(
                Kind::MalformedRequest,
                "The body is declared as JSON but does not begin with `{`. Send `Content-Type: application/yaml` with YAML.",
            ));
        }
        Ok(Self(text))
    }
}

#[derive(PartialEq)]
enum Declared {
    Json,
    YamlOrNothing,
}

fn declared(request: &Request) -> Result<Declared, Problem> {
    let Some(value) = request.headers().get(header::CONTENT_TYPE) else {
        return Ok(Declared::YamlOrNothing);
    };
    let text = value.to_str().unwrap_or_default();
    match essence(text).as_str() {
        "application/json" => Ok(Declared::Json),
        "application/yaml" | "application/x-yaml" | "text/yaml" | "text/x-yaml" | "text/plain" => {
            Ok(Declared::YamlOrNothing)
        }
        _ => Err(Problem::new(
            Kind::UnsupportedMediaType,
            format!(
                "`{text}` is not taken here; send `Content-Type: application/yaml` or `application/json`."
            ),
        )),
    }
}

/// A media type without its parameters, in small letters.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}
