//! Sessions of `tower-sessions` in our database.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::{
    Store,
    sessions::{Noted, Session},
};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::error_chain::Chain;

/// The sessions in the database, under the digest of their id.
#[derive(Clone, Debug)]
pub(crate) struct Sessions(Store);

impl Sessions {
    pub(crate) fn new(store: Store) -> Self {
        Self(store)
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // An id that is taken is as likely as one that is guessed.
        while !self
            .0
            .sessions()
            .create(&to_row(record)?)
            .await
            .map_err(|error| backend(&error))?
        {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let row = to_row(record)?;
        self.0
            .sessions()
            .update(&row)
            .await
            .map_err(|error| backend(&error))
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row = self
            .0
            .sessions()
            .get(&digest(*id), Timestamp::now())
            .await
            .map_err(|error| backend(&error))?;
        row.map(|row| to_record(*id, &row)).transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0
            .sessions()
            .delete(&digest(*id))
            .await
            .map_err(|error| backend(&error))
    }
}

/// What a session is known by in the database.
pub(super) fn digest(id: Id) -> String {
    super::hex(&Sha256::digest(id.to_string().as_bytes()))
}

fn to_row(record: &Record) -> Result<Session> {
    let expires = Timestamp::from_second(record.expiry_date.unix_timestamp())
        .map_err(|error| Error::Encode(error.to_string()))?;
    let owner = record.data.get(super::session::SESSION_KEY);
    let owner = owner.and_then(|signed_in| signed_in["user"].as_str());
    Ok(Session {
        id_digest: digest(record.id),
        owner: owner.unwrap_or_default().to_owned(),
        data: serde_json::to_string(&record.data)
            .map_err(|error| Error::Encode(error.to_string()))?,
        expires,
        noted: Noted::default(),
    })
}

fn to_record(id: Id, row: &Session) -> Result<Record> {
    let data: HashMap<String, Value> =
        serde_json::from_str(&row.data).map_err(|error| Error::Decode(error.to_string()))?;
    let expiry_date = OffsetDateTime::from_unix_timestamp(row.expires.as_second())
        .map_err(|error| Error::Decode(error.to_string()))?;
    Ok(Record {
        id,
        data,
        expiry_date,
    })
}

fn backend(error: &store::StoreError) -> Error {
    Error::Backend(Chain(error).to_string())
}
