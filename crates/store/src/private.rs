//! The database's file and folder are for their owner alone: drafts may hold secrets, and whoever can write the
//! folder can put another database in its place.

use std::{fs, io, path::Path};

/// What SQLite adds to the name of a database for the files beside it.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Makes the file and its folder if they are not there, and takes from others what rights they have to those that
/// are. SQLite gives new files beside the database the rights that it has.
///
/// A folder that was there, has another name than this program and holds other things too, is somebody's for other
/// ends and stays as it is.
///
/// # Errors
///
/// The file or its folder cannot be made.
pub(crate) fn create(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        create_folder(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    #[cfg(unix)]
    {
        restrict(path, 0o600);
        for end in BESIDE {
            restrict(&beside(path, end), 0o600);
        }
        if let Some(folder) = folder
            && (folder.file_name().is_some_and(|name| name == "everynode")
                || holds_only(folder, path))
        {
            restrict(folder, 0o700);
        }
    }
    Ok(())
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes all rights beyond these away. That it cannot be done, as on a file system without such rights or where a
/// folder is another user's, is no reason not to start.
#[cfg(unix)]
fn restrict(path: &Path, allowed: u32) {
    use std::os::unix::fs::PermissionsExt as _;

    let Ok(metadata) = fs::metadata(path) else {
        return;
    };
    let mode = metadata.permissions().mode();
    if mode & 0o777 & !allowed == 0 {
        return;
    }
    let restricted = fs::Permissions::from_mode(mode & (allowed | !0o777));
    match fs::set_permissions(path, restricted) {
        Ok(()) => tracing::info!(path = %path.display(), "other users can no longer reach it"),
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "other users may be able to reach it");
        }
    }
}

/// Whether nothing is in the folder but the database.
#[cfg(unix)]
fn holds_only(folder: &Path, database: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.all(|entry| {
        entry.is_ok_and(|entry| {
            let path = entry.path();
            path.file_name() == database.file_name()
                || BESIDE
                    .iter()
                    .any(|end| path.file_name() == beside(database, end).file_name())
        })
    })
}

#[cfg(unix)]
fn beside(database: &Path, end: &str) -> std::path::PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(end);
    name.into()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

    /// A folder as others can read it.
    fn scratch() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn open_to_all(path: &Path) {
        fs::write(path, "").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o666)).unwrap();
    }

    #[test]
    fn what_is_new_is_for_its_owner_alone() {
        let home = scratch();
        let home = home.path();
        let file = home.join("a/b/kept.db");
        super::create(&file).unwrap();
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(&home.join("a/b")), 0o700);
        assert_eq!(mode(&home.join("a")), 0o700);
        assert_eq!(mode(home), 0o755);
    }

    #[test]
    fn what_was_there_becomes_so() {
        let home = scratch();
        let home = home.path();
        let file = home.join("kept.db");
        for name in ["kept.db", "kept.db-wal", "kept.db-shm"] {
            open_to_all(&home.join(name));
        }
        super::create(&file).unwrap();
        for name in ["kept.db", "kept.db-wal", "kept.db-shm"] {
            assert_eq!(mode(&home.join(name)), 0o600, "{name}");
        }
        assert_eq!(mode(home), 0o700);
    }

    #[test]
    fn a_folder_of_other_things_stays_as_it_is() {
        let home = scratch();
        let home = home.path();
        open_to_all(&home.join("notes.txt"));
        super::create(&home.join("kept.db")).unwrap();
        assert_eq!(mode(home), 0o755);
        assert_eq!(mode(&home.join("notes.txt")), 0o666);
        assert_eq!(mode(&home.join("kept.db")), 0o600);
    }
}
