//! `POST …/daemonsets`

mod attempt;
mod existing;
mod outcomes;
mod twice;

use axum::{extract::State, response::Response};
use contract::path;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;
use store::idempotency::Answer;
use utoipa::IntoParams;
use validator::Validate;

use super::{
    DryRun, WriteRefusal,
    answer::{self, Form},
    repeat::{self, KeyHeader, Plan, Settlement},
};
use crate::{
    app::App,
    extract::{Input, ManifestText, SignedIn, rules},
    problem::Problem,
    routes::paths::NamespacePath,
};
use attempt::Attempt;
use existing::Wanted;
pub(crate) use existing::{ExistingObjects, ExistingServices};

/// What a create is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub(crate) enum CreateAnswer {
    /// What came of each object of the text, in place of the DaemonSet.
    Objects,
}

/// The query of create.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CreateQuery {
    /// `All`: only try.
    dry_run: Option<DryRun>,
    /// `Objects`: the answer says what came of each object of the text. Without it, it is the (first) DaemonSet.
    answer: Option<CreateAnswer>,
    /// `Keep`: a Service that was left from before does not stand in the way if it says the same. Without it nothing is
    /// created, and the reason at its name is `SameExists`; where it says something else it is `AlreadyExists`.
    existing_services: Option<ExistingServices>,
    /// What becomes of objects that are there already, whatever their kind; `Refuse` if nothing is said.
    existing: Option<ExistingObjects>,
    /// The same for single objects, by their numbers in the text counted from 0, with commas between them:
    /// `2:Update,5:Leave`.
    #[validate(length(max = 8192), custom(function = "rules::existing_of"))]
    #[param(
        max_length = 8192,
        pattern = r"^[0-9]{1,5}:(Refuse|Keep|Leave|Update)(,[0-9]{1,5}:(Refuse|Keep|Leave|Update))*$"
    )]
    existing_of: Option<String>,
}

/// Creates what a text says: a DaemonSet, and whatever else the text holds, of any kind that the cluster serves or that
/// a definition in the text defines; all of it or nothing. Namespaces come first, then definitions, rights,
/// configuration, Services, DaemonSets and the rest. An object that names no namespace goes to that of the path; one that
/// names another stays there, unless it is the only one of the text. With `Idempotency-Key`, a request that is sent again gets the first answer.
#[utoipa::path(
    post,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets",
    tag = "daemonsets",
    operation_id = "create_daemonset",
    params(
        NamespacePath,
        CreateQuery,
        KeyHeader,
    ),
    request_body(content(
        (String = "application/yaml"),
        (Object = "application/json"),
    )),
    responses(
        (status = 201, description = "As the API server stored it (with `dryRun`: would store it); with `answer=Objects` a `CreatedObjects`",
            headers(("Resource-Version" = String, description = "The version that this led to")), content(
            (Object = "application/json"),
            (String = "application/yaml"),
        )),
        WriteRefusal,
    )
)]
pub(crate) async fn create_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<NamespacePath, CreateQuery>,
    headers: HeaderMap,
    ManifestText(text): ManifestText,
) -> Result<Response, Problem> {
    let form = Form::wanted(&headers)?;
    let dry_run = query.dry_run.is_some();
    let wanted = Wanted::of(&query);
    let answers_objects = query.answer.is_some();
    let form = if answers_objects { Form::Json } else { form };
    let writes = app.writes.clone();
    let write = async move {
        let parts = [
            "create",
            &path.cluster,
            &path.namespace,
            if dry_run { "dry run" } else { "" },
            form.media_type(),
            &text,
            &wanted.words(),
            if answers_objects { "objects" } else { "" },
        ];
        let owner = identity.owner();
        let task = match repeat::plan(&app, &owner, &headers, &parts).await? {
            Plan::Repeat(response) => return Ok(response),
            Plan::Do(task) => task,
        };
        let attempt = Attempt {
            app: &app,
            identity: &identity,
            path: &path,
            task: &task,
            dry_run,
            wanted: &wanted,
        };
        let (result, leaves_something) = match attempt.run(text).await {
            Ok((result, leaves_something)) => (result, leaves_something),
            Err(problem) => (Err(problem), !task.before.is_empty()),
        };
        let result = result.map_err(|problem| task.advise(problem));
        let settlement = match &result {
            Ok(created) => Settlement::Done(Answer {
                status: StatusCode::CREATED.as_u16(),
                media_type: form.media_type().to_owned(),
                body: created.body(form, answers_objects),
            }),
            Err(_) if leaves_something => Settlement::Unknown,
            Err(_) => Settlement::Nothing,
        };
        task.settle(&app, &owner, settlement).await;

        let created = result?;
        let body = created.body(form, answers_objects);
        let warnings = &created.created.warnings;
        let mut response = answer::text(StatusCode::CREATED, form, body, warnings);
        if !dry_run {
            let object = created.created.object.to_value();
            response = answer::with_version(response, answer::version_of(&object));
            if let Some(location) = location(&app, &path, &object) {
                response.headers_mut().insert(header::LOCATION, location);
            }
        }
        Ok(response)
    };
    writes.finish(write).await
}

/// Where what was created is.
fn location(app: &App, path: &NamespacePath, object: &Value) -> Option<HeaderValue> {
    let name = object["metadata"]["name"].as_str()?;
    let namespace = object["metadata"]["namespace"].as_str();
    let namespace = namespace.unwrap_or(&path.namespace);
    let location = path::daemonset(&path.cluster, namespace, name);
    HeaderValue::from_str(&app.at(&location)).ok()
}
