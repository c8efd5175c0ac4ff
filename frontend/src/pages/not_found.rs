//! An address that leads nowhere.

use leptos::prelude::*;

use crate::routes;
use crate::state::title;
use crate::text::common::not_found;
use crate::ui::{ButtonLink, EmptyState};

/// The page for it.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    title::set(not_found::heading());
    view! {
        <EmptyState whole_page=true heading=not_found::heading() text=not_found::text()>
            <ButtonLink href=routes::at("/")>{not_found::to_list()}</ButtonLink>
        </EmptyState>
    }
}
