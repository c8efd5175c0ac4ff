//! A manifest as it was sent: YAML or JSON, not yet parsed.

use axum::extract::{FromRequest, Request};
use contract::FieldError;
use http::header;
use manifest::Document;
use serde::de::IgnoredAny;

use super::body;
use crate::{
    app::App,
    problem::{Problem, ProblemType},
};

/// The most bytes of a manifest: as many as are read of one.
pub(crate) const LIMIT: usize = manifest::yaml::limit::MAX_BYTES;

/// The text of a manifest. Whether it is YAML or JSON shows in the text itself, so a missing
/// `Content-Type` does no harm; one that says something else is refused, and so is JSON that is none.
pub(crate) struct ManifestText(pub(crate) String);

impl FromRequest<App> for ManifestText {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let declared = declared(&request)?;
        body::refuse_encoded(request.headers())?;
        let text = body::read_text(request.into_body(), LIMIT).await?;
        let bytes = text.len();
        if text.trim().is_empty() {
            return Err(Problem::new(
                ProblemType::MalformedRequest,
                "The body is empty; send a manifest, YAML or JSON.",
            ));
        }
        let begins_like_json = text
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('{');
        if declared == Declared::Json && !begins_like_json {
            return Err(Problem::new(
                ProblemType::MalformedRequest,
                "The body is declared as JSON but does not begin with `{`. Send `Content-Type: application/yaml` with YAML.",
            ));
        }
        if declared == Declared::YamlOrNothing {
            return Ok(Self(text));
        }
        let check = move || check_json(&text).map(|()| Self(text));
        app.judgements.run(bytes, check).await?
    }
}

/// Refuses what is declared as JSON and is none, though kubectl would read it: the API server reads such a
/// body as JSON alone, without comments, single quotes, trailing commas and bare keys. What nobody reads is
/// left to whoever judges the text, who has better words for it. Further JSON documents may follow.
fn check_json(text: &str) -> Result<(), Problem> {
    let text = text.trim_start_matches('\u{feff}');
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let Some(Err(error)) = values.find(Result::is_err) else {
        return Ok(());
    };
    if !Document::parse(text).is_intact() {
        return Ok(());
    }
    let line = text.split('\n').nth(error.line().saturating_sub(1));
    let before = error.column().saturating_sub(1);
    // serde_json counts bytes.
    let column = line
        .unwrap_or_default()
        .char_indices()
        .take_while(|(at, _)| *at < before)
        .count();
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let message = format!("This is YAML and no JSON: {words}.");
    let detail = format!("{message} Send it with `Content-Type: application/yaml`.");
    let place = FieldError {
        field: String::new(),
        reason: "Syntax".to_owned(),
        message,
        line: u32::try_from(error.line()).ok(),
        column: u32::try_from(column + 1).ok(),
        ..FieldError::default()
    };
    Err(Problem::new(ProblemType::SyntaxError, detail).with_errors(vec![place]))
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
        essence => {
            let problem = Problem::new(
                ProblemType::UnsupportedMediaType,
                format!(
                    "`{text}` is not taken here; send `Content-Type: application/yaml` or `application/json`."
                ),
            );
            // So curl calls what it was given with `--data`, out of which it takes the line breaks.
            Err(if essence == "application/x-www-form-urlencoded" {
                problem.with_more("With curl, send the file with `--data-binary @FILE`.")
            } else {
                problem
            })
        }
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
