//! References: what the template names that must be in the namespace for its containers to start.
//!
//! The API server refuses none of these; the kubelet waits for them.

use std::collections::BTreeSet;

use manifest::Message;
use manifest::json::items;
use manifest::message::cluster as said;
use serde_json::Value;

use crate::cursor::Cursor;
use crate::facts::{KeyedFacts, NamespaceFacts, SecretLookUp};
use crate::go;

/// Something that is missing, and where the template names it.
pub(crate) struct Missing {
    pub(crate) path: manifest::FieldPath,
    pub(crate) message: Message,
    /// Whether it is only not known to be there.
    pub(crate) is_unknown: bool,
}

/// The keys of an object that must be there.
#[derive(Clone, Copy)]
enum Keys<'f> {
    Known(&'f [String]),
    /// They may not be read, for this reason.
    Unknown(&'f Message),
    /// Nobody has asked, or they need not be there.
    Unasked,
}

/// Collects what is missing.
struct Search<'f> {
    facts: &'f NamespaceFacts,
    missing: Vec<Missing>,
}

/// What kind of object holds the keys.
#[derive(Clone, Copy)]
enum Holder {
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
        search.object(&secret, Holder::Secret, "name");
    }
    search.missing
}

impl<'f> Search<'f> {
    fn environment(&mut self, container: &Cursor) {
        for source in container.field("envFrom").items() {
            self.object(&source.field("configMapRef"), Holder::ConfigMap, "name");
            self.object(&source.field("secretRef"), Holder::Secret, "name");
        }
        for variable in container.field("env").items() {
            let from = variable.field("valueFrom");
            for (field, kind) in [
                ("configMapKeyRef", Holder::ConfigMap),
                ("secretKeyRef", Holder::Secret),
            ] {
                let reference = from.field(field);
                let keys = self.object(&reference, kind, "name");
                self.key(&reference, keys, kind, reference.text_of("key"));
            }
        }
    }

    fn volume(&mut self, volume: &Cursor) {
        self.files(&volume.field("configMap"), Holder::ConfigMap, "name");
        self.files(&volume.field("secret"), Holder::Secret, "secretName");
        let projected = volume.field("projected");
        for source in projected.field("sources").items() {
            self.files(&source.field("configMap"), Holder::ConfigMap, "name");
            self.files(&source.field("secret"), Holder::Secret, "name");
        }
    }

    fn files(&mut self, source: &Cursor, kind: Holder, name_field: &str) {
        let keys = self.object(source, kind, name_field);
        for item in source.field("items").items() {
            self.key(&item, keys, kind, item.text_of("key"));
        }
    }

    /// Looks the object up; gives its keys, where they must be there.
    fn object(&mut self, reference: &Cursor, kind: Holder, name_field: &str) -> Keys<'f> {
        let name = reference.text_of(name_field);
        if name.is_empty() || reference.truth_of("optional") {
            return Keys::Unasked;
        }
        let (known, word) = match kind {
            Holder::ConfigMap => (self.facts.config_maps.as_deref(), "configmap"),
            Holder::Secret => (self.facts.secrets.as_deref(), "secret"),
        };
        let looked_up = match kind {
            Holder::ConfigMap => None,
            Holder::Secret => self.facts.looked_up.get(name),
        };
        let find = |known: &'f [KeyedFacts]| known.iter().find(|object| object.name == name);
        let (found, keys) = match (looked_up, known) {
            (Some(SecretLookUp::Keys(keys)), _) => (true, Keys::Known(keys)),
            (Some(SecretLookUp::Missing), _) => (false, Keys::Unasked),
            (Some(SecretLookUp::Unknown(why)), None) => (true, Keys::Unknown(why)),
            (_, None) => (true, Keys::Unasked),
            (looked_up, Some(known)) => match (find(known), looked_up) {
                (None, _) => (false, Keys::Unasked),
                (Some(_), Some(SecretLookUp::Unknown(why))) => (true, Keys::Unknown(why)),
                (Some(found), _) => (
                    true,
                    found.keys.as_deref().map_or(Keys::Unasked, Keys::Known),
                ),
            },
        };
        if !found {
            self.missing.push(Missing {
                path: reference.field(name_field).path(),
                message: format!("{word} {} not found", go::quote(name)).into(),
                is_unknown: false,
            });
        }
        keys
    }

    fn key(&mut self, at: &Cursor, keys: Keys, kind: Holder, key: &str) {
        let word = match kind {
            Holder::ConfigMap => "ConfigMap",
            Holder::Secret => "Secret",
        };
        let (message, is_unknown) = match keys {
            Keys::Known(keys) if !key.is_empty() && !keys.iter().any(|known| known == key) => {
                (format!("couldn't find key {key} in {word}").into(), false)
            }
            Keys::Unknown(why) => (said::keys_unknown(word, why.clone()), true),
            _ => return,
        };
        self.missing.push(Missing {
            path: at.field("key").path(),
            message,
            is_unknown,
        });
    }
}

/// The Secrets of which a pod's spec names keys that must be there.
pub(crate) fn secrets_with_keys(pod: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut add = |source: &Value| {
        let name = source["name"].as_str().or(source["secretName"].as_str());
        let name = name.unwrap_or_default();
        if !name.is_empty() && source["optional"] != true {
            names.insert(name.to_owned());
        }
    };
    for list in ["initContainers", "containers"] {
        for container in items(&pod[list]) {
            for variable in items(&container["env"]) {
                add(&variable["valueFrom"]["secretKeyRef"]);
            }
        }
    }
    let mut add_with_items = |source: &Value| {
        if !items(&source["items"]).is_empty() {
            add(source);
        }
    };
    for volume in items(&pod["volumes"]) {
        add_with_items(&volume["secret"]);
        for source in items(&volume["projected"]["sources"]) {
            add_with_items(&source["secret"]);
        }
    }
    names
}
