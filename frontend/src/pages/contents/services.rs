//! The Services that select the pods, with ports and addresses.

use leptos::prelude::*;
use leptos::task::spawn_local;
use manifest::json::items;
use serde_json::Value;

use super::words::{self, text};
use crate::api::{ApiError, contents};
use crate::pages::detail::Target;
use crate::parts::Failure;
use crate::reactive::{dynamic, memo};
use crate::text::contents as say;
use crate::ui::{Card, Skeleton};

/// The card.
#[component]
pub fn Services(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let known = RwSignal::new(None::<Result<Value, ApiError>>);
    let ask = move || {
        let (cluster, namespace, name) = target.address();
        spawn_local(async move {
            let answer = contents::services(&cluster, &namespace, &name).await;
            // The page may be gone by now.
            let _ = known.try_set(Some(answer));
        });
    };
    target.ask_after_changes(ask);
    let shown = memo(move || {
        let answer = known.get()?.ok()?;
        Some(items(&answer["items"]).to_vec())
    });
    let content = move || match shown.get() {
        Some(services) if services.is_empty() => {
            view! { <span class="contents-none">{say::no_services()}</span> }.into_any()
        }
        Some(services) => {
            let mut drawn: Vec<AnyView> = Vec::new();
            for service in &services {
                drawn.push(row(service));
            }
            view! { <ul class="contents-services">{drawn}</ul> }.into_any()
        }
        None => match known.get() {
            Some(Err(error)) => {
                let on_retry = Callback::new(move |()| ask());
                view! { <Failure error on_retry/> }.into_any()
            }
            _ => view! { <Skeleton lines=2/> }.into_any(),
        },
    };
    view! { <Card heading=say::services()>{dynamic(content)}</Card> }
}

fn row(service: &Value) -> AnyView {
    let ip = match text(service, "/clusterIP") {
        "" => String::new(),
        "None" => say::headless().to_owned(),
        ip => ip.to_owned(),
    };
    let mut ports: Vec<AnyView> = Vec::new();
    for port in items(&service["ports"]) {
        ports.push(view! { <div><code>{words::service_port(port)}</code></div> }.into_any());
    }
    let mut outside = String::new();
    for address in items(&service["addresses"]) {
        if !outside.is_empty() {
            outside.push_str(", ");
        }
        outside.push_str(address.as_str().unwrap_or_default());
    }
    let outside = (!outside.is_empty()).then(|| say::outside(outside));
    let also = words::words(&service["alsoSelects"]);
    let also = (!also.is_empty()).then(|| say::also(also));
    view! {
        <li>
            <h3>
                {text(service, "/name").to_owned()} " "
                <span class="contents-none">{text(service, "/type").to_owned()} " " {ip}</span>
            </h3>
            {ports}
            <p>{outside}</p>
            <p class="contents-none">{also}</p>
        </li>
    }
    .into_any()
}
