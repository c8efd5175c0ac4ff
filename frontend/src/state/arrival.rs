//! What happens when one comes to another page: the cursor goes to its heading, and the view to its
//! beginning or, by the browser's *Back*, to where it was.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

/// How many frames a page may take to draw its heading: one that waits for its data has none until then.
const PATIENCE: u32 = 180;

/// Where the view was on each page that was shown. Cheap to copy; it ends with the frame of the pages.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    main: NodeRef<html::Main>,
    /// How far each address was scrolled down, in pixels.
    places: StoredValue<BTreeMap<String, i32>>,
}

impl Arrival {
    /// Follows the address for as long as the caller lives. `main` holds the pages, and scrolls.
    #[must_use]
    pub fn follow(main: NodeRef<html::Main>) -> Self {
        let arrival = Self {
            main,
            places: StoredValue::new(BTreeMap::new()),
        };
        let pathname = use_location().pathname;
        let by_history = StoredValue::new(false);
        let popped = window_event_listener_untyped("popstate", move |_| by_history.set_value(true));
        on_cleanup(move || popped.remove());
        Effect::new(move |last: Option<String>| {
            let pathname = pathname.get();
            if last.is_some_and(|last| last != pathname) {
                let is_back = by_history.try_update_value(std::mem::take) == Some(true);
                let top = arrival
                    .places
                    .with_value(|places| places.get(&address()).copied())
                    .filter(|_| is_back);
                arrival.arrive(top.unwrap_or_default(), PATIENCE);
            }
            pathname
        });
        arrival
    }

    /// Remembers how far this page is scrolled.
    pub fn scrolled(self) {
        if let Some(main) = self.main.get_untracked() {
            let top = main.scroll_top();
            self.places.update_value(|places| {
                places.insert(address(), top);
            });
        }
    }

    /// Waits for the heading of the page, then puts view and cursor there. Whoever has gone somewhere by
    /// then stays there.
    fn arrive(self, top: i32, patience: u32) {
        request_animation_frame(move || {
            // The frame may be gone by now.
            let Some(main) = self.main.try_get_untracked().flatten() else {
                return;
            };
            let heading = main.query_selector("h1").ok().flatten();
            match heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok()) {
                Some(heading) => {
                    if is_cursor_nowhere() {
                        // A heading that is not drawn cannot take the focus, and nothing is lost.
                        let _ = heading.focus();
                    }
                    main.set_scroll_top(top);
                }
                None if patience > 0 => self.arrive(top, patience - 1),
                None => {}
            }
        });
    }
}

/// Whether the cursor is in nothing that is still there, or on what led here.
fn is_cursor_nowhere() -> bool {
    document()
        .active_element()
        .is_none_or(|element| matches!(element.tag_name().as_str(), "BODY" | "A" | "MAIN"))
}

/// The address of the page with what it was asked for.
fn address() -> String {
    let location = window().location();
    let part = |part: Result<String, _>| part.unwrap_or_default();
    part(location.pathname()) + &part(location.search())
}
