//! What its registry has of an image, below the control that names it: tags to choose from, whether the nodes can run it,
//! and its digest. It is asked for when the typing pauses, and nothing waits for it.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use manifest::json::items;
use manifest::{FieldPath, ScalarKind};
use preflight::{Facts, Report};
use serde_json::Value;

use super::paths;
use super::state::Wizard;
use crate::api::{ApiError, registry};
use crate::reactive::{dynamic, effect};
use crate::text::wizard::registry as words;
use crate::ui::{Button, Look};

/// How long the typing has to pause.
const PAUSE: Duration = Duration::from_millis(700);
/// How many tags are offered.
const MOST_TAGS: usize = 100;

/// What the registry said of an image.
#[derive(Clone)]
struct Said {
    /// The image that was asked for.
    image: String,
    /// The answer, or the reason why there is none.
    answer: Result<Value, String>,
}

impl Default for Said {
    fn default() -> Self {
        Self {
            image: String::new(),
            answer: Err(String::new()),
        }
    }
}

/// What a registry says of the image at a path.
#[derive(Clone, Copy)]
pub struct Registry {
    path: StoredValue<FieldPath>,
    said: RwSignal<Said>,
}

impl Registry {
    /// Asks for the image at a path, now and whenever it is another one.
    pub fn follow(wizard: Wizard, path: &FieldPath) -> Self {
        let registry = Self {
            path: StoredValue::new(path.clone()),
            said: RwSignal::new(Said::default()),
        };
        let path = path.clone();
        let turn = StoredValue::new(0_u32);
        effect(move || {
            let image = wizard.document.text_at(&path);
            let Some(mine) = turn.try_update_value(|turn| {
                *turn += 1;
                *turn
            }) else {
                return;
            };
            if image.trim().is_empty() {
                registry.said.set(Said::default());
                return;
            }
            let ask = move || {
                if turn.try_get_value() == Some(mine) {
                    registry.ask(wizard, image, turn, mine);
                }
            };
            set_timeout(ask, PAUSE);
        });
        registry
    }

    fn ask(self, wizard: Wizard, image: String, turn: StoredValue<u32>, mine: u32) {
        let secrets = wizard.document.with_untracked(|document| {
            let secrets = document.get(&paths::pod().key("imagePullSecrets"));
            let secrets = secrets.unwrap_or_default();
            strings(items(&secrets).iter().map(|secret| &secret["name"]))
        });
        let cluster = wizard.cluster.get_untracked();
        let namespace = wizard.namespace();
        spawn_local(async move {
            let answer = registry::image(&cluster, &namespace, &image, &secrets).await;
            let answer = answer.map_err(|error| reason(&error));
            // By now another one may be typed, or the page be gone.
            if turn.try_get_value() == Some(mine) {
                let _ = self.said.try_set(Said { image, answer });
            }
        });
    }

    /// The image with each of its tags, the newest first.
    #[must_use]
    pub fn suggestions(self) -> Vec<String> {
        self.said.with(|said| {
            let Ok(answer) = &said.answer else {
                return Vec::new();
            };
            let name = without_tag(&said.image);
            let tags = items(&answer["tags"]).iter().take(MOST_TAGS);
            let mut found = Vec::new();
            for tag in strings(tags) {
                found.push(format!("{name}:{tag}"));
            }
            found
        })
    }

    /// What is worth saying of it.
    pub fn note(self, wizard: Wizard) -> AnyView {
        dynamic(move || {
            let said = self.said.get();
            let image = self
                .path
                .try_with_value(|path| wizard.document.text_at(path));
            // Of what was typed before nothing is said any more.
            if image.as_ref() != Some(&said.image) || said.image.is_empty() {
                return ().into_any();
            }
            match &said.answer {
                Ok(answer) => self.found(wizard, &said.image, answer),
                Err(reason) => match reason.as_str() {
                    "NoSuchImage" => warning(words::no_such_image().to_owned()),
                    "RegistryDenied" => info(words::denied().to_owned()),
                    _ => ().into_any(),
                },
            }
        })
        .into_any()
    }

    fn found(self, wizard: Wizard, image: &str, answer: &Value) -> AnyView {
        let digest = answer["digest"].as_str().unwrap_or_default().to_owned();
        let newest = answer["tags"][0].as_str().unwrap_or_default();
        let is_tagged = without_tag(image).len() < image.len();
        if digest.is_empty() {
            return if is_tagged && !newest.is_empty() {
                warning(words::no_such_tag(newest))
            } else {
                ().into_any()
            };
        }
        let platforms = strings(items(&answer["platforms"]).iter());
        let others = wizard.report.with(|report| {
            wizard
                .facts
                .with(|facts| nodes_without(&platforms, report, facts))
        });
        let made_for = if platforms.is_empty() {
            ().into_any()
        } else if let Some((others, nodes)) = others {
            warning(words::not_for(manifest::texts::join(&others, ", "), nodes))
        } else {
            info(words::made_for(manifest::texts::join(&platforms, ", ")))
        };
        let pinned = format!("{image}@{digest}");
        let pin = (!image.contains('@')).then(|| {
            let on_press = move |()| {
                let path = self.path.get_value();
                wizard.document.type_at(&path, &pinned, ScalarKind::String);
            };
            view! {
                <p class="field-note field-note-info">
                    <Button look=Look::Quiet on_press>{words::pin()}</Button>
                    " " {words::pin_help()}
                </p>
            }
        });
        view! { {made_for} {pin} }.into_any()
    }
}

/// The texts among values.
fn strings<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<String> {
    let mut found = Vec::new();
    for value in values {
        found.extend(value.as_str().map(str::to_owned));
    }
    found
}

fn warning(text: String) -> AnyView {
    view! { <p class="field-note">{text}</p> }.into_any()
}

fn info(text: String) -> AnyView {
    view! { <p class="field-note field-note-info">{text}</p> }.into_any()
}

/// The word of the machine for why there is no answer.
fn reason(error: &ApiError) -> String {
    let first = error.problem().and_then(|problem| problem.errors.first());
    first.map(|error| error.reason.clone()).unwrap_or_default()
}

/// The name of an image without its tag and digest.
fn without_tag(image: &str) -> &str {
    let name = image.split_once('@').map_or(image, |(name, _)| name);
    match name.rsplit_once(':') {
        // What follows the colon of a port has a path.
        Some((before, after)) if !after.contains('/') => before,
        _ => name,
    }
}

/// The tag of an image as typed; empty where it has none.
#[must_use]
pub fn tag_of(image: &str) -> String {
    let name = image.split_once('@').map_or(image, |(name, _)| name);
    let tag = name[without_tag(image).len()..].strip_prefix(':');
    tag.unwrap_or_default().to_owned()
}

/// The platforms of nodes that get a pod and for which the image is not made, and how many nodes these are.
fn nodes_without(
    platforms: &[String],
    report: &Report,
    facts: &Facts,
) -> Option<(Vec<String>, u32)> {
    let nodes = facts.nodes.iter().flatten();
    let mut others = BTreeSet::new();
    let mut count = 0;
    for (node, place) in nodes.zip(&report.placement) {
        let label = |key: &str| node.labels.get(key).map(String::as_str);
        let (Some(os), Some(architecture)) =
            (label("kubernetes.io/os"), label("kubernetes.io/arch"))
        else {
            continue;
        };
        let platform = format!("{os}/{architecture}");
        let is_it = |known: &String| {
            known
                .strip_prefix(&platform)
                .is_some_and(|variant| variant.is_empty() || variant.starts_with('/'))
        };
        if place.runs && !platforms.iter().any(is_it) {
            others.insert(platform);
            count += 1;
        }
    }
    let mut names = Vec::new();
    for name in others {
        names.push(name);
    }
    (count > 0).then_some((names, count))
}

#[cfg(test)]
mod tests {
    use preflight::{Facts, Report};
    use serde_json::json;

    use super::{nodes_without, tag_of, without_tag};

    #[test]
    fn a_name_is_told_from_its_tag() {
        for (image, name, tag) in [
            ("nginx", "nginx", ""),
            ("nginx:1.27", "nginx", "1.27"),
            ("registry:5000/nginx", "registry:5000/nginx", ""),
            (
                "registry:5000/a/nginx:1@sha256:ab",
                "registry:5000/a/nginx",
                "1",
            ),
        ] {
            assert_eq!((without_tag(image), tag_of(image).as_str()), (name, tag));
        }
    }

    #[test]
    fn nodes_that_get_a_pod_and_cannot_run_it_are_counted() {
        let node = |name: &str, architecture: &str| {
            json!({"kind": "Node", "metadata": {"name": name, "labels": {
                "kubernetes.io/os": "linux", "kubernetes.io/arch": architecture,
            }}})
        };
        let facts =
            Facts::from_objects(&[node("a", "amd64"), node("b", "arm64"), node("c", "arm")]);
        let mut report = Report::default();
        for name in ["a", "b", "c"] {
            report.placement.push(preflight::NodePlacement {
                node: name.to_owned(),
                runs: name != "b",
                ..preflight::NodePlacement::default()
            });
        }
        let of = |platforms: &[&str]| {
            let platforms: Vec<_> = platforms.iter().map(|it| (*it).to_owned()).collect();
            nodes_without(&platforms, &report, &facts)
        };
        assert_eq!(of(&["linux/amd64", "linux/arm/v7"]), None);
        assert_eq!(
            of(&["linux/amd64"]),
            Some((vec!["linux/arm".to_owned()], 1))
        );
    }
}
