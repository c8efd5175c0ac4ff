//! Errors of the other crates as problems.

use cluster::{ClusterError, ListError, ManifestError, RollbackError, ServicesError};
use contract::FieldError;
use fetch::{
    FetchError,
    registry::{NotAReference, RegistryError},
};
use store::StoreError;

use super::{Problem, ProblemType, of_cluster};
use manifest::message::console as said;

use crate::outside;

/// The reasons of a value that names nothing, and of one that may not be used, as Kubernetes calls them
/// (`field.ErrorTypeNotFound`, `field.ErrorTypeForbidden`).
const NOT_FOUND: &str = "FieldValueNotFound";
const FORBIDDEN: &str = "FieldValueForbidden";

/// When to try again where nobody said so, in seconds.
const RETRY_SOON: u32 = 5;

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if error.is_unavailable() {
            Self::new(ProblemType::StoreUnavailable, said::no_database())
                .retry_after(RETRY_SOON)
                .because(error)
        } else {
            Self::internal(error)
        }
    }
}

impl From<ListError> for Problem {
    fn from(error: ListError) -> Self {
        let detail = crate::error_chain::Chain(&error).to_string();
        Self::new(
            ProblemType::MalformedRequest,
            format!("{}.", capitalised(&detail)),
        )
    }
}

impl From<FetchError> for Problem {
    fn from(error: FetchError) -> Self {
        // What it means the page says by its reason; which status it was only this tells.
        let message = if let FetchError::Status { status } = error {
            said::answered_with_status(status.to_string())
        } else {
            let words = capitalised(&crate::error_chain::Chain(&error).to_string());
            format!("{words}.").into()
        };
        let (code, arguments) = message.english_parts();
        let wrong = FieldError {
            field: "address".to_owned(),
            reason: outside::reason(&error).to_owned(),
            message: message.to_string(),
            code,
            arguments,
            ..FieldError::default()
        };
        let kind = if error.is_refused() {
            ProblemType::AddressRefused
        } else {
            ProblemType::NotFetched
        };
        Self::new(kind, message)
            .with_errors(vec![wrong])
            .because(error)
    }
}

impl From<NotAReference> for Problem {
    fn from(error: NotAReference) -> Self {
        of_image(ProblemType::InvalidRequest, "FieldValueInvalid", error)
    }
}

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Self {
        let kind = match &error {
            RegistryError::Fetch(error) if error.is_refused() => ProblemType::AddressRefused,
            _ => ProblemType::NotFetched,
        };
        of_image(kind, outside::reason_of_registry(&error), error)
    }
}

/// A problem at the name of an image.
fn of_image(
    kind: ProblemType,
    reason: &str,
    error: impl std::error::Error + Send + Sync + 'static,
) -> Problem {
    let message = capitalised(&crate::error_chain::Chain(&error).to_string());
    let wrong = FieldError {
        field: "image".to_owned(),
        reason: reason.to_owned(),
        message: message.clone(),
        ..FieldError::default()
    };
    Problem::new(kind, format!("{message}."))
        .with_errors(vec![wrong])
        .because(error)
}

impl From<ManifestError> for Problem {
    fn from(error: ManifestError) -> Self {
        Self::new(
            ProblemType::InvalidManifest,
            of_cluster::of_manifest(&error),
        )
    }
}

impl From<RollbackError> for Problem {
    fn from(error: RollbackError) -> Self {
        Self::new(ProblemType::InvalidRequest, of_cluster::of_rollback(&error))
    }
}

impl From<ServicesError> for Problem {
    fn from(error: ServicesError) -> Self {
        let detail = of_cluster::of_services(&error);
        let errors = error.names.iter().map(|name| FieldError {
            field: "services".to_owned(),
            reason: NOT_FOUND.to_owned(),
            message: format!("`{name}` is no Service that selects the pods of the DaemonSet"),
            ..FieldError::default()
        });
        Self::new(ProblemType::InvalidRequest, detail).with_errors(errors.collect())
    }
}

impl From<ClusterError> for Problem {
    fn from(error: ClusterError) -> Self {
        let words = of_cluster::sentence(&error);
        match error {
            ClusterError::Refused {
                status,
                code,
                reason,
                message,
                retry_after,
                ..
            } => {
                let kind = kind_of_refusal(code, &reason);
                let detail = if code == 401 {
                    said::credential_refused(message)
                } else if message.is_empty() {
                    words
                } else {
                    message.into()
                };
                let problem = Self::new(kind, detail).with_upstream(status);
                match retry_after {
                    Some(seconds) => problem.retry_after(seconds),
                    None if code == 503 => problem.retry_after(RETRY_SOON),
                    None => problem,
                }
            }
            ClusterError::IdentityTooLarge { .. } => Self::new(ProblemType::Forbidden, words),
            ClusterError::OutcomeUnknown { .. } => Self::new(ProblemType::OutcomeUnknown, words)
                .retry_after(RETRY_SOON)
                .because(error),
            ClusterError::Unreachable {
                may_have_arrived: true,
                ..
            } => Self::new(ProblemType::ClusterUnavailable, said::connection_broke())
                .retry_after(RETRY_SOON)
                .because(error),
            ClusterError::Unreachable { .. } => {
                Self::new(ProblemType::ClusterUnavailable, said::not_sent())
                    .retry_after(RETRY_SOON)
                    .because(error)
            }
            ClusterError::UnreadableAnswer { .. } | ClusterError::AnswerTooLarge { .. } => {
                Self::new(ProblemType::BadGateway, words).because(error)
            }
            ClusterError::NotServed(_) => Self::new(ProblemType::InvalidManifest, words),
            ClusterError::TimedOut { .. } | ClusterError::NotEstablished { .. } => {
                Self::new(ProblemType::ClusterTimeout, words).because(error)
            }
            ClusterError::Manifest(error) => error.into(),
            ClusterError::Rollback(error) => error.into(),
            ClusterError::Services(error) => error.into(),
            ClusterError::NotItsPod { .. } => Self::new(ProblemType::NotFound, words),
            ClusterError::Service { source, .. } => {
                let mut problem = Self::from(*source);
                let error = FieldError {
                    field: "services".to_owned(),
                    reason: FORBIDDEN.to_owned(),
                    message: problem.0.detail.to_string(),
                    ..FieldError::default()
                };
                problem.0.detail = said::then(words, problem.0.detail);
                problem.with_errors(vec![error])
            }
            ClusterError::MadeWithIt { source, .. } => {
                let mut problem = Self::from(*source);
                let error = FieldError {
                    field: "companions".to_owned(),
                    reason: FORBIDDEN.to_owned(),
                    message: problem.0.detail.to_string(),
                    ..FieldError::default()
                };
                problem.0.detail = said::then(words, problem.0.detail);
                problem.with_errors(vec![error])
            }
            ClusterError::Companion { source, .. } | ClusterError::Existing { source, .. } => {
                let mut problem = Self::from(*source);
                problem.0.detail = said::then(words, problem.0.detail);
                problem
            }
            _ => Self::internal(error),
        }
    }
}

/// What the API server's refusal is for our clients. Its 401 is about what it was asked with: a person's token, which the
/// console then finds out itself at the next request, or the kubeconfig's, of which signing in again mends nothing. So it is
/// no 401 here, and its words name both.
fn kind_of_refusal(code: u16, reason: &str) -> ProblemType {
    match (code, reason) {
        (409, "AlreadyExists") => ProblemType::AlreadyExists,
        (409, _) => ProblemType::Conflict,
        (404, _) => ProblemType::NotFound,
        (401 | 403, _) => ProblemType::Forbidden,
        (413, _) => ProblemType::TooLarge,
        (422 | 400, _) => ProblemType::InvalidManifest,
        (429, _) => ProblemType::TooManyRequests,
        (503, _) => ProblemType::ClusterUnavailable,
        (504, _) => ProblemType::ClusterTimeout,
        (400..=499, _) => ProblemType::InvalidRequest,
        _ => ProblemType::BadGateway,
    }
}

impl Problem {
    /// A bug or a broken machine: the user is told that it happened, the log what.
    pub(crate) fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(
            ProblemType::Internal,
            "Something went wrong inside the console. Its log says more.",
        )
        .because(error)
    }
}

/// Errors begin with a small letter so that they can be chained; sentences do not.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
