//! A whole object as the client wants it: JSON or YAML.

use axum::response::{IntoResponse, Response};
use cluster::Stored;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::accept;
use crate::problem::{Problem, ProblemType};

/// The version that a write led to: who names it in what is read next (`resourceVersion`) is not given anything older.
const RESOURCE_VERSION: HeaderName = HeaderName::from_static("resource-version");

/// The forms in which an object can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `application/json`
    Json,
    /// `application/yaml`
    Yaml,
}

/// The names under which YAML is asked for; the first is the registered one (RFC 9512).
const YAML: [&str; 4] = [
    "application/yaml",
    "application/x-yaml",
    "text/yaml",
    "text/x-yaml",
];

impl Form {
    /// The form that the client accepts best; JSON where it does not mind.
    ///
    /// # Errors
    ///
    /// It accepts neither.
    pub(super) fn wanted(headers: &HeaderMap) -> Result<Self, Problem> {
        let ranges = accept::ranges(headers);
        if ranges.is_empty() {
            return Ok(Self::Json);
        }
        let mut best: Option<(f32, Self)> = None;
        for range in ranges {
            let form = if range.holds("application/json") {
                Self::Json
            } else if YAML.contains(&range.media.as_str()) {
                Self::Yaml
            } else {
                continue;
            };
            if range.quality > 0.0 && best.is_none_or(|(before, _)| range.quality > before) {
                best = Some((range.quality, form));
            }
        }
        best.map(|(_, form)| form).ok_or_else(|| {
            Problem::new(
                ProblemType::NotAcceptable,
                "An object is given as `application/json` or `application/yaml`.",
            )
        })
    }

    /// Its media type.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Yaml => "application/yaml",
        }
    }

    /// The object in this form.
    pub(super) fn write(self, object: &Stored) -> String {
        match self {
            Self::Json => object.json().to_owned(),
            Self::Yaml => manifest::view::to_yaml(&in_usual_order(object.to_value())),
        }
    }
}

/// People read `apiVersion` and `kind` first, as they write them; the API server sends `kind` first.
fn in_usual_order(object: Value) -> Value {
    let Value::Object(mut fields) = object else {
        return object;
    };
    let usual = ["apiVersion", "kind", "metadata", "spec", "status"];
    let first = usual
        .iter()
        .filter_map(|name| fields.shift_remove_entry(*name));
    let first: Vec<_> = first.collect();
    first.into_iter().chain(fields).collect()
}

/// An object with the API server's warnings, passed on in the header in which they came.
pub(super) fn object(
    status: StatusCode,
    form: Form,
    object: &Stored,
    warnings: &[String],
) -> Response {
    text(status, form, form.write(object), warnings)
}

/// The same, of an object that is written already.
pub(super) fn text(status: StatusCode, form: Form, body: String, warnings: &[String]) -> Response {
    let media_type = [(header::CONTENT_TYPE, form.media_type())];
    let mut response = (status, media_type, body).into_response();
    for warning in warnings {
        let quoted = warning.replace('\\', "\\\\").replace('"', "\\\"");
        // What does not fit into a header is still in the log of the API server.
        if let Ok(value) = HeaderValue::from_str(&format!("299 - \"{quoted}\"")) {
            response.headers_mut().append(header::WARNING, value);
        }
    }
    response
}

/// Says of the answer to a write which version it led to.
pub(super) fn with_version(mut response: Response, version: Option<&str>) -> Response {
    if let Some(version) = version.and_then(|version| HeaderValue::from_str(version).ok()) {
        response.headers_mut().insert(RESOURCE_VERSION, version);
    }
    response
}

/// The version of an object.
pub(super) fn version_of(object: &Value) -> Option<&str> {
    object["metadata"]["resourceVersion"].as_str()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::Form;

    #[test]
    fn the_client_chooses_the_form() {
        for (accept, expected) in [
            ("", Some(Form::Json)),
            ("*/*", Some(Form::Json)),
            ("application/yaml", Some(Form::Yaml)),
            ("text/html, application/yaml;q=0.5", Some(Form::Yaml)),
            ("application/yaml;q=0.5, application/json", Some(Form::Json)),
            ("application/yaml, */*;q=0.1", Some(Form::Yaml)),
            (
                "application/json;q=0, application/yaml;q=0.1",
                Some(Form::Yaml),
            ),
            ("text/html", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(Form::wanted(&headers).ok(), expected, "{accept}");
        }
    }
}
