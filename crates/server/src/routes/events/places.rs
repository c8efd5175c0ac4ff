//! How far a viewer of several clusters has been told of each of them, as the ids of its messages say.

use std::collections::VecDeque;

use bytes::Bytes;
use contract::event_id;

/// How many bytes an id may have: it comes back as a header, and proxies have 8 KiB for one. Of a cluster that is left out
/// its viewer gets a snapshot when it comes back.
const MOST: usize = 4096;

const BEGIN: &[u8] = b"id: ";

/// The places; those that were told of last come first.
#[derive(Debug, Default)]
pub(super) struct Places(VecDeque<Place>);

#[derive(Debug)]
struct Place {
    /// As ids name it.
    cluster: String,
    /// Empty where nothing was told of it but that it is away.
    place: String,
}

impl Places {
    /// Those of these clusters that a viewer brings along.
    pub(super) fn read(last_id: &str, clusters: &[String]) -> Self {
        let brought = clusters.iter().filter_map(|cluster| {
            let place = event_id::place_of(last_id, cluster)?.to_owned();
            let cluster = contract::path::segment(cluster);
            Some(Place { cluster, place })
        });
        Self(brought.collect())
    }

    /// The bytes of a message that is told now, with an id that says how far each is told. Only once it is on its way:
    /// an id that is ahead of what was told would have its viewer miss something.
    pub(super) fn tell(&mut self, message: Bytes) -> impl Iterator<Item = Bytes> + use<> {
        let id = message.strip_prefix(BEGIN).and_then(|rest| {
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            std::str::from_utf8(&rest[..end]).ok()
        });
        let Some(id) = id else {
            return [message, Bytes::new()].into_iter().take(1);
        };
        let rest = message.slice(BEGIN.len() + id.len()..);
        self.pass(id);
        let begin = format!("id: {}", self.id()).into();
        [begin, rest].into_iter().take(2)
    }

    fn pass(&mut self, id: &str) {
        let (cluster, place) = id.rsplit_once('/').unwrap_or((id, ""));
        let known = self.0.iter().position(|it| it.cluster == cluster);
        let mut told = known
            .and_then(|at| self.0.remove(at))
            .unwrap_or_else(|| Place {
                cluster: cluster.to_owned(),
                place: String::new(),
            });
        // Of one that is away the viewer still has what it was told before.
        if !place.is_empty() {
            place.clone_into(&mut told.place);
        }
        self.0.push_front(told);
    }

    fn id(&self) -> String {
        let mut places = self.0.iter();
        let mut id = String::new();
        if let Some(Place { cluster, place }) = places.next() {
            id = [cluster, "/", place].concat();
        }
        for Place { cluster, place } in places {
            if !place.is_empty() && id.len() + cluster.len() + place.len() + 2 <= MOST {
                event_id::add(&mut id, cluster, place);
            }
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{MOST, Places};

    fn told(places: &mut Places, message: &str) -> String {
        let bytes = places.tell(Bytes::copy_from_slice(message.as_bytes()));
        let bytes: Vec<u8> = bytes.flatten().collect();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn each_message_says_how_far_each_cluster_is_told() {
        let clusters = ["a", "b", "c"].map(str::to_owned);
        let mut places = Places::read("b/1,gone:4", &clusters);
        for (message, said) in [
            ("retry: 7\n\n", "retry: 7\n\n"),
            ("id: a/1\nevent: x\n\n", "id: a/1,b:1\nevent: x\n\n"),
            ("id: c/\nevent: y\n\n", "id: c/,a:1,b:1\nevent: y\n\n"),
            (
                "id: b/2\ndata: id: a/7\n\n",
                "id: b/2,a:1\ndata: id: a/7\n\n",
            ),
            // It is away, and what was told of it before still holds.
            ("id: a/\n\n", "id: a/1,b:2\n\n"),
            (":\n\n", ":\n\n"),
        ] {
            assert_eq!(told(&mut places, message), said);
        }
    }

    #[test]
    fn an_id_fits_into_a_header() {
        let mut places = Places::default();
        let mut last = String::new();
        for number in 0..100 {
            let place = "7".repeat(80);
            last = told(&mut places, &format!("id: c{number}/{place}\n\n"));
        }
        assert!(last.starts_with("id: c99/77") && last.contains(",c98:"));
        assert!(
            (MOST - 90..MOST + 10).contains(&last.len()),
            "{}",
            last.len()
        );
    }
}
