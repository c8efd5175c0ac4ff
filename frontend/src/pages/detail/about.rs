//! What the DaemonSet is: description, images, update strategy, who manages it, how old it is.

use contract::DaemonSetRow;
use leptos::prelude::*;

use super::Target;
use crate::parts::Age;
use crate::reactive::{dynamic, memo};
use crate::text::detail::{self, about};
use crate::ui::Card;

/// The card.
#[component]
pub fn About(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let of = move |part: fn(&DaemonSetRow) -> String| {
        memo(move || {
            target
                .row
                .with(|row| row.as_deref().map(part).unwrap_or_default())
        })
    };
    let description = of(|row| row.description.clone());
    let managed_by = of(|row| row.managed_by.clone());
    let images = memo(move || {
        target.row.with(|row| {
            row.as_deref()
                .map(|row| row.images.clone())
                .unwrap_or_default()
        })
    });
    let image_list = move || {
        let images = images.get().into_iter();
        images
            .map(|image| view! { <code>{image}</code> })
            .collect_view()
    };
    let optional = |label: &'static str, text: Memo<String>| {
        move || {
            let text = text.get();
            (!text.is_empty()).then(|| view! { <dt>{label}</dt> <dd>{text}</dd> })
        }
    };
    view! {
        <Card heading=detail::about_heading()>
            <dl class="facts">
                {optional(about::description(), description)}
                <dt>{about::images()}</dt>
                <dd class="fact-images">{dynamic(image_list)}</dd>
                <dt>{about::update_strategy()}</dt>
                <dd>{of(|row| row.update_strategy.clone())}</dd>
                {optional(about::managed_by(), managed_by)}
                <dt>{about::age()}</dt>
                <dd><Age created=of(|row| row.created.clone())/></dd>
            </dl>
        </Card>
    }
}
