//! `POST …/daemonsets`

mod existing;
mod outcomes;
mod twice;

use std::sync::Arc;

use axum::{extract::State, response::Response};
use cluster::{Created, Existing, WriteOptions};
use contract::{CreatedObjects, ObjectOutcome, path};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use manifest::{Document, FieldPath};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{
    audit::{Action, Entry, Subject},
    idempotency::Answer,
};
use utoipa::IntoParams;
use validator::Validate;

use super::{
    DryRun, WriteRefusal,
    answer::{self, Form},
    companions,
    judge::{self, Replaced},
    repeat::{self, KeyHeader, Plan, Settlement, Task},
    trail::Begun,
};
use crate::{
    app::App,
    extract::{Input, ManifestText, SignedIn, rules},
    problem::{Problem, ProblemType},
    sign_in::Identity,
};
use existing::Wanted;
pub(crate) use existing::{ExistingObjects, ExistingServices};
use outcomes::Object;

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
        CollectionPath,
        CreateQuery,
        KeyHeader,
    ),
    request_body(content(
        (String = "application/yaml"),
        (Object = "application/json"),
    )),
    responses(
        (status = 201, description = "As the API server stored it (with `dryRun`: would store it); with `answer=Objects` a `CreatedObjects`", content(
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
        if !dry_run && let Some(location) = location(&path, &created.created) {
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
    wanted: &'a Wanted,
}

/// What was created, and what came of each object.
struct Outcome {
    created: Created,
    objects: Vec<ObjectOutcome>,
}

impl Outcome {
    /// The answer's body.
    fn body(&self, form: Form, answers_objects: bool) -> String {
        if answers_objects {
            let items = self.objects.clone();
            json!(CreatedObjects { items }).to_string()
        } else {
            form.write(&self.created.object)
        }
    }
}

impl Attempt<'_> {
    /// Judges, records and sends it. What came of it, and whether something of it may be in the cluster though
    /// it failed.
    ///
    /// # Errors
    ///
    /// It was not sent.
    async fn run(&self, text: String) -> Result<(Result<Outcome, Problem>, bool), Problem> {
        let Self { app, path, .. } = *self;
        let bytes = text.len();
        let document = app.judgements.run(bytes, || Document::parse(text)).await?;
        let document = Arc::new(document);
        let name = self.name(&document);
        let begun = Begun::new(app, self.dry_run, self.task, self.entry(&document, &name)).await;
        let manifests = match self.judge(&document, &name, bytes).await {
            Ok(manifests) => manifests,
            Err(problem) => return Err(begun.refused(problem).await),
        };
        let there = app.clusters.get(self.identity, &path.cluster).await?;
        let user = there.as_user(self.identity);
        let plan = match user.plan(&path.namespace, &manifests).await {
            Ok(plan) => plan,
            Err(error) => {
                let problem = judge::refused_by_cluster(error, &document).await;
                return Err(begun.refused(problem).await);
            }
        };
        if let Some(problem) = twice::refusal(&plan, &document) {
            return Err(begun.refused(problem).await);
        }
        let recorded = begun.recorded(|entry| rows(entry, &plan)).await?;
        self.task.in_time()?;
        let options = WriteOptions {
            dry_run: self.dry_run,
            resumes: self.task.resumes(),
        };
        let objects = objects(&document, &manifests, &plan);
        let existing = objects.iter().zip(&manifests);
        let existing: Vec<Existing> = existing
            .map(|(object, manifest)| {
                let kind = manifest["kind"].as_str().unwrap_or_default();
                self.wanted.of_object(object.number, kind)
            })
            .collect();
        let (mut fates, mut further) = (Vec::new(), Vec::new());
        let answered = recorded
            .send(async {
                let creation = user.create(&plan, options, &existing).await;
                fates = creation.fates;
                for (place, error) in creation.further {
                    let problem = judge::refused_beside(place, error, &document).await;
                    further.push((place, problem));
                }
                match creation.result {
                    Ok(created) => Ok(created),
                    Err(error) => Err(judge::refused_by_cluster(error, &document).await),
                }
            })
            .await;
        let ends = outcomes::ends(&fates, answered.result.as_ref().err(), &further);
        let leaves_something = fates.iter().any(outcomes::leaves_something);
        let result = answered.end_each(ends.clone()).await;
        if let (Ok(created), false) = (&result, self.dry_run) {
            let request = (path.cluster.as_str(), self.task.id.as_str());
            companions::remember(app, request, created, &fates).await;
        }
        let result = match result {
            Ok(created) => Ok(Outcome {
                objects: outcomes::outcomes(&objects, &fates, &ends, &[]),
                created,
            }),
            Err(problem) => {
                let more = further.iter().flat_map(|(_, problem)| problem.errors());
                let problem = problem.with_more_errors(more.cloned().collect());
                if objects.len() > 1 {
                    let each = outcomes::outcomes(&objects, &fates, &ends, problem.errors());
                    Err(problem.with_objects(each))
                } else {
                    Err(problem)
                }
            }
        };
        Ok((result, leaves_something))
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
    fn entry(&self, document: &Document, name: &str) -> Entry {
        let own = written(document, "namespace").filter(|own| !own.is_empty());
        let subject = Subject {
            actor: &self.identity.user,
            action: Action::Create,
            cluster: &self.path.cluster,
            namespace: own.as_deref().unwrap_or(&self.path.namespace),
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
        app.clusters.get(self.identity, &self.path.cluster).await?;
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
fn rows(first: &Entry, plan: &cluster::Plan<'_>) -> Vec<Entry> {
    let others = (1..).zip(plan.objects().skip(1));
    others
        .map(|(place, it)| first.beside(place, (it.resource.kind(), it.namespace, it.name)))
        .collect()
}

/// The objects as they are sent, with their numbers in the text.
fn objects(document: &Document, manifests: &[Value], plan: &cluster::Plan<'_>) -> Vec<Object> {
    let numbers = judge::in_sending_order(document).into_iter();
    let numbers = numbers.map(|(number, _)| number);
    let planned = numbers.zip(manifests).zip(plan.objects());
    planned
        .map(|((number, manifest), planned)| Object::new(number, manifest, planned.namespace))
        .collect()
}

/// Where what was created is.
fn location(path: &CollectionPath, created: &Created) -> Option<HeaderValue> {
    let object = created.object.to_value();
    let name = object["metadata"]["name"].as_str()?;
    let namespace = object["metadata"]["namespace"].as_str();
    let namespace = namespace.unwrap_or(&path.namespace);
    let location = path::daemonset(&path.cluster, namespace, name);
    HeaderValue::from_str(&location).ok()
}

/// The API server refuses this too, but names neither field nor line. In a text that holds several objects the path says
/// only where those go that name none, as kubectl's context does.
fn refuse_other_namespace(document: &Document, namespace: &str) -> Result<(), Problem> {
    if document.object_count() > 1 {
        return Ok(());
    }
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
