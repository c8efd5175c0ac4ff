//! The sessions that somebody has: which go on, and the end of one or of all of them.

use contract::SessionRow;
use jiff::Timestamp;
use store::{Store, sessions::Session as Row};
use tower_sessions::session::Id;

use super::{SignIn, session::SignedIn, session_store};
use crate::problem::Problem;

/// The most sessions that are listed.
const LISTED: u32 = 100;

impl SignIn {
    /// The sessions of an [`Identity::owner`](super::Identity::owner) that go on, the one that was used last first. `current` is the one that asks.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(crate) async fn sessions_of(
        &self,
        store: &Store,
        owner: &str,
        current: Option<Id>,
    ) -> Result<Vec<SessionRow>, Problem> {
        let current = current.map(session_store::digest);
        let rows = store.sessions();
        let rows = rows.list(owner, Timestamp::now(), LISTED).await?;
        let moment = |seconds| Timestamp::from_second(seconds).unwrap_or_default();
        let row = |row: Row| {
            let signed_in = SignedIn::of(&row).filter(|it| self.is_valid(it))?;
            Some(SessionRow {
                current: current.as_ref() == Some(&row.id_digest),
                id: row.id_digest,
                began: moment(signed_in.began).to_string(),
                used: moment(signed_in.used).to_string(),
                browser: row.noted.browser,
                address: row.noted.address,
                issuer: row.noted.provided.map(|it| it.issuer).unwrap_or_default(),
            })
        };
        Ok(rows.into_iter().filter_map(row).collect())
    }

    /// Ends a session of an [`Identity::owner`](super::Identity::owner), and says whether there was one.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(crate) async fn end_one(
        &self,
        store: &Store,
        owner: &str,
        id: &str,
    ) -> Result<bool, Problem> {
        let ended = store.sessions().delete_one_of(owner, id).await?;
        self.ends.look_again();
        Ok(ended)
    }

    /// Ends all sessions of an [`Identity::owner`](super::Identity::owner), wherever they were begun, and says how many there were.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub async fn end_all(&self, store: &Store, owner: &str) -> Result<u64, Problem> {
        let ended = store.sessions().delete_of(owner).await?;
        self.ends.look_again();
        Ok(ended)
    }
}
