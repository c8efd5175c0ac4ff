//! One entry.

use contract::AuditEntry;
use leptos::prelude::*;

use super::wish::Wished;
use crate::parts::deeds;
use crate::parts::quoted::spoken;
use crate::routes;
use crate::state::clock;
use crate::text::people::audit as say;
use crate::ui::{Badge, Button, Look};

/// Its row.
pub(super) fn row(entry: AuditEntry, wish: Wished) -> AnyView {
    let object = object(&entry);
    let place = [&*entry.cluster, &*entry.namespace];
    let place: Vec<&str> = place.into_iter().filter(|it| !it.is_empty()).collect();
    let place = place.join(" / ");
    let time = clock::in_words(&entry.occurred);
    let detail = (!entry.detail.is_empty()).then(|| {
        view! { <p class="audit-detail">{spoken(&entry.said())}</p> }
    });
    let tone = Signal::stored(deeds::tone(entry.outcome));
    view! {
        <tr>
            <td class="number audit-when"><time datetime=entry.occurred.clone()>{time}</time></td>
            <td class="audit-who">{who(&entry, wish)}</td>
            <td class="audit-what">
                {deeds::action(entry.action)} " " {object}
                <p class="audit-place monospace">{place}</p>
            </td>
            <td class="audit-outcome">
                <Badge tone>{deeds::outcome(entry.outcome)}</Badge>
                {detail}
            </td>
            <td class="monospace audit-address">{entry.address}</td>
        </tr>
    }
    .into_any()
}

/// What it was done to, as a link where there is a page of it.
fn object(entry: &AuditEntry) -> Option<AnyView> {
    let AuditEntry {
        cluster,
        namespace,
        kind,
        name,
        ..
    } = entry;
    if kind.is_empty() {
        return None;
    }
    let has_page = !name.is_empty() && !cluster.is_empty();
    let href = match kind.as_str() {
        "DaemonSet" if has_page => Some(routes::detail(cluster, namespace, name)),
        "Cluster" => Some(routes::clusters()),
        _ => None,
    };
    let named = match href {
        Some(href) => view! { <a class="monospace" href=href>{name.clone()}</a> }.into_any(),
        None => view! { <span class="monospace">{name.clone()}</span> }.into_any(),
    };
    Some(view! { <span class="monospace">{kind.clone()}</span> " " {named} }.into_any())
}

/// Who it was, and on demand as whom and by which request.
fn who(entry: &AuditEntry, wish: Wished) -> AnyView {
    let access = match entry.access.as_str() {
        "kubeconfig" => say::by_kubeconfig(),
        "pass-through" => say::by_token(),
        "impersonate" => say::by_name(),
        _ => "",
    };
    let mut facts: Vec<(&'static str, AnyView)> = Vec::new();
    if !access.is_empty() {
        facts.push((say::as_whom(), access.into_any()));
    }
    for (name, value) in [
        (say::acts_as(), entry.acts_as.clone()),
        (say::groups(), entry.groups.join(", ")),
        (say::provider(), entry.issuer.clone()),
        (say::in_log(), entry.request_id.clone()),
        (say::status(), entry.status.to_string()),
    ] {
        if !matches!(&*value, "" | "0") {
            let value = view! { <span class="monospace">{value}</span> };
            facts.push((name, value.into_any()));
        }
    }
    let name = match entry.user.as_str() {
        "" => view! { <span class="audit-nobody">{say::nobody()}</span> }.into_any(),
        name => view! { <span class="monospace">{name.to_owned()}</span> }.into_any(),
    };
    let (user, request) = (entry.user.clone(), entry.request.clone());
    let of_user = (!user.is_empty()).then(|| {
        let on_press = move |()| wish.set("user", user.clone());
        view! { <Button look=Look::Quiet on_press>{say::only_person()}</Button> }
    });
    let of_request = move |()| wish.set("request", request.clone());
    view! {
        <details>
            <summary>{name}</summary>
            <dl class="audit-facts">
                {facts.into_iter().map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> }).collect_view()}
            </dl>
            {of_user}
            <Button look=Look::Quiet on_press=of_request>{say::only_request()}</Button>
        </details>
    }
    .into_any()
}
