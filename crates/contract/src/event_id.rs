//! The ids of the messages of an event stream: `CLUSTER/PLACE`, so that one stream can speak of several clusters, and an id of
//! one is never taken for another's. What a place is, is the server's own business.

use crate::path::segment;

/// An id. The name of the cluster is written as in a path.
#[must_use]
pub fn write(cluster: &str, place: &str) -> String {
    format!("{}/{place}", segment(cluster))
}

/// The place of an id, where it is one of this cluster.
#[must_use]
pub fn place_of<'a>(id: &'a str, cluster: &str) -> Option<&'a str> {
    id.strip_prefix(&segment(cluster))?.strip_prefix('/')
}

/// Which of these clusters an id is of.
#[must_use]
pub fn cluster_of<'a>(id: &str, clusters: &'a [String]) -> Option<&'a String> {
    let (cluster, _) = id.rsplit_once('/')?;
    clusters.iter().find(|name| segment(name) == cluster)
}

#[cfg(test)]
mod tests {
    use super::{cluster_of, place_of, write};

    #[test]
    fn an_id_is_of_one_cluster_alone() {
        let clusters = ["a", "a/b", "ü c"].map(str::to_owned);
        for cluster in &clusters {
            let id = write(cluster, "a.7");
            assert!(id.is_ascii(), "{id}");
            assert_eq!(cluster_of(&id, &clusters), Some(cluster));
            for other in &clusters {
                assert_eq!(place_of(&id, other), (cluster == other).then_some("a.7"));
            }
        }
        assert_eq!(cluster_of("7", &clusters), None);
    }
}
