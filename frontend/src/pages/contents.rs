//! The tab *Details*: what a DaemonSet consists of, readable without YAML.

pub mod containers;
pub mod elsewhere;
pub mod facts;
pub mod left_out;
pub mod services;
pub mod words;

use leptos::prelude::*;
use leptos::task::spawn_local;
use manifest::json::items;
use serde_json::Value;

use super::detail::Target;
use crate::api::{ApiError, contents};
use crate::parts::Failure;
use crate::reactive::{dynamic, memo};
use crate::text::contents as say;
use crate::ui::{Card, Skeleton};
use elsewhere::Elsewhere;
use facts::{Facts, list};
use left_out::LeftOut;
use services::Services;

/// The tab.
#[component]
pub fn Contents(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let known = RwSignal::new(None::<Result<Value, ApiError>>);
    let ask = move || {
        let (cluster, namespace, name) = target.address();
        spawn_local(async move {
            let answer = contents::object(&cluster, &namespace, &name).await;
            // The page may be gone by now.
            let _ = known.try_set(Some(answer));
        });
    };
    target.ask_after_changes(ask);
    // The status changes all the time; what it consists of does not.
    let spec = memo(move || {
        known.with(|known| {
            let object = known.as_ref()?.as_ref().ok()?;
            object.pointer("/spec/template/spec").cloned()
        })
    });
    let failure = move || {
        let error = known.with(|known| known.as_ref()?.as_ref().err().cloned())?;
        let on_retry = Callback::new(move |()| ask());
        Some(view! { <Failure error on_retry/> })
    };
    let parts = move || match spec.get() {
        Some(spec) => view! { <Parts spec/> }.into_any(),
        None if known.with(Option::is_none) => view! { <Skeleton lines=8/> }.into_any(),
        None => ().into_any(),
    };
    view! {
        {dynamic(failure)}
        <div class="contents">
            <div class="contents-column">{dynamic(parts)}</div>
            <div class="contents-column">
                <Services target/>
                <LeftOut target/>
                <Elsewhere target/>
            </div>
        </div>
    }
}

/// What stands in the pod template.
#[component]
fn Parts(
    /// `spec.template.spec`.
    spec: Value,
) -> impl IntoView {
    let mut cards: Vec<AnyView> = Vec::new();
    for (list, role) in [("initContainers", say::init()), ("containers", "")] {
        for container in items(&spec[list]) {
            cards.push(containers::card(container, role));
        }
    }
    let volumes = list(&spec["volumes"], words::volume);
    let tolerations = list(&spec["tolerations"], words::toleration);
    let selector = words::entries(&spec["nodeSelector"]);
    let affinity = words::plain(&spec["affinity"]);
    let mut whole = Vec::new();
    for (label, field) in [
        ("serviceAccountName", "/serviceAccountName"),
        ("priorityClassName", "/priorityClassName"),
        ("runtimeClassName", "/runtimeClassName"),
        ("hostNetwork", "/hostNetwork"),
        ("hostPID", "/hostPID"),
        ("hostIPC", "/hostIPC"),
        ("dnsPolicy", "/dnsPolicy"),
        (
            "terminationGracePeriodSeconds",
            "/terminationGracePeriodSeconds",
        ),
    ] {
        let value = spec.pointer(field).map(words::plain).unwrap_or_default();
        if !value.is_empty() {
            whole.push((label.to_owned(), value));
        }
    }
    view! {
        {cards}
        <Card heading=say::volumes()>
            <Facts lines=volumes none=say::no_volumes()/>
        </Card>
        <Card heading=say::placement()>
            <dl class="facts contents-facts">
                <Facts label=say::node_selector() lines=selector none=say::no_selector()/>
                <Facts label=say::affinity() lines=vec![(String::new(), affinity)]/>
                <Facts label=say::tolerations() lines=tolerations none=say::no_tolerations()/>
            </dl>
        </Card>
        <Card heading=say::pod()>
            <Facts lines=whole/>
        </Card>
    }
}
