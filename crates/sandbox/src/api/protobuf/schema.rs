//! Which fields the messages have that are read here, by the `generated.proto` of `k8s.io/api` and
//! `k8s.io/apimachinery`.
//!
//! `managedFields` is missing: the sandbox says itself who has set what, whoever sends them.

use self::Content::{Bytes, Flag, Message, Number, Quantity, Text, Time};
use crate::{api::route::ReviewKind, kind::Kind};

/// One field of a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// Its number on the wire.
    pub(super) number: u64,
    /// Its name in JSON.
    pub(super) name: &'static str,
    /// What it holds.
    pub(super) content: Content,
    /// How often it occurs.
    pub(super) occurs: Occurs,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    /// A string.
    Text,
    /// A whole number of 32 or 64 bits.
    Number,
    /// A boolean.
    Flag,
    /// Bytes, which JSON writes in Base64.
    Bytes,
    /// `metav1.Time`, which JSON writes as RFC 3339.
    Time,
    /// `resource.Quantity`, which JSON writes as a string.
    Quantity,
    /// A message of its own.
    Message(&'static [Field]),
}

/// How often a field occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occurs {
    /// At most once. Encoders write it always, so its zero value says as much as its absence.
    Once,
    /// At most once, and only if it is meant: its zero value counts.
    IfMeant,
    /// Any number of times: a list.
    Repeated,
    /// Any number of times: the entries of a mapping from texts to this content.
    Mapped,
}

/// The message of a kind; none where protobuf is not read.
pub(super) fn of_kind(kind: Kind) -> Option<&'static [Field]> {
    match kind {
        Kind::ConfigMap => Some(CONFIG_MAP),
        Kind::Namespace => Some(NAMESPACE),
        Kind::PriorityClass => Some(PRIORITY_CLASS),
        Kind::ResourceQuota => Some(RESOURCE_QUOTA),
        Kind::Secret => Some(SECRET),
        Kind::ServiceAccount => Some(SERVICE_ACCOUNT),
        _ => None,
    }
}

const fn once(number: u64, name: &'static str, content: Content) -> Field {
    field(number, name, content, Occurs::Once)
}

const fn if_meant(number: u64, name: &'static str, content: Content) -> Field {
    field(number, name, content, Occurs::IfMeant)
}

const fn repeated(number: u64, name: &'static str, content: Content) -> Field {
    field(number, name, content, Occurs::Repeated)
}

const fn mapped(number: u64, name: &'static str, content: Content) -> Field {
    field(number, name, content, Occurs::Mapped)
}

const fn field(number: u64, name: &'static str, content: Content, occurs: Occurs) -> Field {
    Field {
        number,
        name,
        content,
        occurs,
    }
}

/// The entry of a mapping to `content`.
pub(super) const fn map_entry(content: Content) -> [Field; 2] {
    [if_meant(1, "key", Text), if_meant(2, "value", content)]
}

/// The only field of `resource.Quantity`.
pub(super) const QUANTITY: &[Field] = &[once(1, "string", Text)];

/// `metav1.Time`; its nanoseconds are not read by the API server either.
pub(super) const TIME: &[Field] = &[if_meant(1, "seconds", Number)];

/// `runtime.TypeMeta`.
pub(super) const TYPE_META: &[Field] = &[once(1, "apiVersion", Text), once(2, "kind", Text)];

/// `metav1.DeleteOptions`.
pub(super) const DELETE_OPTIONS: &[Field] = &[
    if_meant(1, "gracePeriodSeconds", Number),
    once(2, "preconditions", Message(PRECONDITIONS)),
    if_meant(3, "orphanDependents", Flag),
    if_meant(4, "propagationPolicy", Text),
    repeated(5, "dryRun", Text),
];

const PRECONDITIONS: &[Field] = &[
    if_meant(1, "uid", Text),
    if_meant(2, "resourceVersion", Text),
];

/// `policyv1.Eviction`.
pub(super) const EVICTION: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    once(2, "deleteOptions", Message(DELETE_OPTIONS)),
];

const OBJECT_META: &[Field] = &[
    once(1, "name", Text),
    once(2, "generateName", Text),
    once(3, "namespace", Text),
    once(4, "selfLink", Text),
    once(5, "uid", Text),
    once(6, "resourceVersion", Text),
    once(7, "generation", Number),
    once(8, "creationTimestamp", Time),
    once(9, "deletionTimestamp", Time),
    if_meant(10, "deletionGracePeriodSeconds", Number),
    mapped(11, "labels", Text),
    mapped(12, "annotations", Text),
    repeated(13, "ownerReferences", Message(OWNER_REFERENCE)),
    repeated(14, "finalizers", Text),
];

const OWNER_REFERENCE: &[Field] = &[
    once(5, "apiVersion", Text),
    once(1, "kind", Text),
    once(3, "name", Text),
    once(4, "uid", Text),
    if_meant(6, "controller", Flag),
    if_meant(7, "blockOwnerDeletion", Flag),
];

const OBJECT_REFERENCE: &[Field] = &[
    once(1, "kind", Text),
    once(2, "namespace", Text),
    once(3, "name", Text),
    once(4, "uid", Text),
    once(5, "apiVersion", Text),
    once(6, "resourceVersion", Text),
    once(7, "fieldPath", Text),
];

const NAMESPACE: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    once(2, "spec", Message(&[repeated(1, "finalizers", Text)])),
    once(
        3,
        "status",
        Message(&[
            once(1, "phase", Text),
            repeated(2, "conditions", Message(NAMESPACE_CONDITION)),
        ]),
    ),
];

const NAMESPACE_CONDITION: &[Field] = &[
    once(1, "type", Text),
    once(2, "status", Text),
    once(4, "lastTransitionTime", Time),
    once(5, "reason", Text),
    once(6, "message", Text),
];

const SERVICE_ACCOUNT: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    repeated(2, "secrets", Message(OBJECT_REFERENCE)),
    repeated(3, "imagePullSecrets", Message(&[once(1, "name", Text)])),
    if_meant(4, "automountServiceAccountToken", Flag),
];

const CONFIG_MAP: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    mapped(2, "data", Text),
    mapped(3, "binaryData", Bytes),
    if_meant(4, "immutable", Flag),
];

const SECRET: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    mapped(2, "data", Bytes),
    once(3, "type", Text),
    mapped(4, "stringData", Text),
    if_meant(5, "immutable", Flag),
];

const RESOURCE_QUOTA: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    once(
        2,
        "spec",
        Message(&[
            mapped(1, "hard", Quantity),
            repeated(2, "scopes", Text),
            once(3, "scopeSelector", Message(SCOPE_SELECTOR)),
        ]),
    ),
    once(
        3,
        "status",
        Message(&[mapped(1, "hard", Quantity), mapped(2, "used", Quantity)]),
    ),
];

const SCOPE_SELECTOR: &[Field] = &[repeated(
    1,
    "matchExpressions",
    Message(&[
        once(1, "scopeName", Text),
        once(2, "operator", Text),
        repeated(3, "values", Text),
    ]),
)];

const RESOURCE_ATTRIBUTES: &[Field] = &[
    once(1, "namespace", Text),
    once(2, "verb", Text),
    once(3, "group", Text),
    once(4, "version", Text),
    once(5, "resource", Text),
    once(6, "subresource", Text),
    once(7, "name", Text),
];

const NON_RESOURCE_ATTRIBUTES: &[Field] = &[once(1, "path", Text), once(2, "verb", Text)];

/// The reviews of `k8s.io/api/authentication/v1` and `k8s.io/api/authorization/v1`.
pub(super) const fn of_review(kind: ReviewKind) -> &'static [Field] {
    match kind {
        ReviewKind::SelfSubject => SUBJECT_REVIEW,
        ReviewKind::Token => TOKEN_REVIEW,
        ReviewKind::SelfSubjectAccess
        | ReviewKind::SubjectAccess
        | ReviewKind::LocalSubjectAccess => ACCESS_REVIEW,
        ReviewKind::SelfSubjectRules => RULES_REVIEW,
    }
}

const SUBJECT_REVIEW: &[Field] = &[once(1, "metadata", Message(OBJECT_META))];

const TOKEN_REVIEW: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    once(
        2,
        "spec",
        Message(&[once(1, "token", Text), repeated(2, "audiences", Text)]),
    ),
];

const RULES_REVIEW: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    once(2, "spec", Message(&[once(1, "namespace", Text)])),
];

const ACCESS_REVIEW: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    once(
        2,
        "spec",
        Message(&[
            if_meant(1, "resourceAttributes", Message(RESOURCE_ATTRIBUTES)),
            if_meant(2, "nonResourceAttributes", Message(NON_RESOURCE_ATTRIBUTES)),
            once(3, "user", Text),
            repeated(4, "groups", Text),
            once(6, "uid", Text),
        ]),
    ),
];

/// `authentication.k8s.io/v1` `TokenRequest`.
pub(super) const TOKEN_REQUEST: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    once(
        2,
        "spec",
        Message(&[
            repeated(1, "audiences", Text),
            if_meant(4, "expirationSeconds", Number),
        ]),
    ),
];

const PRIORITY_CLASS: &[Field] = &[
    once(1, "metadata", Message(OBJECT_META)),
    // JSON always shows the value, even 0.
    if_meant(2, "value", Number),
    once(3, "globalDefault", Flag),
    once(4, "description", Text),
    if_meant(5, "preemptionPolicy", Text),
];
