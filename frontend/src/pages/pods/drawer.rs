//! The drawer: one pod at the side of its DaemonSet's page, or a node that should have one. It has an address of its own;
//! Escape closes it, the arrow keys go to the next in the same state.

use contract::NodeState;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_query_map;

use super::pod::Pod;
use super::siblings::{self, Asked, Place};
use crate::pages::detail::Target;
use crate::parts::node_grid::legend::class;
use crate::reactive::{dynamic, effect, memo};
use crate::routes;
use crate::text::pods::drawer as say;
use crate::ui::{Button, Icon, Shape};

/// What the address names.
fn asked() -> Memo<Option<Asked>> {
    let query = use_query_map();
    memo(move || {
        query.with(|query| {
            let pod = query.get("pod").map(Asked::Pod);
            pod.or_else(|| query.get("node").map(Asked::Node))
        })
    })
}

/// The drawer; it is there while the address names a pod or a node.
#[component]
pub fn Drawer(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let asked = asked();
    dynamic(move || asked.get().map(|asked| view! { <Opened target asked/> }))
}

#[component]
fn Opened(
    /// What the page is about.
    target: Target,
    /// What is looked at.
    asked: Asked,
) -> impl IntoView {
    let navigate = routes::use_navigate();
    let go = Callback::new(move |to: Option<Asked>| {
        let (cluster, namespace, name) = target.address();
        let href = match to {
            Some(Asked::Pod(pod)) => routes::pod(&cluster, &namespace, &name, &pod),
            Some(Asked::Node(node)) => routes::node(&cluster, &namespace, &name, &node),
            None => routes::detail(&cluster, &namespace, &name),
        };
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&href, options);
    });
    let place = {
        let asked = asked.clone();
        memo(move || {
            target.live.detail.with(|detail| {
                let detail = detail.as_ref()?;
                siblings::place(&detail.nodes, &asked)
            })
        })
    };
    let element = NodeRef::<html::Section>::new();
    effect(move || {
        if let Some(element) = element.get() {
            // What has just been drawn can take the focus.
            let _ = element.focus();
        }
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        let is_typing = event.target().is_some_and(|target| is_control(&target));
        let around = place.get_untracked().and_then(|place| place.around);
        match (event.key().as_str(), around) {
            ("Escape", _) => go.run(None),
            ("ArrowLeft", Some((before, _))) if !is_typing => go.run(Some(before)),
            ("ArrowRight", Some((_, after))) if !is_typing => go.run(Some(after)),
            _ => return,
        }
        event.prevent_default();
    };
    let title = match &asked {
        Asked::Pod(name) | Asked::Node(name) => name.clone(),
    };
    let label = say::label(&title);
    // Whoever looks at a node follows what comes there.
    let pod = {
        let asked = asked.clone();
        memo(move || match &asked {
            Asked::Pod(name) => name.clone(),
            Asked::Node(_) => target
                .live
                .detail
                .with(|detail| Some(siblings::node(&detail.as_ref()?.nodes, &asked)?.pod.clone()))
                .unwrap_or_default(),
        })
    };
    let node = title.clone();
    let content = move || match pod.get() {
        name if name.is_empty() => view! { <NoPod target node=node.clone()/> }.into_any(),
        name => view! { <Pod target name go/> }.into_any(),
    };
    let cell = {
        let asked = asked.clone();
        move || {
            let state = target.live.detail.with(|detail| {
                let nodes = &detail.as_ref()?.nodes;
                Some(siblings::node(nodes, &asked)?.state)
            });
            state.map(
                |state| view! { <i class=format!("cell {}", class(state)) aria-hidden="true"></i> },
            )
        }
    };
    let turn = move |label: &'static str, shape, after: bool| {
        move || {
            let Place { around, .. } = place.get()?;
            let (before, next) = around?;
            let to = if after { next } else { before };
            let on_press = move |()| go.run(Some(to.clone()));
            Some(view! { <Button label=label on_press><Icon shape/></Button> })
        }
    };
    view! {
        <section
            class="drawer"
            tabindex="-1"
            role="dialog"
            aria-label=label
            node_ref=element
            on:keydown=on_key
        >
            <header class="drawer-head">
                {dynamic(cell)}
                <h2>{title}</h2>
                <span class="drawer-place">
                    {dynamic(move || place.get().map(|place| say::place(place.at, place.count)))}
                </span>
                {dynamic(turn(say::previous(), Shape::ChevronLeft, false))}
                {dynamic(turn(say::next(), Shape::ChevronRight, true))}
                <Button label=say::close() on_press=move |()| go.run(None)><Icon shape=Shape::Close/></Button>
            </header>
            <div class="drawer-body">{dynamic(content)}</div>
        </section>
    }
}

/// Whether arrow keys mean something else there.
fn is_control(target: &web_sys::EventTarget) -> bool {
    use wasm_bindgen::JsCast;
    let element = target.dyn_ref::<web_sys::Element>();
    element.is_some_and(|element| {
        let inside = element.closest("input, select, textarea, [role=log], pre");
        matches!(inside, Ok(Some(_)))
    })
}

/// A node that should have a pod and has none.
#[component]
fn NoPod(
    /// What the page is about.
    target: Target,
    /// Its name.
    node: String,
) -> impl IntoView {
    let row = {
        let asked = Asked::Node(node.clone());
        memo(move || {
            target.live.detail.with(|detail| {
                let nodes = &detail.as_ref()?.nodes;
                let row = siblings::node(nodes, &asked)?;
                Some((row.state, row.reason.clone()))
            })
        })
    };
    let words = move || {
        let (state, reason) = row.get().unwrap_or((NodeState::Missing, String::new()));
        let help = if state == NodeState::Refused {
            say::no_pod_refused()
        } else {
            say::no_pod_other()
        };
        view! { <p>{help}</p> <p class="drawer-said">{reason}</p> }
    };
    view! {
        <div class="drawer-sentence">
            <h3>{say::no_pod(node)}</h3>
            {dynamic(words)}
        </div>
    }
}
