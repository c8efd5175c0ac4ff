//! Writes that go on to their end, whatever becomes of the request that asked for them.

use manifest::message::console as said;
use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::response::Response;
use futures::future::BoxFuture;
use tokio::{
    runtime::Handle,
    sync::{OwnedRwLockReadGuard, RwLock},
    time::Sleep,
};
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::problem::{Problem, ProblemType};

/// How long a client waits for a write; whatever it consists of may take longer than a request may.
const PATIENCE: Duration = Duration::from_secs(50);

/// The writes that run now. Cheap to clone.
///
/// A client that hangs up drops its request in the middle. Were the write dropped with it, the cluster
/// might have done what nobody then records, and an `Idempotency-Key` would stay taken.
#[derive(Clone, Debug, Default)]
pub struct Writes {
    /// What goes on after its request.
    tasks: TaskTracker,
    /// Held for reading by each write that was answered and whose outcome is not yet on record.
    unrecorded: Arc<RwLock<()>>,
}

/// A write that runs as part of its request. It goes on by itself if the request is dropped; a task of its own
/// from the beginning would cost every write two changes of threads.
pub(crate) struct Write {
    /// None once it is done.
    rest: Option<BoxFuture<'static, Result<Response, Problem>>>,
    /// Until when its request waits.
    patience: Pin<Box<Sleep>>,
    tasks: TaskTracker,
}

impl Future for Write {
    type Output = Result<Response, Problem>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // Taken out while it is polled: one that panics cannot go on.
        let Some(mut rest) = self.rest.take() else {
            return Poll::Pending;
        };
        let polled = rest.as_mut().poll(context);
        if polled.is_pending() {
            self.rest = Some(rest);
            // It goes on by itself when this is dropped.
            return self
                .patience
                .as_mut()
                .poll(context)
                .map(|()| Err(goes_on()));
        }
        polled
    }
}

fn goes_on() -> Problem {
    Problem::new(
        ProblemType::OutcomeUnknown,
        said::write_goes_on(PATIENCE.as_secs().to_string()),
    )
    .retry_after(5)
}

impl Drop for Write {
    fn drop(&mut self) {
        // Without a runtime the console has ended, and nothing goes on.
        if let (Some(rest), Ok(runtime)) = (self.rest.take(), Handle::try_current()) {
            self.tasks.spawn_on(async { drop(rest.await) }, &runtime);
        }
    }
}

impl Writes {
    /// A write that is done to its end, whether or not somebody still waits for its answer.
    pub(crate) fn finish(
        &self,
        write: impl Future<Output = Result<Response, Problem>> + Send + 'static,
    ) -> Write {
        self.finish_within(PATIENCE, write)
    }

    fn finish_within(
        &self,
        patience: Duration,
        write: impl Future<Output = Result<Response, Problem>> + Send + 'static,
    ) -> Write {
        Write {
            rest: Some(Box::pin(write.in_current_span())),
            patience: Box::pin(tokio::time::sleep(patience)),
            tasks: self.tasks.clone(),
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

#[cfg(test)]
mod tests {
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        sync::atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    /// How often a write has come to its middle, and how often to its end.
    #[derive(Default)]
    struct Steps(AtomicUsize, AtomicUsize);

    async fn write(steps: Arc<Steps>, breaks: bool) -> Result<Response, Problem> {
        tokio::task::yield_now().await;
        steps.0.fetch_add(1, Ordering::Relaxed);
        assert!(!breaks, "as the test wants it");
        tokio::task::yield_now().await;
        steps.1.fetch_add(1, Ordering::Relaxed);
        Ok(Response::default())
    }

    fn seen(steps: &Steps) -> (usize, usize) {
        (
            steps.0.load(Ordering::Relaxed),
            steps.1.load(Ordering::Relaxed),
        )
    }

    #[tokio::test]
    async fn a_dropped_write_goes_on_and_is_waited_for() {
        let (writes, steps) = (Writes::default(), Arc::new(Steps::default()));
        let mut begun = writes.finish(write(Arc::clone(&steps), false));
        assert!(futures::poll!(&mut begun).is_pending());
        drop(begun);
        // One whose client hung up before it was looked at.
        drop(writes.finish(write(Arc::clone(&steps), false)));
        writes.ended().await;
        assert_eq!(seen(&steps), (2, 2));
    }

    #[tokio::test]
    async fn one_that_takes_too_long_goes_on_without_its_request() {
        let writes = Writes::default();
        let (go_on, may_go_on) = tokio::sync::oneshot::channel();
        let (done, is_done) = tokio::sync::oneshot::channel();
        let slow = async {
            may_go_on.await.unwrap();
            done.send(()).unwrap();
            Ok(Response::default())
        };
        let answer = writes.finish_within(Duration::ZERO, slow).await;
        assert_eq!(answer.unwrap_err().kind(), ProblemType::OutcomeUnknown);
        go_on.send(()).unwrap();
        writes.ended().await;
        is_done.await.unwrap();
    }

    #[tokio::test]
    async fn one_that_is_done_or_broken_is_over() {
        let (writes, steps) = (Writes::default(), Arc::new(Steps::default()));
        assert!(
            writes
                .finish(write(Arc::clone(&steps), false))
                .await
                .is_ok()
        );
        let mut broken = writes.finish(write(Arc::clone(&steps), true));
        assert!(futures::poll!(&mut broken).is_pending());
        let mut context = Context::from_waker(std::task::Waker::noop());
        let polled = catch_unwind(AssertUnwindSafe(|| {
            Pin::new(&mut broken).poll(&mut context)
        }));
        assert!(polled.is_err());
        drop(broken);
        writes.ended().await;
        assert_eq!(seen(&steps), (2, 1));
    }
}
