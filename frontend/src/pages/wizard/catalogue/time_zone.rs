//! The node's time zone in a container: its `/etc/localtime`, mounted at the same place.

use manifest::{Document, EditError, FieldPath};
use serde_json::json;

use super::logs::free_name;
use crate::pages::wizard::paths;

/// The file that says which zone it is, on the node and in the container.
const FILE: &str = "/etc/localtime";

/// The name of a new volume, as KubeSphere calls it.
const VOLUME: &str = "host-time";

/// The mount of a container that brings the node's time zone, by its position.
fn mount(document: &Document, container: &FieldPath) -> Option<usize> {
    let mounts = container.key("volumeMounts");
    (0..document.len_of(&mounts)).find(|index| {
        document
            .text_at(&mounts.index(*index).key("mountPath"))
            .as_deref()
            == Some(FILE)
    })
}

/// The volume that brings the node's time zone, by its position.
fn volume(document: &Document) -> Option<usize> {
    let volumes = paths::volumes();
    (0..document.len_of(&volumes)).find(|index| {
        let path = volumes.index(*index).key("hostPath").key("path");
        document.text_at(&path).as_deref() == Some(FILE)
    })
}

/// Whether a container has the node's time zone.
#[must_use]
pub fn is_of_node(document: &Document, container: &FieldPath) -> bool {
    mount(document, container).is_some()
}

/// Gives a container the node's time zone.
///
/// # Errors
/// The text cannot be edited at one of these places.
pub fn take(document: &mut Document, container: &FieldPath) -> Result<(), EditError> {
    let volumes = paths::volumes();
    let name = if let Some(index) = volume(document) {
        let name = document.text_at(&volumes.index(index).key("name"));
        name.unwrap_or_default()
    } else {
        let name = free_name(document, VOLUME);
        let object = json!({"name": name, "hostPath": {"path": FILE}});
        document.insert(&volumes, document.len_of(&volumes), object)?;
        name
    };
    let mounts = container.key("volumeMounts");
    let mount = json!({"name": name, "mountPath": FILE, "readOnly": true});
    document.insert(&mounts, document.len_of(&mounts), mount)
}

/// Leaves a container its own time zone, and takes the volume away once no container mounts it.
///
/// # Errors
/// The text cannot be edited at one of these places.
pub fn leave(document: &mut Document, container: &FieldPath) -> Result<(), EditError> {
    if let Some(index) = mount(document, container) {
        document.remove(&container.key("volumeMounts").index(index))?;
    }
    for list in [paths::containers(), paths::init_containers()] {
        for index in 0..document.len_of(&list) {
            if mount(document, &list.index(index)).is_some() {
                return Ok(());
            }
        }
    }
    match volume(document) {
        Some(index) => document.remove(&paths::volumes().index(index)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::{is_of_node, leave, take};
    use crate::pages::wizard::paths;

    #[test]
    fn the_volume_comes_with_the_first_container_and_goes_with_the_last() {
        let text = "spec:\n  template:\n    spec:\n      containers:\n        - name: a # why\n        - name: b\n";
        let mut document = Document::parse(text);
        let (one, other) = (paths::container(0), paths::container(1));
        take(&mut document, &one).unwrap();
        take(&mut document, &other).unwrap();
        assert!(is_of_node(&document, &one) && is_of_node(&document, &other));
        assert_eq!(document.len_of(&paths::volumes()), 1);
        leave(&mut document, &one).unwrap();
        assert!(!is_of_node(&document, &one) && is_of_node(&document, &other));
        assert_eq!(document.len_of(&paths::volumes()), 1);
        leave(&mut document, &other).unwrap();
        assert_eq!(document.text(), text);
    }
}
