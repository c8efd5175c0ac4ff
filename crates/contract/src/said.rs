//! What is said beside words in English: the code of a sentence of ours and what it is about, so that whoever reads it
//! can put it into another language.

/// Reads `message`, `code` and `arguments` of these types as what is said.
macro_rules! read {
    ($($of:ty),+) => {$(
        impl $of {
            /// What is said, for who puts it into another language.
            #[must_use]
            pub fn said(&self) -> manifest::Message {
                manifest::Message::of_parts(&self.code, &self.arguments, &self.message)
            }
        }
    )+};
}

/// Writes `message`, `code` and `arguments` of these types.
#[cfg(feature = "english")]
macro_rules! write {
    ($($of:ty),+) => {$(
        impl $of {
            /// Says this.
            #[must_use]
            pub fn because(mut self, said: &manifest::Message) -> Self {
                (self.code, self.arguments) = said.english_parts();
                self.message = said.to_string();
                self
            }
        }
    )+};
}

read!(
    crate::Diagnosis,
    crate::Freshness,
    crate::NodesInTrouble,
    crate::PodDetail,
    crate::PodRow
);
#[cfg(feature = "english")]
write!(crate::Freshness, crate::PodDetail, crate::PodRow);
