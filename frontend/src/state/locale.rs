//! The chosen language. Once its texts are here, everything below the router is drawn anew.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::storage;
use crate::api::ApiError;
use crate::text::{self, Locale};

/// The script in the page's head (`shell.html` of the server) reads it too.
const KEY: &str = "everynode.locale";

/// The chosen language, as a context.
#[derive(Clone, Copy, Debug)]
pub struct LocaleChoice {
    chosen: RwSignal<Locale>,
    /// Whether the page is drawn, which it is from the first texts on; set anew for every other language.
    is_drawn: RwSignal<bool>,
    /// Why the texts of the chosen language are not here.
    failure: RwSignal<Option<ApiError>>,
}

impl LocaleChoice {
    /// Speaks the language that the page came in, as soon as its texts are here: the server takes what the browser
    /// asks for, and the script in the head what was chosen before.
    pub fn provide() -> Self {
        let root = document().document_element();
        let tag = root.and_then(|root| root.get_attribute("lang"));
        let locale = tag.and_then(|tag| Locale::from_tag(&tag));
        let choice = Self {
            chosen: RwSignal::new(locale.unwrap_or_default()),
            is_drawn: RwSignal::new(false),
            failure: RwSignal::new(None),
        };
        provide_context(choice);
        // So that it can be said in that language if there are no texts.
        text::set_current(choice.get_untracked());
        choice.fetch();
        choice
    }

    /// The choice of this page.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// Whether the page can be drawn; tracked, and told again when it has to be drawn in another language.
    #[must_use]
    pub fn is_spoken(self) -> bool {
        self.is_drawn.get()
    }

    /// The chosen language, tracked.
    #[must_use]
    pub fn get(self) -> Locale {
        self.chosen.get()
    }

    /// The chosen language.
    #[must_use]
    pub fn get_untracked(self) -> Locale {
        self.chosen.get_untracked()
    }

    /// Why the chosen language is not spoken, where its texts could not be fetched; tracked.
    #[must_use]
    pub fn failure(self) -> Option<ApiError> {
        self.failure.get()
    }

    /// Chooses a language. The choice is kept once its texts are here.
    pub fn choose(self, locale: Locale) {
        self.chosen.set(locale);
        self.fetch();
    }

    /// Fetches the texts of the chosen language and speaks it then, unless another one was chosen meanwhile.
    fn fetch(self) {
        self.failure.set(None);
        let locale = self.get_untracked();
        spawn_local(async move {
            let fetched = text::table::fetch(locale).await;
            if self.get_untracked() != locale {
                return;
            }
            match fetched {
                Ok(()) => {
                    if self.is_drawn.get_untracked() {
                        // Somebody has chosen it.
                        storage::keep(KEY, locale.tag());
                    }
                    speak(locale);
                    self.is_drawn.set(true);
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }
}

fn speak(locale: Locale) {
    text::set_current(locale);
    if let Some(root) = document().document_element() {
        // Cannot fail: the attribute's name is a valid one.
        let _ = root.set_attribute("lang", locale.tag());
    }
}
