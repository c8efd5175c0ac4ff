//! Renaming what other places of the manifest call by its name: a volume and its mounts, a container and
//! the fields that read its resources, a port with the probes that ask it and the Services that lead to it, and
//! of a volume or container the annotation that says which of its files are collected.
//!
//! A name is typed letter by letter, and on its way it may be empty, or that of another. What calls it
//! keeps the last name that was its alone until then, so that it is neither lost nor another's.

use std::collections::BTreeMap;

use manifest::{Document, EditError, FieldPath, ScalarKind, Segment};
use serde_json::Value;

use super::catalogue::logs;
use super::catalogue::ways::services;
use super::paths;
use crate::state::document::write_text;

/// The renamings of a page, each by the path of the name that is typed.
#[derive(Debug, Default)]
pub struct Renamings(BTreeMap<String, Renaming>);

/// A name that is being typed.
#[derive(Clone, Debug, PartialEq)]
struct Renaming {
    /// The name as it was typed last.
    typed: String,
    /// What the places that call it still say.
    called: String,
    /// These places.
    callers: Vec<FieldPath>,
    /// What said the typed name before: by chance, and so it is left alone when more is typed.
    strangers: Vec<FieldPath>,
}

impl Renamings {
    /// Writes the name at this path, and takes along what calls it.
    ///
    /// # Errors
    /// The text cannot be edited at one of these places.
    pub fn rename(
        &mut self,
        document: &mut Document,
        path: &FieldPath,
        typed: &str,
    ) -> Result<(), EditError> {
        let key = path.to_string();
        let mut renaming = self.going_on(document, path);
        write_text(document, path, typed, ScalarKind::String)?;
        if !typed.is_empty() && !is_taken(document, path, typed) {
            renaming.strangers = callers(document, path);
            renaming
                .strangers
                .retain(|place| !renaming.callers.contains(place));
            for caller in &renaming.callers {
                document.set_text(caller, typed, ScalarKind::String)?;
            }
            let is_volume = keys(path.segments()) == ["volumes", "name"];
            if is_volume || is_container(path.segments()) {
                logs::rename(document, is_volume, &renaming.called, typed)?;
            }
            typed.clone_into(&mut renaming.called);
        }
        typed.clone_into(&mut renaming.typed);
        self.0.insert(key, renaming);
        Ok(())
    }

    /// The renaming that was begun here or, where the text says something else by now, a new one.
    fn going_on(&self, document: &Document, path: &FieldPath) -> Renaming {
        let name = document.text_at(path).unwrap_or_default();
        let says = |place: &FieldPath, name: &str| document.text_at(place).as_deref() == Some(name);
        let begun = self.0.get(&path.to_string()).filter(|begun| {
            begun.typed == name && begun.callers.iter().all(|it| says(it, &begun.called))
        });
        match begun {
            Some(begun) if begun.called != name => begun.clone(),
            _ => {
                let strangers = begun
                    .map(|begun| begun.strangers.clone())
                    .unwrap_or_default();
                let mut callers = callers(document, path);
                callers.retain(|place| !strangers.contains(place));
                Renaming {
                    callers,
                    strangers,
                    called: name.clone(),
                    typed: name,
                }
            }
        }
    }
}

/// The places that call what has its name at this path; none where it shares that name, because then
/// nobody can tell whose they are.
#[must_use]
pub fn callers(document: &Document, path: &FieldPath) -> Vec<FieldPath> {
    let name = document.text_at(path).unwrap_or_default();
    let mut found = Vec::new();
    if !name.is_empty() && !is_taken(document, path, &name) {
        let mut roots = vec![paths::pod()];
        for service in services(document) {
            roots.push(service.key("spec"));
        }
        for root in roots {
            if let Some(value) = document.get(&root) {
                collect(&value, &root, &mut |place, text| {
                    if text == name && calls(place.segments(), path.segments()) {
                        found.push(place.clone());
                    }
                });
            }
        }
    }
    found
}

/// Whether another of the same kind has this name.
fn is_taken(document: &Document, path: &FieldPath, name: &str) -> bool {
    let Some(own) = path.parent() else {
        return false;
    };
    let lists = match own.parent() {
        Some(list) if is_container(path.segments()) => {
            let other = if list == paths::containers() {
                paths::pod().key("initContainers")
            } else {
                paths::containers()
            };
            vec![list, other]
        }
        Some(list) => vec![list],
        None => return false,
    };
    lists.iter().any(|list| {
        (0..document.len_of(list))
            .map(|index| list.index(index))
            .filter(|item| *item != own)
            .any(|item| document.text_at(&item.key("name")).as_deref() == Some(name))
    })
}

/// Whether a place holds the name of what has its name at `named`, by where the two stand in the pod's
/// spec.
fn calls(place: &[Segment], named: &[Segment]) -> bool {
    let (place_keys, named_keys) = (keys(place), keys(named));
    match (named_keys.as_slice(), place_keys.as_slice()) {
        (["volumes", "name"], [list, mounts, "name"]) => {
            is_list_of_containers(list) && ["volumeMounts", "volumeDevices"].contains(mounts)
        }
        ([list, "name"], [.., "resourceFieldRef", "containerName"]) => is_list_of_containers(list),
        ([list, "ports", "name"], [same, .., "httpGet" | "tcpSocket", "port"]) => {
            // Of the same container.
            list == same && place.get(..5) == named.get(..5)
        }
        ([list, "ports", "name"], ["targetPort"]) => {
            is_list_of_containers(list) && matches!(place, [Segment::Index(_), ..])
        }
        _ => false,
    }
}

/// The keys of a path below the pod's spec.
fn keys(path: &[Segment]) -> Vec<&str> {
    path.iter()
        .skip(3)
        .filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
        .collect()
}

fn is_container(path: &[Segment]) -> bool {
    matches!(keys(path).as_slice(), [list, "name"] if is_list_of_containers(list))
}

fn is_list_of_containers(key: &str) -> bool {
    ["containers", "initContainers"].contains(&key)
}

/// Visits every text below a value.
fn collect(value: &Value, path: &FieldPath, visit: &mut impl FnMut(&FieldPath, &str)) {
    match value {
        Value::String(text) => visit(path, text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &path.index(index), visit);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                collect(value, &path.key(key.as_str()), visit);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use manifest::{Document, FieldPath};

    use super::{Renamings, callers};

    const TEXT: &str = "\
spec:
  template:
    spec:
      initContainers:
        - name: prepare
          volumeMounts:
            - name: logs
              mountPath: /i
      containers:
        - name: main
          ports:
            - name: web
              containerPort: 80
          livenessProbe:
            httpGet:
              port: web
          volumeMounts:
            - name: logs
              mountPath: /a
            - name: data
              mountPath: /b
            - name: gone
              mountPath: /c
        - name: other
          env:
            - name: CPU
              valueFrom:
                resourceFieldRef:
                  containerName: main
                  resource: limits.cpu
          ports:
            - name: web
              containerPort: 81
          readinessProbe:
            tcpSocket:
              port: web
      volumes:
        - name: logs
          emptyDir: {}
        - name: data
          emptyDir: {}
";

    fn place(path: &str) -> FieldPath {
        format!("spec.template.spec.{path}").parse().unwrap()
    }

    /// What becomes of the text when these are typed one after the other.
    fn typed(text: &str, path: &str, names: &[&str]) -> String {
        let (mut document, mut renamings) = (Document::parse(text), Renamings::default());
        for name in names {
            renamings.rename(&mut document, &place(path), name).unwrap();
        }
        document.text().to_owned()
    }

    #[test]
    fn what_calls_it_goes_along() {
        assert_eq!(
            typed(TEXT, "volumes[0].name", &["log", "journal"]),
            TEXT.replace("logs", "journal")
        );
        assert_eq!(
            typed(TEXT, "containers[0].name", &["agent"]),
            TEXT.replace("name: main", "name: agent")
                .replace("containerName: main", "containerName: agent")
        );
        let text = typed(TEXT, "containers[0].ports[0].name", &["metrics"]);
        assert_eq!(text.matches("metrics").count(), 2, "{text}");
        assert_eq!(
            text.matches("port: web").count(),
            1,
            "of the other container: {text}"
        );
    }

    #[test]
    fn on_the_way_past_anothers_name_nothing_of_the_other_is_taken() {
        assert_eq!(
            typed(TEXT, "volumes[0].name", &["data", "data2"]),
            TEXT.replace("logs", "data2")
        );
        // Past the name of a mount whose volume is missing.
        assert_eq!(
            typed(TEXT, "volumes[0].name", &["gone", "gone2"]),
            TEXT.replace("logs", "gone2")
        );
    }

    #[test]
    fn an_emptied_name_keeps_them() {
        let emptied = typed(TEXT, "volumes[0].name", &["logs2", ""]);
        assert_eq!(emptied.matches("name: logs2").count(), 2, "{emptied}");
        assert_eq!(
            typed(TEXT, "volumes[0].name", &["l", "", "x"]),
            TEXT.replace("logs", "x")
        );
    }

    #[test]
    fn of_two_with_one_name_nobody_can_tell_whose_they_are() {
        let text = TEXT.replace(
            "- name: data\n          emptyDir",
            "- name: logs\n          emptyDir",
        );
        assert_eq!(
            callers(&Document::parse(text.as_str()), &place("volumes[0].name")),
            []
        );
        let renamed = typed(&text, "volumes[0].name", &["mine"]);
        assert_eq!(renamed.matches("name: mine").count(), 1, "{renamed}");
    }

    #[test]
    fn a_renaming_begins_anew_where_the_text_is_another() {
        let (mut document, mut renamings) = (Document::parse(TEXT), Renamings::default());
        let path = place("volumes[0].name");
        renamings.rename(&mut document, &path, "a").unwrap();
        let mut other = Document::parse(TEXT);
        renamings.rename(&mut other, &path, "b").unwrap();
        assert_eq!(other.text(), TEXT.replace("logs", "b"));
    }
}
