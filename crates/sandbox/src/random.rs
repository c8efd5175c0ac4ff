//! Randomness, as a parameter: names, identifiers and small differences in speed come from one seed.

use std::sync::{Mutex, PoisonError};

/// What Kubernetes uses for generated names: no vowels, so no words, and nothing easily confused.
const NAME_ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// A seeded source of randomness, shared by everything in one sandbox.
#[derive(Debug)]
pub(crate) struct Random(Mutex<fastrand::Rng>);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(Mutex::new(fastrand::Rng::with_seed(seed)))
    }

    fn with<T>(&self, draw: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        draw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An identifier as `metadata.uid` holds it.
    pub(crate) fn uid(&self) -> String {
        let bytes = self.with(|random| random.u128(..)).to_be_bytes();
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .as_hyphenated()
            .to_string()
    }

    /// `prefix` with five random characters, as the API server completes `generateName`.
    pub(crate) fn name(&self, prefix: &str) -> String {
        let mut name = String::with_capacity(prefix.len() + 5);
        name.push_str(prefix);
        self.with(|random| {
            for _ in 0..5 {
                name.push(char::from(
                    NAME_ALPHABET[random.usize(..NAME_ALPHABET.len())],
                ));
            }
        });
        name
    }

    /// A whole number of `range`.
    pub(crate) fn between(&self, range: std::ops::RangeInclusive<u64>) -> u64 {
        self.with(|random| random.u64(range))
    }
}

/// A short name for content, stable from run to run; made of the letters that Kubernetes uses.
///
/// Kubernetes hashes a dump of Go structs, which cannot be had outside Go, so these names are ours.
pub(crate) fn content_hash(content: &[u8]) -> String {
    // FNV-1a in 64 bits: short, stable, and nobody's security hangs on it.
    let mut hash = content
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let letters = NAME_ALPHABET.len() as u64;
    let mut name = String::with_capacity(10);
    for _ in 0..10 {
        let index = usize::try_from(hash % letters).unwrap_or_default();
        name.push(char::from(NAME_ALPHABET[index]));
        hash /= letters;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_names() {
        let (one, other) = (Random::new(7), Random::new(7));
        assert_eq!(one.name("agent-"), other.name("agent-"));
        assert_eq!(one.uid(), other.uid());
        assert_ne!(one.uid(), one.uid());
        assert!(one.between(3..=5) <= 5);
    }

    #[test]
    fn equal_content_has_equal_hashes() {
        assert_eq!(content_hash(b"a"), content_hash(b"a"));
        assert_ne!(content_hash(b"a"), content_hash(b"b"));
        assert_eq!(content_hash(b"a").len(), 10);
    }
}
