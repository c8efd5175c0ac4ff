//! `AdmittedPod`: what each part of admission reads and completes.

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// A pod as it is stored, or would be if nothing refused it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdmittedPod {
    /// Its `metadata`, with what a LimitRange says of itself.
    pub metadata: Value,
    /// Its `spec`, with the resources, overhead, node selector and tolerations that it gets.
    pub spec: Value,
    /// Its priority; none where the class is not known.
    pub priority: Option<i32>,
    /// Whether it has no others deleted to make room.
    pub never_preempts: bool,
    /// What refuses it, in the order in which the API server asks, without quota: what completes it,
    /// then validation, then what only checks. The first is what the API server says.
    pub refusals: Vec<Refusal>,
}

impl AdmittedPod {
    /// The pod in the place of a template, for what reads templates; see [`Self::take_back`].
    pub(super) fn as_template(&mut self) -> Value {
        let mut template = Map::new();
        template.insert("metadata".to_owned(), self.metadata.take());
        template.insert("spec".to_owned(), self.spec.take());
        let mut owner = Value::Null;
        owner["spec"]["template"] = Value::Object(template);
        owner
    }

    /// Makes it a pod again, of what [`Self::as_template`] gave.
    pub(super) fn take_back(&mut self, mut owner: Value) {
        let template = &mut owner["spec"]["template"];
        self.metadata = template["metadata"].take();
        self.spec = template["spec"].take();
    }
}
