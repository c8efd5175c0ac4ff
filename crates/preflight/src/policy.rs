//! The policy: what the house refuses on top of Kubernetes, as data. Never mixed with the rules.

mod check;

use serde::{Deserialize, Serialize};

use crate::problem::Severity;

pub(crate) use check::check;

/// What a house asks of a DaemonSet beyond what the API server does. Everything is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Policy {
    /// What the house calls it.
    pub name: String,
    /// What `metadata.name` must look like.
    pub object_name: Option<NameForm>,
    /// What the names of containers must look like.
    pub container_name: Option<NameForm>,
    /// How long the value of an annotation may be.
    pub annotation_lengths: Vec<AnnotationLength>,
    /// The limits that every container should have, as names of resources.
    pub limits: Option<RequiredLimits>,
    /// The registries that images may come from, with or without a path: `registry.example.com/team`.
    /// Empty allows all.
    pub registries: Vec<String>,
}

/// The form of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NameForm {
    /// The fewest characters.
    pub min: usize,
    /// The most characters.
    pub max: usize,
    /// Whether the first character must be a letter, not a digit.
    pub starts_with_letter: bool,
    /// Whether dots are allowed.
    pub allows_dots: bool,
}

/// How long the value of an annotation may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnnotationLength {
    /// The key of the annotation on the object.
    pub key: String,
    /// The most characters.
    pub max: usize,
}

/// The limits that every container should have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequiredLimits {
    /// Names of resources: `cpu`, `memory`.
    pub resources: Vec<String>,
    /// Whether one that is missing is refused or only pointed out.
    pub severity: Severity,
}

impl Policy {
    /// The names of the presets.
    pub const PRESETS: [&'static str; 3] = ["kubernetes", "kubesphere", "dce"];

    /// Nothing more than Kubernetes itself.
    #[must_use]
    pub fn kubernetes() -> Self {
        Self {
            name: "kubernetes".to_owned(),
            ..Self::default()
        }
    }

    /// What KubeSphere's console asks for.
    #[must_use]
    pub fn kubesphere() -> Self {
        Self {
            name: "kubesphere".to_owned(),
            object_name: Some(NameForm {
                min: 1,
                max: 253,
                starts_with_letter: false,
                allows_dots: false,
            }),
            annotation_lengths: vec![
                length("kubesphere.io/alias-name", 63),
                length("kubesphere.io/description", 256),
            ],
            ..Self::default()
        }
    }

    /// What DCE, `DaoCloud` Enterprise, asks for.
    #[must_use]
    pub fn dce() -> Self {
        let name = NameForm {
            min: 4,
            max: 63,
            starts_with_letter: true,
            allows_dots: false,
        };
        Self {
            name: "dce".to_owned(),
            object_name: Some(name),
            container_name: Some(name),
            annotation_lengths: vec![length("description", 512)],
            limits: Some(RequiredLimits {
                resources: vec!["cpu".to_owned(), "memory".to_owned()],
                severity: Severity::Warning,
            }),
            ..Self::default()
        }
    }

    /// The preset of this name.
    #[must_use]
    pub fn preset(name: &str) -> Option<Self> {
        match name {
            "kubernetes" => Some(Self::kubernetes()),
            "kubesphere" => Some(Self::kubesphere()),
            "dce" => Some(Self::dce()),
            _ => None,
        }
    }
}

fn length(key: &str, max: usize) -> AnnotationLength {
    AnnotationLength {
        key: key.to_owned(),
        max,
    }
}
