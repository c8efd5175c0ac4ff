//! Tabs as the ARIA pattern has them: one tab stop, arrow keys between them.

use leptos::prelude::*;

use crate::reactive::{dynamic, memo};

use wasm_bindgen::JsCast;

/// One tab.
#[derive(Clone, Debug)]
pub struct Tab {
    /// What is chosen, and the end of the panel's `id`.
    pub value: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// A number beside the label.
    pub count: Option<Signal<u32>>,
}

/// A row of tabs. The panel of the tab `x` must have the `id` `panel-x` and the role `tabpanel`.
#[component]
pub fn Tabs(
    /// What the tabs divide, for those who cannot see it.
    #[prop(into)]
    label: String,
    /// The tabs, from the left.
    tabs: Vec<Tab>,
    /// The chosen one.
    #[prop(into)]
    chosen: Signal<String>,
    /// Runs with the one that is chosen.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let values: Vec<_> = tabs.iter().map(|tab| tab.value).collect();
    let on_key = move |event: web_sys::KeyboardEvent| {
        let at = values
            .iter()
            .position(|value| chosen.with_untracked(|chosen| chosen == value));
        let (Some(at), last) = (at, values.len() - 1) else {
            return;
        };
        let next = match event.key().as_str() {
            "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
            "ArrowRight" => (at + 1) % values.len(),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        on_choose.run(values[next].to_owned());
        focus(&format!("tab-{}", values[next]));
    };
    let buttons = tabs
        .into_iter()
        .map(|tab| {
            let selected = memo(move || chosen.with(|chosen| chosen == tab.value));
            view! {
                <button
                    type="button"
                    role="tab"
                    class="tab"
                    id=format!("tab-{}", tab.value)
                    aria-controls=format!("panel-{}", tab.value)
                    aria-selected=Signal::derive(move || if selected.get() { "true" } else { "false" })
                    tabindex=Signal::derive(move || if selected.get() { "0" } else { "-1" })
                    on:click=move |_| on_choose.run(tab.value.to_owned())
                >
                    {tab.label}
                    {tab.count.map(|count| view! { <span class="tab-count">{dynamic(move || count.get())}</span> })}
                </button>
            }
        })
        .collect_view();
    view! { <div class="tabs" role="tablist" aria-label=label on:keydown=on_key>{buttons}</div> }
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // A tab that is not drawn cannot take the focus, and nothing is lost.
        let _ = element.focus();
    }
}
