//! Buttons, and links that look like one.

use leptos::prelude::*;

use crate::reactive::memo;

/// How much a button wants to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The one thing that this page is for.
    Primary,
    /// Everything else.
    #[default]
    Secondary,
    /// A word that can be pressed, in the text's own line.
    Quiet,
    /// Takes something away for good.
    Danger,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A button.
#[component]
pub fn Button(
    /// Runs when it is pressed.
    #[prop(into)]
    on_press: Callback<()>,
    /// How much it wants to be pressed.
    #[prop(optional)]
    look: Look,
    /// Whether it cannot be pressed now. It keeps its place among the tab stops, so that
    /// `reason` can be read.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// What holds it back, shown as its tooltip and read out with it.
    #[prop(into, optional)]
    reason: Signal<String>,
    /// Whether what it began still goes on.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// What it is called where it shows only an icon.
    #[prop(into, optional)]
    label: Option<String>,
    /// Of a button that opens a part of the page: whether that is open.
    #[prop(into, optional)]
    expanded: Signal<Option<bool>>,
    /// What to fetch when the pointer or the focus comes to it, so that it acts at once.
    #[prop(optional)]
    on_approach: Option<fn()>,
    /// Words or an icon.
    children: Children,
) -> impl IntoView {
    let approach = approach(on_approach);
    let held = memo(move || disabled.get() || busy.get());
    let title = label.clone();
    view! {
        <button
            type="button"
            class=look.class()
            class:button-icon=label.is_some()
            aria-label=label
            aria-disabled=Signal::derive(move || held.get().then_some("true"))
            aria-expanded=Signal::derive(move || expanded.get().map(|open| if open { "true" } else { "false" }))
            aria-busy=Signal::derive(move || busy.get().then_some("true"))
            aria-description=Signal::derive(move || Some(reason.get()).filter(|reason| !reason.is_empty()))
            title=Signal::derive(move || Some(reason.get()).filter(|reason| !reason.is_empty()).or_else(|| title.clone()))
            on:pointerenter=move |_| approach()
            on:focus=move |_| approach()
            on:click=move |_| {
                if !held.get_untracked() {
                    on_press.run(());
                }
            }
        >
            {children()}
        </button>
    }
}

fn approach(fetch: Option<fn()>) -> impl Fn() + Copy {
    move || {
        if let Some(fetch) = fetch {
            fetch();
        }
    }
}

/// A link to another page that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// How much it wants to be pressed.
    #[prop(optional)]
    look: Look,
    /// Whether the server draws that page, so that the router must let go of it.
    #[prop(optional)]
    external: bool,
    /// What to fetch when the pointer or the focus comes to it, so that the page opens at once.
    #[prop(optional)]
    on_approach: Option<fn()>,
    /// Words or an icon.
    children: Children,
) -> impl IntoView {
    let relation = external.then_some("external");
    let approach = approach(on_approach);
    view! {
        <a
            class=look.class()
            rel=relation
            href=href
            on:pointerenter=move |_| approach()
            on:focus=move |_| approach()
        >
            {children()}
        </a>
    }
}
