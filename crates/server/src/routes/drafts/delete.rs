//! `DELETE /drafts/{id}`

use axum::extract::State;
use http::StatusCode;

use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
    routes::paths::DraftPath,
};

/// Throws a draft away. That there is none is no error: it is then as wanted.
#[utoipa::path(
    delete,
    path = "/api/v1/drafts/{id}",
    tag = "drafts",
    operation_id = "delete_draft",
    params(DraftPath),
    responses((status = 204))
)]
pub(crate) async fn delete_draft(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<DraftPath>,
) -> Result<StatusCode, Problem> {
    app.store.drafts(&identity.owner()).delete(&path.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
