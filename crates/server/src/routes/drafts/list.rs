//! `GET /drafts`

use axum::{Json, extract::State};
use contract::{DraftList, DraftSummary};

use crate::{app::App, extract::SignedIn, problem::Problem, routes::drafts::LIMITS};

/// The drafts of the signed-in user, the latest first, without their texts.
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
    let drafts = app
        .store
        .drafts(&identity.owner())
        .list(LIMITS.drafts)
        .await?;
    let summaries = drafts.into_iter().map(|draft| DraftSummary {
        id: draft.id,
        cluster: draft.cluster,
        name: draft.name,
        namespace: draft.namespace,
        origin_namespace: draft.origin.0,
        origin_name: draft.origin.1,
        bytes: draft.bytes,
        updated: draft.updated.to_string(),
    });
    Ok(Json(DraftList {
        items: summaries.collect(),
    }))
}
