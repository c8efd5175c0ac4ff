//! `GET /drafts/{id}`

use axum::{Json, extract::State};
use contract::{Draft, ProblemDocument};

use crate::{
    app::App,
    extract::{Input, SignedIn},
    problem::Problem,
    routes::drafts::{no_such_draft, to_contract},
    routes::paths::DraftPath,
};

/// One draft of the signed-in user.
#[utoipa::path(
    get,
    path = "/api/v1/drafts/{id}",
    tag = "drafts",
    operation_id = "get_draft",
    params(DraftPath),
    responses(
        (status = 200, body = Draft),
        (status = 404, description = "There is no such draft", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_draft(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, .. }: Input<DraftPath>,
) -> Result<Json<Draft>, Problem> {
    let draft = app.store.drafts(&identity.owner()).get(&path.id).await?;
    draft
        .map(|draft| Json(to_contract(draft)))
        .ok_or_else(no_such_draft)
}
