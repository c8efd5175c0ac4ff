//! `GET /audit`

use axum::{Json, extract::State};
use contract::{AuditAction, AuditEntry, AuditList};
use serde::Deserialize;
use store::audit::{About, Action, Entry};
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, Nothing, SignedIn, rules},
    problem::Problem,
};

/// The most rows of one page, and how many there are if nobody says otherwise.
const MOST: u32 = 100;

/// Which rows.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// The most rows of a page, 1 to 100.
    #[validate(range(min = 1, max = MOST))]
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The `continue` of the page before.
    #[serde(rename = "continue")]
    #[validate(custom(function = "rules::audit_cursor"))]
    #[param(pattern = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    continue_token: Option<String>,
    /// Only what concerns this cluster.
    #[validate(length(max = 1024), custom(function = "rules::no_control_characters"))]
    #[param(max_length = 1024)]
    cluster: Option<String>,
    /// Only what concerns this namespace.
    #[validate(length(max = 63), custom(function = "rules::label_or_none"))]
    #[param(max_length = 63, pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$")]
    namespace: Option<String>,
    /// Only what concerns objects of this name.
    #[validate(length(max = 253), custom(function = "rules::subdomain_or_none"))]
    #[param(
        max_length = 253,
        pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$"
    )]
    name: Option<String>,
}

impl AuditQuery {
    /// What is empty is as good as not said.
    fn about<'a>(&'a self, actor: Option<&'a str>) -> About<'a> {
        fn said(text: Option<&String>) -> Option<&str> {
            text.map(String::as_str).filter(|text| !text.is_empty())
        }
        About {
            cluster: said(self.cluster.as_ref()),
            namespace: said(self.namespace.as_ref()),
            name: said(self.name.as_ref()),
            actor,
        }
    }
}

/// All writes, for who may see all; else those of who asks. The latest first: who, what, where, when and what came of it, one entry for each object.
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
    SignedIn(identity): SignedIn,
    Input { query, .. }: Input<Nothing, AuditQuery>,
) -> Result<Json<AuditList>, Problem> {
    let limit = query.limit.unwrap_or(MOST);
    app.writes.recorded().await;
    let before = query.continue_token.as_deref();
    // What others did names what this user may not see.
    let sees_all = identity.is_local() || app.is_admin(&identity);
    let actor = (!sees_all).then_some(identity.user.as_str());
    // One more than asked for tells whether there is a next page.
    let mut entries = app
        .store
        .audit()
        .list(query.about(actor), before, limit + 1)
        .await?;
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

fn to_contract(entry: Entry) -> AuditEntry {
    AuditEntry {
        id: entry.id,
        occurred: entry.occurred.to_string(),
        user: entry.actor,
        action: match entry.action {
            Action::Create => AuditAction::Create,
            Action::Replace => AuditAction::Replace,
            Action::Delete => AuditAction::Delete,
            Action::Restart => AuditAction::Restart,
            Action::Rollback => AuditAction::Rollback,
            Action::SignIn => AuditAction::SignIn,
            Action::SignOut => AuditAction::SignOut,
            Action::SignOutEverywhere => AuditAction::SignOutEverywhere,
        },
        cluster: entry.cluster,
        namespace: entry.namespace,
        kind: entry.kind,
        name: entry.name,
        request: entry.request,
        outcome: super::outcome(entry.outcome),
        status: entry.status,
        detail: entry.detail,
    }
}
