//! How far the lists and watches have come, by kind and part.

use std::collections::HashMap;

use crate::{
    objects::Kind,
    seen::{KINDS, Seen},
    watch::Part,
};

/// How far one has come.
///
/// The two differ where nothing happens: a list is of the newest version of all that the API server keeps, and a watch hears
/// of that once a minute. What was shown is `told`, and whoever has `read` that far has read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reach {
    /// The version of the latest object that was told of: all up to it has been taken in.
    told: u64,
    /// The version up to which nothing else has happened.
    read: u64,
}

/// How far all have come.
#[derive(Debug, Default)]
pub(crate) struct Versions {
    reaches: HashMap<(Kind, usize), Reach>,
    /// Whether a version was no number: then none can be held against another.
    is_unordered: bool,
}

impl Versions {
    /// A watch has told of an object.
    pub(crate) fn told(&mut self, kind: Kind, part: &Part, version: &str) {
        if let Some(version) = self.number(version) {
            let reach = self.reaches.entry((kind, part.number())).or_default();
            reach.told = reach.told.max(version);
            reach.read = reach.read.max(version);
        }
    }

    /// A watch has told that nothing else has happened up to here.
    pub(crate) fn read(&mut self, kind: Kind, part: &Part, version: &str) {
        if let Some(version) = self.number(version) {
            let reach = self.reaches.entry((kind, part.number())).or_default();
            reach.read = version;
        }
    }

    /// A list of this version has been read whole, whose latest object is of the version `latest`. `has_lost`: whether it
    /// lacked something that was there before: what version that went with it does not say.
    pub(crate) fn listed(
        &mut self,
        kind: Kind,
        part: &Part,
        version: &str,
        latest: u64,
        has_lost: bool,
    ) {
        let Some(read) = self.number(version) else {
            return;
        };
        let before = self.reaches.get(&(kind, part.number())).copied();
        let before = before.filter(|before| before.read <= read);
        let told = match before {
            _ if has_lost => read,
            Some(before) => before.told.max(latest),
            None => latest,
        };
        self.reaches
            .insert((kind, part.number()), Reach { told, read });
    }

    /// All that is shown is at least of these versions; none where they cannot be held against those of others: a version is
    /// no number, or the kinds are read in several parts, each of which comes on by itself.
    pub(crate) fn told_of(&self, mark: &str, parts: usize) -> Option<Seen> {
        self.of(mark, parts, |reach| reach.told)
    }

    /// All up to these versions has been read.
    pub(crate) fn read_of(&self, mark: &str, parts: usize) -> Option<Seen> {
        self.of(mark, parts, |reach| reach.read)
    }

    /// Whether a DaemonSet of this version has been read; of a part where that is known.
    pub(crate) fn has_read(&self, kind: Kind, part: Option<usize>, version: u64) -> bool {
        let mut reaches = self.reaches.iter();
        reaches.any(|((its, number), reach)| {
            *its == kind && part.is_none_or(|part| part == *number) && reach.read >= version
        })
    }

    fn of(&self, mark: &str, parts: usize, which: fn(&Reach) -> u64) -> Option<Seen> {
        if self.is_unordered || parts > 1 {
            return None;
        }
        let version = |kind: Kind| self.reaches.get(&(kind, 0)).map(which);
        Some(Seen::of(mark, KINDS.into_iter().map(version).collect()))
    }

    fn number(&mut self, version: &str) -> Option<u64> {
        let number = version.parse().ok();
        self.is_unordered |= number.is_none();
        number
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Part, Seen, Versions};

    fn told(versions: &Versions) -> String {
        versions.told_of("m", 1).unwrap().to_string()
    }

    fn read(versions: &Versions) -> Seen {
        versions.read_of("m", 1).unwrap()
    }

    #[test]
    fn a_quiet_kind_is_read_further_than_it_is_told_of() {
        let part = Part::default();
        let mut versions = Versions::default();
        assert_eq!(told(&versions), "m.-.-.-.-.-.-");
        versions.listed(Kind::DaemonSet, &part, "100", 40, false);
        assert_eq!(told(&versions), "m.40.-.-.-.-.-");
        versions.read(Kind::DaemonSet, &part, "120");
        assert_eq!(told(&versions), "m.40.-.-.-.-.-");
        // One that has only just read it is not ahead of one that has followed for long.
        let mut other = Versions::default();
        other.listed(Kind::DaemonSet, &part, "900", 40, false);
        assert!(read(&versions).covers(&told(&other).parse().unwrap()));
        assert!(versions.has_read(Kind::DaemonSet, None, 120));
        assert!(!versions.has_read(Kind::DaemonSet, None, 121));
        versions.told(Kind::DaemonSet, &part, "121");
        assert_eq!(told(&versions), "m.121.-.-.-.-.-");
    }

    #[test]
    fn what_went_unseen_is_told_by_the_list_that_lacks_it() {
        let part = Part::default();
        let mut versions = Versions::default();
        versions.listed(Kind::Pod, &part, "100", 40, false);
        versions.listed(Kind::Pod, &part, "200", 30, false);
        assert_eq!(told(&versions), "m.-.40.-.-.-.-");
        versions.listed(Kind::Pod, &part, "300", 30, true);
        assert_eq!(told(&versions), "m.-.300.-.-.-.-");
        // The API server was put back to what it was before.
        versions.listed(Kind::Pod, &part, "150", 30, false);
        assert_eq!(told(&versions), "m.-.30.-.-.-.-");
    }

    #[test]
    fn what_has_no_order_is_not_held_against_others() {
        let part = Part::default();
        let mut versions = Versions::default();
        versions.told(Kind::Pod, &part, "12");
        assert!(versions.told_of("m", 2).is_none());
        versions.told(Kind::Pod, &part, "abc");
        assert!(versions.told_of("m", 1).is_none());
    }
}
