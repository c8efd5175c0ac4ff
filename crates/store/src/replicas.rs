//! Which consoles work with this database. Each counts its beats; whoever reads the counts again later sees whose stands
//! still. No clock of one machine is held against that of another.

use jiff::Timestamp;

use crate::{Store, StoreError, audit::Detail};

/// The replicas.
#[derive(Clone, Copy, Debug)]
pub struct Replicas<'a>(&'a Store);

impl Store {
    /// The consoles that work with this database.
    #[must_use]
    pub fn replicas(&self) -> Replicas<'_> {
        Replicas(self)
    }
}

impl Replicas<'_> {
    /// This one is alive.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn beat(self, now: Timestamp) -> Result<(), StoreError> {
        let query = sqlx::query(
            "INSERT INTO replicas (id, beats, seen) VALUES ($1, 1, $2) \
             ON CONFLICT (id) DO UPDATE SET beats = replicas.beats + 1, seen = excluded.seen",
        )
        .bind(self.0.replica())
        .bind(now.as_millisecond())
        .execute(self.0.pool());
        self.0.write("say that the console is alive", query).await?;
        Ok(())
    }

    /// The others, each with its count of beats.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn others(self) -> Result<Vec<(String, i64)>, StoreError> {
        let query = sqlx::query_as("SELECT id, beats FROM replicas WHERE id <> $1")
            .bind(self.0.replica())
            .fetch_all(self.0.pool());
        self.0.read("look for other consoles", query).await
    }

    /// Says of the writes of a replica that is dead that it is not known what came of them and that nobody works on them any
    /// more, and forgets the replica. Says how many there were. Twice is once.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn bury(self, id: &str, detail: &Detail) -> Result<u64, StoreError> {
        let (words, said) = detail.to_columns();
        let buried = async {
            let mut transaction = self.0.pool().begin().await?;
            // First the rows that were open, then those whose answer was lost: both are looked at next.
            let begun = sqlx::query(
                "UPDATE audit SET outcome = 'unknown', detail = $2, said = $3 \
                 WHERE (outcome = 'begun' OR outcome = 'unknown') AND outcome = 'begun' AND replica = $1",
            )
            .bind(id)
            .bind(words)
            .bind(said)
            .execute(&mut *transaction)
            .await?;
            sqlx::query(
                "UPDATE audit SET replica = '' \
                 WHERE (outcome = 'begun' OR outcome = 'unknown') AND replica = $1",
            )
            .bind(id)
            .execute(&mut *transaction)
            .await?;
            sqlx::query("DELETE FROM replicas WHERE id = $1")
                .bind(id)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(begun.rows_affected())
        };
        self.0
            .write("look after the writes of a dead console", buried)
            .await
    }

    /// This one ends: nobody waits for its beats, unless writes of it were cut off.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn leave(self) -> Result<(), StoreError> {
        let query = sqlx::query(
            "DELETE FROM replicas WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM audit WHERE replica = $1 \
             AND (outcome = 'begun' OR outcome = 'unknown') AND outcome = 'begun')",
        )
        .bind(self.0.replica())
        .execute(self.0.pool());
        self.0.write("say that the console ends", query).await?;
        Ok(())
    }
}
