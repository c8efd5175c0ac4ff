//! The end of the rights that a stream was opened with.
//!
//! Kubernetes lets a watch or a log go on whose reader has lost the right to it. Here the API server is asked again while a
//! stream lives, as its reader; once the answer is another one, or cannot be had for too long, the stream ends. Who comes
//! back is shown what may be seen by then.

use std::{sync::Arc, time::Duration};

use cluster::{About, Reader, Right};
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{app::App, problem::Problem, sign_in::Identity};

/// How often it is asked again. An answer of the moment before may be kept for as long, and both together are less than a
/// minute.
const EVERY: Duration = cluster::RIGHTS_HOLD;
/// For how long the last answer holds where none can be had.
const LONGEST: Duration = Duration::from_secs(55);
/// How soon it is tried again then.
const SOON: Duration = Duration::from_secs(5);

/// The end of the rights of one stream. As long as somebody holds it they are looked at.
#[derive(Clone, Debug)]
pub(crate) struct RightsEnd {
    end: CancellationToken,
    _life: Arc<DropGuard>,
}

/// What a stream depends on.
pub(crate) struct Depends {
    pub(crate) cluster: String,
    pub(crate) identity: Identity,
    pub(crate) about: About,
    /// What its reader saw when it began.
    pub(crate) reader: Reader,
    /// What else must be allowed, where it was when it began.
    pub(crate) rights: Vec<Right>,
}

impl RightsEnd {
    /// Watches over what a stream depends on; none where that cannot be lost, because it is the console's own.
    ///
    /// Must be called on a tokio runtime.
    pub(crate) fn of(app: &App, depends: Depends) -> Option<Self> {
        if depends.identity.is_local() {
            return None;
        }
        let end = CancellationToken::new();
        let life = CancellationToken::new();
        let watch = watch(app.clone(), depends, end.clone());
        let given_up = life.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = given_up.cancelled() => {}
                () = watch => {}
            }
        });
        Some(Self {
            end,
            _life: Arc::new(life.drop_guard()),
        })
    }

    /// Waits for it.
    pub(crate) async fn come(&self) {
        self.end.cancelled().await;
    }

    /// Whether it has come.
    pub(crate) fn has_come(&self) -> bool {
        self.end.is_cancelled()
    }
}

async fn watch(app: App, mut depends: Depends, end: CancellationToken) {
    let mut last = Instant::now();
    let mut pause = EVERY;
    loop {
        tokio::time::sleep(pause).await;
        match holds(&app, &mut depends).await {
            Ok(true) => {
                last = Instant::now();
                pause = EVERY;
            }
            // What cannot be asked holds for a while yet.
            Err(problem) if is_unanswered(&problem) && last.elapsed() + SOON < LONGEST => {
                pause = SOON;
            }
            Ok(false) | Err(_) => break,
        }
    }
    end.cancel();
}

/// Whether the reader may still see the very same.
async fn holds(app: &App, depends: &mut Depends) -> Result<bool, Problem> {
    let still_knows = app.sign_in.still_knows(&app.clusters, &depends.identity);
    if !still_knows.await? {
        return Ok(false);
    }
    let entry = app
        .clusters
        .get(&depends.identity, &depends.cluster)
        .await?;
    let seen = entry.seen_by(&depends.identity, &depends.about).await?;
    let user = entry.as_user(&depends.identity);
    let still = user.may_each(depends.rights.clone()).await?;
    Ok(*seen.reader() == depends.reader && still.into_iter().all(|may| may))
}

fn is_unanswered(problem: &Problem) -> bool {
    problem.status().is_server_error()
}
