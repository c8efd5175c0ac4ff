//! The room that there is for the cells: the width of an element, and how fine the screen is.

use leptos::html;
use leptos::prelude::*;

use crate::reactive::{effect, memo};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

/// The width of an element in pixels of the page, and how many pixels of the screen one of them has.
pub type Room = (f64, f64);

/// What an observer runs, and the observer.
type Observed = (Closure<dyn FnMut()>, ResizeObserver);

/// Follows an element for as long as the caller lives; no width before it is drawn.
#[must_use]
pub fn follow(element: NodeRef<html::Div>) -> Memo<Room> {
    let room = RwSignal::new((0.0, 1.0));
    let measure = move || {
        if let Some(element) = element.get_untracked() {
            let width = element.get_bounding_client_rect().width();
            room.set((width, window().device_pixel_ratio()));
        }
    };
    let observed = StoredValue::new_local(None::<Observed>);
    effect(move || {
        let Some(element) = element.get() else { return };
        let closure = Closure::<dyn FnMut()>::new(measure);
        if let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) {
            observer.observe(&element);
            observed.set_value(Some((closure, observer)));
        }
    });
    // The screen may become a finer one, or the page be magnified.
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || {
        resized.remove();
        observed.with_value(|observed| {
            if let Some((_, observer)) = observed {
                observer.disconnect();
            }
        });
    });
    memo(move || room.get())
}
