//! What went wrong at the cluster, in sentences for the user. The log has the error's own words, with what it was to do.

use cluster::{ClusterError, CredentialError, ManifestError, RollbackError, ServicesError};
use manifest::Message;
use manifest::message::{identity, of_cluster as said};

/// What happened, and what was done before.
pub(super) fn sentence(error: &ClusterError) -> Message {
    match error {
        ClusterError::Refused { code, .. } => said::refused(code.to_string()),
        ClusterError::TimedOut { after, .. } => said::timed_out(after.as_secs().to_string()),
        ClusterError::AnswerTooLarge { limit, .. } => {
            said::answer_too_large((limit >> 20).to_string())
        }
        ClusterError::IdentityTooLarge { bytes, .. } => {
            said::identity_too_large(bytes.div_ceil(1024).to_string())
        }
        ClusterError::OutcomeUnknown { .. } => said::outcome_unknown(),
        ClusterError::NotEstablished { name, after } => {
            said::not_established(name.as_str(), after.as_secs().to_string())
        }
        ClusterError::NotServed(kinds) => {
            let kinds: Vec<_> = kinds.iter().map(|kind| kind.given.as_str()).collect();
            said::not_served(kinds.join(", "))
        }
        ClusterError::NotItsPod { pod, daemon_set } => {
            said::not_its_pod(pod.as_str(), daemon_set.as_str())
        }
        ClusterError::Service { name, .. } => said::service_kept(name.as_str()),
        ClusterError::MadeWithIt { object, .. } => said::companion_kept(object.as_str()),
        ClusterError::Existing { differs, .. } if differs.is_empty() => said::same_exists(),
        ClusterError::Existing { differs, .. } => said::other_exists(differs.join(", ")),
        ClusterError::Companion {
            object,
            left_behind,
            source,
            ..
        } => {
            let (object, names) = (object.as_str(), left_behind.join(", "));
            match (source.is_outcome_unknown(), left_behind.is_empty()) {
                (true, true) => said::creation_unknown(object),
                (true, false) => said::creation_unknown_with(object, names),
                (false, true) => said::creation_failed(object),
                (false, false) => said::creation_failed_with(object, names),
            }
        }
        ClusterError::Manifest(error) => of_manifest(error),
        ClusterError::Rollback(error) => of_rollback(error),
        ClusterError::Services(error) => of_services(error),
        _ => said::unreadable_answer(),
    }
}

/// Why manifests were not sent.
pub(super) fn of_manifest(error: &ManifestError) -> Message {
    match error {
        ManifestError::NotADaemonSet { given } => said::no_daemon_set_first(given.as_str()),
        ManifestError::NoResourceVersion => said::no_resource_version(),
        _ => said::no_manifest(),
    }
}

/// Why a rollback was not tried.
pub(super) fn of_rollback(error: &RollbackError) -> Message {
    match error {
        RollbackError::NotFound { revision } => said::no_revision(revision.to_string()),
        RollbackError::Same { revision } => said::same_revision(revision.to_string()),
        _ => said::no_revision_before(),
    }
}

/// Which Services are none of the DaemonSet's.
pub(super) fn of_services(error: &ServicesError) -> Message {
    said::no_such_services(error.names.join(", "))
}

/// Why somebody cannot act through the console.
pub(crate) fn of_credential(error: &CredentialError) -> Message {
    match error {
        CredentialError::TokenUnsendable => identity::token_unsendable(),
        CredentialError::System(name) => identity::system(name),
        CredentialError::Nameless => identity::nameless(),
        _ => identity::name_unsendable(),
    }
}
