//! A pressed pointer: what would move the page under it waits until it is let go, so that the button that
//! was pressed is the one that is released.

use std::time::Duration;

use leptos::prelude::*;

/// What waits for the pointer. Cheap to copy; it ends with the component that began it.
#[derive(Clone, Copy, Debug)]
pub struct Press(StoredValue<State>);

#[derive(Default)]
struct State {
    is_down: bool,
    /// No `Callback`s: those end with the component that is left, and that is often gone by the release.
    waiting: Vec<Box<dyn FnOnce() + Send + Sync>>,
}

impl Press {
    /// Follows the pointer for as long as the caller lives.
    #[must_use]
    pub fn follow() -> Self {
        let press = Self(StoredValue::new(State::default()));
        // Before a button takes the focus away from a control.
        let down = window_event_listener_untyped("pointerdown", move |_| {
            press.0.update_value(|state| state.is_down = true);
        });
        let ends = ["pointerup", "pointercancel", "dragend"].map(|end| {
            window_event_listener_untyped(end, move |_| {
                // The click comes behind the release.
                set_timeout(move || press.release(), Duration::ZERO);
            })
        });
        on_cleanup(move || {
            down.remove();
            for end in ends {
                end.remove();
            }
        });
        press
    }

    /// Does it now or, while the pointer is pressed, once it is let go.
    pub fn when_released(self, act: impl FnOnce() + Send + Sync + 'static) {
        if self.0.try_with_value(|state| state.is_down) == Some(true) {
            self.0
                .update_value(|state| state.waiting.push(Box::new(act)));
        } else {
            act();
        }
    }

    fn release(self) {
        // The page may be gone by then.
        let released = self.0.try_update_value(std::mem::take);
        for act in released.unwrap_or_default().waiting {
            act();
        }
    }
}
