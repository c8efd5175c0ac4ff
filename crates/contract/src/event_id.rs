//! The ids of the messages of an event stream: `CLUSTER/PLACE`, so that one stream can speak of several clusters, and an id of
//! one is never taken for another's. What a place is, is the server's own business.
//!
//! A browser keeps the last id alone. So in a stream over several clusters it says of each how far that was told, the one
//! that the message is about first: `near/PLACE,far/PLACE`.

use crate::path::segment;

/// What stands between the parts of an id; in a part it is percent-encoded.
pub const SEPARATOR: char = ',';

/// An id. The name of the cluster is written as in a path.
#[must_use]
pub fn write(cluster: &str, place: &str) -> String {
    format!("{}/{place}", segment(cluster))
}

/// The place of an id in this cluster, where it says one.
#[must_use]
pub fn place_of<'a>(id: &'a str, cluster: &str) -> Option<&'a str> {
    let cluster = segment(cluster);
    let mut parts = id.split(SEPARATOR);
    parts.find_map(|part| part.strip_prefix(&cluster)?.strip_prefix('/'))
}

/// Which of these clusters the message with an id is about.
#[must_use]
pub fn cluster_of<'a>(id: &str, clusters: &'a [String]) -> Option<&'a String> {
    let (first, _) = id.split_once(SEPARATOR).unwrap_or((id, ""));
    let (cluster, _) = first.rsplit_once('/')?;
    clusters.iter().find(|name| segment(name) == cluster)
}

#[cfg(test)]
mod tests {
    use super::{cluster_of, place_of, write};

    #[test]
    fn an_id_is_of_one_cluster_alone() {
        let clusters = ["a", "a/b", "ü c", "a,b"].map(str::to_owned);
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

    #[test]
    fn an_id_over_several_has_a_place_in_each() {
        let clusters = ["a,b", "a", "b"].map(str::to_owned);
        let id = [write("a,b", "1"), write("b", "2")].join(",");
        assert_eq!(cluster_of(&id, &clusters), Some(&clusters[0]));
        let places = clusters.each_ref().map(|cluster| place_of(&id, cluster));
        assert_eq!(places, [Some("1"), None, Some("2")]);
    }
}
