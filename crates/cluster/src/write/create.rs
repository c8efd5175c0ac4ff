//! Creating what a text holds, a DaemonSet and whatever goes with it: all of it or nothing.

use super::{
    Stored, WriteOptions, Written,
    attempt::Attempt,
    documents::{Document, Plan},
};
use crate::{
    AsUser,
    error::{ClusterError, ManifestError},
};

/// What was created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The DaemonSet, as the API server stored it.
    pub object: Stored,
    /// All objects, in the order of their manifests, the DaemonSet first. In a dry run, of those that could not be tried
    /// because they stand on others, what would be sent.
    pub objects: Vec<Stored>,
    /// The texts of the API server's `Warning` headers on all of them.
    pub warnings: Vec<String>,
}

/// What to do with an object that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Nothing is created.
    #[default]
    Refuse,
    /// One that says all that was to be created stays as it is, and counts as created.
    Keep,
    /// It stays as it is, whatever it says.
    Leave,
    /// It is made to say what the manifest says.
    Update,
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
    /// An earlier manifest says the very same, so it was not sent.
    Repeated,
    /// It was there before, and says now what the manifest says.
    Updated,
    /// It could not be created.
    Refused,
    /// It was created, and deleted again because a later one failed.
    TakenBack,
    /// It was updated, and made again what it was because a later one failed.
    PutBack,
    /// It was created or updated and could not be taken back, for this reason.
    LeftBehind(String),
    /// Nobody knows whether it was created.
    Unknown,
}

/// What came of a creation.
#[derive(Debug)]
pub struct Creation {
    /// Of each manifest.
    pub fates: Vec<Fate>,
    /// Of all together. Where several were refused when they were tried, of the first of them.
    pub result: Result<Created, ClusterError>,
    /// What was said of the others that were refused, by the places of their manifests.
    pub further: Vec<(usize, ClusterError)>,
}

impl AsUser<'_> {
    /// Creates what is planned: a DaemonSet (the first manifest) and what goes with it. If one of them cannot be created,
    /// none is: all are sent as a dry run first, as far as they do not stand on each other, and should one fail
    /// nevertheless, what was done before it is undone.
    ///
    /// Where no answer comes to one, it is looked for under its name, which each must have unless this is a dry
    /// run. Where that tells nothing, all stays as it is: the same call with [`WriteOptions::resumes`] goes on from
    /// there.
    ///
    /// An object that is there already is looked at; `existing`, of each manifest, says what is to become of it.
    ///
    /// # Errors
    /// The API server refuses one of them, or it is not known whether it was created ([`ClusterError::OutcomeUnknown`]). For a document after the
    /// first that is in a [`ClusterError::Companion`].
    pub async fn create(
        &self,
        plan: &Plan<'_>,
        options: WriteOptions,
        existing: &[Existing],
    ) -> Creation {
        let documents = &plan.documents;
        let transport = self.transport();
        let mut attempt = Attempt::new(&transport, documents.len(), options, existing);
        let result = attempt.create(documents).await;
        if result.is_ok() {
            attempt.repeat(documents);
        }
        Creation {
            result: match result {
                Ok(()) => together(attempt.written, documents).map_err(ClusterError::from),
                Err(error) => Err(error),
            },
            fates: attempt.fates,
            further: attempt.refused,
        }
    }
}

/// What was created, with all warnings, each once. What a dry run could not try is as it would be sent.
fn together(
    written: Vec<Option<Written>>,
    documents: &[Document<'_>],
) -> Result<Created, ManifestError> {
    let mut warnings: Vec<String> = Vec::new();
    let mut objects = Vec::with_capacity(written.len());
    for (answer, document) in written.into_iter().zip(documents) {
        let Some(answer) = answer else {
            objects.push(Stored::from(document.manifest.clone()));
            continue;
        };
        for warning in answer.warnings {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        objects.push(answer.object);
    }
    Ok(Created {
        object: objects.first().cloned().ok_or(ManifestError::Empty)?,
        objects,
        warnings,
    })
}
