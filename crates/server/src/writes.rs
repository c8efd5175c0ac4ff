//! Writes that go on to their end, whatever becomes of the request that asked for them.

use std::{future::Future, panic, sync::Arc};

use axum::response::Response;
use tokio::sync::{OwnedRwLockReadGuard, RwLock};
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::problem::Problem;

/// The writes that run now. Cheap to clone.
///
/// A client that hangs up drops its request in the middle. Were the write dropped with it, the cluster
/// might have done what nobody then records, and an `Idempotency-Key` would stay taken.
#[derive(Clone, Debug, Default)]
pub struct Writes {
    tasks: TaskTracker,
    /// Held for reading by each write that was answered and whose outcome is not yet on record.
    unrecorded: Arc<RwLock<()>>,
}

impl Writes {
    /// Does a write to its end and gives its answer, if somebody still waits for it.
    ///
    /// # Errors
    ///
    /// Those of the write.
    pub(crate) async fn finish<F>(&self, write: F) -> Result<Response, Problem>
    where
        F: Future<Output = Result<Response, Problem>> + Send + 'static,
    {
        match self.tasks.spawn(write.in_current_span()).await {
            Ok(answer) => answer,
            Err(error) => match error.try_into_panic() {
                // What answers panics stands around the handlers, and logs them with their request.
                Ok(cause) => panic::resume_unwind(cause),
                Err(error) => Err(Problem::internal(error)),
            },
        }
    }

    /// Goes on with something after the answer, such as keeping its outcome.
    pub(crate) fn go_on(&self, rest: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(rest.in_current_span());
    }

    /// To be held from before the answer until its outcome is on record.
    pub(crate) async fn unrecorded(&self) -> OwnedRwLockReadGuard<()> {
        Arc::clone(&self.unrecorded).read_owned().await
    }

    /// Waits until everything that was answered before this call is on record.
    pub(crate) async fn recorded(&self) {
        drop(self.unrecorded.write().await);
    }

    /// Waits until no write runs any more. More may begin meanwhile, and are waited for too.
    pub(crate) async fn ended(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}
