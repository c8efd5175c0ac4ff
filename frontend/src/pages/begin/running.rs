//! A DaemonSet that runs, to be copied.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;

use crate::api;
use crate::reactive::memo;
use crate::routes;
use crate::state::place::Place;
use crate::state::session::Session;
use crate::text::begin as words;
use crate::ui::{Button, TextField};

/// A line for its namespace and name, which offers those that there are.
#[component]
pub fn Running() -> impl IntoView {
    let session = Session::expect();
    let cluster = Place::expect().cluster();
    let navigate = routes::use_navigate();
    let names = RwSignal::new(Vec::new());
    let chosen = RwSignal::new(String::new());
    spawn_local(async move {
        match api::daemonsets::list(&cluster.get_untracked(), "").await {
            Ok(list) => {
                let all = list.items.iter();
                let all = all.map(|row| format!("{}/{}", row.namespace, row.name));
                names.try_set(all.collect::<Vec<_>>());
            }
            // One may type the name; the wizard says whether there is such a one.
            Err(error) => session.notice(&error),
        }
    });
    let is_whole = memo(move || chosen.with(|chosen| place_of(chosen).is_some()));
    let copy = Callback::new(move |()| {
        let place = chosen.with_untracked(|chosen| {
            place_of(chosen)
                .map(|(namespace, name)| routes::clone(&cluster.get_untracked(), namespace, name))
        });
        if let Some(place) = place {
            navigate(&place, NavigateOptions::default());
        }
    });
    view! {
        <TextField
            label=words::running_label()
            help=words::running_help()
            monospace=true
            value=chosen
            suggestions=names
            on_input=move |text| chosen.set(text)
        />
        <Button disabled=Signal::derive(move || !is_whole.get()) on_press=copy>{words::copy()}</Button>
    }
}

/// Namespace and name.
fn place_of(text: &str) -> Option<(&str, &str)> {
    let (namespace, name) = text.trim().split_once('/')?;
    (!namespace.is_empty() && !name.is_empty()).then_some((namespace, name))
}
