//! Asking the API server now and then whether it is there.
//!
//! The watches notice at once when a connection is closed, but not when a cable is pulled: then
//! nothing comes, as in a quiet cluster. So its version is asked for, which everybody may read.

use std::{sync::Arc, time::Duration};

use http::Method;
use serde_json::Value;

use crate::{
    error::ClusterError,
    rest::Call,
    shared::Shared,
    transport::Transport,
    watch::{backoff::Backoff, unreachable},
};

/// How often an API server that answers is asked.
const INTERVAL: Duration = Duration::from_secs(10);
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks for as long as the task lives.
pub(crate) async fn run(transport: Transport, shared: Arc<Shared>) {
    let mut backoff = Backoff::default();
    loop {
        let answer = Call::new("tell its version", Method::GET, "/version".to_owned())
            .timeout(PATIENCE)
            .read::<Value>(&transport)
            .await;
        let (changed, wait) = match answer {
            Ok(answer) => {
                let version = answer["gitVersion"].as_str().map(str::to_owned);
                backoff.reset();
                (shared.health.answering(version), INTERVAL)
            }
            // Overloaded or starting: there, but not at work. Any other refusal is an answer.
            Err(ClusterError::Refused { code, message, .. }) if code >= 500 => {
                let sentence = format!("The API server is not ready: {message}.");
                (shared.health.silent(sentence), backoff.wait())
            }
            Err(ClusterError::Refused { .. }) => {
                backoff.reset();
                (shared.health.answering(None), INTERVAL)
            }
            Err(ClusterError::TimedOut { after, .. }) => {
                let sentence =
                    format!("The API server has not answered for {} s.", after.as_secs());
                (shared.health.silent(sentence), backoff.wait())
            }
            Err(error) => (shared.health.silent(unreachable(&error)), backoff.wait()),
        };
        shared.told(changed);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            // One that is known to be gone is not asked more often because watches fail, too.
            () = shared.health.doubted(), if wait == INTERVAL => {}
        }
    }
}
