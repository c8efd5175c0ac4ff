//! `SealKeys`: what is kept of others' secrets is sealed, so that a copy of the database tells nothing.
//!
//! ChaCha20-Poly1305 with a random nonce. A sealed text names its key, and is bound to what it belongs to: moved to another
//! row it does not open. There may be two keys: the first seals, both open, so that keys can be changed.

use std::{fmt, io, path::PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand::{SecureRandom as _, SystemRandom},
};
use sha2::{Digest as _, Sha256};
use store::{Locked, Seal};
use thiserror::Error;

use super::hex;

/// The length of a key in bytes.
const KEY: usize = 32;

/// Why keys cannot be used, or nothing can be sealed.
#[derive(Debug, Error)]
pub enum SealError {
    /// A key is no key.
    #[error(
        "seal_keys: key {0} is not 32 bytes in Base64; make one with `head -c 32 /dev/urandom | base64`"
    )]
    NoKey(usize),
    /// There are none or too many.
    #[error(
        "seal_keys: give one key, or two separated by a comma, of which the first seals and both open"
    )]
    Count,
    /// The system has no entropy.
    #[error("the system gives no random numbers")]
    Entropy,
    /// The file of keys cannot be read.
    #[error("seal_keys_file: {} cannot be read", .0.display())]
    File(PathBuf, #[source] io::Error),
    /// What is in the database was sealed with other keys.
    #[error("{0}")]
    Locked(String),
}

/// The keys, the one that seals first.
pub struct SealKeys(Vec<Key>, IsPassing);

/// Whether the keys end with this process.
type IsPassing = bool;

struct Key {
    /// The first digits of its digest.
    id: String,
    key: LessSafeKey,
}

impl fmt::Debug for SealKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.0.iter().map(|key| &key.id);
        formatter.debug_list().entries(ids).finish()
    }
}

impl SealKeys {
    /// Reads one key, or two separated by a comma or on lines of their own.
    ///
    /// # Errors
    ///
    /// Which one is wrong.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let texts = text.split([',', '\n']).map(str::trim);
        let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
        if !matches!(texts.len(), 1 | 2) {
            return Err(SealError::Count);
        }
        let read = |(index, text): (usize, &&str)| {
            let bytes = STANDARD.decode(text).ok();
            let key = bytes
                .filter(|bytes| bytes.len() == KEY)
                .and_then(|bytes| Key::new(&bytes));
            key.ok_or(SealError::NoKey(index + 1))
        };
        let keys: Result<_, _> = texts.iter().enumerate().map(read).collect();
        Ok(Self(keys?, false))
    }

    /// The name of the key that seals; none of one that ends with this process, which nobody could give again.
    #[must_use]
    pub fn kept_key(&self) -> Option<&str> {
        let first = self.0.first().filter(|_| !self.1)?;
        Some(&first.id)
    }

    /// Refuses to start beside what is sealed with other keys: it would be lost to its owners without a word.
    ///
    /// # Errors
    ///
    /// [`SealError::Locked`] names those keys and those that were given.
    pub fn fit(given: Option<&Self>, locked: &[Locked]) -> Result<(), SealError> {
        if locked.is_empty() {
            return Ok(());
        }
        let count = |number: u64, one: &str, more: &str| match number {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{number} {more}")),
        };
        let words = locked.iter().map(|it| {
            let what = [
                count(it.drafts, "draft", "drafts"),
                count(it.answers, "kept answer", "kept answers"),
                count(it.sessions, "session", "sessions"),
                count(it.clusters, "added cluster", "added clusters"),
            ];
            let what: Vec<_> = what.into_iter().flatten().collect();
            format!("{} of key {}", what.join(" and "), it.key)
        });
        let words: Vec<_> = words.collect();
        let given = given.map_or_else(
            || "no keys were given".to_owned(),
            |keys| {
                let ids: Vec<_> = keys.0.iter().map(|key| &*key.id).collect();
                format!("the keys that were given are {}", ids.join(" and "))
            },
        );
        Err(SealError::Locked(format!(
            "seal_keys: the database holds {}, and {given}; give that key as the second one. Where it is lost, \
             `everynode migrate --forget-key NAME` throws away what it sealed",
            words.join(", ")
        )))
    }

    /// A key that nobody else has and that ends with this process.
    ///
    /// # Errors
    ///
    /// The system has no entropy.
    pub fn random() -> Result<Self, SealError> {
        let mut bytes = [0; KEY];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| SealError::Entropy)?;
        let key = Key::new(&bytes).ok_or(SealError::Entropy)?;
        Ok(Self(vec![key], true))
    }

    /// Seals a secret that belongs to something.
    ///
    /// # Errors
    ///
    /// The system has no entropy.
    pub fn seal(&self, secret: &[u8], bound_to: &[u8]) -> Result<String, SealError> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new()
            .fill(&mut nonce)
            .map_err(|_| SealError::Entropy)?;
        let first = self.0.first().ok_or(SealError::Count)?;
        let mut sealed = secret.to_vec();
        first
            .key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound_to),
                &mut sealed,
            )
            .map_err(|_| SealError::Entropy)?;
        let text = STANDARD.encode([&nonce[..], &sealed].concat());
        Ok(format!("{}.{text}", first.id))
    }

    /// What was sealed; none where the key is not known, or it belongs to something else, or was changed.
    #[must_use]
    pub fn open(&self, sealed: &str, bound_to: &[u8]) -> Option<Vec<u8>> {
        let (id, text) = sealed.split_once('.')?;
        let key = self.0.iter().find(|key| key.id == id)?;
        let bytes = STANDARD.decode(text).ok()?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut rest = rest.to_vec();
        let opened = key.key.open_in_place(nonce, Aad::from(bound_to), &mut rest);
        Some(opened.ok()?.to_vec())
    }
}

impl Seal for SealKeys {
    fn key(&self) -> &str {
        self.0.first().map_or("", |key| &key.id)
    }

    fn keys(&self) -> Vec<&str> {
        self.0.iter().map(|key| &*key.id).collect()
    }

    fn seal(&self, text: &str, bound_to: &str) -> Option<String> {
        Self::seal(self, text.as_bytes(), bound_to.as_bytes()).ok()
    }

    fn open(&self, sealed: &str, bound_to: &str) -> Option<String> {
        let opened = Self::open(self, sealed, bound_to.as_bytes())?;
        String::from_utf8(opened).ok()
    }
}

impl Key {
    fn new(bytes: &[u8]) -> Option<Self> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, bytes).ok()?;
        Some(Self {
            id: hex(&Sha256::digest(bytes)[..4]),
            key: LessSafeKey::new(key),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Locked, SealError, SealKeys};

    const ONE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const TWO: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    #[test]
    fn what_is_sealed_opens_in_its_place_alone() {
        let keys = SealKeys::parse(ONE).unwrap();
        let sealed = keys.seal(b"secret", b"row 1").unwrap();
        assert!(!sealed.contains("secret"));
        assert_ne!(sealed, keys.seal(b"secret", b"row 1").unwrap());
        assert_eq!(
            keys.open(&sealed, b"row 1").as_deref(),
            Some(&b"secret"[..])
        );
        assert_eq!(keys.open(&sealed, b"row 2"), None);
        let mut changed = sealed.clone().into_bytes();
        let last = changed.len() - 2;
        changed[last] = if changed[last] == b'A' { b'B' } else { b'A' };
        assert_eq!(
            keys.open(&String::from_utf8(changed).unwrap(), b"row 1"),
            None
        );
        for broken in ["", ".", "x.y", "no dot"] {
            assert_eq!(keys.open(broken, b"row 1"), None, "{broken}");
        }
    }

    #[test]
    fn keys_can_be_changed() {
        let old = SealKeys::parse(ONE).unwrap();
        let both = SealKeys::parse(&format!("{TWO}, {ONE}\n")).unwrap();
        let new = SealKeys::parse(TWO).unwrap();
        let sealed = old.seal(b"s", b"").unwrap();
        assert!(both.open(&sealed, b"").is_some() && new.open(&sealed, b"").is_none());
        let sealed = both.seal(b"s", b"").unwrap();
        assert!(new.open(&sealed, b"").is_some() && old.open(&sealed, b"").is_none());
    }

    #[test]
    fn keys_that_do_not_fit_are_named() {
        let given = SealKeys::parse(ONE).unwrap();
        assert!(SealKeys::fit(Some(&given), &[]).is_ok());
        let locked = [Locked {
            key: "1a2b3c4d".to_owned(),
            drafts: 2,
            answers: 0,
            sessions: 1,
            clusters: 3,
        }];
        let text = SealKeys::fit(Some(&given), &locked)
            .unwrap_err()
            .to_string();
        let own = given.kept_key().unwrap();
        for part in [
            "2 drafts and 1 session and 3 added clusters of key 1a2b3c4d",
            own,
            "--forget-key",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let text = SealKeys::fit(None, &locked).unwrap_err().to_string();
        assert!(text.contains("no keys were given"), "{text}");
        assert_eq!(SealKeys::random().unwrap().kept_key(), None);
    }

    #[test]
    fn what_is_no_key_is_named() {
        for (text, expected) in [
            ("", SealError::Count),
            (&*format!("{ONE},{TWO},{ONE}"), SealError::Count),
            ("AAAA", SealError::NoKey(1)),
            ("not base64", SealError::NoKey(1)),
            (&*format!("{ONE},AAAA"), SealError::NoKey(2)),
        ] {
            let error = SealKeys::parse(text).unwrap_err();
            assert_eq!(error.to_string(), expected.to_string(), "{text}");
        }
    }
}
