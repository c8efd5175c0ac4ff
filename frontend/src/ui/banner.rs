//! A sentence across the page: something is wrong, or happened, that is not one control's fault.

use leptos::prelude::*;

use crate::reactive::shown;

use super::{Icon, Shape, Tone};

/// A banner. It is read out when it appears: at once where its tone is bad, else when there is a pause.
#[component]
pub fn Banner(
    /// What its colour stands for.
    #[prop(optional)]
    tone: Tone,
    /// What happened, in a few words.
    #[prop(into)]
    heading: Signal<String>,
    /// What to do about it: a button or two.
    #[prop(optional)]
    actions: Option<AnyView>,
    /// Why, and what to do.
    children: Children,
) -> impl IntoView {
    let (role, shape) = match tone {
        Tone::Bad => ("alert", Shape::Warning),
        Tone::Waiting => ("status", Shape::Warning),
        Tone::Good => ("status", Shape::Check),
        Tone::Neutral | Tone::Accent => ("status", Shape::Info),
    };
    view! {
        <div class=format!("banner banner-{}", tone.word()) role=role>
            <Icon shape/>
            <div class="banner-text">
                <strong>{shown(heading)}</strong>
                <div>{children()}</div>
            </div>
            <div class="banner-actions">{actions}</div>
        </div>
    }
}
