//! The colours of the cells, read from the style sheet.

use contract::NodeState;
use leptos::prelude::{document, window};

use super::tile::{Layer, layers};

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

/// The colours of a cell's parts, each where it has that part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts<'a> {
    /// Of the whole cell.
    pub ground: Option<&'a str>,
    /// Of the line along its edge.
    pub edge: Option<&'a str>,
    /// Of what stands in it.
    pub mark: Option<&'a str>,
}

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

    /// What a cell of this state is drawn with.
    #[must_use]
    pub fn parts(&self, state: NodeState) -> Parts<'_> {
        let mut parts = Parts::default();
        for layer in layers(state) {
            let (part, colour) = match layer {
                Layer::Ground(colour) => (&mut parts.ground, colour),
                Layer::Edge(colour) | Layer::Dashes(colour) => (&mut parts.edge, colour),
                Layer::Dot(colour) | Layer::Bar(colour) | Layer::Band(colour) => {
                    (&mut parts.mark, colour)
                }
            };
            *part = Some(self.get(*colour));
        }
        parts
    }

    pub(super) fn get(&self, colour: Colour) -> &str {
        &self.0[colour as usize]
    }
}
