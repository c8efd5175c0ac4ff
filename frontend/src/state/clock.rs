//! The time, as a signal that ages and "12 s ago" are drawn from.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;

/// How far the server's clock is ahead before it is believed, in milliseconds: it tells whole seconds, and
/// its answer takes a moment to come.
const TOLERANCE: f64 = 2_000.0;

thread_local! {
    /// How far the server's clock is ahead of the browser's, in milliseconds.
    static AHEAD: Cell<f64> = const { Cell::new(0.0) };
}

/// Milliseconds since 1970, by the server's clock as far as it is known: a browser's may be wrong by hours,
/// and then everything would be so old.
#[must_use]
pub fn now() -> f64 {
    js_sys::Date::now() + AHEAD.get()
}

/// Hears the time of an answer, as its `Date` says it.
pub fn hear(date: &str) {
    if let Some(time) = parse(date) {
        let ahead = time - js_sys::Date::now();
        AHEAD.set(if ahead.abs() > TOLERANCE { ahead } else { 0.0 });
    }
}

/// The time of an RFC 3339 text in milliseconds since 1970; none if it is not one.
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    let time = js_sys::Date::parse(text);
    time.is_finite().then_some(time)
}

/// A time as the reader's locale writes it, for a tooltip.
#[must_use]
pub fn in_words(text: &str) -> String {
    let date = js_sys::Date::new(&text.into());
    date.to_locale_string(
        crate::text::current().tag(),
        &wasm_bindgen::JsValue::UNDEFINED,
    )
    .into()
}

/// The time of the whole page, as a context: renewed often enough for ages.
#[derive(Clone, Copy, Debug)]
pub struct Clock(Signal<f64>);

impl Clock {
    /// Starts it.
    pub fn provide() {
        provide_context(Self(ticking(Duration::from_secs(5))));
    }

    /// The clock of this page.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// Milliseconds since 1970, tracked.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0.get()
    }
}

/// The time, renewed at an interval for as long as the caller lives.
#[must_use]
pub fn ticking(interval: Duration) -> Signal<f64> {
    let time = RwSignal::new(now());
    if let Ok(handle) = set_interval_with_handle(move || time.set(now()), interval) {
        on_cleanup(move || handle.clear());
    }
    time.into()
}
