//! The sessions that somebody has, or that all have: which go on, and the end of one or of all of them.

use contract::SessionRow;
use jiff::Timestamp;
use store::{Store, sessions::Session as Row};
use tower_sessions::session::Id;

use super::{Identity, SignIn, session::SignedIn, session_store};
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
        let rows = store.sessions();
        let rows = rows.list(owner, Timestamp::now(), LISTED).await?;
        Ok(self.told(rows, current, |_| String::new()))
    }

    /// The same of everybody whose name holds a text.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(crate) async fn sessions_of_all(
        &self,
        store: &Store,
        user: &str,
        current: Option<Id>,
    ) -> Result<Vec<SessionRow>, Problem> {
        let rows = store.sessions();
        let rows = rows.list_like(user, Timestamp::now(), LISTED).await?;
        Ok(self.told(rows, current, |owner| Identity::name_of(owner).to_owned()))
    }

    fn told(
        &self,
        rows: Vec<Row>,
        current: Option<Id>,
        user: impl Fn(&str) -> String,
    ) -> Vec<SessionRow> {
        let current = current.map(session_store::digest);
        let moment = |seconds| Timestamp::from_second(seconds).unwrap_or_default();
        let row = |row: Row| {
            let signed_in = SignedIn::of(&row).filter(|it| self.is_valid(it))?;
            Some(SessionRow {
                current: current.as_ref() == Some(&row.id_digest),
                id: row.id_digest,
                user: user(&row.owner),
                began: moment(signed_in.began).to_string(),
                used: moment(signed_in.used).to_string(),
                browser: row.noted.browser,
                address: row.noted.address,
                issuer: row.noted.provided.map(|it| it.issuer).unwrap_or_default(),
            })
        };
        rows.into_iter().filter_map(row).collect()
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

    /// Ends anybody's session, and says whose it was; none where there was none.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(crate) async fn end_of_anybody(
        &self,
        store: &Store,
        id: &str,
    ) -> Result<Option<String>, Problem> {
        let Some(owner) = store.sessions().owner_of(id).await? else {
            return Ok(None);
        };
        let ended = self.end_one(store, &owner, id).await?;
        Ok(ended.then(|| Identity::name_of(&owner).to_owned()))
    }

    /// Ends all sessions of a user of this name, and says how many there were.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(crate) async fn end_all_of(&self, store: &Store, user: &str) -> Result<u64, Problem> {
        self.end_all(store, &Identity::owner_of_sign_in(user)).await
    }

    /// Ends the sessions of everybody, and says how many there were.
    ///
    /// # Errors
    ///
    /// The database is away.
    pub(crate) async fn end_everybodys(&self, store: &Store) -> Result<u64, Problem> {
        let ended = store.sessions().delete_all().await?;
        self.ends.look_again();
        Ok(ended)
    }
}
