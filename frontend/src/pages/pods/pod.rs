//! A pod as the drawer shows it: what is wrong and what can be done, its containers, its log, what was said of it; and
//! who took its place where it is gone.

use contract::PodDetail;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

use super::containers::Containers;
use super::delete::DeletePod;
use super::logs::{LogView, Subject};
use super::said::{Manifest, Said};
use super::sentence::{self, Sentence};
use super::siblings::Asked;
use crate::api::{ApiError, pods};
use crate::pages::detail::Target;
use crate::pages::detail::dialogs::Question;
use crate::parts::quoted::spoken;
use crate::parts::rights::Rights;
use crate::parts::{Age, Failure};
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::clock;
use crate::text::pods::drawer as say;
use crate::text::pods::sentence as ask;
use crate::ui::{Button, ButtonLink, Look, Skeleton};

/// A pod.
#[component]
pub fn Pod(
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
                <p class="drawer-said">{spoken(&words)}</p>
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
    let reason = use_context::<Rights>().map(|rights| rights.why_not("delete", "pods"));
    let reason = reason.unwrap_or_default();
    let disabled = Signal::derive(move || !reason.with(String::is_empty));
    let delete = move || {
        (!is_gone.get()).then(|| {
            view! {
                <Button look=Look::Danger disabled reason on_press=move |()| asked.set(true)>
                    {ask::delete()}
                </Button>
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
