//! Judging texts beside the threads that answer requests.
//!
//! Reading and judging a manifest takes time with its length, and a thread that answers requests answers nobody
//! else meanwhile. What is short is done at once, because a change of threads would take as long; what is long goes
//! to threads of its own, of which only so many work at a time. So health, lists and event streams are answered
//! whatever is sent to be judged.

use manifest::message::console as said;
use std::{num::NonZero, sync::Arc, thread, time::Duration};

use tokio::sync::Semaphore;

use crate::problem::{Problem, ProblemType};

/// Up to this many bytes a text is judged at once.
const SHORT: usize = 16 << 10;

/// The most that are judged at a time: the threads that they work on also look up names and read files.
const MOST: usize = 4;

/// How many long texts may wait for their turn, for each that can be judged at a time.
const WAITING: usize = 8;

/// How long one waits before it is sent away.
const PATIENCE: Duration = Duration::from_secs(10);

/// When to try again, in seconds.
const RETRY_SOON: u32 = 5;

/// The turns of long judgements. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Judgements {
    /// Those that work.
    turns: Arc<Semaphore>,
    /// Those that work and those that wait.
    places: Arc<Semaphore>,
}

impl Default for Judgements {
    /// As many at a time as there are cores.
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self::with_turns(cores.min(MOST))
    }
}

impl Judgements {
    fn with_turns(turns: usize) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(turns)),
            places: Arc::new(Semaphore::new(turns * (1 + WAITING))),
        }
    }

    /// Does what takes time with the length of a text of so many bytes.
    ///
    /// # Errors
    ///
    /// [`ProblemType::Busy`] where too many others do the same.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        bytes: usize,
        judge: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        if bytes <= SHORT {
            return Ok(judge());
        }
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| busy())?;
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned())
            .await
            .map_err(|_| busy())?
            .map_err(Problem::internal)?;
        beside(bytes, move || {
            let done = judge();
            // Not with the request: a client that hangs up does not end what has begun.
            drop((turn, place));
            done
        })
        .await
    }
}

/// Does what takes time with the length of a text of so many bytes and cannot be put off: what is to be said of a
/// write that has been sent already. There are no more of those than writes that run.
///
/// # Errors
///
/// It panics, which is a bug.
pub(crate) async fn beside<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    if bytes <= SHORT {
        return Ok(work());
    }
    let done = tokio::task::spawn_blocking(work);
    done.await.map_err(Problem::internal)
}

fn busy() -> Problem {
    Problem::new(ProblemType::Busy, said::judging_too_much()).retry_after(RETRY_SOON)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn what_is_long_waits_its_turn_and_is_sent_away_when_too_many_wait() {
        let judgements = Judgements::with_turns(1);
        let (let_go, wait) = mpsc::channel::<()>();
        let first = judgements.clone();
        let first = tokio::spawn(async move { first.run(SHORT + 1, move || wait.recv()).await });
        let mut others = tokio::task::JoinSet::new();
        for number in 0..2 * WAITING {
            let judgements = judgements.clone();
            others.spawn(async move { judgements.run(SHORT + 1, move || number).await });
        }
        // A single thread answers, and is free: what is short is done meanwhile.
        while judgements.turns.available_permits() > 0 || judgements.places.available_permits() > 0
        {
            assert_eq!(judgements.run(SHORT, || 7).await.ok(), Some(7));
            tokio::task::yield_now().await;
        }
        let refused = judgements.run(SHORT + 1, || 0).await.unwrap_err();
        assert_eq!(refused.kind(), ProblemType::Busy);
        let_go.send(()).unwrap();
        assert!(first.await.unwrap().is_ok());
        let done = others.join_all().await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), WAITING);
        assert!(judgements.run(SHORT + 1, || 0).await.is_ok());
    }
}
