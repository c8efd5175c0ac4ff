//! What a cluster wrote into the objects of a text that was taken out of one: it is offered to be taken out.

use leptos::prelude::*;
use manifest::{Document, FieldPath, Segment};
use serde_json::Value;

use super::catalogue::ways::others;
use super::state::{Purpose, Wizard};
use crate::reactive::{dynamic, memo};
use crate::state::document::Origin;
use crate::text::wizard::cleaning as words;
use crate::ui::{Banner, Button, Tone};

/// Where in an object a cluster writes by itself: fields of its metadata, and annotations.
const IN_METADATA: &str = "creationTimestamp deletionGracePeriodSeconds deletionTimestamp generation managedFields \
                           ownerReferences resourceVersion selfLink uid";
const ANNOTATIONS: &str = "deprecated.daemonset.template.generation \
                           kubectl.kubernetes.io/last-applied-configuration";

/// What a cluster wrote into the objects of a text.
#[must_use]
pub fn written_by_a_cluster(document: &Document) -> Vec<FieldPath> {
    let mut objects = others(document);
    objects.push(FieldPath::root());
    let mut found = Vec::new();
    for object in objects {
        let metadata = object.key("metadata");
        let annotations = metadata.key("annotations");
        let mut places = Vec::new();
        for field in IN_METADATA.split(' ').filter(|field| !field.is_empty()) {
            places.push(metadata.key(field));
        }
        for key in ANNOTATIONS.split(' ').filter(|key| !key.is_empty()) {
            places.push(annotations.key(key));
        }
        places.push(object.key("status"));
        if document.text_at(&object.key("kind")).as_deref() == Some("Service") {
            let spec = object.key("spec");
            places.push(spec.key("clusterIPs"));
            // `None` is a word of whoever wrote it.
            let address = spec.key("clusterIP");
            if document.text_at(&address).is_some_and(|it| it != "None") {
                places.push(address);
            }
        }
        // Generators leave `creationTimestamp: null` and `status: {}` behind, which say nothing.
        places.retain(|place| {
            let written = document.get(place);
            written.is_some_and(|written| !is_empty(&written))
        });
        found.append(&mut places);
    }
    found
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// Takes that out.
pub fn clean(document: &mut Document) {
    for path in written_by_a_cluster(document) {
        // What cannot be taken away stays in the text, where the judgement says what it means.
        let _ = document.remove(&path);
    }
    let mut objects = others(document);
    objects.push(FieldPath::root());
    for object in objects {
        let annotations = object.key("metadata").key("annotations");
        if document.has(&annotations) && document.len_of(&annotations) == 0 {
            let _ = document.remove(&annotations);
        }
    }
}

/// Offers to take it out, where a new DaemonSet brings such a thing.
#[component]
pub fn Cleaning() -> impl IntoView {
    let wizard = Wizard::expect();
    if let Purpose::Edit(_) = wizard.purpose {
        return ().into_any();
    }
    let names = memo(move || {
        let found = wizard.document.with(written_by_a_cluster);
        let mut names = String::new();
        for path in found {
            let Some(Segment::Key(name)) = path.last() else {
                continue;
            };
            if !names.split(", ").any(|known| known == *name) {
                if !names.is_empty() {
                    names.push_str(", ");
                }
                names.push_str(name);
            }
        }
        names
    });
    let take_out = move |()| {
        wizard.document.edit(Origin::Act, |document| {
            clean(document);
            Ok(())
        });
    };
    dynamic(move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            let button = view! { <Button on_press=take_out>{words::take_out()}</Button> };
            view! {
                <Banner tone=Tone::Waiting heading=words::heading() actions=button.into_any()>
                    {words::fields(names)}
                </Banner>
            }
        })
    })
    .into_any()
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    #[test]
    fn what_a_cluster_wrote_goes_out_of_every_object() {
        let text = "\
apiVersion: v1
kind: Service
metadata:
  name: agent # ours
  uid: abc
spec:
  clusterIP: 10.0.0.7
  clusterIPs:
    - 10.0.0.7
  ports:
    - port: 80
status:
  loadBalancer: {}
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {}
  name: agent
  resourceVersion: \"12\"
spec: {}
";
        let mut document = Document::parse(text);
        super::clean(&mut document);
        let expected = "\
apiVersion: v1
kind: Service
metadata:
  name: agent # ours
spec:
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec: {}
";
        assert_eq!(document.text(), expected);
        assert!(super::written_by_a_cluster(&document).is_empty());
    }
}
