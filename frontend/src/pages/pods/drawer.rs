//! The drawer: one pod at the side of its DaemonSet's page, or a node that should have one. It has an address of its own;
//! Escape closes it, the arrow keys go to the next in the same state.

use contract::{NodeState, PodDetail};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::containers::Containers;
use super::delete::DeletePod;
use super::logs::{LogView, Subject};
use super::said::{Manifest, Said};
use super::sentence::{self, Sentence};
use super::siblings::{self, Asked, Place};
use crate::api::{ApiError, pods};
use crate::pages::detail::Target;
use crate::pages::detail::dialogs::Question;
use crate::parts::node_grid::legend::class;
use crate::parts::{Age, Failure};
use crate::reactive::{dynamic, effect, memo};
use crate::routes;
use crate::state::clock;
use crate::text::pods::drawer as say;
use crate::text::pods::sentence as ask;
use crate::ui::{Button, ButtonLink, Icon, Look, Shape, Skeleton};

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
    let navigate = use_navigate();
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

/// A pod.
#[component]
fn Pod(
    /// What the page is about.
    target: Target,
    /// Its name.
    name: String,
    /// Goes to another, or closes the drawer.
    go: Callback<Option<Asked>>,
) -> impl IntoView {
    let known = RwSignal::new(None::<PodDetail>);
    let failed = RwSignal::new(None::<ApiError>);
    let ask = {
        let name = StoredValue::new(name.clone());
        move || {
            let Some(name) = name.try_get_value() else {
                return;
            };
            let owner = target.address();
            spawn_local(async move {
                // The drawer may be closed by now.
                match pods::detail(&owner, &name).await {
                    Ok(pod) => {
                        let _ = failed.try_set(None);
                        let _ = known.try_set(Some(pod));
                    }
                    Err(error) => drop(failed.try_set(Some(error))),
                }
            });
        }
    };
    target.ask_after_changes(ask);
    let is_gone =
        memo(move || failed.with(|error| error.as_ref().and_then(ApiError::status) == Some(404)));
    let failure = move || {
        if is_gone.get() {
            return Some(view! { <Gone target known go/> }.into_any());
        }
        let error = failed.get()?;
        let on_retry = Callback::new(move |()| ask());
        Some(view! { <Failure error on_retry/> }.into_any())
    };
    let uid = memo(move || known.with(|pod| pod.as_ref().map(|pod| pod.uid.clone())));
    let before = RwSignal::new(None::<bool>);
    // The log stays where it is while all else is told anew.
    let log = {
        let name = name.clone();
        move || {
            uid.get()?;
            let pod = known.get_untracked()?;
            let container = pod.most_telling();
            let crashed = container.is_some_and(has_crashed);
            let subject = Subject {
                pod: name.clone(),
                container: container.map(|it| it.name.clone()).unwrap_or_default(),
                containers: pod.containers.iter().map(|it| it.name.clone()).collect(),
                previous: crashed,
                has_previous: pod
                    .containers
                    .iter()
                    .any(contract::ContainerDetail::has_run_before),
            };
            Some(view! { <LogView target subject before/> })
        }
    };
    let manifest = {
        let name = name.clone();
        move || {
            uid.get()?;
            Some(view! { <Manifest owner=target.address() name=name.clone()/> })
        }
    };
    let query = use_query_map();
    let asked =
        RwSignal::new(query.with_untracked(|query| query.get("ask").as_deref() == Some("delete")));
    // What is asked stays while all else is told anew.
    let question = move || {
        uid.get()?;
        let PodDetail {
            name, uid, node, ..
        } = known.get_untracked()?;
        Some(view! { <DeletePod asked owner=target.address() name uid node/> })
    };
    let shown = memo(move || known.get());
    let top = move || {
        shown
            .get()
            .map(|pod| view! { <Top target pod before is_gone asked/> }.into_any())
            .or_else(|| {
                failed
                    .with(Option::is_none)
                    .then(|| view! { <Skeleton lines=6/> }.into_any())
            })
    };
    view! {
        {dynamic(failure)}
        {dynamic(top)}
        {dynamic(question)}
        {dynamic(log)}
        {dynamic(move || shown.get().map(|pod| view! { <Said pod/> }))}
        {dynamic(manifest)}
    }
}

/// Whether the run before is what one wants to read of: it ended badly, and it is not long since. Between two crashes a
/// container runs for a moment, and is ready where it has no probe.
fn has_crashed(container: &contract::ContainerDetail) -> bool {
    /// How long a new run has to last to be more than such a moment, in milliseconds.
    const MOMENT: f64 = 60_000.0;
    let just_ended = container.last_end.as_ref().is_some_and(|end| {
        let finished = clock::parse(&end.finished);
        end.is_bad() && finished.is_some_and(|finished| clock::now() - finished < MOMENT)
    });
    container.has_run_before() && (container.fails() || just_ended)
}

/// What is wrong, what can be done, and the containers.
#[component]
fn Top(
    /// What the page is about.
    target: Target,
    /// The pod.
    pod: PodDetail,
    /// Set to have the log of the run before shown.
    before: RwSignal<Option<bool>>,
    /// Whether it is gone.
    is_gone: Memo<bool>,
    /// Set to ask whether to delete it.
    asked: RwSignal<bool>,
) -> impl IntoView {
    let said = sentence::of(&pod);
    let is_bad = pod.containers.iter().any(contract::ContainerDetail::fails);
    let class = if is_bad {
        "drawer-sentence drawer-bad"
    } else {
        "drawer-sentence"
    };
    let (cluster, namespace, name) = target.address();
    let sentence = said.map(|said| {
        let Sentence {
            text,
            times,
            words,
            has_crashed,
        } = said;
        let see = has_crashed.then(|| {
            view! {
                <Button look=Look::Quiet on_press=move |()| before.set(Some(true))>
                    {ask::see_before()}
                </Button>
            }
        });
        view! {
            <div class=class>
                <h3>{text} " " <span class="drawer-times">{times}</span></h3>
                <p class="drawer-said" lang="en">{words}</p>
                <div class="drawer-actions">
                    {see}
                    <Button
                        look=Look::Quiet
                        on_press=move |()| target.question.set(Some(Question::RollBack))
                    >
                        {ask::roll_back()}
                    </Button>
                    <ButtonLink look=Look::Quiet href=routes::edit(&cluster, &namespace, &name)>
                        {ask::edit()}
                    </ButtonLink>
                </div>
            </div>
        }
    });
    let node = pod.node.clone();
    let old = (pod.up_to_date == Some(false)).then(say::old);
    let going = (!pod.deletion.is_empty()).then(say::going);
    let ip = (!pod.pod_ip.is_empty()).then(|| say::ip(&pod.pod_ip));
    let created = Signal::stored(pod.created.clone());
    let delete = move || {
        (!is_gone.get()).then(|| {
            view! {
                <Button look=Look::Danger on_press=move |()| asked.set(true)>{ask::delete()}</Button>
            }
        })
    };
    view! {
        <p class="drawer-facts">
            <b>{pod.status.clone()}</b> " " {say::on()} " " <code>{node}</code> " · " <Age created/>
            " " {old} " " {ip} " " {going}
            <span class="drawer-end">{dynamic(delete)}</span>
        </p>
        {sentence}
        <Containers pod/>
    }
}

/// Says that the pod is gone, and who took its place.
#[component]
fn Gone(
    /// What the page is about.
    target: Target,
    /// What was known of it.
    known: RwSignal<Option<PodDetail>>,
    /// Goes to another.
    go: Callback<Option<Asked>>,
) -> impl IntoView {
    let successor = memo(move || {
        let (node, name) = known.with(|pod| {
            let pod = pod.as_ref()?;
            Some((pod.node.clone(), pod.name.clone()))
        })?;
        target.live.detail.with(|detail| {
            let mut pods = detail.as_ref()?.pods.iter();
            let other = pods.find(|pod| pod.node == node && pod.name != name)?;
            Some(other.name.clone())
        })
    });
    let link = move || {
        successor.get().map(|name| {
            let words = say::successor(&name);
            let on_press = move |()| go.run(Some(Asked::Pod(name.clone())));
            view! { <Button look=Look::Quiet on_press>{words}</Button> }
        })
    };
    view! {
        <div class="drawer-sentence" role="status">
            <h3>{say::gone()}</h3>
            <p>{say::gone_help()}</p>
            <div class="drawer-actions">{dynamic(link)}</div>
        </div>
    }
}
