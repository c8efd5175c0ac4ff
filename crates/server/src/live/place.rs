//! The places that the ids of messages name: how far a viewer has been shown the cluster, and what of it.
//!
//! ```text
//! 8c1c0b0e6746a1f0.412.498.90.33.-.7.5f1c2ab9
//! └ cluster ─────┘ └ versions by kind ┘ └ who reads, and what of: others have been shown other things
//! ```

use cluster::{Reader, Seen};
use sha2::{Digest as _, Sha256};

use super::Subject;
use crate::sign_in::hex;

/// Whose places they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place(String);

impl Place {
    /// Those of who sees what this reader sees, of this subject. The same on every console.
    pub(super) fn of(reader: &Reader, subject: &Subject) -> Self {
        let mut digest = Sha256::new();
        let Subject {
            namespace,
            name,
            search,
        } = subject;
        for part in [&reader.mark(), namespace, name, search] {
            digest.update(part.len().to_le_bytes());
            digest.update(part.as_bytes());
        }
        Self(hex(&digest.finalize()[..4]))
    }

    /// The place of who has been shown this.
    pub(super) fn at(&self, seen: &Seen) -> String {
        format!("{seen}.{}", self.0)
    }

    /// What somebody has been shown whose place this is; none where it is another's.
    pub(super) fn read(&self, place: &str) -> Option<Seen> {
        let (seen, whose) = place.rsplit_once('.')?;
        (whose == self.0).then(|| seen.parse().ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_nobody_elses() {
        let (own, other) = (Place("5f1c2ab9".to_owned()), Place("00000000".to_owned()));
        let seen = "8c1c.412.-".parse().unwrap();
        let place = own.at(&seen);
        assert_eq!(place, "8c1c.412.-.5f1c2ab9");
        assert_eq!(own.read(&place), Some(seen));
        assert_eq!(other.read(&place), None);
        for text in ["", "1764542342342", "0", "8c1c.x.5f1c2ab9"] {
            assert_eq!(own.read(text), None, "{text}");
        }
    }
}
