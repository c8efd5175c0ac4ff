//! `DELETE /sessions/{id}`

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, Nothing, SignedIn, rules},
    problem::{Problem, ProblemType},
    sign_in::Happening,
};

/// Which session.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneSession {
    /// Its `id`, as the list gives it.
    #[validate(custom(function = "rules::session_id"))]
    #[param(pattern = r"^[0-9a-f]{64}$")]
    id: String,
}

/// Ends one of the own sessions, and its event streams with it. Admins of the console end anybody's.
#[utoipa::path(
    delete,
    path = "/api/v1/sessions/{id}",
    tag = "session",
    operation_id = "end_session",
    params(OneSession),
    responses(
        (status = 204, description = "The session has ended"),
        (status = 404, description = "The user has no such session", body = contract::ProblemDocument,
         content_type = "application/problem+json"),
    )
)]
pub(crate) async fn end_session(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<OneSession, Nothing>,
) -> Result<StatusCode, Problem> {
    let owner = identity.owner();
    let ended = app.sign_in.end_one(&app.store, &owner, &path.id);
    if ended.await? {
        Happening::SignOut.record(&app, &identity.actor()).await;
        return Ok(StatusCode::NO_CONTENT);
    }
    let of_other = if app.refuse_others(&identity).is_ok() {
        app.sign_in.end_of_anybody(&app.store, &path.id).await?
    } else {
        None
    };
    let Some(user) = of_other else {
        return Err(Problem::new(
            ProblemType::NotFound,
            "You have no such session: it may have ended already.",
        ));
    };
    let happened = Happening::EndedByAdmin(&user);
    happened.record(&app, &identity.actor()).await;
    Ok(StatusCode::NO_CONTENT)
}
