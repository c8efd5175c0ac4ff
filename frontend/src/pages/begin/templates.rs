//! The templates, each with what it may do on a machine and why.

use contract::Template;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::hand_over::HandOver;
use crate::api::{self, ApiError};
use crate::parts::Failure;
use crate::reactive::dynamic;
use crate::text::begin as words;
use crate::text::begin::template as named;
use crate::ui::{Button, Skeleton};

/// The templates.
#[component]
pub fn Templates(
    /// Where the chosen one goes.
    hand_over: HandOver,
) -> impl IntoView {
    let answer = RwSignal::new(None::<Result<Vec<Template>, ApiError>>);
    let read = Callback::new(move |()| {
        answer.set(None);
        spawn_local(async move {
            let list = api::beginnings::templates().await;
            answer.try_set(Some(list.map(|list| list.items)));
        });
    });
    read.run(());
    dynamic(move || match answer.get() {
        None => view! { <Skeleton lines=6/> }.into_any(),
        Some(Err(error)) => view! { <Failure error on_retry=read/> }.into_any(),
        Some(Ok(list)) => {
            let rows = list.into_iter().map(|template| row(template, hand_over));
            view! { <ul class="begin-templates">{rows.collect_view()}</ul> }.into_any()
        }
    })
}

fn row(template: Template, hand_over: HandOver) -> AnyView {
    let (name, why) = match template.id.as_str() {
        "node-exporter" => (named::node_exporter(), named::node_exporter_why()),
        "log-collector" => (named::log_collector(), named::log_collector_why()),
        "csi-node-plugin" => (named::csi_node_plugin(), named::csi_node_plugin_why()),
        "gpu-device-plugin" => (named::gpu_device_plugin(), named::gpu_device_plugin_why()),
        "cni-agent" => (named::cni_agent(), named::cni_agent_why()),
        "security-agent" => (named::security_agent(), named::security_agent_why()),
        // One of a newer server, in its own words.
        _ => ("", ""),
    };
    let or = |ours: &'static str, theirs: String| match ours {
        "" => theirs,
        ours => ours.to_owned(),
    };
    let (name, why) = (or(name, template.id), or(why, template.why));
    let label = words::begin_of(&name);
    let text = StoredValue::new(template.text);
    view! {
        <li>
            <div>
                <h3>{name}</h3>
                <p>{why}</p>
            </div>
            <Button busy=hand_over.is_under on_press=move |()| hand_over.text(text.get_value())>
                <span aria-hidden="true">{words::begin()}</span>
                <span class="visually-hidden">{label}</span>
            </Button>
        </li>
    }
    .into_any()
}
