//! The colours of the cells, read from the style sheet.

use leptos::prelude::{document, window};

/// A colour of the style sheet's tokens.
#[derive(Clone, Copy, Debug)]
pub(super) enum Colour {
    Panel,
    Ready,
    ReadySoft,
    Updating,
    Pending,
    PendingSoft,
    Failing,
    LeftOut,
    Accent,
    Ink,
}

/// The names of the tokens, in the order of [`Colour`].
const TOKENS: [&str; 10] = [
    "--panel",
    "--ready",
    "--ready-soft",
    "--updating",
    "--pending",
    "--pending-soft",
    "--failing",
    "--left-out",
    "--accent",
    "--ink",
];

/// The colours as they are now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette([String; TOKENS.len()]);

impl Palette {
    /// Reads the colours from the style sheet.
    #[must_use]
    pub fn read() -> Self {
        let root = document().document_element();
        let style = root.and_then(|root| window().get_computed_style(&root).ok()?);
        Self(TOKENS.map(|token| {
            let value = style.as_ref().map(|style| style.get_property_value(token));
            value.and_then(Result::ok).unwrap_or_default()
        }))
    }

    pub(super) fn get(&self, colour: Colour) -> &str {
        &self.0[colour as usize]
    }
}
