//! Views that change, compiled once. What a closure in a view costs is compiled anew for each closure, some 2 kB
//! each time; here it is boxed, so that only what it draws is compiled for it.

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
