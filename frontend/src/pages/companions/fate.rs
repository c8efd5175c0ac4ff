//! What becomes of an object of the text that is there already.

/// What becomes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// It stays as it is.
    #[default]
    Leave,
    /// It is made to say what the text says.
    Update,
    /// Nothing is created.
    Refuse,
}

impl Fate {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Leave, Self::Update, Self::Refuse];

    /// The word that the API knows.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Leave => "Leave",
            Self::Update => "Update",
            Self::Refuse => "Refuse",
        }
    }
}
