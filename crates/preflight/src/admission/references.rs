//! References: what the template names that must be in the namespace for its containers to start.
//!
//! The API server refuses none of these; the kubelet waits for them.

use crate::cursor::Cursor;
use crate::facts::{KeyedFacts, NamespaceFacts};
use crate::go;

/// Something that is missing, and where the template names it.
pub(crate) struct Missing {
    pub(crate) path: manifest::FieldPath,
    pub(crate) message: String,
}

/// Collects what is missing.
struct Search<'f> {
    facts: &'f NamespaceFacts,
    missing: Vec<Missing>,
}

/// What kind of object holds the keys.
#[derive(Clone, Copy)]
enum Kind {
    ConfigMap,
    Secret,
}

/// Looks up everything that a pod template refers to. Claims are the scheduler's business.
pub(crate) fn check(pod: &Cursor, facts: &NamespaceFacts) -> Vec<Missing> {
    let mut search = Search {
        facts,
        missing: Vec::new(),
    };
    for list in ["initContainers", "containers"] {
        for container in pod.field(list).items() {
            search.environment(&container);
        }
    }
    for volume in pod.field("volumes").items() {
        search.volume(&volume);
    }
    for secret in pod.field("imagePullSecrets").items() {
        search.object(&secret, Kind::Secret, "name");
    }
    search.missing
}

impl Search<'_> {
    fn environment(&mut self, container: &Cursor) {
        for source in container.field("envFrom").items() {
            self.object(&source.field("configMapRef"), Kind::ConfigMap, "name");
            self.object(&source.field("secretRef"), Kind::Secret, "name");
        }
        for variable in container.field("env").items() {
            let from = variable.field("valueFrom");
            for (field, kind) in [
                ("configMapKeyRef", Kind::ConfigMap),
                ("secretKeyRef", Kind::Secret),
            ] {
                let reference = from.field(field);
                let keys = self.object(&reference, kind, "name");
                self.key(&reference, keys, kind, reference.text_of("key"));
            }
        }
    }

    fn volume(&mut self, volume: &Cursor) {
        self.files(&volume.field("configMap"), Kind::ConfigMap, "name");
        self.files(&volume.field("secret"), Kind::Secret, "secretName");
        let projected = volume.field("projected");
        for source in projected.field("sources").items() {
            self.files(&source.field("configMap"), Kind::ConfigMap, "name");
            self.files(&source.field("secret"), Kind::Secret, "name");
        }
    }

    fn files(&mut self, source: &Cursor, kind: Kind, name_field: &str) {
        let keys = self.object(source, kind, name_field);
        for item in source.field("items").items() {
            self.key(&item, keys.clone(), kind, item.text_of("key"));
        }
    }

    /// Looks the object up; gives its keys, where they are known and must be there.
    fn object(&mut self, reference: &Cursor, kind: Kind, name_field: &str) -> Option<Vec<String>> {
        let name = reference.text_of(name_field);
        if name.is_empty() || reference.truth_of("optional") {
            return None;
        }
        let (known, word) = match kind {
            Kind::ConfigMap => (self.facts.config_maps.as_deref()?, "configmap"),
            Kind::Secret => (self.facts.secrets.as_deref()?, "secret"),
        };
        let found: Option<&KeyedFacts> = known.iter().find(|object| object.name == name);
        if found.is_none() {
            self.missing.push(Missing {
                path: reference.field(name_field).path(),
                message: format!("{word} {} not found", go::quote(name)),
            });
        }
        found?.keys.clone()
    }

    fn key(&mut self, at: &Cursor, keys: Option<Vec<String>>, kind: Kind, key: &str) {
        let Some(keys) = keys.filter(|_| !key.is_empty()) else {
            return;
        };
        if !keys.iter().any(|known| known == key) {
            let word = match kind {
                Kind::ConfigMap => "ConfigMap",
                Kind::Secret => "Secret",
            };
            self.missing.push(Missing {
                path: at.field("key").path(),
                message: format!("couldn't find key {key} in {word}"),
            });
        }
    }
}
