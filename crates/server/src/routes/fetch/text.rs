//! `POST /fetch`

use axum::{Json, extract::State};
use contract::{FetchAddress, FetchedText, ProblemDocument};
use serde::Deserialize;
use validator::Validate;

use crate::{
    app::App,
    extract::{InputWithBody, Nothing, SignedIn, rules},
    problem::Problem,
};

/// A [`FetchAddress`] with the rules that it is held to.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddressBody {
    #[validate(
        length(min = 1, max = 2048),
        custom(function = "rules::no_control_characters")
    )]
    address: String,
}

/// Fetches a text from the internet: by HTTPS, from the hosts of the setting `fetch_host`, whose names must lead to
/// addresses of the internet; at most 3 MiB in at most 10 seconds, redirects included, each held to the same. Nothing is sent along that says for whom it is.
#[utoipa::path(
    post,
    path = "/api/v1/fetch",
    tag = "templates",
    operation_id = "fetch_text",
    request_body = FetchAddress,
    responses(
        (status = 200, body = FetchedText),
        (status = 403, description = "It is not fetched; `errors[0].reason` says why", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 502, description = "It cannot be fetched; `errors[0].reason` says why", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Too much is being fetched", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn fetch_text(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    InputWithBody { body, .. }: InputWithBody<Nothing, Nothing, AddressBody>,
) -> Result<Json<FetchedText>, Problem> {
    let fetched = app.outside.text(&body.address).await;
    tracing::info!(user = %identity.user, address = %body.address, is_fetched = fetched.is_ok(), "a text is fetched");
    let fetched = fetched?;
    Ok(Json(FetchedText {
        address: fetched.address,
        text: fetched.text,
    }))
}
