//! Field selectors: name and namespace of every kind, and what pods and events can be asked for.

use serde_json::Value;

use crate::{kind::Kind, store::Object};

/// What fields of an object must hold: every term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldSelector(Vec<Term>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    field: Field,
    value: String,
    negated: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Field {
    Name,
    Namespace,
    /// A field deeper in the object, by its JSON pointer.
    Pointer(String),
}

impl FieldSelector {
    /// Reads `metadata.name=a,spec.nodeName!=b` for objects of `kind`.
    ///
    /// # Errors
    /// What cannot be selected, in the API server's words.
    pub(crate) fn parse(kind: Kind, text: &str) -> Result<FieldSelector, String> {
        let mut terms = Vec::new();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let (name, value, negated) = if let Some((name, value)) = part.split_once("!=") {
                (name, value, true)
            } else if let Some((name, value)) = part.split_once('=') {
                (name, value.strip_prefix('=').unwrap_or(value), false)
            } else {
                return Err(format!(
                    "invalid selector: '{text}'; can't understand '{part}'"
                ));
            };
            let field = field(kind, name)?;
            terms.push(Term {
                field,
                value: value.to_owned(),
                negated,
            });
        }
        Ok(FieldSelector(terms))
    }

    /// Whether it lets everything through.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the object fulfils every term.
    pub(crate) fn matches(&self, object: &Object) -> bool {
        let needs_fields = self
            .0
            .iter()
            .any(|term| matches!(term.field, Field::Pointer(_)));
        let value = if needs_fields {
            object.value()
        } else {
            Value::Null
        };
        self.0.iter().all(|term| {
            let found = match &term.field {
                Field::Name => object.name(),
                Field::Namespace => object.namespace(),
                Field::Pointer(pointer) => match value.pointer(pointer) {
                    Some(Value::String(text)) => text.as_str(),
                    Some(Value::Bool(true)) => "true",
                    // A flag that is not set is stored as nothing, and is asked for as `false`.
                    _ if is_flag(pointer) => "false",
                    _ => "",
                },
            };
            (found == term.value) != term.negated
        })
    }
}

fn is_flag(pointer: &str) -> bool {
    matches!(pointer, "/spec/unschedulable" | "/spec/hostNetwork")
}

/// Which fields can be selected by: `AddFieldLabelConversionFunc` in
/// `pkg/apis/core/v1/conversion.go` and the defaults for other kinds.
fn field(kind: Kind, name: &str) -> Result<Field, String> {
    const POD: &[&str] = &[
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "spec.hostNetwork",
        "status.phase",
        "status.podIP",
        "status.nominatedNodeName",
    ];
    const EVENT: &[&str] = &[
        "involvedObject.kind",
        "involvedObject.namespace",
        "involvedObject.name",
        "involvedObject.uid",
        "involvedObject.apiVersion",
        "involvedObject.resourceVersion",
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type",
    ];
    let further: &[&str] = match kind {
        Kind::Pod => POD,
        Kind::Event => EVENT,
        Kind::Node => &["spec.unschedulable"],
        Kind::Namespace => &["status.phase"],
        Kind::Secret => &["type"],
        _ => &[],
    };
    match name {
        "metadata.name" => Ok(Field::Name),
        "metadata.namespace" => Ok(Field::Namespace),
        "source" if kind == Kind::Event => Ok(Field::Pointer("/source/component".to_owned())),
        name if further.contains(&name) => {
            Ok(Field::Pointer(format!("/{}", name.replace('.', "/"))))
        }
        name if kind.resource().group.is_empty() => {
            Err(format!("field label not supported: {name}"))
        }
        name => Err(format!(
            "\"{name}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
        )),
    }
}
