//! Kinds that custom resource definitions have defined.
//!
//! Which of them a cluster serves is derived from the definitions that it stores. Their rows live as long as the
//! program and are made once each, whatever cluster defines them.

use std::sync::{PoisonError, RwLock};

use serde_json::Value;

use super::{Kind, Resource};
use crate::store::Store;

/// The rows that were made so far.
static ROWS: RwLock<Vec<&'static Resource>> = RwLock::new(Vec::new());

/// A kind that somebody has defined: the number of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Defined(usize);

impl Defined {
    /// Its row.
    pub(super) fn resource(self) -> &'static Resource {
        // Rows are only ever added, and whoever has a number got it with its row.
        let rows = ROWS.read().unwrap_or_else(PoisonError::into_inner);
        rows[self.0]
    }

    /// The row that says this, made where there is none yet. Its shelf is that of the other versions, if there are any.
    fn of(row: &Resource) -> Self {
        let mut rows = ROWS.write().unwrap_or_else(PoisonError::into_inner);
        let is_same_kind = |it: &Resource| (it.group, it.plural) == (row.group, row.plural);
        let known = rows.iter().position(|it| {
            is_same_kind(it)
                && (it.version, it.kind, it.namespaced, it.has_status)
                    == (row.version, row.kind, row.namespaced, row.has_status)
                && it.short_names == row.short_names
        });
        let number = known.unwrap_or_else(|| {
            let sibling = rows.iter().find(|it| is_same_kind(it));
            let shelf = sibling.map_or(Kind::ALL.len() + rows.len(), |it| it.shelf);
            rows.push(Box::leak(Box::new(Resource { shelf, ..*row })));
            rows.len() - 1
        });
        Self(number)
    }
}

/// A custom resource definition.
pub(crate) struct Definition(Value);

impl Definition {
    /// The one of this name, unless it is not served yet.
    pub(crate) fn find(store: &Store, group: &str, plural: &str) -> Option<Self> {
        let name = format!("{plural}.{group}");
        let object = store.get(Kind::CustomResourceDefinition, &name)?;
        Some(Self(object.value())).filter(Self::is_established)
    }

    /// That an object says, whether it is served or not.
    pub(crate) const fn of(object: Value) -> Self {
        Self(object)
    }

    /// All kinds that are served: those that are always there, then those that are defined.
    pub(crate) fn all_kinds(store: &Store) -> Vec<Kind> {
        let definitions = store.list(Kind::CustomResourceDefinition, None, None);
        let defined = definitions.objects.iter().flat_map(|object| {
            let definition = Self(object.value());
            if definition.is_established() {
                definition.kinds()
            } else {
                Vec::new()
            }
        });
        Kind::ALL.iter().copied().chain(defined).collect()
    }

    /// The kind of an object with this `apiVersion` and `kind`.
    pub(crate) fn kind_of(store: &Store, api_version: &str, name: &str) -> Option<Kind> {
        Kind::of_object(api_version, name).or_else(|| {
            Self::all_kinds(store).into_iter().find(|kind| {
                let resource = kind.resource();
                resource.kind == name && resource.api_version() == api_version
            })
        })
    }

    /// The kind in this version, if that is served.
    pub(crate) fn version(&self, version: &str) -> Option<Kind> {
        let mut kinds = self.kinds().into_iter();
        kinds.find(|kind| kind.resource().version == version)
    }

    /// The kind in each version that is served.
    pub(crate) fn kinds(&self) -> Vec<Kind> {
        let spec = &self.0["spec"];
        let versions = spec["versions"].as_array().into_iter().flatten();
        let served = versions.filter(|version| version["served"] == true);
        served
            .map(|version| {
                let short_names = spec["names"]["shortNames"].as_array().into_iter().flatten();
                let short_names: Vec<&'static str> = short_names.map(lasting).collect();
                Kind::Defined(Defined::of(&Resource {
                    group: lasting(&spec["group"]),
                    version: lasting(&version["name"]),
                    kind: lasting(&spec["names"]["kind"]),
                    plural: lasting(&spec["names"]["plural"]),
                    short_names: short_names.leak(),
                    namespaced: spec["scope"] == "Namespaced",
                    has_status: version["subresources"]["status"].is_object(),
                    in_all: false,
                    free_names: false,
                    shelf: 0,
                }))
            })
            .collect()
    }

    fn is_established(&self) -> bool {
        let conditions = self.0["status"]["conditions"].as_array();
        conditions
            .into_iter()
            .flatten()
            .any(|condition| condition["type"] == "Established" && condition["status"] == "True")
    }
}

/// A text that lasts as long as the program, each once.
fn lasting(text: &Value) -> &'static str {
    static TEXTS: RwLock<Vec<&'static str>> = RwLock::new(Vec::new());
    let text = text.as_str().unwrap_or_default();
    let find = |texts: &[&'static str]| texts.iter().copied().find(|it| *it == text);
    let known = find(&TEXTS.read().unwrap_or_else(PoisonError::into_inner));
    known.unwrap_or_else(|| {
        let text: &'static str = Box::leak(text.into());
        let mut texts = TEXTS.write().unwrap_or_else(PoisonError::into_inner);
        texts.push(text);
        text
    })
}
