//! `GET /sign-in/provider`

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use validator::Validate;

use super::own_address;
use crate::{
    accept,
    app::App,
    extract::{Input, Nothing},
    page::{self, Trouble, Words},
    problem::Problem,
    sign_in::{BrowserCookie, Sender},
};

/// What the address may hold.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct ProviderQuery {
    #[validate(length(max = 4096))]
    next: String,
}

/// Begins a sign-in and sends the browser to the provider. A link and not a form: browsers hold the places that a form's
/// answer leads to against the policy of its page, and the provider's are anybody's.
pub(crate) async fn begin_sign_in(
    State(app): State<App>,
    Extension(cookie): Extension<BrowserCookie>,
    Input { query, .. }: Input<Nothing, ProviderQuery>,
    headers: HeaderMap,
    sender: Sender,
) -> Result<Response, Problem> {
    let next = own_address(&query.next);
    let mut set = HeaderMap::new();
    let browser = cookie.known_or_new(&headers, &mut set)?;
    let begun = app
        .sign_in
        .begin_at_provider(&app.store, &browser, next, sender.address);
    let mut response = match begun.await {
        Ok(address) => Redirect::to(&address).into_response(),
        Err(refusal) => {
            let words = Words::of(&accept::languages(&headers));
            page::sign_in(&app, words, next, &Trouble::Provider(refusal))
        }
    };
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response.headers_mut().extend(set);
    Ok(response)
}
