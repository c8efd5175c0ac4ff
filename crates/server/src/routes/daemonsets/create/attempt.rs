//! A create on its way: judged, recorded, sent, and what came of it.

use std::sync::Arc;

use cluster::{Created, Existing, WriteOptions};
use contract::{CreatedObjects, ObjectOutcome};
use jiff::Timestamp;
use manifest::message::of_manifest as said;
use manifest::{Document, FieldPath};
use serde_json::{Value, json};
use store::audit::{Action, Entry, Subject};

use super::{
    existing::Wanted,
    outcomes::{self, Object},
    twice,
};
use crate::{
    app::App,
    problem::Problem,
    routes::daemonsets::{
        answer::Form,
        companions,
        judge::{self, Replaced},
        repeat::Task,
        trail::Begun,
    },
    routes::paths::NamespacePath,
    sign_in::Identity,
};

/// A create on its way.
pub(super) struct Attempt<'a> {
    pub(super) app: &'a App,
    pub(super) identity: &'a Identity,
    pub(super) path: &'a NamespacePath,
    pub(super) task: &'a Task,
    pub(super) dry_run: bool,
    pub(super) wanted: &'a Wanted,
}

/// What was created, and what came of each object.
pub(super) struct Outcome {
    pub(super) created: Created,
    objects: Vec<ObjectOutcome>,
}

impl Outcome {
    /// The answer's body.
    pub(super) fn body(&self, form: Form, answers_objects: bool) -> String {
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
    pub(super) async fn run(
        &self,
        text: String,
    ) -> Result<(Result<Outcome, Problem>, bool), Problem> {
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
            actor: &self.identity.actor(),
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

/// The API server refuses this too, but names neither field nor line. In a text that holds several objects the path says
/// only where those go that name none, as kubectl's context does.
fn refuse_other_namespace(document: &Document, namespace: &str) -> Result<(), Problem> {
    if document.object_count() > 1 {
        return Ok(());
    }
    match written(document, "namespace") {
        Some(written) if written != namespace && !written.is_empty() => {
            let message = said::sent_to_other_namespace(written.as_str(), namespace);
            let field = "metadata.namespace";
            Err(judge::refusal_at(
                document,
                field,
                "FieldValueInvalid",
                message,
            ))
        }
        _ => Ok(()),
    }
}

/// What the manifest says of itself in its metadata.
fn written(document: &Document, field: &str) -> Option<String> {
    let path = FieldPath::root().key("metadata").key(field);
    document.get(&path)?.as_str().map(str::to_owned)
}
