//! Files of logs that an agent of the platform collects from volumes, as KubeSphere's log sidecar is told of them:
//! an annotation of the pods that names, by container and volume, patterns of files.

use manifest::{Document, EditError, FieldPath};
use serde_json::{Map, Value, json};

use crate::pages::wizard::paths;

/// The annotation of the pods.
pub const CONFIG: &str = "logging.kubesphere.io/logsidecar-config";

/// What the annotation's value begins with.
const CONTAINERS: &str = "containerLogConfigs";

/// The patterns that a new directory begins with.
const PATTERNS: &str = "*.log";

/// A directory whose files are collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// The volume that is mounted there.
    pub volume: String,
    /// Where the container sees it; empty where it does not mount the volume.
    pub path: String,
    /// Which files, from there, with commas between them.
    pub patterns: String,
}

fn annotation() -> FieldPath {
    let metadata = paths::spec().key("template").key("metadata");
    metadata.key("annotations").key(CONFIG)
}

/// What the annotation says of each container.
fn config(document: &Document) -> Map<String, Value> {
    let text = document.text_at(&annotation()).unwrap_or_default();
    let mut value: Value = serde_json::from_str(&text).unwrap_or_default();
    match value[CONTAINERS].take() {
        Value::Object(containers) => containers,
        _ => Map::new(),
    }
}

fn write(document: &mut Document, mut config: Map<String, Value>) -> Result<(), EditError> {
    config.retain(|_, volumes| volumes.as_object().is_some_and(|them| !them.is_empty()));
    if config.is_empty() {
        return if document.has(&annotation()) {
            document.remove(&annotation())
        } else {
            Ok(())
        };
    }
    let mut value = json!({});
    value[CONTAINERS] = config.into();
    document.set(&annotation(), value.to_string())
}

fn name_of(document: &Document, container: &FieldPath) -> String {
    document.text_at(&container.key("name")).unwrap_or_default()
}

/// The directories of a container whose files are collected.
#[must_use]
pub fn directories(document: &Document, container: &FieldPath) -> Vec<Directory> {
    let config = config(document);
    let Some(Value::Object(volumes)) = config.get(&name_of(document, container)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (volume, patterns) in volumes {
        let mut texts = Vec::new();
        texts.extend(
            patterns
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str),
        );
        found.push(Directory {
            volume: volume.clone(),
            path: mount_path(document, container, volume),
            patterns: texts.join(","),
        });
    }
    found
}

fn mount_path(document: &Document, container: &FieldPath, volume: &str) -> String {
    let mounts = container.key("volumeMounts");
    for index in 0..document.len_of(&mounts) {
        let mount = mounts.index(index);
        if document.text_at(&mount.key("name")).as_deref() == Some(volume) {
            return document
                .text_at(&mount.key("mountPath"))
                .unwrap_or_default();
        }
    }
    String::new()
}

/// Collects the files of a directory: of the volume that is mounted there, or of a new `emptyDir`.
///
/// # Errors
/// The text cannot be edited at one of these places.
pub fn collect(
    document: &mut Document,
    container: &FieldPath,
    path: &str,
) -> Result<(), EditError> {
    let mounts = container.key("volumeMounts");
    let mounted = (0..document.len_of(&mounts)).find_map(|index| {
        let mount = mounts.index(index);
        let is_there = document.text_at(&mount.key("mountPath")).as_deref() == Some(path);
        document.text_at(&mount.key("name")).filter(|_| is_there)
    });
    let volume = if let Some(volume) = mounted {
        volume
    } else {
        let volumes = paths::volumes();
        let volume = free_name(document, "logs");
        document.insert(
            &volumes,
            document.len_of(&volumes),
            json!({"name": volume, "emptyDir": {}}),
        )?;
        document.insert(
            &mounts,
            document.len_of(&mounts),
            json!({"name": volume, "mountPath": path}),
        )?;
        volume
    };
    set_patterns(document, container, &volume, PATTERNS)
}

/// A name that no volume has.
#[must_use]
pub fn free_name(document: &Document, wanted: &str) -> String {
    let volumes = paths::volumes();
    let is_taken = |name: &str| {
        (0..document.len_of(&volumes)).any(|index| {
            document
                .text_at(&volumes.index(index).key("name"))
                .as_deref()
                == Some(name)
        })
    };
    let mut name = wanted.to_owned();
    let mut number = 1;
    while is_taken(&name) {
        number += 1;
        name = format!("{wanted}-{number}");
    }
    name
}

/// Says which files of a volume are collected; none ends it, and the volume stays.
///
/// # Errors
/// The text cannot be edited there.
pub fn set_patterns(
    document: &mut Document,
    container: &FieldPath,
    volume: &str,
    patterns: &str,
) -> Result<(), EditError> {
    let mut config = config(document);
    let name = name_of(document, container);
    let mut texts = Vec::new();
    for pattern in patterns.split(',') {
        if !pattern.trim().is_empty() {
            texts.push(Value::from(pattern.trim()));
        }
    }
    let volumes = config.entry(name).or_insert_with(|| json!({}));
    if let Value::Object(volumes) = volumes {
        if patterns.is_empty() {
            volumes.shift_remove(volume);
        } else {
            volumes.insert(volume.to_owned(), texts.into());
        }
    }
    write(document, config)
}

/// Calls a container, or in all of them a volume, by its new name.
///
/// # Errors
/// The text cannot be edited there.
pub fn rename(
    document: &mut Document,
    is_volume: bool,
    before: &str,
    after: &str,
) -> Result<(), EditError> {
    let mut config = config(document);
    let mut is_other = rename_key(&mut config, before, after, !is_volume);
    for volumes in config.values_mut() {
        if let Value::Object(volumes) = volumes {
            is_other |= rename_key(volumes, before, after, is_volume);
        }
    }
    if is_other {
        write(document, config)
    } else {
        Ok(())
    }
}

fn rename_key(map: &mut Map<String, Value>, before: &str, after: &str, is_meant: bool) -> bool {
    if !is_meant || map.contains_key(after) {
        return false;
    }
    let Some(value) = map.shift_remove(before) else {
        return false;
    };
    map.insert(after.to_owned(), value);
    true
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::{Directory, collect, directories, rename, set_patterns};
    use crate::pages::wizard::paths;

    const TEXT: &str = "\
spec:
  template:
    spec:
      containers:
        - name: a
          volumeMounts:
            - {name: data, mountPath: /data}
      volumes:
        - {name: data, emptyDir: {}}
        - {name: logs, emptyDir: {}}
";

    #[test]
    fn a_directory_is_collected_from_its_volume_or_a_new_one() {
        let mut document = Document::parse(TEXT);
        let container = paths::container(0);
        collect(&mut document, &container, "/data").unwrap();
        collect(&mut document, &container, "/var/log/a").unwrap();
        set_patterns(&mut document, &container, "data", "a/*.log, b.txt").unwrap();
        let directory = |volume: &str, path: &str, patterns: &str| Directory {
            volume: volume.to_owned(),
            path: path.to_owned(),
            patterns: patterns.to_owned(),
        };
        assert_eq!(
            directories(&document, &container),
            [
                directory("data", "/data", "a/*.log,b.txt"),
                directory("logs-2", "/var/log/a", "*.log"),
            ]
        );
        assert_eq!(
            document.text_at(&super::annotation()).unwrap(),
            "{\"containerLogConfigs\":{\"a\":{\"data\":[\"a/*.log\",\"b.txt\"],\"logs-2\":[\"*.log\"]}}}"
        );
        rename(&mut document, false, "a", "b").unwrap();
        rename(&mut document, true, "data", "files").unwrap();
        assert_eq!(directories(&document, &container), []);
        let renamed = document.text_at(&super::annotation()).unwrap();
        assert!(
            renamed.contains("{\"b\":{\"logs-2\":[\"*.log\"],\"files\":"),
            "{renamed}"
        );
        for volume in ["files", "logs-2"] {
            document.set(&container.key("name"), "b").unwrap();
            set_patterns(&mut document, &container, volume, "").unwrap();
        }
        assert!(
            !document.text().contains("annotations"),
            "{}",
            document.text()
        );
    }
}
