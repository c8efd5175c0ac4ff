//! `DELETE …/daemonsets/{name}`

use manifest::message::{of_manifest as said, trail as of_trail};
use std::collections::HashMap;

use axum::{extract::State, response::Response};
use cluster::{ClusterError, DeleteOptions, Deletion, MadeObject, PropagationPolicy, Written};
use contract::{DeletedObject, DeletedService, FieldError};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use store::audit::{Action, End, Outcome};
use utoipa::IntoParams;
use validator::Validate;

use super::{
    DryRun, OnePath, WriteRefusal,
    answer::Form,
    change::{Change, Sending, Sent},
    companions,
    repeat::KeyHeader,
    trail,
};
use crate::{
    app::App,
    extract::{Input, SignedIn, rules},
    problem::{Problem, ProblemType},
    routes::audit,
    told::told,
};

/// What becomes of the pods (`metav1.DeletionPropagation`).
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
pub(crate) enum Propagation {
    /// The DaemonSet goes at once, its pods after it.
    Background,
    /// The pods go first.
    Foreground,
    /// The pods stay.
    Orphan,
}

/// How to delete.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteQuery {
    /// What becomes of the pods; `Background` if nothing is said.
    propagation_policy: Option<Propagation>,
    /// Only if it still is this version.
    #[validate(length(max = 128), custom(function = "rules::resource_version"))]
    #[param(max_length = 128, pattern = r"^[!-~]*$")]
    resource_version: Option<String>,
    /// Only if this is its `metadata.uid`: not another of the same name that was made meanwhile.
    #[validate(length(max = 128), custom(function = "rules::resource_version"))]
    #[param(max_length = 128, pattern = r"^[!-~]*$")]
    uid: Option<String>,
    /// The Services that are deleted after it, by name, with commas between them; each must select its pods. Where one
    /// may not be deleted, nothing is. What else has pods behind one of them says `…/services`.
    #[validate(length(max = 2048), custom(function = "rules::services"))]
    #[param(
        max_length = 2048,
        pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(,[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
    )]
    services: Option<String>,
    /// What was made out of one text with it and is deleted after it, by uid as `…/companions` gives them, with commas
    /// between them. Where one may not be deleted, nothing is. A namespace or a definition takes along what is in it.
    #[validate(length(max = 7900), custom(function = "rules::companions"))]
    #[param(max_length = 7900, pattern = r"^[A-Za-z0-9-]+(,[A-Za-z0-9-]+)*$")]
    companions: Option<String>,
    /// `All`: only try.
    dry_run: Option<DryRun>,
}

/// What a deletion is answered. Only for the description: the API server's answer is passed on.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Deleted {
    /// `Status`, or `DaemonSet` while its pods are still going.
    kind: String,
    /// What came of the Services that were named, in that order; absent where none was.
    services: Option<Vec<DeletedService>>,
    /// What came of what was made with it; absent where nothing of that was named.
    companions: Option<Vec<DeletedObject>>,
    /// What else belongs to an object of that kind.
    #[serde(flatten)]
    object: HashMap<String, Value>,
}

/// Deletes a DaemonSet and, where they are named, Services in front of its pods. The answer is 202 while its pods
/// are still going, else 200, with what the API server says. Once it is deleted, a Service that is refused stays, and
/// `services` says so.
#[utoipa::path(
    delete,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets/{name}",
    tag = "daemonsets",
    operation_id = "delete_daemonset",
    params(OnePath, DeleteQuery, KeyHeader),
    responses(
        (status = 200, description = "It is gone", body = Deleted,
            headers(("Resource-Version" = String, description = "The version that this led to"))),
        (status = 202, description = "It is going", body = Deleted,
            headers(("Resource-Version" = String, description = "The version that this led to"))),
        WriteRefusal,
    )
)]
pub(crate) async fn delete_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<OnePath, DeleteQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let writes = app.writes.clone();
    let mut services: Vec<String> = Vec::new();
    for name in query.services.iter().flat_map(|names| names.split(',')) {
        if !services.iter().any(|before| before == name) {
            services.push(name.to_owned());
        }
    }
    let companions = made_with_it(&app, &path, query.companions.as_deref()).await?;
    let change = Change {
        companions,
        form: Form::Json,
        services,
        dry_run: query.dry_run.is_some(),
        action: Action::Delete,
        pod: None,
        app,
        identity,
        path,
    };
    let propagation = match query.propagation_policy {
        // Said and not left to the API server, whose default for old versions was another.
        Some(Propagation::Background) | None => PropagationPolicy::Background,
        Some(Propagation::Foreground) => PropagationPolicy::Foreground,
        Some(Propagation::Orphan) => PropagationPolicy::Orphan,
    };
    let version = query.resource_version;
    let uid = query.uid.filter(|uid| !uid.is_empty());
    let write = async move {
        let (change, path, version, uid) = (&change, &change.path, &version, &uid);
        let judge = async { Ok(()) };
        let send = |(), how: Sending| async move {
            let options = DeleteOptions {
                propagation_policy: Some(propagation),
                resource_version: version.clone(),
                uid: uid.clone(),
                write: how.options,
            };
            let there = match change.there().await {
                Ok(there) => there,
                Err(problem) => return Sent::from(Err(problem)),
            };
            let user = there.as_user(&change.identity);
            if how.options.resumes.is_none()
                && let Err(error) = user.rehearse_made(&change.companions).await
            {
                return Sent::from(Err(Problem::from(error)));
            }
            let services = &change.services;
            let deletion =
                user.delete_with_services(&path.namespace, &path.name, services, &options);
            let deletion = deletion.await;
            let companions = if deletion.result.is_ok() && !change.dry_run {
                user.delete_made(&change.companions, how.options).await
            } else {
                change.companions.iter().map(|_| None).collect()
            };
            came_of(deletion, companions, change)
        };
        let services = change.services.join(",");
        let uids: Vec<&str> = change.companions.iter().map(|it| &*it.uid).collect();
        let uids = uids.join(",");
        let version = version.as_deref().unwrap_or_default();
        let mut says = vec![propagation.as_str(), version, &services];
        if !uids.is_empty() {
            says.push(&uids);
        }
        says.extend(uid.as_deref());
        change.run(&headers, &says, judge, send).await
    };
    writes.finish(write).await
}

/// What came of a deletion, for the answer and for the trail.
fn came_of(
    deletion: Deletion,
    companions: Vec<Option<Result<Written, ClusterError>>>,
    change: &Change,
) -> Sent {
    let names_others = !(change.services.is_empty() && change.companions.is_empty());
    let written = match deletion.result {
        Ok(written) if names_others => written,
        alone => return Sent::from(alone.map_err(Problem::from)),
    };
    let mut unknown = None;
    let mut ends = vec![trail::outcome(Outcome::Done, change.status(&written), "")];
    for answer in deletion.services.into_iter().chain(companions) {
        ends.push(match answer {
            Some(Ok(written)) => trail::outcome(Outcome::Done, status_of(&written), ""),
            None if change.dry_run => trail::outcome(Outcome::Done, StatusCode::OK, ""),
            None => not_sent(unknown.as_ref()),
            Some(Err(error)) => {
                let is_unknown = error.is_outcome_unknown();
                let problem = Problem::from(error);
                let end = trail::outcome_of_problem(&problem);
                if is_unknown {
                    unknown = Some(problem.with_more("The DaemonSet was deleted."));
                }
                end
            }
        });
    }
    let result = match unknown {
        Some(problem) => Err(problem),
        None => Ok(with_others(&written, change, &ends[1..])),
    };
    Sent {
        result,
        ends: Some(ends),
    }
}

/// What is to be said of a Service that was not sent, because of one before it or for lack of time.
fn not_sent(unknown: Option<&Problem>) -> End {
    match unknown {
        Some(problem) => {
            let of_request = trail::outcome_of_problem(problem);
            End {
                detail: told(&of_trail::not_sent(problem.said())),
                ..of_request
            }
        }
        None => trail::outcome(
            Outcome::Failed,
            StatusCode::GATEWAY_TIMEOUT,
            of_trail::out_of_time(),
        ),
    }
}

/// 202 while somebody still cleans up after it.
fn status_of(written: &Written) -> StatusCode {
    if cluster::is_going(&written.object.to_value()) {
        StatusCode::ACCEPTED
    } else {
        StatusCode::OK
    }
}

/// The API server's answer, with what came of each Service and of each object that was made with it.
fn with_others(written: &Written, change: &Change, ends: &[End]) -> Written {
    let mut object: Value = written.object.to_value();
    let (of_services, of_companions) = ends.split_at(change.services.len());
    if !change.services.is_empty() {
        let named = change.services.iter().zip(of_services);
        let of_each = named.map(|(name, end)| DeletedService {
            name: name.clone(),
            outcome: audit::outcome(end.outcome),
            status: end.status,
            detail: end.detail.words.clone(),
        });
        object["services"] = json!(of_each.collect::<Vec<_>>());
    }
    if !change.companions.is_empty() {
        let named = change.companions.iter().zip(of_companions);
        let of_each = named.map(|(made, end)| DeletedObject {
            kind: made.kind.clone(),
            namespace: made.namespace.clone(),
            name: made.name.clone(),
            outcome: audit::outcome(end.outcome),
            status: end.status,
            detail: end.detail.words.clone(),
        });
        object["companions"] = json!(of_each.collect::<Vec<_>>());
    }
    Written {
        object: object.into(),
        warnings: written.warnings.clone(),
    }
}

/// What was made with a DaemonSet and is named by uid.
///
/// # Errors
///
/// One was not made with it, or what was cannot be read.
async fn made_with_it(
    app: &App,
    path: &OnePath,
    uids: Option<&str>,
) -> Result<Vec<MadeObject>, Problem> {
    let Some(uids) = uids else {
        return Ok(Vec::new());
    };
    let together = app.store.together();
    let daemon_set = (path.namespace.as_str(), path.name.as_str());
    let made = together.with_daemonset(&path.cluster, daemon_set).await?;
    let mut named = Vec::new();
    let mut strange = Vec::new();
    for uid in uids.split(',') {
        match made.iter().find(|it| it.uid == uid) {
            Some(found) if !named.contains(found) => named.push(found.clone()),
            Some(_) => {}
            None => strange.push(FieldError {
                field: "companions".to_owned(),
                reason: "FieldValueNotFound".to_owned(),
                message: said::not_made_with(uid).to_string(),
                ..FieldError::default()
            }),
        }
    }
    if strange.is_empty() {
        return Ok(named.into_iter().map(companions::of_store).collect());
    }
    let detail = said::none_made_with();
    Err(Problem::new(ProblemType::InvalidRequest, detail).with_errors(strange))
}
