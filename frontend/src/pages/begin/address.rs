//! A text that the server fetches from an address.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::hand_over::HandOver;
use crate::api::{self, ApiError};
use crate::parts::failure;
use crate::reactive::{dynamic, memo};
use crate::state::session::Session;
use crate::text::begin as words;
use crate::text::begin::reason as why;
use crate::text::said;
use crate::ui::{Button, TextField};

/// A line for an address.
#[component]
pub fn Address(
    /// Where the text goes.
    hand_over: HandOver,
) -> impl IntoView {
    let session = Session::expect();
    let address = RwSignal::new(String::new());
    let problem = RwSignal::new(String::new());
    let is_under = RwSignal::new(false);
    let hosts = RwSignal::new(None::<Vec<String>>);
    spawn_local(async move {
        // Without an answer the server says at the address what it does not fetch.
        if let Ok(found) = api::beginnings::hosts().await {
            hosts.try_set(Some(found.hosts));
        }
    });
    let help = Signal::derive(move || {
        let hosts = hosts.get();
        hosts.map_or_else(String::new, |hosts| words::address_help(hosts.join(", ")))
    });
    let fetch = Callback::new(move |()| {
        let asked = address.get_untracked();
        problem.set(String::new());
        is_under.set(true);
        spawn_local(async move {
            let answer = api::beginnings::fetch(asked).await;
            is_under.try_set(false);
            match answer {
                Ok(found) => hand_over.text(found.text),
                Err(error) => {
                    session.notice(&error);
                    problem.try_set(sentence(&error));
                }
            }
        });
    });
    let is_empty = memo(move || address.with(|address| address.trim().is_empty()));
    let form = move || {
        view! {
            <form on:submit=move |event| {
                event.prevent_default();
                if !is_empty.get_untracked() && !is_under.get_untracked() {
                    fetch.run(());
                }
            }>
                <TextField
                    label=words::address_label()
                    monospace=true
                    placeholder="https://raw.githubusercontent.com/…/agent.yaml"
                    value=address
                    help
                    problem
                    on_input=move |text| {
                        problem.set(String::new());
                        address.set(text);
                    }
                />
                <Button disabled=is_empty busy=is_under on_press=fetch>{words::fetch()}</Button>
            </form>
        }
    };
    let is_none = memo(move || hosts.with(|hosts| hosts.as_ref().is_some_and(Vec::is_empty)));
    dynamic(move || {
        if is_none.get() {
            view! { <p class="field-help">{words::address_none()}</p> }.into_any()
        } else {
            form().into_any()
        }
    })
}

/// Why it cannot be had.
fn sentence(error: &ApiError) -> String {
    let first = error.problem().and_then(|problem| problem.errors.first());
    let ours = match first.map_or("", |first| first.reason.as_str()) {
        "NotAnAddress" => why::not_an_address(),
        "NotHttps" => why::not_https(),
        "CredentialsInAddress" => why::credentials_in_address(),
        "PortNotAllowed" => why::port_not_allowed(),
        "NumericHost" => why::numeric_host(),
        "HostNotAllowed" => why::host_not_allowed(),
        "InsideHost" => why::inside_host(),
        "NoSuchHost" => why::no_such_host(),
        "Unreachable" => why::unreachable(),
        "TooManyRedirects" => why::too_many_redirects(),
        "UnexpectedStatus" => why::unexpected_status(),
        "NotAFile" => why::not_a_file(),
        "TooLong" => why::too_long(),
        "NotText" => why::not_text(),
        "TooSlow" => why::too_slow(),
        "Broken" => why::broken(),
        _ => return failure::sentence(error),
    };
    match first {
        // Which status it was says the message.
        Some(first) if first.reason == "UnexpectedStatus" => [ours, &said(&first.said())].join(" "),
        _ => ours.to_owned(),
    }
}
