//! Asking the API server again and again whether it is there.
//!
//! The watches notice at once when a connection is closed, but not when a cable is pulled: then nothing comes, as
//! in a quiet cluster. So its version is asked for, which everybody may read and which costs it next to nothing;
//! often enough that a silence is told within two seconds.

use std::{sync::Arc, time::Duration};

use http::Method;
use manifest::Message;
use manifest::message::watch as said;
use serde::Deserialize;
use tokio::time::Instant;

use crate::{
    error::ClusterError,
    rest::Call,
    shared::Shared,
    transport::Transport,
    watch::{backoff::Backoff, no_answer, unreachable},
};

/// How often an API server that answers is asked.
const INTERVAL: Duration = Duration::from_secs(1);
/// After how long without an answer it is called silent, unless it was slower than that the time before.
const PATIENCE: Duration = Duration::from_millis(900);
/// How long an answer is waited for.
const LONGEST: Duration = Duration::from_secs(5);

/// As long as an API server can ask not to be asked again.
const LONGEST_ASKED: Duration = Duration::from_hours(1);

/// `version.Info`, as far as it is read here. What has none is no API server.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    git_version: String,
}

/// Asks for as long as the task lives.
pub(crate) async fn run(transport: Transport, shared: Arc<Shared>) {
    let mut backoff = Backoff::default();
    let mut patience = PATIENCE;
    loop {
        let asked = Instant::now();
        let call = Call::new("tell its version", Method::GET, "/version".to_owned())
            .timeout(LONGEST)
            .read::<Version>(&transport);
        let mut call = std::pin::pin!(call);
        let in_time = tokio::time::timeout(patience, &mut call).await;
        let answer = if let Ok(answer) = in_time {
            answer
        } else {
            shared.told(fall_silent(&shared, no_answer()));
            // It may be slow and not gone.
            call.await
        };
        // One that is always slow is not called silent each time.
        patience = (asked.elapsed() * 2).clamp(PATIENCE, LONGEST);
        let (changed, pause) = match answer {
            Ok(Version { git_version }) => {
                backoff.reset();
                shared.served_by(&git_version);
                (shared.health.answering(Some(git_version)), Duration::ZERO)
            }
            Err(error) => {
                let asked_for = asked_for(&error);
                if let Some(sentence) = silence(&error) {
                    let pause = backoff.wait().max(asked_for);
                    (fall_silent(&shared, sentence), pause)
                } else {
                    backoff.reset();
                    (shared.health.answering(None), asked_for)
                }
            }
        };
        shared.told(changed);
        tokio::time::sleep_until((asked + INTERVAL).max(Instant::now() + pause)).await;
    }
}

/// Notes that the API server is silent, and says so in the log where that is news: the watches of all kinds notice the same.
fn fall_silent(shared: &Shared, sentence: Message) -> bool {
    let was_silent = shared.health.is_silent();
    if !was_silent {
        tracing::warn!("{sentence}");
    }
    shared.health.silent(sentence)
}

/// Why an answer shows that no API server is at work there; none where it shows that one is.
fn silence(error: &ClusterError) -> Option<Message> {
    match error {
        // Overloaded or starting: there, but not at work.
        ClusterError::Refused { code, message, .. } if *code >= 500 => {
            Some(said::not_ready(message))
        }
        ClusterError::Refused { code, message, .. } if *code < 400 => {
            Some(said::sent_elsewhere(message))
        }
        // Any other refusal is an answer.
        ClusterError::Refused { .. } => None,
        ClusterError::TimedOut { .. } => Some(no_answer()),
        error => Some(unreachable(error)),
    }
}

/// How long the API server asked not to be asked again.
fn asked_for(error: &ClusterError) -> Duration {
    match error {
        ClusterError::Refused {
            retry_after: Some(seconds),
            ..
        } => Duration::from_secs(u64::from(*seconds)).min(LONGEST_ASKED),
        _ => Duration::ZERO,
    }
}
