//! Adding a cluster: what is handed over is tried first.

use contract::{ClusterAccess, ClusterTrial, NewCluster, Unknown};
use leptos::prelude::*;
use leptos::task::spawn_local;
use manifest::Message;

use crate::api::{self, ApiError};
use crate::parts::failure;
use crate::parts::quoted::spoken;
use crate::reactive::dynamic;
use crate::state::place::Place;
use crate::text::clusters as say;
use crate::ui::{Button, Card, Choice, Look, Select, TextField};

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq)]
enum Stage {
    /// Nothing was sent.
    #[default]
    Open,
    /// It was sent.
    Sent,
    /// It was tried, and could be added.
    Tried(ClusterTrial),
    /// It is there, under this name.
    Added(String, ClusterTrial),
    /// It cannot be used.
    Refused(ApiError),
}

/// The card.
#[component]
pub fn AddCluster() -> impl IntoView {
    let place = Place::expect();
    let (name, kubeconfig) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // How people reach it: the word of the setting, or nothing for how they reach the others.
    let way = RwSignal::new(String::new());
    let stage = RwSignal::new(Stage::Open);
    let send = move |only_try: bool| {
        stage.set(Stage::Sent);
        let new = NewCluster {
            name: name.get_untracked().trim().to_owned(),
            kubeconfig: kubeconfig.get_untracked(),
            access: way.get_untracked().parse().ok(),
        };
        spawn_local(async move {
            let answer = api::clusters::add(&new, only_try).await;
            let next = match answer {
                Ok(trial) if only_try => Stage::Tried(trial),
                Ok(trial) => {
                    // The credentials stay nowhere in the page.
                    kubeconfig.try_set(String::new());
                    place.load();
                    Stage::Added(new.name, trial)
                }
                Err(error) => Stage::Refused(error),
            };
            // The page may be gone by then.
            stage.try_set(next);
        });
    };
    let empty = Signal::derive(move || {
        name.with(|text| text.trim().is_empty()) || kubeconfig.with(|text| text.trim().is_empty())
    });
    let busy = Signal::derive(move || stage.get() == Stage::Sent);
    let said = move || match stage.get() {
        Stage::Open | Stage::Sent => ().into_any(),
        Stage::Tried(trial) => found(say::could_be_added().to_owned(), trial),
        Stage::Added(name, trial) => found(say::is_added(name), trial),
        Stage::Refused(error) => {
            view! { <p class="clusters-unverified">{failure::sentence(&error)}</p> }.into_any()
        }
    };
    view! {
        <Card heading=say::add() note=say::add_note()>
            <div class="clusters-form">
            <TextField
                label=say::name()
                value=name
                on_input=move |text: String| name.set(text)
            />
            <TextField
                label=say::kubeconfig()
                help=say::kubeconfig_help()
                value=kubeconfig
                multiline=true
                monospace=true
                on_input=move |text: String| kubeconfig.set(text)
            />
            <Select
                label=say::access()
                help=say::access_help()
                value=way
                choices=ways()
                on_choose=move |word: String| way.set(word)
            />
            </div>
            <div class="clusters-buttons">
                <Button disabled=empty busy on_press=move |()| send(true)>{say::try_out()}</Button>
                <Button look=Look::Primary disabled=empty busy on_press=move |()| send(false)>
                    {say::add()}
                </Button>
            </div>
            <div role="status">{dynamic(said)}</div>
        </Card>
    }
}

/// How people may reach it.
fn ways() -> Vec<Choice> {
    vec![
        Choice::new("", say::access_usual()),
        Choice::new(ClusterAccess::PassThrough.word(), say::by_sign_in()),
        Choice::new(ClusterAccess::Impersonate.word(), say::by_name()),
        Choice::new(ClusterAccess::Token.word(), say::by_token()),
    ]
}

/// What was found.
fn found(head: String, trial: ClusterTrial) -> AnyView {
    let missing = Message::List(trial.missing.iter().map(Unknown::said).collect());
    view! {
        <p>{head} " " {trial.version}</p>
        {trial.unverified.then(|| view! { <p class="clusters-unverified">{say::unverified()}</p> })}
        {(!missing.is_empty()).then(|| view! { <p class="clusters-reason">{say::missing()} " " {spoken(&missing)}</p> })}
    }
    .into_any()
}
