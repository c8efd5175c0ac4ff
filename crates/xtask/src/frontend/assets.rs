//! The assets as they are served: hashed names, compressed forms, and the table of both.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

/// Files whose bytes are compressed already.
const COMPRESSED: [&str; 4] = ["png", "woff2", "webp", "jpg"];

/// A digest over files and folders.
pub(super) struct Digest(Sha256);

impl Digest {
    pub(super) fn new() -> Self {
        Self(Sha256::new())
    }

    /// Takes in one file: its name and its bytes.
    pub(super) fn file(&mut self, path: &Path) -> Result<()> {
        let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        self.0
            .update(path.file_name().unwrap_or_default().as_encoded_bytes());
        self.0.update(bytes.len().to_le_bytes());
        self.0.update(&bytes);
        Ok(())
    }

    /// Takes in every file below a folder; a folder that is not there counts as empty.
    pub(super) fn folder(&mut self, path: &Path) -> Result<()> {
        for file in files(path)? {
            self.file(&file)?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The assets by the name that the source uses.
pub(super) struct Site(BTreeMap<String, PathBuf>);

impl Site {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Takes in every file below `folder` under its relative path.
    pub(super) fn add_folder(&mut self, folder: &Path) -> Result<()> {
        for file in files(folder)? {
            let name = file
                .strip_prefix(folder)?
                .to_string_lossy()
                .replace('\\', "/");
            self.0.insert(name, file);
        }
        Ok(())
    }

    /// Writes the site anew, with `manifest.json`: logical name to hashed name.
    pub(super) fn write(&self, site: &Path) -> Result<()> {
        if site.exists() {
            fs::remove_dir_all(site).context("the last site cannot be removed")?;
        }
        let mut table = serde_json::Map::new();
        for (name, source) in &self.0 {
            let bytes =
                fs::read(source).with_context(|| format!("{} cannot be read", source.display()))?;
            let hashed = hashed_name(name, &bytes);
            let target = site.join(&hashed);
            fs::create_dir_all(target.parent().unwrap_or(site))?;
            fs::write(&target, &bytes)?;
            let is_compressed = Path::new(name)
                .extension()
                .is_some_and(|extension| COMPRESSED.iter().any(|known| extension == *known));
            if !is_compressed {
                fs::write(site.join(format!("{hashed}.br")), brotli(&bytes)?)?;
                fs::write(site.join(format!("{hashed}.gz")), gzip(&bytes)?)?;
            }
            table.insert(name.clone(), hashed.into());
        }
        fs::write(
            site.join("manifest.json"),
            serde_json::to_vec_pretty(&table)?,
        )?;
        Ok(())
    }
}

/// `styles.css` → `styles.0a1b2c3d4e5f.css`.
fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hash = hex(&Sha256::digest(bytes)[..6]);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 24);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Every file below a folder, sorted; none where the folder is not there. Installed packages are
/// not sources.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        if !next.is_dir() || next.ends_with("node_modules") {
            continue;
        }
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
