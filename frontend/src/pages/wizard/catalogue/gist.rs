//! What a step says, in a few words of the manifest's own.

use manifest::{Document, FieldPath};

use super::ways::services;
use crate::pages::wizard::paths;
use crate::pages::wizard::step::Step;

/// The fields that let pods share something with their node.
const SHARED: [&str; 3] = ["hostNetwork", "hostPID", "hostIPC"];

/// The gist of a step: names and kinds, as they are written; empty where it says nothing.
#[must_use]
pub fn gist(document: &Document, step: Step) -> String {
    let mut parts = Vec::new();
    let text = |path: &FieldPath| document.text_at(path).unwrap_or_default();
    match step {
        Step::Basic => parts.push(text(&paths::metadata().key("name"))),
        Step::Containers => {
            for list in [paths::containers(), paths::init_containers()] {
                for index in 0..document.len_of(&list) {
                    parts.push(text(&list.index(index).key("name")));
                }
            }
        }
        Step::Volumes => {
            for index in 0..document.len_of(&paths::volumes()) {
                for key in document.keys(&paths::volumes().index(index)) {
                    if key != "name" && !parts.contains(&key) {
                        parts.push(key);
                    }
                }
            }
        }
        Step::Nodes => {
            for key in document.keys(&paths::pod().key("nodeSelector")) {
                let value = text(&paths::pod().key("nodeSelector").key(key.as_str()));
                parts.push(format!("{key}={value}"));
            }
        }
        Step::Update => {
            let strategy = paths::spec().key("updateStrategy");
            parts.push(text(&strategy.key("type")));
            for key in document.keys(&strategy.key("rollingUpdate")) {
                let value = text(&strategy.key("rollingUpdate").key(key.as_str()));
                parts.push(format!("{key} {value}"));
            }
        }
        Step::Network => {
            for key in SHARED {
                if text(&paths::pod().key(key)) == "true" {
                    parts.push(key.to_owned());
                }
            }
            for service in services(document) {
                let kind = text(&service.key("spec").key("type"));
                parts.push(if kind.is_empty() {
                    "Service".to_owned()
                } else {
                    kind
                });
            }
        }
        Step::Review => {}
    }
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::gist;
    use crate::pages::wizard::step::Step;

    #[test]
    fn each_step_says_what_it_holds() {
        let document = Document::parse(
            "kind: DaemonSet\nmetadata: {name: agent}\nspec:\n  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}\n  \
             template:\n    spec:\n      hostNetwork: true\n      hostPID: false\n      nodeSelector: {disk: ssd}\n      containers: [{name: a}, {name: \"\"}]\n      \
             initContainers: [{name: i}]\n      volumes: [{name: x, hostPath: {path: /}}, {name: y, hostPath: {path: /a}}, {name: z, emptyDir: {}}]\n\
             ---\napiVersion: v1\nkind: Service\nspec: {type: NodePort}\n",
        );
        let said = Step::ALL.map(|step| gist(&document, step));
        assert_eq!(
            said,
            [
                "agent",
                "a, i",
                "hostPath, emptyDir",
                "disk=ssd",
                "RollingUpdate, maxSurge 1",
                "hostNetwork, NodePort",
                "",
            ]
        );
    }
}
