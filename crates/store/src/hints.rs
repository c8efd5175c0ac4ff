//! Hints between consoles over one PostgreSQL (`NOTIFY`): something has changed that each of them looks at from time to time
//! anyhow. A hint that is lost, with a connection or in a pooler, costs only the time until then.

use std::time::Duration;

use sqlx::postgres::PgListener;

use crate::{Location, Store};

/// Under what name they are told.
const CHANNEL: &str = "everynode";

/// How soon it is listened again after the connection was lost.
const AGAIN: Duration = Duration::from_secs(5);

/// After how long without a hint the connection is begun anew: one that is dead may say nothing of it.
const SILENCE: Duration = Duration::from_mins(10);

/// How long a change waits for its hint to be told.
const LONGEST: Duration = Duration::from_secs(1);

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Sessions have ended, or are of another person's groups.
    Sessions,
    /// Clusters were added or removed.
    Clusters,
}

impl Hint {
    const ALL: [Self; 2] = [Self::Sessions, Self::Clusters];

    const fn word(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::Clusters => "clusters",
        }
    }
}

impl Store {
    /// Tells all consoles over this database, this one too, that something has changed. That this fails is no matter.
    pub(crate) async fn hint(&self, hint: Hint) {
        if !matches!(self.location(), Location::Postgres(_)) {
            return;
        }
        let query = sqlx::query("SELECT 1 FROM pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(hint.word())
            .execute(self.pool());
        match tokio::time::timeout(LONGEST, query).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::debug!(%error, "other consoles get no hint"),
            Err(_) => tracing::debug!("other consoles get no hint in time"),
        }
    }

    /// Passes on what consoles over this database tell, for ever; at once of all, whenever some of it may have been missed.
    /// Returns where there can be no others.
    pub async fn follow_hints(&self, tell: impl Fn(Hint)) {
        let Location::Postgres(url) = self.location() else {
            return;
        };
        loop {
            if let Err(error) = listen(url, &tell).await {
                tracing::debug!(%error, "no hints of other consoles are heard");
            }
            tokio::time::sleep(AGAIN).await;
        }
    }
}

/// Listens until the connection is lost or was silent for long.
async fn listen(url: &str, tell: impl Fn(Hint)) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    Hint::ALL.into_iter().for_each(&tell);
    while let Ok(heard) = tokio::time::timeout(SILENCE, listener.try_recv()).await {
        // The connection is gone; the listener would begin another by itself, and say nothing of one that cannot be begun.
        let Some(heard) = heard? else { break };
        // What a newer console tells may be none of an older one's business.
        let known = Hint::ALL
            .into_iter()
            .find(|it| it.word() == heard.payload());
        known.into_iter().for_each(&tell);
    }
    Ok(())
}
