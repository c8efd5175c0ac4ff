//! Manifests at random: a sound one, then some places of it changed.

use std::fs;

use anyhow::{Context as _, Result};
use fastrand::Rng;
use manifest::schema::{DAEMON_SET, Kind, Struct};
use manifest::{Document, Format};
use serde_json::{Map, Value, json};

use super::{clutter, stored, values};
use crate::{control_plane::Body, workspace};

/// How deep a made-up value goes before it stays empty.
const DEPTH: usize = 5;

/// Makes manifests.
pub(super) struct Generator {
    /// Real manifests to start from, as values; none where the corpus is not at hand.
    real: Vec<Value>,
}

impl Generator {
    /// # Errors
    /// The corpus is there and cannot be read.
    pub(super) fn new() -> Result<Self> {
        let folder = workspace::root().join("../shared/corpus/manifests");
        let mut real = Vec::new();
        if folder.is_dir() {
            let mut files: Vec<_> = fs::read_dir(&folder)?
                .filter_map(|entry| Some(entry.ok()?.path()))
                .collect();
            files.sort();
            for file in files {
                let text = fs::read_to_string(&file)
                    .with_context(|| format!("{} cannot be read", file.display()))?;
                let value = Document::parse(text).value();
                // Only apps/v1 has an endpoint in this Kubernetes.
                if value["apiVersion"] == "apps/v1" {
                    real.push(value);
                }
            }
        } else {
            println!("  no corpus of real manifests here; made-up ones only");
        }
        Ok(Self { real })
    }

    /// The manifest of this seed; the same seed makes the same manifest.
    pub(super) fn manifest(&self, seed: u64) -> Value {
        let mut rng = Rng::with_seed(seed);
        let mut manifest = if self.real.is_empty() || rng.bool() {
            base()
        } else {
            self.real[rng.usize(..self.real.len())].clone()
        };
        for _ in 0..rng.usize(1..8) {
            let mut made = Maker { rng: &mut rng };
            made.change_struct(&mut manifest, &DAEMON_SET, 0);
        }
        head(&mut manifest);
        manifest
    }

    /// A sound manifest with one or two changes, which the API server takes more often than not.
    pub(super) fn small_change(&self, seed: u64) -> Value {
        let mut rng = Rng::with_seed(seed);
        let mut manifest = if self.real.is_empty() || rng.bool() {
            base()
        } else {
            self.real[rng.usize(..self.real.len())].clone()
        };
        for _ in 0..rng.usize(1..3) {
            let mut made = Maker { rng: &mut rng };
            made.change_struct(&mut manifest, &DAEMON_SET, 0);
        }
        head(&mut manifest);
        manifest
    }
}

/// Gives a manifest its type, and takes from it what is the request's to say.
fn head(manifest: &mut Value) {
    // Decoding has tests of its own and hides all else, so most manifests keep sound headers.
    manifest["apiVersion"] = json!("apps/v1");
    manifest["kind"] = json!("DaemonSet");
    if let Some(metadata) = manifest["metadata"].as_object_mut() {
        // Posted to a namespace of our choice, whatever it names.
        metadata.remove("namespace");
        // What of the metadata is the server's is for [`clutter`] to add.
        metadata.remove("generateName");
        metadata.remove("resourceVersion");
    }
}

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// A new object.
    Create,
    /// The stored object of this number is replaced.
    Replace(usize),
}

/// A manifest, how it is sent and what for.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) question: Question,
    pub(super) body: Body,
}

impl Generator {
    /// The case of this seed: half of them replace one of the stored objects, some create what was one of
    /// them, and every other is YAML.
    pub(super) fn case(&self, seed: u64, stored: &[Value]) -> Case {
        let mut rng = Rng::with_seed(!seed);
        let (question, manifest) = match rng.usize(..6) {
            0..=2 if !stored.is_empty() => {
                let number = rng.usize(..stored.len());
                let changed = change(&mut rng, &stored[number]);
                (Question::Replace(number), changed)
            }
            3 if !stored.is_empty() => {
                let number = rng.usize(..stored.len());
                (Question::Create, exported(&mut rng, &stored[number]))
            }
            _ => (Question::Create, self.manifest(seed)),
        };
        let json = manifest.to_string();
        let yaml = || Document::parse(json.as_str()).shown_as(Format::Yaml);
        let body = match rng.bool().then(yaml) {
            Some(Ok(text)) => Body::Yaml(text),
            _ => Body::Json(json),
        };
        Case { question, body }
    }
}

/// A stored object as it was exported, to be made anew under another name.
fn exported(rng: &mut Rng, stored: &Value) -> Value {
    let mut manifest = stored.clone();
    manifest["metadata"]["name"] = json!("exported");
    if rng.usize(..4) == 0 {
        clutter::generate_name(rng, &mut manifest);
    }
    clutter::add(rng, &mut manifest);
    for _ in 0..rng.usize(..2) {
        let mut made = Maker { rng };
        made.change_struct(&mut manifest, &DAEMON_SET, 0);
    }
    manifest["apiVersion"] = json!("apps/v1");
    manifest["kind"] = json!("DaemonSet");
    if let Some(metadata) = manifest["metadata"].as_object_mut() {
        metadata.remove("namespace");
        // kubectl and we leave it out; the API server itself answers with an internal error.
        metadata.remove("resourceVersion");
    }
    manifest
}

/// A stored object changed in some places, and still the same object.
fn change(rng: &mut Rng, stored: &Value) -> Value {
    let mut manifest = stored.clone();
    if let Some(object) = manifest.as_object_mut() {
        object.remove("status");
    }
    for _ in 0..rng.usize(..5) {
        let mut made = Maker { rng };
        made.change_struct(&mut manifest, &DAEMON_SET, 0);
    }
    manifest["apiVersion"] = json!("apps/v1");
    manifest["kind"] = json!("DaemonSet");
    if !manifest["metadata"].is_object() {
        manifest["metadata"] = json!({});
    }
    // The identity of the object: another one is refused before anything is validated.
    let mut kept = vec!["name", "namespace"];
    // What the stored object keeps whatever is sent.
    for name in [
        "creationTimestamp",
        "generation",
        "selfLink",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ] {
        if rng.usize(..4) > 0 {
            kept.push(name);
        }
    }
    match rng.usize(..4) {
        0 => {
            manifest["metadata"]["uid"] = json!("");
        }
        _ => kept.push("uid"),
    }
    for name in kept {
        match stored["metadata"].get(name) {
            Some(value) => manifest["metadata"][name] = value.clone(),
            None => {
                if let Some(metadata) = manifest["metadata"].as_object_mut() {
                    metadata.remove(name);
                }
            }
        }
    }
    if rng.usize(..3) == 0 {
        clutter::add(rng, &mut manifest);
    }
    for _ in 0..rng.usize(..3) {
        stored::loosen(rng, &mut manifest);
    }
    if let Some(metadata) = manifest["metadata"].as_object_mut() {
        metadata.remove("generateName");
        if rng.usize(..3) == 0 {
            metadata.remove("namespace");
        }
        // A controller may have written the status meanwhile, so hardly any version is up to date.
        metadata.remove("resourceVersion");
    }
    match rng.usize(..40) {
        0 => manifest["metadata"]["uid"] = json!("another"),
        1 => manifest["metadata"]["resourceVersion"] = json!("1"),
        2 => manifest["metadata"]["resourceVersion"] = json!("0"),
        _ => {}
    }
    manifest
}

/// A small sound manifest with one of most things.
pub(super) fn base() -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "ds", "labels": {"app": "a"}},
        "spec": {
            "selector": {"matchLabels": {"app": "a"}},
            "template": {
                "metadata": {"labels": {"app": "a"}},
                "spec": {
                    "containers": [{
                        "name": "c",
                        "image": "img:1",
                        "ports": [{"name": "http", "containerPort": 80}],
                        "env": [{"name": "A", "value": "1"}],
                        "volumeMounts": [{"name": "v", "mountPath": "/v"}],
                        "resources": {"limits": {"cpu": "1"}},
                    }],
                    "volumes": [{"name": "v", "emptyDir": {}}],
                },
            },
        },
    })
}

/// Makes changes and values.
struct Maker<'r> {
    rng: &'r mut Rng,
}

impl Maker<'_> {
    /// Goes down one random field and changes something there.
    fn change_struct(&mut self, value: &mut Value, declared: &'static Struct, depth: usize) {
        if !value.is_object() {
            *value = json!({});
        }
        let Some(object) = value.as_object_mut() else {
            return;
        };
        // What is there is changed as often as something new is set: both kinds of error matter.
        let there: Vec<_> = declared
            .fields
            .iter()
            .filter(|field| object.contains_key(field.name))
            .collect();
        let field = if !there.is_empty() && self.rng.usize(..3) > 0 {
            there[self.rng.usize(..there.len())]
        } else {
            &declared.fields[self.rng.usize(..declared.fields.len())]
        };
        if field.name == "status" || field.name == "managedFields" {
            return;
        }
        if self.rng.usize(..12) == 0 {
            object.remove(field.name);
            return;
        }
        let entry = object.entry(field.name).or_insert(Value::Null);
        self.change(entry, field.name, field.kind, depth + 1);
    }

    fn change(&mut self, value: &mut Value, name: &str, kind: Kind, depth: usize) {
        match kind {
            Kind::Struct(declared) if depth < 12 => self.change_struct(value, declared, depth),
            Kind::List(list) => {
                if !value.is_array() {
                    *value = json!([]);
                }
                let Some(items) = value.as_array_mut() else {
                    return;
                };
                if items.is_empty() || self.rng.usize(..4) == 0 {
                    // A copy of what is there makes duplicates, which many rules are about.
                    let item = match items.first() {
                        Some(first) if self.rng.bool() => first.clone(),
                        _ => self.make(name, list.item, DEPTH),
                    };
                    items.push(item);
                } else {
                    let index = self.rng.usize(..items.len());
                    if self.rng.usize(..12) == 0 {
                        items.remove(index);
                    } else {
                        self.change(&mut items[index], name, list.item, depth + 1);
                    }
                }
            }
            Kind::Map(item) => {
                if !value.is_object() {
                    *value = json!({});
                }
                let key = values::key(self.rng, name);
                let item = self.make(&key, *item, DEPTH);
                if let Some(object) = value.as_object_mut() {
                    object.insert(key, item);
                }
            }
            _ => *value = self.make(name, kind, DEPTH),
        }
    }

    /// A value of this kind for a field of this name.
    fn make(&mut self, name: &str, kind: Kind, depth: usize) -> Value {
        match kind {
            Kind::Struct(declared) => {
                let mut object = Map::new();
                if depth > 0 {
                    for _ in 0..self.rng.usize(1..4) {
                        let field = &declared.fields[self.rng.usize(..declared.fields.len())];
                        object.insert(
                            field.name.to_owned(),
                            self.make(field.name, field.kind, depth - 1),
                        );
                    }
                }
                Value::Object(object)
            }
            Kind::List(list) => {
                let length = if depth > 0 { self.rng.usize(..3) } else { 0 };
                (0..length)
                    .map(|_| self.make(name, list.item, depth - 1))
                    .collect()
            }
            Kind::Map(item) => {
                let mut object = Map::new();
                for _ in 0..if depth > 0 { self.rng.usize(..3) } else { 0 } {
                    let key = values::key(self.rng, name);
                    let value = self.make(&key, *item, depth - 1);
                    object.insert(key, value);
                }
                Value::Object(object)
            }
            _ => values::scalar(self.rng, name, kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Generator;

    #[test]
    fn the_same_seed_makes_the_same_manifest() {
        let generator = Generator { real: Vec::new() };
        assert_eq!(generator.manifest(7), generator.manifest(7));
        assert_ne!(generator.manifest(7), generator.manifest(8));
    }
}
