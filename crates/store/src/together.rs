//! What was made together: the objects of one text. Nothing of ours stands in the objects themselves.

use jiff::Timestamp;

use crate::{Store, StoreError};

/// An object that was made with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// `apiVersion` as it was sent.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// Where it was made; empty for what lives outside of namespaces.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.uid`, by which it is told from another one of its name.
    pub uid: String,
}

/// What was made together.
#[derive(Clone, Copy, Debug)]
pub struct Together<'a>(&'a Store);

impl Store {
    /// What was made together.
    #[must_use]
    pub fn together(&self) -> Together<'_> {
        Together(self)
    }
}

impl Together<'_> {
    /// Remembers objects that were made together in a cluster, in the order of their making. `request` is the id of their
    /// rows in the audit trail; what is remembered of it already stays.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn remember(
        self,
        (cluster, request): (&str, &str),
        made: &[Made],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let written = async {
            let mut transaction = self.0.pool().begin().await?;
            for (place, object) in (0_i64..).zip(made) {
                sqlx::query(
                    "INSERT INTO made_together \
                     (request, place, cluster, api_version, kind, namespace, name, uid, made) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
                )
                .bind(request)
                .bind(place)
                .bind(cluster)
                .bind(&object.api_version)
                .bind(&object.kind)
                .bind(&object.namespace)
                .bind(&object.name)
                .bind(&object.uid)
                .bind(now.as_millisecond())
                .execute(&mut *transaction)
                .await?;
            }
            transaction.commit().await
        };
        self.0
            .write("remember what was made together", written)
            .await
    }

    /// The objects that were made together with the `DaemonSet`s of this name, those included, in the order of their
    /// making.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn with_daemonset(
        self,
        cluster: &str,
        (namespace, name): (&str, &str),
    ) -> Result<Vec<Made>, StoreError> {
        let query = sqlx::query_as(
            "SELECT api_version, kind, namespace, name, uid FROM made_together \
             WHERE cluster = $1 AND request IN (SELECT request FROM made_together \
             WHERE cluster = $1 AND kind = 'DaemonSet' AND namespace = $2 AND name = $3) \
             ORDER BY request, place",
        )
        .bind(cluster)
        .bind(namespace)
        .bind(name);
        let rows = self
            .0
            .read(
                "read what was made together",
                query.fetch_all(self.0.pool()),
            )
            .await?;
        Ok(read(rows))
    }

    /// The other objects that were made together with the one of this `uid`, in the order of their making.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read.
    pub async fn with(self, cluster: &str, uid: &str) -> Result<Vec<Made>, StoreError> {
        let query = sqlx::query_as(
            "SELECT api_version, kind, namespace, name, uid FROM made_together \
             WHERE cluster = $1 AND uid <> $2 AND request IN \
             (SELECT request FROM made_together WHERE cluster = $1 AND uid = $2) \
             ORDER BY request, place",
        )
        .bind(cluster)
        .bind(uid);
        let rows = self
            .0
            .read(
                "read what was made together",
                query.fetch_all(self.0.pool()),
            )
            .await?;
        Ok(read(rows))
    }
}

type Row = (String, String, String, String, String);

fn read(rows: Vec<Row>) -> Vec<Made> {
    let rows = rows.into_iter();
    rows.map(|(api_version, kind, namespace, name, uid)| Made {
        api_version,
        kind,
        namespace,
        name,
        uid,
    })
    .collect()
}
