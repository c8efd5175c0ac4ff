//! `GET /audit`

use axum::{Json, extract::State};
use contract::{AuditEntry, AuditList};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    extract::ApiQuery,
    problem::{Kind, Problem},
};

/// The most rows of one page, and how many there are if nobody says otherwise.
const MOST: u32 = 100;

/// Which rows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// The most rows of a page, 1 to 100.
    limit: Option<u32>,
    /// The `continue` of the page before.
    #[serde(rename = "continue")]
    continue_token: Option<String>,
}

/// All writes, the latest first: who, what, where, when and what came of it.
#[utoipa::path(
    get,
    path = "/api/v1/audit",
    tag = "audit",
    operation_id = "list_audit",
    params(AuditQuery),
    responses((status = 200, body = AuditList))
)]
pub(crate) async fn list_audit(
    State(app): State<App>,
    ApiQuery(query): ApiQuery<AuditQuery>,
) -> Result<Json<AuditList>, Problem> {
    let limit = query.limit.unwrap_or(MOST);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::new(
            Kind::MalformedRequest,
            format!("`limit` must be from 1 to {MOST}."),
        ));
    }
    app.writes.recorded().await;
    let before = query.continue_token.as_deref();
    // One more than asked for tells whether there is a next page.
    let mut entries = app.store.audit().list(before, limit + 1).await?;
    let is_last = entries.len() <= limit as usize;
    entries.truncate(limit as usize);
    let continue_token = entries
        .last()
        .filter(|_| !is_last)
        .map(|entry| entry.id.clone());
    Ok(Json(AuditList {
        items: entries.into_iter().map(to_contract).collect(),
        continue_token,
    }))
}

fn to_contract(entry: store::audit::Entry) -> AuditEntry {
    AuditEntry {
        id: entry.id,
        occurred: entry.occurred.to_string(),
        user: entry.actor,
        action: entry.action,
        cluster: entry.cluster,
        namespace: entry.namespace,
        name: entry.name,
        outcome: entry.outcome,
        status: entry.status,
        detail: entry.detail,
    }
}
