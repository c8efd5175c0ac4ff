//! `GET /drafts`

use axum::{Json, extract::State};
use contract::DraftList;

use crate::{
    app::App,
    extract::SignedIn,
    problem::Problem,
    routes::drafts::{MOST, to_contract},
};

/// The drafts of the signed-in user, the latest first.
#[utoipa::path(
    get,
    path = "/api/v1/drafts",
    tag = "drafts",
    operation_id = "list_drafts",
    responses((status = 200, body = DraftList))
)]
pub(crate) async fn list_drafts(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
) -> Result<Json<DraftList>, Problem> {
    let drafts = app.store.drafts(&identity.user).list(MOST).await?;
    Ok(Json(DraftList {
        items: drafts.into_iter().map(to_contract).collect(),
    }))
}
