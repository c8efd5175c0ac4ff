//! Views that change, effects and memos, compiled once. What Leptos does with a closure is compiled anew for each closure,
//! 1 to 2 kB each time; boxed, only what the closure itself says is compiled for it.

use std::time::Duration;

use leptos::prelude::*;

/// Draws what a closure gives, anew whenever something that it reads has changed.
#[must_use]
pub fn dynamic<V>(draw: impl Fn() -> V + Send + 'static) -> AnyView
where
    V: IntoAny,
{
    boxed(Box::new(move || draw().into_any()))
}

#[inline(never)]
fn boxed(draw: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || draw()).into_any()
}

/// Draws a text that changes.
#[must_use]
pub fn shown(text: Signal<String>) -> AnyView {
    dynamic(move || text.get())
}

/// Runs a closure now and whenever something that it read has changed, as `Effect::new` does.
pub fn effect(run: impl FnMut() + 'static) {
    boxed_effect(Box::new(run));
}

#[inline(never)]
fn boxed_effect(run: Box<dyn FnMut()>) {
    Effect::new(run);
}

/// Runs a closure once what has just been changed is on the screen.
pub fn after_paint(run: impl FnOnce() + 'static) {
    boxed_after_paint(Box::new(run));
}

#[inline(never)]
fn boxed_after_paint(run: Box<dyn FnOnce()>) {
    request_animation_frame(move || set_timeout(run, Duration::ZERO));
}

/// Remembers what a closure gives, as `Memo::new` does.
#[must_use]
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    boxed_memo(Box::new(compute))
}

#[inline(never)]
fn boxed_memo<T>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| compute())
}
