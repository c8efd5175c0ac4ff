//! The files of the front end, as `cargo xtask frontend` built them: embedded in a release, read from
//! `target/site` in a debug build so that the server need not be built again for them.

mod encoding;

use std::{borrow::Cow, collections::HashMap};

use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};

pub(crate) use encoding::Encoding;

/// The built files. Each has its hash in its name, and `.br` and `.gz` beside it.
#[derive(RustEmbed)]
#[folder = "../../target/site"]
#[allow_missing = true]
struct Site;

/// Which file goes by which name.
const TABLE: &str = "manifest.json";

/// The licence texts of everything that ships, as `cargo xtask frontend` gathers them.
const LICENCES: &str = "licences.txt";

/// The table from the names that the pages use to the names of files.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    names: Option<HashMap<String, String>>,
}

/// A file in one encoding.
pub(crate) struct Asset {
    pub(crate) bytes: Bytes,
    pub(crate) media_type: String,
    pub(crate) encoding: Encoding,
    pub(crate) etag: String,
}

impl Assets {
    /// Reads the table. In a debug build it is read at every question instead, because the front end may be
    /// built anew meanwhile.
    #[must_use]
    pub fn load() -> Self {
        Self {
            names: (!cfg!(debug_assertions)).then(read_table),
        }
    }

    /// The path of a file by its plain name, such as `everynode.js`; none if it was not built.
    pub(crate) fn path(&self, name: &str) -> Option<String> {
        let hashed = match &self.names {
            Some(names) => names.get(name).cloned(),
            None => read_table().remove(name),
        };
        hashed.map(|hashed| format!("/assets/{hashed}"))
    }

    /// The licence texts of everything that ships; none where the front end was not built.
    #[must_use]
    pub fn licences() -> Option<Cow<'static, [u8]>> {
        let name = read_table().remove(LICENCES)?;
        Site::get(&name).map(|file| file.data)
    }

    /// A file by the name that has the hash, in the best encoding that the client accepts.
    pub(crate) fn get(path: &str, accept_encoding: &str) -> Option<Asset> {
        let is_table = path == TABLE;
        let is_other_form = [".br", ".gz"].iter().any(|ending| path.ends_with(ending));
        if is_table || is_other_form {
            return None;
        }
        let plain = Site::get(path)?;
        let media_type = plain.metadata.mimetype().to_owned();
        let (encoding, file) = encoding::preferred(accept_encoding)
            .find_map(|encoding| {
                let name = format!("{path}{}", encoding.ending());
                Site::get(&name).map(|file| (encoding, file))
            })
            .unwrap_or((Encoding::Identity, plain));
        Some(Asset {
            etag: etag(&file),
            bytes: into_bytes(file.data),
            media_type,
            encoding,
        })
    }
}

fn read_table() -> HashMap<String, String> {
    Site::get(TABLE)
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default()
}

/// The digest of the bytes as they are sent: each encoding is a representation of its own.
fn etag(file: &EmbeddedFile) -> String {
    format!(
        "\"{}\"",
        crate::sign_in::hex(&file.metadata.sha256_hash()[..16])
    )
}

fn into_bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    }
}
