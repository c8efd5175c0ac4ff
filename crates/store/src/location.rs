//! Where the database is, read from its URL.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::OpenError;

/// What may not stand bare in the path of a URL.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// Where the database is. `Display` never shows a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// SQLite in memory: gone when the program ends.
    Memory,
    /// SQLite in a file.
    File(PathBuf),
    /// PostgreSQL, by its whole URL.
    Postgres(String),
}

impl Location {
    /// Reads `sqlite::memory:`, `sqlite:FILE`, `sqlite://FILE` or `postgres://…`.
    ///
    /// # Errors
    ///
    /// [`OpenError::UnknownKind`] for anything else.
    pub fn parse(url: &str) -> Result<Self, OpenError> {
        if Self::is_shareable(url) {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let unknown = || OpenError::UnknownKind {
            url: without_password(url),
        };
        let rest = url.strip_prefix("sqlite:").ok_or_else(unknown)?;
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        // Parameters such as `?mode=rwc` are how other programs spell what is always so here.
        let path = rest.split_once('?').map_or(rest, |(path, _)| path);
        match path {
            ":memory:" => Ok(Self::Memory),
            "" => Err(unknown()),
            _ => Ok(Self::File(
                percent_decode_str(path)
                    .decode_utf8()
                    .map_err(|_| unknown())?
                    .as_ref()
                    .into(),
            )),
        }
    }

    /// Whether several programs can share what is at a URL: PostgreSQL.
    #[must_use]
    pub fn is_shareable(url: &str) -> bool {
        url.starts_with("postgres://") || url.starts_with("postgresql://")
    }

    /// The URL of a file, fit for [`Self::parse`].
    #[must_use]
    pub fn url_of_file(path: &Path) -> String {
        let path = path.to_string_lossy();
        format!("sqlite://{}", utf8_percent_encode(&path, PATH))
    }

    /// The URL as sqlx wants it.
    pub(crate) fn driver_url(&self) -> String {
        match self {
            // Under a name of its own: of `:memory:` the driver makes another database for each connection.
            Self::Memory => {
                static OPENED: AtomicU64 = AtomicU64::new(0);
                let number = OPENED.fetch_add(1, Ordering::Relaxed);
                format!("sqlite:file:everynode-{number}?mode=memory&cache=shared")
            }
            // Absolute, or the URL parser takes the first folder for a host.
            Self::File(path) => {
                let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                Self::url_of_file(&path)
            }
            Self::Postgres(url) => url.clone(),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => formatter.write_str("SQLite in memory"),
            Self::File(path) => write!(formatter, "SQLite in {}", path.display()),
            Self::Postgres(url) => {
                write!(formatter, "PostgreSQL at {}", without_password(url))
            }
        }
    }
}

/// The URL without `user:password@` and without parameters, which may hold a password too.
fn without_password(url: &str) -> String {
    let url = url.split_once('?').map_or(url, |(before, _)| before);
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            format!("{}{}", &url[..scheme + 3], &url[at + 1..])
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Location;

    #[test]
    fn reads_the_spellings_in_use() {
        for (url, expected) in [
            ("sqlite::memory:", Location::Memory),
            ("sqlite://:memory:", Location::Memory),
            ("sqlite:a.db", Location::File("a.db".into())),
            ("sqlite://a b.db", Location::File("a b.db".into())),
            (
                "sqlite:///x/a%20b%3F.db?mode=rwc",
                Location::File("/x/a b?.db".into()),
            ),
        ] {
            assert_eq!(Location::parse(url).unwrap(), expected, "{url}");
        }
    }

    #[test]
    fn a_file_survives_its_url() {
        let path = "/a folder/50%/who? #1.db";
        let url = Location::url_of_file(path.as_ref());
        assert_eq!(Location::parse(&url).unwrap(), Location::File(path.into()));
    }

    #[test]
    fn says_what_is_allowed_and_hides_the_password() {
        let error = Location::parse("mysql://me:secret@db/x").unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("mysql://db/x") && text.contains("sqlite://FILE"),
            "{text}"
        );
        assert!(Location::parse("sqlite:").is_err());
        let location = Location::parse("postgres://me:se@cret@db/x?password=y").unwrap();
        assert_eq!(location.to_string(), "PostgreSQL at postgres://db/x");
    }
}
