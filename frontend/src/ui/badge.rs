//! A word on a tinted ground.

use leptos::prelude::*;

/// What a colour stands for. Never alone: words or a shape always say the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Neutral,
    /// Can be pressed, or is chosen, or is under way.
    Accent,
    /// All is well.
    Good,
    /// Waits, or deserves a look.
    Waiting,
    /// Fails or was refused.
    Bad,
}

impl Tone {
    /// The end of the class names: `badge-good`, `banner-bad`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Good => "good",
            Self::Waiting => "waiting",
            Self::Bad => "bad",
        }
    }
}

/// A badge.
#[component]
pub fn Badge(
    /// What its colour stands for.
    #[prop(into, optional)]
    tone: Signal<Tone>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    view! { <span class=Signal::derive(move || format!("badge badge-{}", tone.get().word()))>{children()}</span> }
}
