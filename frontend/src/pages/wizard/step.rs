//! The steps of the wizard, and which of them a field belongs to.

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
}

#[cfg(test)]
mod tests {
    use super::Step;

    #[test]
    fn names_in_the_address_are_read_back() {
        for step in Step::ALL {
            assert_eq!(Step::from_word(step.word()), Some(step));
        }
        assert_eq!(Step::from_word("other"), None);
    }
}
