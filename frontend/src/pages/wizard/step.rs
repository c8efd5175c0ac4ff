//! The steps of the wizard, and which of them a field belongs to.

use std::collections::BTreeSet;

use manifest::FieldPath;
use serde_json::Value;

use super::catalogue::places;

/// One page of the form. They are open in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Name, namespace, description, labels.
    #[default]
    Basic,
    /// Containers: image, resources, health.
    Containers,
    /// Volumes and where they are mounted.
    Volumes,
    /// On which nodes it runs.
    Nodes,
    /// How a change is rolled out.
    Update,
    /// Ports and the network that the pods use.
    Network,
    /// Everything once more before it is created.
    Review,
}

impl Step {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Basic,
        Self::Containers,
        Self::Volumes,
        Self::Nodes,
        Self::Update,
        Self::Network,
        Self::Review,
    ];

    /// The name in the address: `containers`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Containers => "containers",
            Self::Volumes => "volumes",
            Self::Nodes => "nodes",
            Self::Update => "update",
            Self::Network => "network",
            Self::Review => "review",
        }
    }

    /// The step after this one.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(at + 1).copied()
    }

    /// The step before this one.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(at.checked_sub(1)?).copied()
    }

    /// The step of a name in the address.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// The steps that a manifest says something about; an empty text says nothing.
    #[must_use]
    pub fn all_in(manifest: &Value) -> BTreeSet<Self> {
        let mut found = BTreeSet::new();
        collect(manifest, &FieldPath::root(), &mut found);
        found
    }
}

/// Adds the steps of the values at and below a place.
fn collect(value: &Value, path: &FieldPath, found: &mut BTreeSet<Step>) {
    match value {
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                collect(value, &path.key(key), found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &path.index(index), found);
            }
        }
        _ => {
            found.insert(places::step_of(path));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::Step;

    #[test]
    fn names_in_the_address_are_read_back() {
        for step in Step::ALL {
            assert_eq!(Step::from_word(step.word()), Some(step));
        }
        assert_eq!(Step::from_word("other"), None);
    }

    #[test]
    fn blanks_fill_no_step() {
        let manifest = json!({
            "metadata": {"name": "a"},
            "spec": {"template": {"spec": {
                "containers": [{"name": ""}],
                "volumes": [{"emptyDir": {}}],
                "nodeSelector": null,
            }}},
        });
        assert_eq!(
            Step::all_in(&manifest),
            BTreeSet::from([Step::Basic, Step::Volumes])
        );
    }
}
