//! What is wrong with a watch, in a sentence.

use std::time::Duration;

use manifest::Message;
use manifest::message::watch as said;
use rustls::AlertDescription;
use serde::Deserialize;
use serde_json::Value;

use super::End;
use crate::{
    error::{ClusterError, innermost},
    objects::Kind,
};

/// What sort of trouble it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Something is wrong with this kind.
    #[default]
    Own,
    /// It is in the nature of watches and puts itself right: it is not worth a warning.
    Ordinary,
    /// Nobody answers at all, which is told of the cluster once and not of each kind.
    Absence,
    /// The console is set up so that it does not read the kind.
    Meant,
}

/// What is wrong with a watch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What is wrong, in a sentence.
    pub(crate) sentence: Message,
    /// Why the kind may not be read, in a few words, where the API server answered and will not have it.
    pub(crate) refusal: Option<Message>,
    /// How long the API server asked not to be asked again.
    pub(crate) retry_after: Option<Duration>,
    /// What sort of trouble it is.
    pub(crate) sort: Sort,
    /// Whether something was told that could not be understood, so that it may be missing.
    pub(crate) is_unclear: bool,
}

impl Trouble {
    fn new(sentence: Message) -> Self {
        Self {
            sentence,
            ..Self::default()
        }
    }

    /// Nobody answers.
    fn absence(sentence: Message) -> Self {
        Self {
            sort: Sort::Absence,
            ..Self::new(sentence)
        }
    }

    /// The kind is in no namespace, and only what is in these is read.
    pub(crate) fn outside(kind: Kind, namespaces: &[String]) -> Self {
        let namespaces = namespaces.iter().map(Message::from).collect();
        let why = said::set_up_for(Message::List(namespaces), kind.plural());
        Self {
            refusal: Some(why.clone()),
            sort: Sort::Meant,
            ..Self::new(said::not_read(why))
        }
    }

    /// The version to go on from is too old.
    pub(super) fn expired(kind: Kind) -> Self {
        Self {
            sort: Sort::Ordinary,
            ..Self::new(said::expired(kind.plural()))
        }
    }

    /// The API server answers again; whether the watch does is not known yet.
    pub(crate) fn resumed(kind: Kind) -> Self {
        Self {
            sort: Sort::Ordinary,
            ..Self::new(said::resumed(kind.plural()))
        }
    }

    /// Watches are answered, and are over.
    pub(super) fn ends_at_once(kind: Kind) -> Self {
        Self::new(said::ends_at_once(kind.plural()))
    }
}

/// The trouble behind a list that failed.
pub(super) fn of_list(kind: Kind, error: &ClusterError) -> Trouble {
    match error {
        // The pages of a list are of one version, which has become too old while they were read.
        ClusterError::Refused { code: 410, .. } => Trouble::expired(kind),
        ClusterError::UnreadableAnswer { source, .. } => {
            Trouble::new(said::list_unreadable(kind.plural(), source.to_string()))
        }
        error => of_watch(kind, error),
    }
}

/// The trouble behind a watch that was not begun.
pub(super) fn of_watch(kind: Kind, error: &ClusterError) -> Trouble {
    match error {
        ClusterError::Refused {
            code,
            message,
            retry_after,
            ..
        } => answered(kind, *code, message, *retry_after),
        ClusterError::TimedOut { .. } => Trouble::absence(no_answer()),
        ClusterError::AnswerTooLarge { .. } => Trouble::new(format!("{}.", capital(error)).into()),
        error => Trouble::absence(unreachable(error)),
    }
}

/// How a watch has ended whose last line was an `ERROR` event with this `metav1.Status`.
pub(super) fn of_event(kind: Kind, status: &[u8]) -> End {
    /// `metav1.Status`, as far as it is read here.
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Status {
        code: u16,
        reason: String,
        message: String,
        details: Value,
    }
    let status: Status = match serde_json::from_slice(status) {
        Ok(status) => status,
        Err(error) => return End::Failed(unreadable(kind, &error)),
    };
    if status.code == 410 || matches!(status.reason.as_str(), "Expired" | "Gone") {
        return End::Expired;
    }
    let seconds = status.details["retryAfterSeconds"].as_u64();
    let retry_after = seconds.and_then(|seconds| u32::try_from(seconds).ok());
    End::Failed(Trouble {
        is_unclear: true,
        ..answered(kind, status.code, &status.message, retry_after)
    })
}

/// A line came that is no event.
pub(super) fn unreadable(kind: Kind, error: &serde_json::Error) -> Trouble {
    Trouble {
        is_unclear: true,
        ..Trouble::new(said::told_unreadable(kind.plural(), error.to_string()))
    }
}

/// The body of a watch broke off.
pub(super) fn broken(kind: Kind, error: &(dyn std::error::Error + 'static)) -> Trouble {
    Trouble::new(said::broke_off(
        kind.plural(),
        innermost(error).trim_end_matches('.'),
    ))
}

/// The API server, or something in its place, answered with an error.
fn answered(kind: Kind, code: u16, message: &str, retry_after: Option<u32>) -> Trouble {
    let plural = kind.plural();
    let message = message.trim_end_matches('.');
    let refusal = match code {
        401 => Some(said::console_not_known(plural)),
        403 => Some(said::no_right_to_list(plural)),
        404 | 405 => Some(said::not_served(plural)),
        _ => None,
    };
    let sentence = match code {
        300..=399 => said::watch_sent_elsewhere(plural, message),
        _ if refusal.is_some() => said::may_not_watch(plural, message),
        _ => said::cannot_watch(plural, message),
    };
    Trouble {
        refusal,
        retry_after: retry_after.map(|seconds| Duration::from_secs(seconds.into())),
        ..Trouble::new(sentence)
    }
}

/// The API server did not answer, or not as one.
pub(crate) fn unreachable(error: &ClusterError) -> Message {
    let why = innermost(error);
    let why = why.trim_end_matches('.');
    match error {
        ClusterError::UnreadableAnswer { .. } | ClusterError::AnswerTooLarge { .. } => {
            said::speaks_otherwise(why)
        }
        _ => match tls_error(error) {
            Some(rustls::Error::InvalidCertificate(_)) => said::server_not_trusted(why),
            Some(rustls::Error::AlertReceived(alert)) if is_of_certificate(*alert) => {
                said::console_not_trusted(format!("{alert:?}"))
            }
            _ => said::unreachable(why),
        },
    }
}

/// What TLS ended with, where it did.
fn tls_error(error: &ClusterError) -> Option<&rustls::Error> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // What an I/O error holds is not its source, but that one's source is.
        let held = error.downcast_ref::<std::io::Error>();
        next = match held.and_then(std::io::Error::get_ref) {
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    None
}

/// Whether who sends this alert does not accept a certificate (RFC 8446, 6.2).
const fn is_of_certificate(alert: AlertDescription) -> bool {
    use AlertDescription as Alert;
    matches!(
        alert,
        Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::CertificateRequired
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::DecryptError
    )
}

/// The API server has let the time pass.
pub(crate) fn no_answer() -> Message {
    said::no_answer()
}

/// An error as a sentence begins.
fn capital(error: &ClusterError) -> String {
    let text = error.to_string();
    let mut characters = text.chars();
    let first = characters.next().into_iter();
    first
        .flat_map(char::to_uppercase)
        .chain(characters)
        .collect()
}
