//! The white head under the top bar: where one is, the title, its state, what can be done.

use leptos::prelude::*;

use crate::reactive::shown;

/// One step on the way to a page.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// The head of a page.
#[component]
pub fn PageHead(
    /// The way here, from the root; empty on a top page.
    #[prop(optional)]
    crumbs: Vec<Crumb>,
    /// The title.
    #[prop(into)]
    title: Signal<String>,
    /// What stands beside the title: a count, a status.
    #[prop(optional)]
    state: Option<AnyView>,
    /// What stands under the title, small.
    #[prop(optional)]
    note: Option<AnyView>,
    /// The buttons, the most important last.
    #[prop(optional)]
    actions: Option<AnyView>,
    /// What stands below, on the head's ground: tabs.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let way = (!crumbs.is_empty()).then(|| {
        let crumbs = crumbs
            .into_iter()
            .map(|crumb| view! { <li><a href=crumb.href>{crumb.label}</a></li> })
            .collect_view();
        view! { <nav class="crumbs" aria-label=crate::text::common::way_here()><ol>{crumbs}</ol></nav> }
    });
    view! {
        <header class="page-head">
            <div class="page-head-line">
                <div class="page-head-title">
                    {way}
                    <h1 tabindex="-1">{shown(title)}</h1>
                    {state}
                </div>
                <div class="page-head-actions">{actions}</div>
            </div>
            {note.map(|note| view! { <div class="page-head-note">{note}</div> })}
            {children.map(|children| children())}
        </header>
    }
}
