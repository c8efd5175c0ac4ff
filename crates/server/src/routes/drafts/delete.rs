//! `DELETE /drafts/{id}`

use axum::extract::State;
use http::StatusCode;

use crate::{
    app::App,
    extract::{ApiPath, SignedIn},
    problem::Problem,
};

/// Throws a draft away. That there is none is no error: it is then as wanted.
#[utoipa::path(
    delete,
    path = "/api/v1/drafts/{id}",
    tag = "drafts",
    operation_id = "delete_draft",
    params(("id" = String, Path, description = "The draft's id")),
    responses((status = 204))
)]
pub(crate) async fn delete_draft(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    ApiPath(id): ApiPath<String>,
) -> Result<StatusCode, Problem> {
    app.store.drafts(&identity.user).delete(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
