//! Creating a DaemonSet, and the Services that were asked for with it: all of them or none.

use http::Method;
use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::{
    CREATE_BUDGET, FIELD_MANAGER, READ_BACK_TIMEOUT, Resource, Stored, WriteOptions, Written,
    documents::sort_out,
    dry_run,
    likeness::differences,
    read_back::{Finding, Sent, Trace},
    take_back::take_back,
};
use crate::{
    AsUser,
    error::{ClusterError, ManifestError},
    rest::{CALL_TIMEOUT, Call},
    transport::Transport,
};

/// What was created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The DaemonSet, as the API server stored it.
    pub object: Stored,
    /// The Services, in the order of their documents.
    pub services: Vec<Stored>,
    /// The texts of the API server's `Warning` headers on all of them.
    pub warnings: Vec<String>,
}

/// What to do with a Service that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Nothing is created.
    #[default]
    Refuse,
    /// One that says all that was to be created stays as it is, and counts as created.
    Keep,
}

/// What came of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was not sent, or only as a dry run.
    NotSent,
    /// It is there.
    Created,
    /// It was there before, and stays.
    Kept,
    /// It could not be created.
    Refused,
    /// It was created, and deleted again because a later one failed.
    TakenBack,
    /// It was created and could not be deleted again, for this reason.
    LeftBehind(String),
    /// Nobody knows whether it was created.
    Unknown,
}

/// What came of a creation.
#[derive(Debug)]
pub struct Creation {
    /// Of each manifest.
    pub fates: Vec<Fate>,
    /// Of all together.
    pub result: Result<Created, ClusterError>,
}

impl AsUser<'_> {
    /// Creates a DaemonSet (the first manifest, of apps/v1) and the Services that go with it in a
    /// namespace. If one of them cannot be created, none is: all are sent as a dry run first, and
    /// should one fail nevertheless, those before it are deleted again.
    ///
    /// Where no answer comes to one, it is looked for under its name, which each must have unless this is a dry
    /// run. Where that tells nothing, all stays as it is: the same call with [`WriteOptions::resumes`] goes on from
    /// there.
    ///
    /// A Service that is there already is looked at; `existing` says what is to become of it.
    ///
    /// # Errors
    /// The manifests are something else ([`ClusterError::Manifest`]), the API server refuses
    /// one, or it is not known whether it was created ([`ClusterError::OutcomeUnknown`]). For a document after the
    /// first that is in a [`ClusterError::Companion`].
    pub async fn create(
        &self,
        namespace: &str,
        manifests: &[Value],
        options: WriteOptions,
        existing: Existing,
    ) -> Creation {
        let mut attempt = Attempt {
            transport: self.transport(),
            namespace,
            options,
            existing,
            since: options.resumes.unwrap_or_else(Timestamp::now),
            end: Instant::now() + CREATE_BUDGET,
            written: vec![None; manifests.len()],
            fates: vec![Fate::NotSent; manifests.len()],
        };
        let result = match sort_out(manifests) {
            Ok(documents) => attempt.create(&documents).await,
            Err(error) => Err(error.into()),
        };
        Creation {
            result: match result {
                Ok(()) => together(attempt.written).map_err(ClusterError::from),
                Err(error) => Err(error),
            },
            fates: attempt.fates,
        }
    }
}

/// A creation that runs.
struct Attempt<'a> {
    transport: &'a Transport,
    namespace: &'a str,
    options: WriteOptions,
    existing: Existing,
    /// When it began.
    since: Timestamp,
    /// When nothing is sent any more.
    end: Instant,
    /// What is there, of each document.
    written: Vec<Option<Written>>,
    fates: Vec<Fate>,
}

impl Attempt<'_> {
    async fn create(&mut self, documents: &[(Resource, &Value)]) -> Result<(), ClusterError> {
        if self.options.resumes.is_some() {
            self.find_all(documents).await?;
        }
        // One object alone is created or not; asking beforehand would only double the time.
        if documents.len() > 1 && !self.options.dry_run {
            for (place, document) in documents.iter().enumerate() {
                if self.written[place].is_none()
                    && let Err(error) = self.send(*document, true).await
                    && let Err(error) = self.keep(place, *document, error).await
                {
                    return Err(self.failed(place, documents, error).await);
                }
            }
        }
        for (place, document) in documents.iter().enumerate() {
            if self.written[place].is_some() {
                continue;
            }
            match self.send_or_find(*document).await {
                Ok(written) => {
                    self.written[place] = Some(written);
                    self.fates[place] = Fate::Created;
                }
                Err(error) => {
                    if let Err(error) = self.keep(place, *document, error).await {
                        return Err(self.failed(place, documents, error).await);
                    }
                }
            }
        }
        Ok(())
    }

    /// Keeps a Service that is there already, where that is wanted and it says all that it was to say.
    ///
    /// # Errors
    /// It stays refused; where it is there already, with the fields in which it says something else.
    async fn keep(
        &mut self,
        place: usize,
        (resource, manifest): (Resource, &Value),
        error: ClusterError,
    ) -> Result<(), ClusterError> {
        if resource != Resource::Service || !is_taken(&error) {
            return Err(error);
        }
        let name = manifest["metadata"]["name"].as_str().unwrap_or_default();
        let path = resource.object(self.namespace, name);
        let read = Call::new("read the Service", Method::GET, path)
            .timeout(READ_BACK_TIMEOUT)
            .read::<Stored>(self.transport)
            .await;
        // What cannot be read is refused as it was.
        let Ok(object) = read else { return Err(error) };
        let differs = differences(&object.to_value(), manifest);
        if self.existing == Existing::Keep && differs.is_empty() {
            let warnings = Vec::new();
            self.written[place] = Some(Written { object, warnings });
            self.fates[place] = Fate::Kept;
            return Ok(());
        }
        Err(ClusterError::Existing {
            differs,
            source: Box::new(error),
        })
    }

    /// Looks which of them an earlier attempt has created. Many of them take no longer than creating them may.
    async fn find_all(&mut self, documents: &[(Resource, &Value)]) -> Result<(), ClusterError> {
        for (place, document) in documents.iter().enumerate() {
            if Instant::now() >= self.end {
                return Err(self.unclear(place, document.0, None));
            }
            match self.find(*document).await {
                Ok(Finding::Done(Some(object))) => {
                    let warnings = Vec::new();
                    self.written[place] = Some(Written { object, warnings });
                    self.fates[place] = Fate::Created;
                }
                Ok(Finding::Done(None) | Finding::NotDone(_)) => {}
                Ok(Finding::Unclear) => return Err(self.unclear(place, document.0, None)),
                Err(error) => return Err(self.unclear(place, document.0, Some(error))),
            }
        }
        Ok(())
    }

    /// What earlier attempts have left cannot be told from this document on.
    fn unclear(
        &mut self,
        place: usize,
        resource: Resource,
        source: Option<ClusterError>,
    ) -> ClusterError {
        for fate in &mut self.fates[place..] {
            *fate = Fate::Unknown;
        }
        let operation = format!("create the {}", resource.kind());
        let source = source.unwrap_or_else(|| ClusterError::TimedOut {
            operation: operation.clone(),
            after: CALL_TIMEOUT,
        });
        in_document(place, self.there(), source.into_unknown(operation))
    }

    /// What is to be said of a document that failed, after those that are there were taken back; where it is not
    /// known whether it did, they stay.
    async fn failed(
        &mut self,
        place: usize,
        documents: &[(Resource, &Value)],
        error: ClusterError,
    ) -> ClusterError {
        if error.is_outcome_unknown() {
            self.fates[place] = Fate::Unknown;
            return in_document(place, self.there(), error);
        }
        self.fates[place] = Fate::Refused;
        let created: Vec<(usize, Resource, Stored)> = if self.options.dry_run {
            Vec::new()
        } else {
            self.written
                .iter()
                .enumerate()
                .filter(|(at, _)| self.fates[*at] == Fate::Created)
                .filter_map(|(at, written)| {
                    Some((at, documents[at].0, written.as_ref()?.object.clone()))
                })
                .collect()
        };
        let left_behind = take_back(self.transport, created, &mut self.fates).await;
        in_document(place, left_behind, error)
    }

    /// The names of what is there.
    fn there(&self) -> Vec<String> {
        let written = self.written.iter().flatten();
        written
            .map(|written| {
                let object = written.object.to_value();
                let text = |field: &str| object["metadata"][field].as_str().unwrap_or_default();
                let kind = object["kind"].as_str().unwrap_or_default();
                format!("{kind} {}/{}", text("namespace"), text("name"))
            })
            .collect()
    }

    /// Creates one object. Where no answer comes it is looked for, and where it is not there it is sent once more:
    /// under its name it can only be created once.
    async fn send_or_find(&self, document: (Resource, &Value)) -> Result<Written, ClusterError> {
        let operation = format!("create the {}", document.0.kind());
        let mut error = match self.send(document, false).await {
            Err(error) if !self.options.dry_run => error,
            answer => return answer,
        };
        let mut may_be_ours = self.options.resumes.is_some();
        let mut is_last = false;
        loop {
            let is_taken = is_taken(&error);
            if !(error.leaves_open() || is_taken && may_be_ours) {
                return Err(error);
            }
            match self.find(document).await {
                Ok(Finding::Done(Some(object))) => {
                    let warnings = Vec::new();
                    return Ok(Written { object, warnings });
                }
                // Somebody else's, or the API server has said why not.
                Ok(Finding::NotDone(_)) if is_taken || error.is_last_word() => return Err(error),
                Ok(Finding::NotDone(_)) if !is_last => {}
                Ok(_) | Err(_) => return Err(error.into_unknown(operation)),
            }
            may_be_ours = true;
            is_last = true;
            error = match self.send(document, false).await {
                Err(error) => error,
                answer => return answer,
            };
        }
    }

    async fn find(
        &self,
        (resource, manifest): (Resource, &Value),
    ) -> Result<Finding, ClusterError> {
        let name = manifest["metadata"]["name"].as_str().unwrap_or_default();
        if name.is_empty() {
            return Ok(Finding::Unclear);
        }
        let sent = Sent {
            resource,
            namespace: self.namespace,
            name,
            trace: Trace::Created(Some(manifest)),
            since: self.since,
        };
        sent.find(self.transport).await
    }

    /// Posts one object. The namespace of the request is the one of the address, so the API server
    /// itself refuses a manifest that names another.
    async fn send(
        &self,
        (resource, manifest): (Resource, &Value),
        rehearse: bool,
    ) -> Result<Written, ClusterError> {
        let only_ask = rehearse || self.options.dry_run;
        let operation = format!("create the {}", resource.kind());
        let left = self.end.saturating_duration_since(Instant::now());
        let answer = Call::new(operation, Method::POST, resource.collection(self.namespace))
            .query("fieldManager", FIELD_MANAGER)
            .query("fieldValidation", "Strict")
            .query_if("dryRun", dry_run(only_ask))
            .json(manifest)
            .timeout(left.min(CALL_TIMEOUT))
            .send(self.transport)
            .await?;
        Ok(Written::from(answer))
    }
}

/// Whether the name is taken.
fn is_taken(error: &ClusterError) -> bool {
    matches!(error, ClusterError::Refused { code: 409, reason, .. } if reason == "AlreadyExists")
}

/// What was created, with all warnings, each once.
fn together(written: Vec<Option<Written>>) -> Result<Created, ManifestError> {
    let mut warnings: Vec<String> = Vec::new();
    let mut objects = Vec::with_capacity(written.len());
    for answer in written.into_iter().flatten() {
        for warning in answer.warnings {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        objects.push(answer.object);
    }
    let mut objects = objects.into_iter();
    let object = objects.next().ok_or(ManifestError::Empty)?;
    Ok(Created {
        object,
        services: objects.collect(),
        warnings,
    })
}

/// The error of one document, as the caller is to see it.
fn in_document(document: usize, left_behind: Vec<String>, source: ClusterError) -> ClusterError {
    if document == 0 {
        // The first document is what the user speaks of: its refusal needs no frame around it.
        return source;
    }
    ClusterError::Companion {
        document,
        left_behind,
        source: Box::new(source),
    }
}
