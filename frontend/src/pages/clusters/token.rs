//! Handing over a token of a cluster that takes one of its own, and forgetting it.

use contract::{ClusterAccess, ClusterSummary, ClusterToken};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;

use crate::api;
use crate::parts::failure;
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::place::Place;
use crate::text::clusters as say;
use crate::ui::{Button, Dialog, Look, fresh_id};

/// How one reaches a cluster, and what there is to be done about it.
#[must_use]
pub fn access(cluster: &ClusterSummary, asked: RwSignal<String>, place: Place) -> AnyView {
    let way = match cluster.access {
        ClusterAccess::Kubeconfig => say::by_kubeconfig(),
        ClusterAccess::PassThrough => say::by_sign_in(),
        ClusterAccess::Impersonate => say::by_name(),
        ClusterAccess::Token => say::by_token(),
    };
    let name = cluster.name.clone();
    let rest = match cluster.token {
        None => ().into_any(),
        Some(ClusterToken::Missing) => {
            let label = say::hand_over_for(&name);
            let ask = move |()| asked.set(name.clone());
            view! {
                <p class="clusters-unverified">{say::token_missing()}</p>
                <Button label on_press=ask>{say::hand_over()}</Button>
            }
            .into_any()
        }
        Some(it @ (ClusterToken::Kept | ClusterToken::Lapsed)) => {
            kept(name, it == ClusterToken::Lapsed, asked, place)
        }
    };
    view! { <p class="clusters-way">{way}</p> {rest} }.into_any()
}

fn kept(name: String, has_lapsed: bool, asked: RwSignal<String>, place: Place) -> AnyView {
    let failure = RwSignal::new(String::new());
    let (forget_label, replace_label) = (say::forget_of(&name), say::replace_of(&name));
    let replaced = name.clone();
    let replace = move |()| asked.set(replaced.clone());
    let forget = move |()| {
        let name = name.clone();
        spawn_local(async move {
            match api::clusters::forget_token(&name).await {
                Ok(()) => place.load(),
                Err(error) => {
                    failure.try_set(failure::sentence(&error));
                }
            }
        });
    };
    let (look, said) = if has_lapsed {
        ("clusters-unverified", say::token_lapsed())
    } else {
        ("clusters-note", say::token_kept())
    };
    view! {
        <p class=look>{said}</p>
        <div class="clusters-buttons">
            <Button look=Look::Quiet label=replace_label on_press=replace>{say::replace()}</Button>
            <Button look=Look::Quiet label=forget_label on_press=forget>{say::forget()}</Button>
        </div>
        <p role="status" class="clusters-unverified">{dynamic(move || failure.get())}</p>
    }
    .into_any()
}

/// Asks for the token of a cluster.
#[component]
pub fn HandOver(
    /// Where one is.
    place: Place,
    /// The name of the cluster; empty where nothing is asked.
    asked: RwSignal<String>,
) -> impl IntoView {
    let (token, failure) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let open = memo(move || !asked.with(String::is_empty));
    let empty = memo(move || token.with(|text| text.trim().is_empty()));
    let close = move || {
        // It stays nowhere in the page.
        token.set(String::new());
        failure.set(String::new());
        asked.set(String::new());
    };
    let navigate = routes::use_navigate();
    let send = move || {
        let (name, navigate) = (asked.get_untracked(), navigate.clone());
        busy.set(true);
        spawn_local(async move {
            let answer = api::clusters::hand_over(&name, token.get_untracked().trim()).await;
            busy.try_set(false);
            match answer {
                Ok(_) => {
                    token.try_set(String::new());
                    failure.try_set(String::new());
                    asked.try_set(String::new());
                    place.load();
                    navigate(&routes::list(&name, ""), NavigateOptions::default());
                }
                Err(error) => {
                    failure.try_set(failure::sentence(&error));
                }
            }
        });
    };
    let id = fresh_id("token");
    let problem_id = [&*id, "-problem"].concat();
    let submit = {
        let send = send.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if !empty.get_untracked() {
                send();
            }
        }
    };
    view! {
        <Dialog
            open
            heading=Signal::derive(move || say::hand_over_for(asked.get()))
            on_close=move |()| close()
            buttons=view! {
                <Button on_press=move |()| close()>{say::cancel()}</Button>
                <Button look=Look::Primary disabled=empty busy on_press=move |()| send()>{say::hand_over_now()}</Button>
            }
            .into_any()
        >
            <p>{say::hand_over_help()}</p>
            <p><code>"kubectl create token NAME --namespace NAMESPACE"</code></p>
            <form on:submit=submit>
                <label for=id.clone()>{say::token()}</label>
                <input
                    class="input monospace"
                    id=id
                    type="password"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby=problem_id.clone()
                    prop:value=token
                    on:input:target=move |event| token.set(event.target().value())
                />
            </form>
            <p role="status" id=problem_id class="clusters-unverified">{dynamic(move || failure.get())}</p>
        </Dialog>
    }
}
