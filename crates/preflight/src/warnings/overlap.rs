//! Files of one volume that would lie over each other (`warningsForOverlappingVirtualPaths`).

use manifest::FieldPath;
use manifest::gather::Gather;
use manifest::order;

use super::Warnings;
use crate::cursor::Cursor;
use crate::go;
use crate::problem::tally::MOST_OF_A_KIND;

/// The kinds of sources of a projected volume.
const KINDS: [&str; 6] = [
    "configMap",
    "secret",
    "downwardAPI",
    "serviceAccountToken",
    "clusterTrustBundle",
    "podCertificate",
];

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
/// counts as none, unless the stored object has one already.
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
        if !KINDS.iter().any(|kind| source.has(kind)) {
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
        } else if let Some(bundle) = source.present("clusterTrustBundle") {
            let name = bundle.field("name");
            let name = if name.is_set() {
                name
            } else {
                bundle.field("signerName")
            };
            let description = format!("ClusterTrustBundle {}", go::quote(name.text()));
            sources.push(vec![File::new(bundle.text_of("path"), &description)]);
        } else if let Some(certificate) = source.present("podCertificate") {
            let files = [
                ("certificateChainPath", "PodCertificate chain"),
                ("keyPath", "PodCertificate key"),
                ("credentialBundlePath", "PodCertificate credential bundle"),
            ];
            let files = files.iter().filter_map(|(field, description)| {
                let path = certificate.text_of(field);
                (!path.is_empty()).then(|| File::new(path, description))
            });
            sources.push(files.gather());
        }
    }
    warn_files(volume, "Projected", &sources, warnings);
}

fn warn_files(volume: &Cursor, kind: &str, sources: &[Vec<File>], warnings: &mut Warnings) {
    let files: Vec<&File> = sources.iter().flatten().gather();
    let name = go::quote(volume.text_of("name"));
    let (pairs, more) = overlapping(&files);
    for (file, other) in pairs {
        warnings.push(format!(
            "volume {name} ({kind}): overlapping paths: {} with {}",
            files[file].describe(),
            files[other].describe()
        ));
    }
    if more > 0 {
        warnings.push(format!(
            "volume {name} ({kind}): {more} more overlapping paths are not listed"
        ));
    }
}

/// The pairs of files that lie over each other, the later one first, and how many there are beyond those that
/// are told. Sorted, what lies in a folder follows it, so that no file is held against every other.
fn overlapping(files: &[&File]) -> (Vec<(usize, usize)>, usize) {
    let mut sorted: Vec<usize> = (0..files.len()).gather();
    sorted.retain(|&file| !files[file].path.is_empty());
    order::sort_by(&mut sorted, |&one, &other| {
        let key = |file: usize| files[file].path.bytes().map(|byte| (byte != b'/', byte));
        key(one).cmp(key(other)).then(one.cmp(&other))
    });
    let mut around: Vec<usize> = Vec::new();
    let (mut pairs, mut more) = (Vec::new(), 0);
    for file in sorted {
        while let Some(&outer) = around.last()
            && !files[file].overlaps(files[outer])
        {
            around.pop();
        }
        let told = around.len().min(MOST_OF_A_KIND - pairs.len());
        for &other in &around[..told] {
            pairs.push((file.max(other), file.min(other)));
        }
        more += around.len() - told;
        around.push(file);
    }
    order::sort_by(&mut pairs, Ord::cmp);
    (pairs, more)
}

#[cfg(test)]
mod tests {
    use super::{File, overlapping};

    fn of(paths: &[&str]) -> (Vec<(usize, usize)>, usize) {
        let files: Vec<File> = paths.iter().map(|path| File::new(path, "")).collect();
        overlapping(&files.iter().collect::<Vec<_>>())
    }

    #[test]
    fn pairs_are_those_of_each_with_each() {
        let paths = [
            "a/b", "a", "a-b", "", "a/b/", "b", "a/bc", "a//b", "a/b/c", "a.b", "a",
        ];
        let mut expected = Vec::new();
        let files: Vec<File> = paths.iter().map(|path| File::new(path, "")).collect();
        for (at, file) in files.iter().enumerate() {
            for (before, other) in files[..at].iter().enumerate() {
                if file.overlaps(other) {
                    expected.push((at, before));
                }
            }
        }
        assert_eq!(of(&paths), (expected, 0));
    }

    #[test]
    fn of_many_pairs_some_are_told_and_the_others_counted() {
        let (pairs, more) = of(&vec!["a"; 5_000]);
        assert_eq!(pairs.len() + more, 5_000 * 4_999 / 2);
        assert_eq!(pairs.len(), super::MOST_OF_A_KIND);
        assert_eq!(of(&vec![""; 5_000]), (Vec::new(), 0));
    }
}
