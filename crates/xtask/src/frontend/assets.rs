//! The assets as they are served: hashed names, compressed forms, and the table of both.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
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
        let mut table = BTreeMap::new();
        // A script names what it fetches, and its own hash must change with theirs: scripts come last.
        let (scripts, others): (Vec<_>, Vec<_>) = self
            .0
            .iter()
            .partition(|(name, _)| has_extension(name, &["js"]));
        for (name, source) in others.into_iter().chain(scripts) {
            let mut bytes =
                fs::read(source).with_context(|| format!("{} cannot be read", source.display()))?;
            if has_extension(name, &["js"]) {
                bytes = name_hashed(bytes, &table)?;
            }
            let hashed = hashed_name(name, &bytes);
            let target = site.join(&hashed);
            fs::create_dir_all(target.parent().unwrap_or(site))?;
            fs::write(&target, &bytes)?;
            if !has_extension(name, &COMPRESSED) {
                fs::write(site.join(format!("{hashed}.br")), brotli(&bytes)?)?;
                fs::write(site.join(format!("{hashed}.gz")), gzip(&bytes)?)?;
            }
            table.insert(name.clone(), hashed);
        }
        fs::write(
            site.join("manifest.json"),
            serde_json::to_vec_pretty(&table)?,
        )?;
        Ok(())
    }
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extensions.iter().any(|known| extension == *known))
}

/// Names the files that a script fetches from beside itself (`"./part.wasm"`) by their hashed names.
fn name_hashed(script: Vec<u8>, table: &BTreeMap<String, String>) -> Result<Vec<u8>> {
    let mut script = String::from_utf8(script).context("a script is not UTF-8")?;
    for (name, hashed) in table {
        script = script.replace(&format!("\"./{name}\""), &format!("\"./{hashed}\""));
    }
    Ok(script.into_bytes())
}

/// `styles.css` → `styles.0a1b2c3d4e5f.css`.
fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hash = hex(&Sha256::digest(bytes)[..6]);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

/// The bytes as they are served: brotli at its best, which is tried out, because how the places of what occurs
/// again are best written down differs from file to file.
///
/// # Errors
/// The compressor fails.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut best: Option<Vec<u8>> = None;
    for mode in [
        BrotliEncoderMode::BROTLI_MODE_GENERIC,
        // For short distances, as in fonts and in code.
        BrotliEncoderMode::BROTLI_MODE_FONT,
    ] {
        // As large a block as there is, because the modules are alike from end to end; or as the compressor likes.
        for lgblock in [24, 0] {
            let mut compressed = Vec::new();
            let params = BrotliEncoderParams {
                mode,
                quality: 11,
                lgwin: 24,
                lgblock,
                ..BrotliEncoderParams::default()
            };
            let mut writer =
                brotli::CompressorWriter::with_params(&mut compressed, 1 << 16, &params);
            writer.write_all(bytes)?;
            drop(writer);
            if best
                .as_ref()
                .is_none_or(|best| compressed.len() < best.len())
            {
                best = Some(compressed);
            }
        }
    }
    best.context("nothing was compressed")
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
