//! The files that are checked.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::{fs, iter};

use thiserror::Error;

/// Why a file cannot be checked.
#[derive(Debug, Error)]
pub(super) enum FileError {
    /// A directory cannot be listed.
    #[error("the directory {} cannot be listed", path.display())]
    List {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// A directory is there, and nothing in it to check: most likely another one was meant.
    #[error("no .yaml, .yml or .json is below the directory {}", path.display())]
    Nothing { path: PathBuf },
    /// A file cannot be read.
    #[error("{} cannot be read", path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// A file holds bytes that are no UTF-8.
    #[error("{} is no UTF-8 text", path.display())]
    NoText {
        path: PathBuf,
        #[source]
        source: std::string::FromUtf8Error,
    },
}

impl FileError {
    /// The file or directory that it is about.
    pub(super) fn file(&self) -> String {
        match self {
            Self::List { path, .. }
            | Self::Nothing { path }
            | Self::Read { path, .. }
            | Self::NoText { path, .. } => path.display().to_string(),
        }
    }
}

/// The name that stands for standard input.
const STANDARD_INPUT: &str = "-";

/// All files that are meant: each file itself, and of a directory every manifest below it by name.
pub(super) fn find(paths: &[PathBuf]) -> impl Iterator<Item = Result<PathBuf, FileError>> {
    paths.iter().flat_map(|path| {
        if path.is_dir() {
            let mut found = Vec::new();
            list(path, &mut found);
            if found.is_empty() {
                found.push(Err(FileError::Nothing { path: path.clone() }));
            }
            found
        } else {
            vec![Ok(path.clone())]
        }
    })
}

fn list(directory: &Path, found: &mut Vec<Result<PathBuf, FileError>>) {
    let error = |source| FileError::List {
        path: directory.to_owned(),
        source,
    };
    let entries = match fs::read_dir(directory).map_err(error) {
        Ok(entries) => entries,
        Err(error) => {
            found.push(Err(error));
            return;
        }
    };
    let mut paths = Vec::new();
    for entry in entries {
        match entry.map_err(error) {
            Ok(entry) => paths.push(entry.path()),
            Err(error) => found.push(Err(error)),
        }
    }
    paths.sort();
    for path in paths {
        // A link to a directory is not followed: it may lead back here.
        if path.is_dir() && !path.is_symlink() {
            list(&path, found);
        } else if is_manifest(&path) {
            found.extend(iter::once(Ok(path)));
        }
    }
}

fn is_manifest(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        ["yaml", "yml", "json"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    }) && path.is_file()
}

/// The text of a file, or of standard input.
pub(super) fn read(path: &Path) -> Result<String, FileError> {
    let bytes = if path == Path::new(STANDARD_INPUT) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|source| FileError::Read {
        path: path.to_owned(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|source| FileError::NoText {
        path: path.to_owned(),
        source,
    })
}
