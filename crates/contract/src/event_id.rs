//! The ids of the messages of an event stream: `CLUSTER/PLACE`, so that one stream can speak of several clusters, and an id of
//! one is never taken for another's. What a place is, is the server's own business.
//!
//! A browser keeps the last id alone. So in a stream over several clusters it says of each how far that was told, the one
//! that the message is about first: `near/PLACE,far:PLACE`. A page of a version before reads that one still.

use crate::path::segment;

/// What stands before the name of each further cluster, and after it; in names both are percent-encoded.
const FURTHER: (char, char) = (',', ':');

/// An id. The name of the cluster is written as in a path.
#[must_use]
pub fn write(cluster: &str, place: &str) -> String {
    format!("{}/{place}", segment(cluster))
}

/// Adds to an id how far another cluster was told, whose name is written as in a path already.
pub fn add(id: &mut String, cluster: &str, place: &str) {
    id.push(FURTHER.0);
    id.push_str(cluster);
    id.push(FURTHER.1);
    id.push_str(place);
}

/// The place of an id in this cluster, where it says one.
#[must_use]
pub fn place_of<'a>(id: &'a str, cluster: &str) -> Option<&'a str> {
    let cluster = segment(cluster);
    let mut parts = id.split(FURTHER.0);
    let first = parts.next()?.strip_prefix(&cluster);
    let first = first.and_then(|rest| rest.strip_prefix('/'));
    first.or_else(|| parts.find_map(|part| part.strip_prefix(&cluster)?.strip_prefix(FURTHER.1)))
}

/// Which of these clusters the message with an id is about.
#[must_use]
pub fn cluster_of<'a>(id: &str, clusters: &'a [String]) -> Option<&'a String> {
    let (first, _) = id.split_once(FURTHER.0).unwrap_or((id, ""));
    let (cluster, _) = first.rsplit_once('/')?;
    clusters.iter().find(|name| segment(name) == cluster)
}

#[cfg(test)]
mod tests {
    use super::{add, cluster_of, place_of, write};
    use crate::path::segment;

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
        let clusters = ["a,b", "a", "b:c"].map(str::to_owned);
        let mut id = write("a,b", "1");
        add(&mut id, &segment("b:c"), "2");
        // How a page of the version before reads it.
        assert_eq!(id.rsplit_once('/'), Some(("a%2Cb", "1,b%3Ac:2")));
        assert_eq!(cluster_of(&id, &clusters), Some(&clusters[0]));
        let places = clusters.each_ref().map(|cluster| place_of(&id, cluster));
        assert_eq!(places, [Some("1"), None, Some("2")]);
    }
}
