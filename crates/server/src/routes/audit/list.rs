//! `GET /audit`

use axum::{
    Json,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use contract::{AuditAction, AuditEntry, AuditList, AuditOutcome, log::MEDIA_TYPE as JSON_LINES};
use futures::stream;
use http::header;
use jiff::Timestamp;
use serde::Deserialize;
use store::{
    StoreError,
    audit::{About, Action, Actor, Entry, Outcome},
};
use utoipa::IntoParams;
use validator::Validate;

use crate::{
    app::App,
    extract::{Input, Nothing, SignedIn, rules},
    problem::Problem,
    sign_in::Identity,
    told,
};

/// The most rows of one page, and how many there are if nobody says otherwise.
const MOST: u32 = 100;

/// How many rows are read at once where all are asked for.
const AT_ONCE: u32 = 500;

/// How rows are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub(crate) enum AuditFormat {
    /// A page of them.
    #[default]
    Page,
    /// All of them, one JSON object a line, as a file.
    JsonLines,
}

/// Which rows. What is empty is as good as not said.
#[derive(Debug, Default, Deserialize, IntoParams, Validate)]
#[serde(default, deny_unknown_fields)]
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
    /// `JsonLines`: all rows, one JSON object a line.
    #[param(inline)]
    format: AuditFormat,
    /// Only what concerns this cluster.
    #[validate(length(max = 1024), custom(function = "rules::no_control_characters"))]
    #[param(max_length = 1024)]
    cluster: String,
    /// Only what concerns this namespace.
    #[validate(length(max = 63), custom(function = "rules::label_or_none"))]
    #[param(max_length = 63, pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$")]
    namespace: String,
    /// Only what concerns objects of this name.
    #[validate(length(max = 253), custom(function = "rules::subdomain_or_none"))]
    #[param(
        max_length = 253,
        pattern = r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$"
    )]
    name: String,
    /// Only what users did whose name holds this text, in whatever case.
    #[validate(length(max = 256), custom(function = "rules::no_control_characters"))]
    #[param(max_length = 256)]
    user: String,
    /// Only what was done so.
    #[param(inline)]
    action: Option<AuditAction>,
    /// Only what ended so.
    #[param(inline)]
    outcome: Option<AuditOutcome>,
    /// Only what one request did, by the `request` of its rows.
    #[validate(custom(function = "rules::audit_cursor"))]
    #[param(pattern = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    request: Option<String>,
    /// Only what was done then or later, RFC 3339 in UTC.
    #[validate(custom(function = "rules::moment_or_none"))]
    #[param(
        max_length = 30,
        pattern = r"^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z)?$"
    )]
    since: String,
    /// Only what was done before, RFC 3339 in UTC.
    #[validate(custom(function = "rules::moment_or_none"))]
    #[param(
        max_length = 30,
        pattern = r"^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z)?$"
    )]
    until: String,
}

impl AuditQuery {
    fn about<'a>(&'a self, actor: Option<&'a str>) -> About<'a> {
        fn said(text: &str) -> Option<&str> {
            Some(text).filter(|text| !text.is_empty())
        }
        // A day that its month does not have is no moment: nothing is left out for it.
        let moment = |text: &str| text.parse::<Timestamp>().ok();
        About {
            cluster: said(&self.cluster),
            namespace: said(&self.namespace),
            name: said(&self.name),
            actor,
            actor_like: said(&self.user),
            request: self.request.as_deref(),
            action: self.action.map(action_of),
            outcome: self.outcome.map(outcome_of),
            since: moment(&self.since),
            until: moment(&self.until),
        }
    }
}

/// All writes, sign-ins and refusals, for who may see all; else those of who asks. The latest first: who, as whom, what, where,
/// when, from where and what came of it, one entry for each object.
#[utoipa::path(
    get,
    path = "/api/v1/audit",
    tag = "audit",
    operation_id = "list_audit",
    params(AuditQuery),
    responses((status = 200, content(
        (AuditList = "application/json"),
        (AuditEntry = "application/x-ndjson"),
    )))
)]
pub(crate) async fn list_audit(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { query, .. }: Input<Nothing, AuditQuery>,
) -> Result<Response, Problem> {
    app.writes.recorded().await;
    // What others did names what this user may not see.
    let of_all = identity.is_local() || app.is_admin(&identity);
    if query.format == AuditFormat::JsonLines {
        return Ok(file(app, &identity, query, of_all));
    }
    let limit = query.limit.unwrap_or(MOST);
    let actor = (!of_all).then_some(identity.user.as_str());
    let before = query.continue_token.as_deref();
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
    let list = AuditList {
        items: entries.into_iter().map(to_contract).collect(),
        of_all,
        kept_days: app.audit_retention.days(),
        continue_token,
    };
    Ok(Json(list).into_response())
}

/// All rows as a file.
fn file(app: App, identity: &Identity, query: AuditQuery, of_all: bool) -> Response {
    tracing::info!(
        user = identity.user,
        of_all,
        "the audit trail is downloaded"
    );
    let now = Timestamp::now().strftime("%Y-%m-%d");
    let disposition = format!("attachment; filename=\"everynode-audit-{now}.jsonl\"");
    let reading = Reading {
        actor: (!of_all).then(|| identity.user.clone()),
        before: query.continue_token.clone(),
        app,
        query,
    };
    (
        [
            (header::CONTENT_TYPE, JSON_LINES.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
        Body::from_stream(stream::try_unfold(Some(reading), Reading::go_on)),
    )
        .into_response()
}

/// A file that is being written.
struct Reading {
    app: App,
    query: AuditQuery,
    /// Whose rows alone.
    actor: Option<String>,
    /// The row that was read last.
    before: Option<String>,
}

impl Reading {
    /// The next lines, and how it goes on. Where the database fails in the middle the answer breaks off, which its reader
    /// sees.
    async fn go_on(reading: Option<Self>) -> Result<Option<(Bytes, Option<Self>)>, StoreError> {
        let Some(mut reading) = reading else {
            return Ok(None);
        };
        let about = reading.query.about(reading.actor.as_deref());
        let before = reading.before.as_deref();
        let audit = reading.app.store.audit();
        let entries = audit.list(about, before, AT_ONCE).await?;
        let is_last = entries.len() < AT_ONCE as usize;
        reading.before = entries.last().map(|entry| entry.id.clone());
        let mut text = Vec::new();
        for entry in entries {
            // Strings and numbers, so it cannot fail.
            let _ = serde_json::to_writer(&mut text, &to_contract(entry));
            text.push(b'\n');
        }
        Ok(Some((text.into(), (!is_last).then_some(reading))))
    }
}

fn to_contract(entry: Entry) -> AuditEntry {
    let (code, arguments) = told::parts(&entry.detail);
    let Actor {
        name,
        acts_as,
        access,
        groups,
        issuer,
        address,
        request_id,
    } = entry.actor;
    AuditEntry {
        id: entry.id,
        occurred: entry.occurred.to_string(),
        user: name,
        acts_as,
        access,
        groups: groups.lines().map(str::to_owned).collect(),
        issuer,
        address,
        request_id,
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
        detail: entry.detail.words,
        code,
        arguments,
    }
}

const fn action_of(action: AuditAction) -> Action {
    match action {
        AuditAction::Create => Action::Create,
        AuditAction::Replace => Action::Replace,
        AuditAction::Delete => Action::Delete,
        AuditAction::Restart => Action::Restart,
        AuditAction::Rollback => Action::Rollback,
        AuditAction::SignIn => Action::SignIn,
        AuditAction::SignOut => Action::SignOut,
        AuditAction::SignOutEverywhere => Action::SignOutEverywhere,
    }
}

const fn outcome_of(outcome: AuditOutcome) -> Outcome {
    match outcome {
        AuditOutcome::Begun => Outcome::Begun,
        AuditOutcome::Done => Outcome::Done,
        AuditOutcome::Refused => Outcome::Refused,
        AuditOutcome::Failed => Outcome::Failed,
        AuditOutcome::Unknown => Outcome::Unknown,
    }
}
