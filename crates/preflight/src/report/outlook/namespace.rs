//! The namespace: what the template refers to, Pod Security, and who else has such pods.

use manifest::gather::Gather;
use manifest::json::items;
use manifest::message::cluster as said;
use manifest::{LabelSelector, Message};
use serde_json::Value;

use super::{Outlook, Problem, Severity, Source};
use crate::admission::pod_security::{self, Level, Levels};
use crate::admission::references;
use crate::cursor::Cursor;
use crate::facts::ControllerFacts;

/// How many DaemonSets with the same image are named.
const MOST_NAMES: usize = 3;

impl Outlook<'_> {
    /// Says what the namespace and the other DaemonSets have to say.
    pub(super) fn namespace(&mut self) {
        self.images();
        let Some(facts) = self.facts.of_namespace(self.namespace) else {
            return;
        };
        if let Some(labels) = &facts.labels {
            self.pod_security(&Levels::of(labels));
        }
        let object = self.object;
        let root = Cursor::root(object);
        let spec = root.field("spec");
        let template = spec.field("template");
        for missing in references::check(&template.field("spec"), facts) {
            if missing.is_unknown {
                let (severity, source) = (Severity::Info, Source::Admission);
                let (path, message) = (missing.path, missing.message);
                self.problems
                    .push(Problem::at(path, severity, source, "Unknown", message));
                continue;
            }
            let message = said::not_found(missing.message, self.namespace);
            let (severity, source) = (Severity::Warning, Source::Admission);
            let problem = Problem::at(missing.path, severity, source, "NotFound", message);
            self.problems.push(problem);
        }
        let controllers = facts.controllers.as_deref().unwrap_or_default();
        self.overlap(controllers);
        self.adoption(controllers);
    }

    /// What Pod Security says of the DaemonSet: it only warns. What it refuses of the pods is said with all
    /// else that does.
    fn pod_security(&mut self, levels: &Levels) {
        let violation = |level: &Level| pod_security::violation(self.object, level);
        let warned = violation(&levels.warn).filter(|_| levels.warn != levels.enforce);
        let audited = violation(&levels.audit);
        let path = ["spec", "template", "spec"];
        if let Some(violation) = warned {
            let message = said::would_violate(violation);
            self.warn(&path, Source::Admission, "PodSecurityWarn", message);
        }
        if let Some(violation) = audited {
            let message = said::audit_violates(violation);
            let (severity, source) = (Severity::Info, Source::Admission);
            self.tell(&path, severity, source, "PodSecurityAudit", message);
        }
    }

    /// Pods that nothing controls and that the selector means: the controller takes them on
    /// (`ClaimPods` in `pkg/controller/controller_ref_manager.go`). Those that were made by the first
    /// template of a DaemonSet before count as made by the first one of this (`IsPodUpdated`).
    fn adoption(&mut self, controllers: &[ControllerFacts]) {
        let Some(selector) = LabelSelector::from_value(&self.object["spec"]["selector"]) else {
            return;
        };
        let pods = controllers.iter().filter(|other| {
            let label = |key: &str| other.labels.get(key).map(String::as_str);
            other.kind == "Pod" && selector.matches_with(label)
        });
        let pods: Vec<&ControllerFacts> = pods.gather();
        if pods.is_empty() {
            return;
        }
        let is_current = |pod: &&&ControllerFacts| {
            let generation = pod.labels.get("pod-template-generation");
            self.stored.is_none() && generation.is_some_and(|generation| generation == "1")
        };
        let current = pods.iter().filter(is_current).count();
        let (some, others) = pods.split_at(pods.len().min(MOST_NAMES));
        let names = some.iter().map(|pod| Message::from(&pod.name));
        let names = and_more(names.gather(), others.len());
        let of_pods = said::adopted_pods(pods.len());
        let is_rolling = self.object["spec"]["updateStrategy"]["type"] == "RollingUpdate";
        let then = match (current, pods.len() - current, is_rolling) {
            (0, _, true) => said::adopted_replaced(),
            (_, 1.., false) | (0, ..) => said::adopted_stay(),
            (_, 0, _) => said::adopted_current(),
            _ => said::adopted_mixed(),
        };
        let message = said::adopts(of_pods, names, then);
        let path = ["spec", "selector"];
        self.warn(&path, Source::Cluster, "SelectorOverlap", message);
    }

    /// Pods that two selectors mean.
    fn overlap(&mut self, controllers: &[ControllerFacts]) {
        let spec = &self.object["spec"];
        let labels = &spec["template"]["metadata"]["labels"];
        let ours = LabelSelector::from_value(&spec["selector"]);
        let (mut taken, mut taking) = (Vec::new(), Vec::new());
        for other in controllers {
            let is_self = other.kind == "DaemonSet" && other.name == self.name;
            if is_self || other.kind == "Pod" {
                continue;
            }
            let label = |key: &str| other.labels.get(key).map(String::as_str);
            if ours.as_ref().is_some_and(|ours| ours.matches_with(label)) {
                taken.push(other);
                continue;
            }
            let theirs = LabelSelector::from_value(&other.selector);
            let label = |key: &str| labels.get(key).and_then(Value::as_str);
            if theirs.is_some_and(|theirs| theirs.matches_with(label)) {
                taking.push(other);
            }
        }
        let path = ["spec", "selector"];
        if !taken.is_empty() {
            let message = said::selects_others(named(&taken));
            self.warn(&path, Source::Cluster, "SelectorOverlap", message);
        }
        if !taking.is_empty() {
            let message = said::selected_by(taking.len(), named(&taking));
            self.warn(&path, Source::Cluster, "SelectorOverlap", message);
        }
    }

    /// Other DaemonSets that run an image of this one.
    fn images(&mut self) {
        let own = format!("{}/{}", self.namespace, self.name);
        let pod = &self.object["spec"]["template"]["spec"];
        let containers = items(&pod["containers"]).iter();
        let mut found = Vec::new();
        for (index, container) in containers.enumerate() {
            let image = container["image"].as_str().unwrap_or_default();
            let others = self.facts.images.iter().flatten();
            let names: Vec<&str> = others
                .filter(|other| other.daemon_set != own)
                .filter(|other| !image.is_empty() && other.images.iter().any(|used| used == image))
                .map(|other| other.daemon_set.as_str())
                .gather();
            if !names.is_empty() {
                let (some, others) = names.split_at(names.len().min(MOST_NAMES));
                let mut some = Message::list_of(some);
                if !others.is_empty() {
                    some = said::and_more(some, others.len());
                }
                found.push((index, said::same_image(names.len(), some)));
            }
        }
        for (index, message) in found {
            let path = manifest::FieldPath::root();
            let path = ["spec", "template", "spec", "containers"]
                .iter()
                .fold(path, |path, key| path.key(*key));
            let path = path.index(index).key("image");
            let (severity, source) = (Severity::Info, Source::Cluster);
            self.problems
                .push(Problem::at(path, severity, source, "SameImage", message));
        }
    }
}

/// The first controllers by kind and name, and how many there are besides.
fn named(controllers: &[&ControllerFacts]) -> Message {
    let (some, others) = controllers.split_at(controllers.len().min(MOST_NAMES));
    let names = some.iter().map(|it| format!("{} \"{}\"", it.kind, it.name));
    and_more(names.map(Message::from).gather(), others.len())
}

/// A list of the first few, and how many more there are.
pub(super) fn and_more(mut some: Vec<Message>, more: usize) -> Message {
    if more > 0 {
        some.push(said::more(more));
    }
    Message::List(some)
}
