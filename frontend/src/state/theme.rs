//! Light, dark, or as the system has it.

use leptos::prelude::*;

use crate::reactive::effect;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::storage;

const KEY: &str = "everynode.theme";

/// Which colours are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// What the operating system says.
    #[default]
    System,
    /// Ink on paper.
    Light,
    /// The other way round.
    Dark,
}

impl Theme {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value of `data-theme` on the root element; empty for the system's.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a word that was written by [`Self::word`]; the system's for any other.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.word() == word)
            .unwrap_or_default()
    }
}

/// The question whether the system is dark.
const IS_DARK: &str = "(prefers-color-scheme: dark)";

/// The chosen theme, as a context.
#[derive(Clone, Copy, Debug)]
pub struct ThemeChoice {
    theme: RwSignal<Theme>,
    /// Told whenever the system turns dark or light.
    system: Trigger,
}

impl ThemeChoice {
    /// Reads the kept choice and shows it from now on.
    pub fn provide() {
        let kept = storage::read(KEY).unwrap_or_default();
        let choice = Self {
            theme: RwSignal::new(Theme::from_word(&kept)),
            system: Trigger::new(),
        };
        effect(move || show(choice.get()));
        if let Ok(Some(query)) = window().match_media(IS_DARK) {
            let turned = Closure::<dyn Fn()>::new(move || choice.system.notify());
            // Cannot fail, and the page asks for as long as it is there.
            let _ = query
                .add_event_listener_with_callback("change", turned.into_js_value().unchecked_ref());
        }
        provide_context(choice);
    }

    /// The choice of this page.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// The theme now, tracked.
    #[must_use]
    pub fn get(self) -> Theme {
        self.theme.get()
    }

    /// Has the caller run again whenever the colours change.
    pub fn track_colours(self) {
        self.theme.track();
        self.system.track();
    }

    /// Chooses a theme and keeps the choice.
    pub fn choose(self, theme: Theme) {
        match theme {
            Theme::System => storage::forget(KEY),
            Theme::Light | Theme::Dark => storage::keep(KEY, theme.word()),
        }
        self.theme.set(theme);
    }
}

fn show(theme: Theme) {
    let Some(root) = document().document_element() else {
        return;
    };
    // Neither can fail: the attribute's name is a valid one.
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.word()),
    };
}
