//! `GET /drafts/{id}`

use axum::{Json, extract::State};
use contract::Draft;

use crate::{
    app::App,
    extract::{ApiPath, SignedIn},
    problem::Problem,
    routes::drafts::{no_such_draft, to_contract},
};

/// One draft of the signed-in user.
#[utoipa::path(
    get,
    path = "/api/v1/drafts/{id}",
    tag = "drafts",
    operation_id = "get_draft",
    params(("id" = String, Path, description = "The draft's id")),
    responses((status = 200, body = Draft))
)]
pub(crate) async fn get_draft(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<Draft>, Problem> {
    let draft = app.store.drafts(&identity.user).get(&id).await?;
    draft
        .map(|draft| Json(to_contract(draft)))
        .ok_or_else(no_such_draft)
}
