//! Lets nobody past who is not signed in, by a bearer token or by a session.

use manifest::Message;
use manifest::message::console as said;
use std::time::Duration;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tower_sessions::Session;

use crate::{
    accept,
    app::App,
    problem::{Problem, ProblemType},
    sign_in::{Happening, Identity, Sender, TokenRefusal},
};

/// The header that names the cluster whose token the bearer token is, where that is not the one of sign-in.
const TOKEN_OF: HeaderName = HeaderName::from_static("everynode-cluster");

pub(crate) async fn require(
    State(app): State<App>,
    session: Option<axum::Extension<Session>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let session = session.as_ref().map(|extension| &extension.0);
    let sender = Sender::of(&app, request.extensions(), request.headers());
    let identity = identify(&app, request.headers(), &sender, session).await?;
    let identity = identity.sent_by(sender);
    let (method, path) = (request.method(), request.uri().path());
    app.limits.count(&identity, method, path)?;
    request.extensions_mut().insert(identity);
    Ok(next.run(request).await)
}

/// A token that is sent counts, right or wrong: a program with an old token shall not be let in
/// by a cookie that happens to be there.
async fn identify(
    app: &App,
    headers: &HeaderMap,
    sender: &Sender,
    session: Option<&Session>,
) -> Result<Identity, Problem> {
    if let Some(authorization) = headers.get(header::AUTHORIZATION) {
        let wrong = || {
            refuse(if app.sign_in.is_local() {
                said::other_token()
            } else {
                said::token_not_known()
            })
        };
        let token = bearer(authorization).ok_or_else(wrong)?;
        let identity = match headers.get(TOKEN_OF) {
            None => app.sign_in.by_token(token, sender.address).await,
            Some(name) => {
                let name = std::str::from_utf8(name.as_bytes()).map_err(|_| wrong())?;
                let cluster = (&app.clusters, name);
                app.sign_in
                    .by_token_of(cluster, token, sender.address)
                    .await
            }
        };
        return match identity {
            Ok(identity) => Ok(identity),
            Err(TokenRefusal::Wrong) => {
                Happening::WrongToken.record(app, &sender.actor("")).await;
                Err(wrong())
            }
            Err(TokenRefusal::TooMany(wait)) => Err(too_many_attempts(wait)),
            Err(TokenRefusal::Unfit(why)) => {
                let refused = Happening::Refused(&why);
                refused.record(app, &sender.actor("")).await;
                Err(Problem::new(ProblemType::Forbidden, why))
            }
            Err(TokenRefusal::Away(problem)) => Err(problem),
        };
    }
    if let Some(session) = session {
        // A stream that a page opens anew by itself is no sign that somebody is there.
        let found = if wants_events(headers) {
            app.sign_in.by_idle_session(&app.store, session).await?
        } else {
            app.sign_in.by_session(&app.store, session).await?
        };
        if let Some(identity) = found {
            return Ok(identity);
        }
    }
    Err(refuse(if app.sign_in.is_local() {
        "Send `Authorization: Bearer TOKEN` with the token that was printed at the start, or sign in with the browser."
    } else {
        "Send `Authorization: Bearer TOKEN` with a token that the cluster knows you by, or sign in with the browser."
    }))
}

/// What is said instead of looking at one more token.
pub(crate) fn too_many_attempts(wait: Duration) -> Problem {
    // Rounded up: who comes back then shall be looked at.
    let seconds = u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX);
    Problem::new(
        ProblemType::TooManyAttempts,
        said::too_many_wrong_tokens(seconds.to_string()),
    )
    .retry_after(seconds)
}

/// Only a browser's `EventSource` asks for nothing else.
fn wants_events(headers: &HeaderMap) -> bool {
    let ranges = accept::ranges(headers);
    !ranges.is_empty()
        && ranges
            .iter()
            .all(|range| range.media == "text/event-stream")
}

fn bearer(authorization: &HeaderValue) -> Option<&str> {
    let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn refuse(detail: impl Into<Message>) -> Problem {
    Problem::new(ProblemType::SignInRequired, detail).with_header(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("Bearer realm=\"everynode\""),
    )
}
