//! `GET /sessions`

use axum::{Extension, Json, extract::State};
use contract::SessionList;
use serde::Deserialize;
use tower_sessions::Session;
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, Nothing, SignedIn, rules},
    problem::Problem,
};

/// Whose sessions.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionsQuery {
    /// Those of everybody, at most 100, for admins of the console.
    everybody: bool,
    /// Of these, those of users whose name holds this text, in whatever case.
    #[validate(length(max = 256), custom(function = "rules::no_control_characters"))]
    #[param(max_length = 256)]
    user: String,
}

/// The own sessions, the one that was used last first: where the user is signed in, since when, and with what. For admins of
/// the console those of everybody.
#[utoipa::path(
    get,
    path = "/api/v1/sessions",
    tag = "session",
    operation_id = "list_sessions",
    params(SessionsQuery),
    responses(
        (status = 200, body = SessionList),
        (status = 403, description = "Only admins of the console see those of others", body = contract::ProblemDocument,
         content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_sessions(
    State(app): State<App>,
    Extension(session): Extension<Session>,
    SignedIn(identity): SignedIn,
    Input { query, .. }: Input<Nothing, SessionsQuery>,
) -> Result<Json<SessionList>, Problem> {
    let (store, current) = (&app.store, session.id());
    let items = if query.everybody {
        app.refuse_others(&identity)?;
        app.sign_in
            .sessions_of_all(store, &query.user, current)
            .await?
    } else {
        let owner = identity.owner();
        app.sign_in.sessions_of(store, &owner, current).await?
    };
    Ok(Json(SessionList { items }))
}
