//! One go at creating several objects: what is tried, sent, found again, and undone.

use std::time::Duration;

use futures::future::join_all;
use http::Method;
use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use super::{
    AT_ONCE, CREATE_BUDGET, Existing, FIELD_MANAGER, Fate, Stored, WriteOptions, Written, apply,
    documents::{Document, awaits, in_order},
    dry_run, established,
    finding::{Finding, Trace},
    likeness::differences,
    order::Step,
    read_back::Sent,
    take_back::{Done, take_back},
};
use crate::{
    error::ClusterError,
    rest::{CALL_TIMEOUT, Call},
    transport::Transport,
};

/// How long a kind that is defined along with its objects may still be unknown once it is established.
const NOT_YET_SERVED: Duration = Duration::from_secs(5);

/// How often such an object is sent.
const AGAIN: Duration = Duration::from_millis(100);

/// A creation that runs.
pub(super) struct Attempt<'a> {
    transport: &'a Transport,
    options: WriteOptions,
    existing: &'a [Existing],
    /// When it began.
    since: Timestamp,
    /// When nothing is sent any more.
    end: Instant,
    /// What is there, of each document.
    pub(super) written: Vec<Option<Written>>,
    /// What was there, of each document that is to be updated.
    before: Vec<Option<Stored>>,
    pub(super) fates: Vec<Fate>,
    /// What was refused when it was tried.
    pub(super) refused: Vec<(usize, ClusterError)>,
}

impl<'a> Attempt<'a> {
    /// One of so many documents, of which nothing is done yet.
    pub(super) fn new(
        transport: &'a Transport,
        count: usize,
        options: WriteOptions,
        existing: &'a [Existing],
    ) -> Self {
        Self {
            transport,
            options,
            existing,
            since: options.resumes.unwrap_or_else(Timestamp::now),
            end: Instant::now() + CREATE_BUDGET,
            written: vec![None; count],
            before: vec![None; count],
            fates: vec![Fate::NotSent; count],
            refused: Vec::new(),
        }
    }

    /// Creates all of them, or undoes what was done.
    ///
    /// # Errors
    /// As of [`crate::AsUser::create`].
    pub(super) async fn create(&mut self, documents: &[Document<'_>]) -> Result<(), ClusterError> {
        if self.options.resumes.is_some() {
            self.find_all(documents).await?;
        }
        // One object alone is created or not; asking beforehand would only double the time.
        if documents.len() > 1 || self.options.dry_run {
            self.rehearse(documents).await?;
        }
        if self.options.dry_run {
            return Ok(());
        }
        let mut unserved = Vec::new();
        for document in in_order(documents) {
            if Step::of(&document.resource) > Step::Definitions {
                self.serve(&mut unserved, documents).await?;
            }
            if self.written[document.place].is_some() {
                continue;
            }
            if let Err(error) = self.make(document).await {
                return Err(self.failed(document, documents, error).await);
            }
            if Step::of(&document.resource) == Step::Definitions {
                unserved.push(document);
            }
        }
        self.serve(&mut unserved, documents).await
    }

    /// Waits until what these definitions define is served.
    async fn serve(
        &mut self,
        definitions: &mut Vec<&Document<'_>>,
        documents: &[Document<'_>],
    ) -> Result<(), ClusterError> {
        for definition in definitions.drain(..) {
            let served = established::wait(self.transport, definition, self.end).await;
            if let Err(error) = served {
                return Err(self.failed(definition, documents, error).await);
            }
        }
        Ok(())
    }

    /// What asked for nothing is there as well.
    pub(super) fn repeat(&mut self, documents: &[Document<'_>]) {
        for document in documents {
            if let Some(first) = document.repeats {
                self.written[document.place] = self.written[first].clone();
                self.fates[document.place] = Fate::Repeated;
            }
        }
    }

    /// Tries all documents. What lacks only what others bring cannot be tried before they are there.
    ///
    /// # Errors
    /// What was said of the first that is refused; of the others it stays in [`Self::refused`].
    async fn rehearse(&mut self, documents: &[Document<'_>]) -> Result<(), ClusterError> {
        let untried = in_order(documents).into_iter();
        let untried = untried.filter(|it| self.written[it.place].is_none());
        let untried: Vec<_> = untried.collect();
        let mut answers = Vec::with_capacity(untried.len());
        for some in untried.chunks(AT_ONCE) {
            let sent = some.iter().map(|document| self.send(document, true));
            answers.extend(join_all(sent).await);
        }
        for (document, answer) in untried.into_iter().zip(answers) {
            let tried = match answer {
                Ok(written) => {
                    if self.options.dry_run {
                        self.written[document.place] = Some(written);
                    }
                    Ok(())
                }
                Err(error) if awaits(&error, document, documents) => Ok(()),
                Err(error) => self.meet(document, error, true).await,
            };
            let Err(error) = tried else { continue };
            self.fates[document.place] = Fate::Refused;
            self.refused.push((document.place, error));
        }
        if self.refused.is_empty() {
            return Ok(());
        }
        // That of the DaemonSet before others, and of those the first of the text.
        self.refused.sort_by_key(|(place, _)| *place);
        let (place, error) = self.refused.remove(0);
        let mut refused = documents.iter();
        Err(match refused.find(|it| it.place == place) {
            Some(document) => in_document(document, Vec::new(), error),
            None => error,
        })
    }

    /// Creates a document, or updates what is there.
    async fn make(&mut self, document: &Document<'_>) -> Result<(), ClusterError> {
        let place = document.place;
        if let Some(before) = self.before[place].take() {
            let updated = apply::update(self.transport, document, &before, false, self.end).await?;
            self.updated(place, updated, before);
        } else {
            match self.send_or_find(document).await {
                Ok(written) => {
                    self.written[place] = Some(written);
                    self.fates[place] = Fate::Created;
                }
                Err(error) => self.meet(document, error, false).await?,
            }
        }
        Ok(())
    }

    fn updated(&mut self, place: usize, written: Written, before: Stored) {
        self.written[place] = Some(written);
        self.before[place] = Some(before);
        self.fates[place] = Fate::Updated;
    }

    /// Does with an object that is there already what is wanted.
    ///
    /// # Errors
    /// It stays refused; where it is there already, with the fields in which it says something else.
    async fn meet(
        &mut self,
        document: &Document<'_>,
        error: ClusterError,
        only_try: bool,
    ) -> Result<(), ClusterError> {
        let place = document.place;
        let existing = self.existing.get(place).copied().unwrap_or_default();
        let is_plain = place == 0 && existing == Existing::Refuse;
        if !is_taken(&error) || is_plain {
            return Err(error);
        }
        // What cannot be read is refused as it was.
        let Ok(object) = apply::read(self.transport, document).await else {
            return Err(error);
        };
        let differs = differences(&object.to_value(), document.manifest);
        match existing {
            Existing::Update if !differs.is_empty() => {
                let only_try = only_try || self.options.dry_run;
                let updated =
                    apply::update(self.transport, document, &object, only_try, self.end).await?;
                if !only_try {
                    self.updated(place, updated, object);
                } else if self.options.dry_run {
                    self.written[place] = Some(updated);
                } else {
                    self.before[place] = Some(object);
                }
                return Ok(());
            }
            Existing::Keep if !differs.is_empty() => {}
            Existing::Refuse => {}
            Existing::Keep | Existing::Leave | Existing::Update => {
                let warnings = Vec::new();
                self.written[place] = Some(Written { object, warnings });
                self.fates[place] = Fate::Kept;
                return Ok(());
            }
        }
        Err(ClusterError::Existing {
            differs,
            source: Box::new(error),
        })
    }

    /// Looks which of them an earlier attempt has created. Many of them take no longer than creating them may.
    async fn find_all(&mut self, documents: &[Document<'_>]) -> Result<(), ClusterError> {
        for document in in_order(documents) {
            if Instant::now() >= self.end {
                return Err(self.unclear(document, None));
            }
            match self.find(document).await {
                Ok(Finding::Done(Some(object))) => {
                    let warnings = Vec::new();
                    self.written[document.place] = Some(Written { object, warnings });
                    self.fates[document.place] = Fate::Created;
                }
                Ok(Finding::Done(None) | Finding::NotDone(_)) => {}
                Ok(Finding::Unclear) => return Err(self.unclear(document, None)),
                Err(error) => return Err(self.unclear(document, Some(error))),
            }
        }
        Ok(())
    }

    /// What earlier attempts have left cannot be told from this document on.
    fn unclear(&mut self, document: &Document<'_>, source: Option<ClusterError>) -> ClusterError {
        for fate in &mut self.fates[document.place..] {
            *fate = Fate::Unknown;
        }
        let operation = document.operation();
        let source = source.unwrap_or_else(|| ClusterError::TimedOut {
            operation: operation.clone(),
            after: CALL_TIMEOUT,
        });
        in_document(document, self.there(), source.into_unknown(operation))
    }

    /// What is to be said of a document that failed, after what was done before was undone; where it is not
    /// known whether it failed, that stays.
    async fn failed(
        &mut self,
        document: &Document<'_>,
        documents: &[Document<'_>],
        error: ClusterError,
    ) -> ClusterError {
        let place = document.place;
        if error.is_outcome_unknown() {
            self.fates[place] = Fate::Unknown;
            return in_document(document, self.there(), error);
        }
        // A definition that is there and not served is taken back like all others.
        if self.written[place].is_none() {
            self.fates[place] = Fate::Refused;
        }
        let mut done = Vec::new();
        for document in in_order(documents) {
            let place = document.place;
            let is_done = matches!(self.fates[place], Fate::Created | Fate::Updated);
            if let Some(written) = self.written[place].take().filter(|_| is_done) {
                done.push(Done {
                    document,
                    object: written.object,
                    before: self.before[place].take(),
                });
            }
        }
        let left_behind = take_back(self.transport, done, &mut self.fates).await;
        in_document(document, left_behind, error)
    }

    /// The names of what is there.
    fn there(&self) -> Vec<String> {
        let written = self.written.iter().flatten();
        written
            .map(|written| {
                let object = written.object.to_value();
                let text = |field: &str| object["metadata"][field].as_str().unwrap_or_default();
                let kind = object["kind"].as_str().unwrap_or_default();
                match text("namespace") {
                    "" => format!("{kind} {}", text("name")),
                    namespace => format!("{kind} {namespace}/{}", text("name")),
                }
            })
            .collect()
    }

    /// Creates one object. Where no answer comes it is looked for, and where it is not there it is sent once more:
    /// under its name it can only be created once.
    async fn send_or_find(&self, document: &Document<'_>) -> Result<Written, ClusterError> {
        let mut error = match self.send_once_served(document).await {
            Err(error) => error,
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
                Ok(_) | Err(_) => return Err(error.into_unknown(document.operation())),
            }
            may_be_ours = true;
            is_last = true;
            error = match self.send(document, false).await {
                Err(error) => error,
                answer => return answer,
            };
        }
    }

    /// Sends a document, and again for a while where its kind was defined just now and is not known yet.
    async fn send_once_served(&self, document: &Document<'_>) -> Result<Written, ClusterError> {
        let until = Instant::now() + NOT_YET_SERVED;
        loop {
            let answer = self.send(document, false).await;
            let is_unknown = matches!(answer, Err(ClusterError::Refused { code: 404, .. }));
            if !(document.is_defined_here && is_unknown && Instant::now() + AGAIN < until) {
                return answer;
            }
            sleep(AGAIN).await;
        }
    }

    async fn find(&self, document: &Document<'_>) -> Result<Finding, ClusterError> {
        if document.name().is_empty() {
            return Ok(Finding::Unclear);
        }
        let sent = Sent {
            resource: &document.resource,
            namespace: &document.namespace,
            name: document.name(),
            trace: Trace::Created(Some(document.manifest)),
            since: self.since,
        };
        sent.find(self.transport).await
    }

    /// Posts one object.
    async fn send(&self, document: &Document<'_>, only_try: bool) -> Result<Written, ClusterError> {
        let only_try = only_try || self.options.dry_run;
        let left = self.end.saturating_duration_since(Instant::now());
        let answer = Call::new(document.operation(), Method::POST, document.collection())
            .query("fieldManager", FIELD_MANAGER)
            .query("fieldValidation", "Strict")
            .query_if("dryRun", dry_run(only_try))
            .json(document.manifest)
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

/// The error of one document, as the caller is to see it.
fn in_document(
    document: &Document<'_>,
    left_behind: Vec<String>,
    source: ClusterError,
) -> ClusterError {
    if document.place == 0 && left_behind.is_empty() {
        // The first document is what the user speaks of: its refusal needs no frame around it.
        return source;
    }
    ClusterError::Companion {
        document: document.place,
        object: document.words(),
        left_behind,
        source: Box::new(source),
    }
}
