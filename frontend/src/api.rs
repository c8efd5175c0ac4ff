//! A typed client of the REST API: one module a resource, one function a verb.

pub mod audit;
pub mod beginnings;
pub mod bulk;
pub mod clusters;
pub mod contents;
pub mod daemonsets;
pub mod drafts;
pub mod error;
pub mod pods;
pub mod preflight;
pub mod registry;
pub mod rights;
pub mod session;
pub mod texts;
pub mod wall;

use contract::ProblemDocument;
use gloo_net::http::{RequestBuilder, Response};
use serde::de::DeserializeOwned;

use crate::routes;
use crate::state::{clock, written};

pub use error::ApiError;

/// `application/yaml`, RFC 9512.
pub const YAML: &str = "application/yaml";

/// `application/json`, RFC 8259.
const JSON: &str = "application/json";

/// A request to a path of this console, wherever it is served.
pub(crate) struct Request;

impl Request {
    pub(crate) fn get(path: &str) -> RequestBuilder {
        gloo_net::http::Request::get(&routes::at(path))
    }

    pub(crate) fn post(path: &str) -> RequestBuilder {
        gloo_net::http::Request::post(&routes::at(path))
    }

    pub(crate) fn put(path: &str) -> RequestBuilder {
        gloo_net::http::Request::put(&routes::at(path))
    }

    pub(crate) fn delete(path: &str) -> RequestBuilder {
        gloo_net::http::Request::delete(&routes::at(path))
    }
}

/// Sends a request without a body and gives the answer, refusals as errors.
async fn send(request: RequestBuilder) -> Result<Response, ApiError> {
    accepted(request.send().await).await
}

/// Sends a request with a body and gives the answer, refusals as errors.
async fn send_body(
    request: RequestBuilder,
    media_type: &str,
    body: String,
) -> Result<Response, ApiError> {
    let request = request
        .header("Content-Type", media_type)
        .body(body)
        .map_err(ApiError::unsendable)?;
    accepted(request.send().await).await
}

/// With the key under which it is done once however often it is sent, where there is one.
fn keyed(request: RequestBuilder, idempotency_key: Option<&str>) -> RequestBuilder {
    match idempotency_key {
        Some(key) => request.header("Idempotency-Key", key),
        None => request,
    }
}

/// Asks for a resource as JSON.
async fn get<T: DeserializeOwned>(url: &str) -> Result<T, ApiError> {
    let response = send(Request::get(url).header("Accept", JSON)).await?;
    read(response).await
}

/// Reads the body of an answer.
async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ApiError> {
    let text = read_text(response).await?;
    serde_json::from_str(&text).map_err(ApiError::unreadable)
}

/// Reads the body of an answer as text.
async fn read_text(response: Response) -> Result<String, ApiError> {
    response
        .text()
        .await
        .map_err(|error| ApiError::Unreachable {
            message: error.to_string(),
        })
}

/// Tells an answer from a refusal and from no answer at all.
pub(crate) async fn accepted(
    answer: Result<Response, gloo_net::Error>,
) -> Result<Response, ApiError> {
    let response = answer.map_err(|error| ApiError::Unreachable {
        message: error.to_string(),
    })?;
    if let Some(date) = response.headers().get("date") {
        clock::hear(&date);
    }
    if let Some(version) = response.headers().get("resource-version") {
        written::hear(&response.url(), version);
    }
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    let title = response.status_text();
    let text = response.text().await.unwrap_or_default();
    let problem = serde_json::from_str(&text).unwrap_or_else(|_| ProblemDocument {
        // A proxy in between answers in its own words.
        title,
        status,
        ..ProblemDocument::default()
    });
    Err(ApiError::Refused(Box::new(problem)))
}
