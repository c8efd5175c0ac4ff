//! Files of one volume that would lie over each other (`warningsForOverlappingVirtualPaths`).

use manifest::FieldPath;
use manifest::gather::Gather;

use super::Warnings;
use crate::cursor::Cursor;
use crate::go;

/// A path in a volume and what puts it there; the latter is empty where only one thing can.
#[derive(Clone, PartialEq)]
struct File {
    path: String,
    source: String,
}

impl File {
    fn new(path: &str, source: &str) -> Self {
        Self {
            path: path.trim_end_matches('/').to_owned(),
            source: source.to_owned(),
        }
    }

    fn describe(&self) -> String {
        let path = go::quote(&self.path);
        if self.source.is_empty() {
            path
        } else {
            format!("{path} ({})", self.source)
        }
    }

    /// Whether the two are one path or one lies in the other.
    fn overlaps(&self, other: &Self) -> bool {
        let lies_in = |inner: &str, outer: &str| {
            inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        !self.path.is_empty()
            && !other.path.is_empty()
            && (lies_in(&self.path, &other.path) || lies_in(&other.path, &self.path))
    }
}

pub(super) fn warn(volumes: &Cursor, empty: &[FieldPath], warnings: &mut Warnings) {
    for volume in volumes.items() {
        for (kind, name_field, word) in [
            ("configMap", "name", "ConfigMap"),
            ("secret", "secretName", "Secret"),
            ("downwardAPI", "", "DownwardAPI"),
        ] {
            let source = volume.field(kind);
            let files = files_of(&source, "");
            let description = if name_field.is_empty() {
                word.to_owned()
            } else {
                format!("{word} {}", go::quote(source.text_of(name_field)))
            };
            warn_files(&volume, &description, &[files], warnings);
        }
        if let Some(projected) = volume.present("projected") {
            warn_projected(&volume, &projected, empty, warnings);
        }
    }
}

fn files_of(source: &Cursor, description: &str) -> Vec<File> {
    let items = source.field("items");
    items
        .items()
        .map(|item| File::new(item.text_of("path"), description))
        .gather()
}

/// What the gates of 1.36 switch off is dropped before warnings are made, so a source of such a kind
/// counts as none.
fn warn_projected(
    volume: &Cursor,
    projected: &Cursor,
    empty: &[FieldPath],
    warnings: &mut Warnings,
) {
    let mut sources = Vec::new();
    for source in projected.field("sources").items() {
        let named = |kind: &str, word: &str| {
            let object = source.field(kind);
            let description = format!("{word} {}", go::quote(object.text_of("name")));
            files_of(&object, &description)
        };
        // The first kind with a list of items counts, also with an empty one.
        let has_items = |kind: &str| {
            let object = source.field(kind);
            let items = object.field("items");
            items.is_set() || items.is_one_of(empty)
        };
        let known = ["configMap", "secret", "downwardAPI", "serviceAccountToken"];
        if !known.iter().any(|kind| source.has(kind)) {
            let name = go::quote(volume.text_of("name"));
            warnings.push(format!("volume {name} (Projected) has no sources provided"));
        } else if has_items("configMap") {
            sources.push(named("configMap", "ConfigMap"));
        } else if has_items("secret") {
            sources.push(named("secret", "Secret"));
        } else if has_items("downwardAPI") {
            sources.push(files_of(&source.field("downwardAPI"), "DownwardAPI"));
        } else if let Some(token) = source.present("serviceAccountToken") {
            sources.push(vec![File::new(
                token.text_of("path"),
                "ServiceAccountToken",
            )]);
        }
    }
    warn_files(volume, "Projected", &sources, warnings);
}

fn warn_files(volume: &Cursor, kind: &str, sources: &[Vec<File>], warnings: &mut Warnings) {
    let mut seen: Vec<&File> = Vec::new();
    for file in sources.iter().flatten() {
        for other in seen.iter().filter(|other| file.overlaps(other)) {
            let name = go::quote(volume.text_of("name"));
            warnings.push(format!(
                "volume {name} ({kind}): overlapping paths: {} with {}",
                file.describe(),
                other.describe()
            ));
        }
        seen.push(file);
    }
}
