//! Lets nobody past who is not signed in, by a bearer token or by a session.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, header};
use tower_sessions::Session;

use crate::{
    app::App,
    problem::{Kind, Problem},
    sign_in::Identity,
};

pub(crate) async fn require(
    State(app): State<App>,
    session: Option<axum::Extension<Session>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let session = session.as_ref().map(|extension| &extension.0);
    let identity = identify(&app, request.headers(), session).await?;
    request.extensions_mut().insert(identity);
    Ok(next.run(request).await)
}

/// A token that is sent counts, right or wrong: a program with an old token shall not be let in
/// by a cookie that happens to be there.
async fn identify(
    app: &App,
    headers: &HeaderMap,
    session: Option<&Session>,
) -> Result<Identity, Problem> {
    if let Some(authorization) = headers.get(header::AUTHORIZATION) {
        return bearer(authorization)
            .and_then(|token| app.sign_in.by_token(token))
            .ok_or_else(|| refuse("The token is not the one of this console."));
    }
    if let Some(session) = session
        && let Some(identity) = app.sign_in.by_session(session).await?
    {
        return Ok(identity);
    }
    Err(refuse(
        "Send `Authorization: Bearer TOKEN` with the token that was printed at the start, or sign in with the browser.",
    ))
}

fn bearer(authorization: &HeaderValue) -> Option<&str> {
    let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn refuse(detail: &str) -> Problem {
    Problem::new(Kind::SignInRequired, detail).with_header(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("Bearer realm=\"everynode\""),
    )
}
