//! The ids of the messages of an event stream: `CLUSTER/NUMBER`, so that one stream can speak of several clusters, and an id
//! of one is never taken for another's.

use crate::path::segment;

/// An id. The name of the cluster is written as in a path.
#[must_use]
pub fn write(cluster: &str, number: u64) -> String {
    format!("{}/{number}", segment(cluster))
}

/// The number of an id, where it is one of this cluster.
#[must_use]
pub fn number_of(id: &str, cluster: &str) -> Option<u64> {
    let number = id.strip_prefix(&segment(cluster))?.strip_prefix('/')?;
    number.parse().ok()
}

/// Which of these clusters an id is of.
#[must_use]
pub fn cluster_of<'a>(id: &str, clusters: &'a [String]) -> Option<&'a String> {
    let (cluster, _) = id.rsplit_once('/')?;
    clusters.iter().find(|name| segment(name) == cluster)
}

#[cfg(test)]
mod tests {
    use super::{cluster_of, number_of, write};

    #[test]
    fn an_id_is_of_one_cluster_alone() {
        let clusters = ["a", "a/b", "ü c"].map(str::to_owned);
        for cluster in &clusters {
            let id = write(cluster, 7);
            assert!(id.is_ascii(), "{id}");
            assert_eq!(cluster_of(&id, &clusters), Some(cluster));
            for other in &clusters {
                assert_eq!(number_of(&id, other), (cluster == other).then_some(7));
            }
        }
        assert_eq!(cluster_of("7", &clusters), None);
        assert_eq!(number_of("a/x", "a"), None);
    }
}
