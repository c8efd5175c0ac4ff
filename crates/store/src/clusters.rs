//! The clusters that an admin added, with their sealed kubeconfigs.

use jiff::Timestamp;

use crate::{Store, StoreError, hints::Hint, sealed::Text};

/// One of them.
#[derive(Clone, PartialEq, Eq)]
pub struct AddedCluster {
    /// Its name in paths.
    pub name: String,
    /// The kubeconfig, as it was handed over.
    pub kubeconfig: String,
    /// How people reach it, by its word; empty where as the others.
    pub access: String,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added: Timestamp,
}

impl std::fmt::Debug for AddedCluster {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The kubeconfig holds credentials.
        formatter
            .debug_struct("AddedCluster")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The clusters that were added.
#[derive(Clone, Copy, Debug)]
pub struct AddedClusters<'a>(&'a Store);

impl Store {
    /// The clusters that were added.
    #[must_use]
    pub fn clusters(&self) -> AddedClusters<'_> {
        AddedClusters(self)
    }
}

/// What is done here, as errors say it.
const KEEP: &str = "keep a cluster";
const READ: &str = "read the clusters that were added";
const REMOVE: &str = "remove a cluster";

/// What the kubeconfig of a cluster belongs to: as another's it does not open.
fn bound_to(name: &str) -> String {
    format!("cluster {name}")
}

impl AddedClusters<'_> {
    /// All of them, by name.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be read, or one is sealed with a key that is not given.
    pub async fn list(self) -> Result<Vec<AddedCluster>, StoreError> {
        let query = sqlx::query_as(
            "SELECT name, kubeconfig, kubeconfig_key, access, added_by, added FROM clusters ORDER BY name",
        )
        .fetch_all(self.0.pool());
        let rows: Vec<(String, String, String, String, String, i64)> =
            self.0.read(READ, query).await?;
        let open = |(name, text, key, access, added_by, added): (String, _, _, _, _, _)| {
            let kubeconfig = self
                .0
                .open_text(READ, Text { text, key }, &bound_to(&name))?;
            Ok(AddedCluster {
                name,
                kubeconfig,
                access,
                added_by,
                added: crate::store::from_millis(added),
            })
        };
        rows.into_iter().map(open).collect()
    }

    /// Adds one; whether its name was free.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn add(self, cluster: &AddedCluster) -> Result<bool, StoreError> {
        let sealed = self
            .0
            .seal(KEEP, &cluster.kubeconfig, &bound_to(&cluster.name))?;
        let query = sqlx::query(
            "INSERT INTO clusters (name, kubeconfig, kubeconfig_key, access, added_by, added) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING",
        )
        .bind(&cluster.name)
        .bind(sealed.text)
        .bind(sealed.key)
        .bind(&cluster.access)
        .bind(&cluster.added_by)
        .bind(cluster.added.as_millisecond())
        .execute(self.0.pool());
        let done = self.0.write(KEEP, query).await?;
        self.0.hint(Hint::Clusters).await;
        Ok(done.rows_affected() > 0)
    }

    /// Removes one; whether it was there.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be written.
    pub async fn remove(self, name: &str) -> Result<bool, StoreError> {
        let query = sqlx::query("DELETE FROM clusters WHERE name = $1")
            .bind(name)
            .execute(self.0.pool());
        let done = self.0.write(REMOVE, query).await?;
        self.0.hint(Hint::Clusters).await;
        Ok(done.rows_affected() > 0)
    }
}
