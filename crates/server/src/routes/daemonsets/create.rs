//! `POST …/daemonsets`

use std::sync::Arc;

use axum::{extract::State, response::Response};
use cluster::{Created, Creation, Existing, Fate, WriteOptions};
use contract::path;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use manifest::{Document, FieldPath};
use serde::Deserialize;
use serde_json::Value;
use store::{
    audit::{Action, End, Entry, Outcome, Subject},
    idempotency::Answer,
};
use utoipa::IntoParams;
use validator::Validate;

use super::{
    DryRun, WriteRefusal,
    answer::{self, Form},
    judge::{self, Replaced},
    repeat::{self, KeyHeader, Plan, Settlement, Task},
    trail::{self, Begun},
};
use crate::{
    app::App,
    extract::{Input, ManifestText, SignedIn, rules},
    problem::{Problem, ProblemType},
    sign_in::Identity,
};

/// Where to create.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Path)]
pub(crate) struct CollectionPath {
    /// The name of the cluster.
    #[validate(
        length(min = 1, max = 1024),
        custom(function = "rules::no_control_characters")
    )]
    #[param(min_length = 1, max_length = 1024)]
    cluster: String,
    /// The namespace.
    #[validate(length(min = 1, max = 63), custom(function = "rules::label"))]
    #[param(
        min_length = 1,
        max_length = 63,
        pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
    )]
    namespace: String,
}

/// What to do with a Service of the manifest that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub(crate) enum ExistingServices {
    /// Where it says all that the manifest says, it stays as it is and the rest is created.
    Keep,
}

/// The query of create.
#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CreateQuery {
    /// `All`: only try.
    dry_run: Option<DryRun>,
    /// `Keep`: a Service that was left from before does not stand in the way if it says the same. Without it nothing is
    /// created, and the reason at its name is `SameExists`; where it says something else it is `AlreadyExists`.
    existing_services: Option<ExistingServices>,
}

/// Creates what a manifest says: a DaemonSet, and the Services that follow it as further documents, all of
/// them or none. With `Idempotency-Key`, a request that is sent again gets the first answer.
#[utoipa::path(
    post,
    path = "/api/v1/clusters/{cluster}/namespaces/{namespace}/daemonsets",
    tag = "daemonsets",
    operation_id = "create_daemonset",
    params(
        CollectionPath,
        CreateQuery,
        KeyHeader,
    ),
    request_body(content(
        (String = "application/yaml"),
        (Object = "application/json"),
    )),
    responses(
        (status = 201, description = "As the API server stored it (with `dryRun`: would store it)", content(
            (Object = "application/json"),
            (String = "application/yaml"),
        )),
        WriteRefusal,
    )
)]
pub(crate) async fn create_daemonset(
    State(app): State<App>,
    SignedIn(identity): SignedIn,
    Input { path, query }: Input<CollectionPath, CreateQuery>,
    headers: HeaderMap,
    ManifestText(text): ManifestText,
) -> Result<Response, Problem> {
    let form = Form::wanted(&headers)?;
    let dry_run = query.dry_run.is_some();
    let existing = match query.existing_services {
        Some(ExistingServices::Keep) => Existing::Keep,
        None => Existing::Refuse,
    };
    let writes = app.writes.clone();
    let write = async move {
        let parts = [
            "create",
            &path.cluster,
            &path.namespace,
            if dry_run { "dry run" } else { "" },
            form.media_type(),
            &text,
            match existing {
                Existing::Keep => "keep",
                Existing::Refuse => "",
            },
        ];
        let task = match repeat::plan(&app, &identity.user, &headers, &parts).await? {
            Plan::Repeat(response) => return Ok(response),
            Plan::Do(task) => task,
        };
        let attempt = Attempt {
            app: &app,
            identity: &identity,
            path: &path,
            task: &task,
            dry_run,
            existing,
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
                body: form.write(&created.object),
            }),
            Err(_) if leaves_something => Settlement::Unknown,
            Err(_) => Settlement::Nothing,
        };
        task.settle(&app, &identity.user, settlement).await;

        let created = result?;
        let mut response = answer::object(
            StatusCode::CREATED,
            form,
            &created.object,
            &created.warnings,
        );
        if !dry_run && let Some(location) = location(&path, &created) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        Ok(response)
    };
    writes.finish(write).await
}

/// A create on its way.
struct Attempt<'a> {
    app: &'a App,
    identity: &'a Identity,
    path: &'a CollectionPath,
    task: &'a Task,
    dry_run: bool,
    existing: Existing,
}

impl Attempt<'_> {
    /// Judges, records and sends it. What came of it, and whether something of it may be in the cluster though
    /// it failed.
    ///
    /// # Errors
    ///
    /// It was not sent.
    async fn run(&self, text: String) -> Result<(Result<Created, Problem>, bool), Problem> {
        let Self { app, path, .. } = *self;
        let bytes = text.len();
        let document = app.judgements.run(bytes, || Document::parse(text)).await?;
        let document = Arc::new(document);
        let name = self.name(&document);
        let begun = Begun::new(app, self.dry_run, self.task, self.entry(&name)).await;
        let manifests = match self.judge(&document, &name, bytes).await {
            Ok(manifests) => manifests,
            Err(problem) => return Err(begun.refused(problem).await),
        };
        let recorded = begun
            .recorded(|entry| companions(entry, &manifests))
            .await?;
        self.task.in_time()?;
        let user = app.clusters.get(&path.cluster)?.as_user(self.identity);
        let options = WriteOptions {
            dry_run: self.dry_run,
            resumes: self.task.resumes(),
        };
        let mut fates = Vec::new();
        let answered = recorded
            .send(async {
                let creation = user.create(&path.namespace, &manifests, options, self.existing);
                let Creation {
                    fates: each,
                    result,
                } = creation.await;
                fates = each;
                match result {
                    Ok(created) => Ok(created),
                    Err(error) => Err(judge::refused_by_cluster(error, &document).await),
                }
            })
            .await;
        let ends = ends(&fates, answered.result.as_ref().err());
        let leaves_something = fates.iter().any(leaves_something);
        Ok((answered.end_each(ends).await, leaves_something))
    }

    /// The name that the DaemonSet bears or, where the manifest gives the beginning of one, is given here: so it is
    /// on record before anything is sent. Of a dry run the API server makes it up.
    fn name(&self, document: &Document) -> String {
        if let Some(entry) = self.task.before.first() {
            return entry.name.clone();
        }
        let name = written(document, "name").unwrap_or_default();
        match written(document, "generateName") {
            Some(beginning) if name.is_empty() && !beginning.is_empty() && !self.dry_run => {
                cluster::generated_name(&beginning)
            }
            _ => name,
        }
    }

    /// The first row.
    fn entry(&self, name: &str) -> Entry {
        let subject = Subject {
            actor: &self.identity.user,
            action: Action::Create,
            cluster: &self.path.cluster,
            namespace: &self.path.namespace,
            kind: "DaemonSet",
            name,
        };
        Entry::begin(self.task.id.clone(), subject, Timestamp::now())
    }

    /// The objects as they are sent, each with its name unless this is a dry run.
    ///
    /// # Errors
    ///
    /// The manifest is refused.
    async fn judge(
        &self,
        document: &Arc<Document>,
        name: &str,
        bytes: usize,
    ) -> Result<Vec<Value>, Problem> {
        let app = self.app;
        app.clusters.get(&self.path.cluster)?;
        let (document, policy) = (Arc::clone(document), app.policy.clone());
        let namespace = self.path.namespace.clone();
        let judge = move || {
            judge::refuse_errors(&document, &Replaced::Nothing, &policy)?;
            refuse_other_namespace(&document, &namespace)?;
            Ok::<_, Problem>(judge::to_create(&document))
        };
        let mut manifests = app.judgements.run(bytes, judge).await??;
        if self.dry_run {
            return Ok(manifests);
        }
        let before = self.task.before.iter().map(|entry| entry.name.as_str());
        let names = before.chain(self.task.before.is_empty().then_some(name));
        for (manifest, name) in manifests.iter_mut().zip(names) {
            manifest["metadata"]["name"] = name.into();
        }
        cluster::complete_names(&mut manifests);
        Ok(manifests)
    }
}

/// The rows of the objects that are created with the first one.
fn companions(first: &Entry, manifests: &[Value]) -> Vec<Entry> {
    let others = manifests.iter().skip(1);
    (1..)
        .zip(others)
        .map(|(place, manifest)| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let (kind, name) = (text(&manifest["kind"]), text(&manifest["metadata"]["name"]));
            first.beside(place, &kind, &name)
        })
        .collect()
}

/// What came of each object, where one failed with a problem.
fn ends(fates: &[Fate], problem: Option<&Problem>) -> Vec<End> {
    let of_request = problem.map_or_else(
        || trail::outcome(Outcome::Done, StatusCode::CREATED, ""),
        trail::outcome_of_problem,
    );
    let end = |fate: &Fate| match fate {
        Fate::Created => trail::outcome(Outcome::Done, StatusCode::CREATED, ""),
        Fate::Kept => trail::outcome(
            Outcome::Done,
            StatusCode::OK,
            "It was there before, says the same and was kept.",
        ),
        Fate::LeftBehind(why) => trail::outcome(
            Outcome::Done,
            StatusCode::CREATED,
            format!(
                "It was to be deleted again, because another object of the request failed, and could not be: {why}."
            ),
        ),
        Fate::TakenBack => End {
            detail: format!("It was created and deleted again. {}", of_request.detail),
            ..of_request.clone()
        },
        Fate::NotSent if of_request.outcome == Outcome::Unknown => End {
            detail: format!("It was not sent so far. {}", of_request.detail),
            ..of_request.clone()
        },
        Fate::NotSent | Fate::Refused | Fate::Unknown => of_request.clone(),
    };
    fates.iter().map(end).collect()
}

/// Whether an object is in the cluster or may be.
fn leaves_something(fate: &Fate) -> bool {
    matches!(fate, Fate::Created | Fate::LeftBehind(_) | Fate::Unknown)
}

/// Where what was created is.
fn location(path: &CollectionPath, created: &Created) -> Option<HeaderValue> {
    let object = created.object.to_value();
    let name = object["metadata"]["name"].as_str()?;
    let location = path::daemonset(&path.cluster, &path.namespace, name);
    HeaderValue::from_str(&location).ok()
}

/// The API server refuses this too, but names neither field nor line.
fn refuse_other_namespace(document: &Document, namespace: &str) -> Result<(), Problem> {
    match written(document, "namespace") {
        Some(written) if written != namespace && !written.is_empty() => {
            let message = format!(
                "the manifest says `{written}`, but it was sent to the namespace `{namespace}`"
            );
            let error = judge::error_at(
                document,
                "metadata.namespace",
                "FieldValueInvalid",
                &message,
            );
            Err(Problem::new(
                ProblemType::InvalidManifest,
                format!("metadata.namespace: {message}"),
            )
            .with_errors(vec![error]))
        }
        _ => Ok(()),
    }
}

/// What the manifest says of itself in its metadata.
fn written(document: &Document, field: &str) -> Option<String> {
    let path = FieldPath::root().key("metadata").key(field);
    document.get(&path)?.as_str().map(str::to_owned)
}
