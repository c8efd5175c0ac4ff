//! How the wizard begins: from a kept draft, from a DaemonSet that exists, or from a new manifest.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_params_map, use_query_map};
use manifest::Document;
use serde_json::Value;

use super::state::{Purpose, View, Wizard};
use super::step::Step;
use super::{facts, template};
use crate::api::{self, ApiError};
use crate::state::document::DocumentState;
use crate::state::draft::{DraftState, fresh_id};
use crate::state::live::{Live, Subject};
use crate::state::place::Place;
use crate::state::session::Session;

/// How far the beginning is.
#[derive(Clone)]
pub enum Stage {
    /// The text is on its way.
    Loading,
    /// It cannot be had.
    Failed(ApiError),
    /// It is here.
    Ready(Start),
}

/// What a wizard begins with.
#[derive(Clone)]
pub struct Start {
    purpose: Purpose,
    draft: DraftState,
    text: String,
    stored: Option<Value>,
    step: Step,
    view: View,
}

/// Begins as the address says, and writes the draft's name into it.
pub fn begin() -> RwSignal<Stage> {
    let stage = RwSignal::new(Stage::Loading);
    provide_context(Beginning::read());
    again(stage);
    stage
}

/// What the address says.
#[derive(Clone)]
struct Beginning {
    cluster: Signal<String>,
    namespace: String,
    /// The DaemonSet to give another manifest; none for a new one.
    name: Option<String>,
    /// The draft to go on with.
    draft: Option<String>,
    /// The name that a new draft gets.
    fresh: String,
    step: Step,
    view: View,
}

impl Beginning {
    fn read() -> Self {
        let place = Place::expect();
        let (params, query) = (use_params_map(), use_query_map());
        let (name, namespace) =
            params.with_untracked(|params| (params.get("name"), params.get("namespace")));
        query.with_untracked(|query| Self {
            cluster: place.cluster(),
            namespace: namespace
                .or_else(|| query.get("namespace"))
                .unwrap_or_default(),
            name,
            draft: query.get("draft"),
            fresh: fresh_id(),
            step: query
                .get("step")
                .and_then(|word| Step::from_word(&word))
                .unwrap_or_default(),
            view: match query.get("view").as_deref() {
                Some("text") => View::Text,
                _ => View::Form,
            },
        })
    }
}

/// Tries to begin, again if need be.
pub fn again(stage: RwSignal<Stage>) {
    let beginning: Beginning = expect_context();
    let cluster = beginning.cluster.get_untracked();
    let id = beginning
        .draft
        .clone()
        .unwrap_or_else(|| beginning.fresh.clone());
    let draft = DraftState::new(&cluster, &id);
    let session = Session::expect();
    let purpose = match &beginning.name {
        None => Purpose::Create,
        Some(name) => Purpose::Edit(StoredValue::new((
            beginning.namespace.clone(),
            name.clone(),
        ))),
    };
    let start = move |text: String, stored: Option<Value>| {
        Stage::Ready(Start {
            purpose,
            draft,
            text,
            stored,
            step: beginning.step,
            view: beginning.view,
        })
    };
    if beginning.draft.is_none() && beginning.name.is_none() {
        stage.set(start(template::manifest(&beginning.namespace), None));
        return;
    }
    stage.set(Stage::Loading);
    spawn_local(async move {
        let kept = match beginning.draft {
            Some(_) => draft.load().await,
            None => None,
        };
        let stored = match beginning.name {
            Some(name) => api::daemonsets::read_yaml(&cluster, &beginning.namespace, &name)
                .await
                .map(Some),
            None => Ok(None),
        };
        let began = stored.map(|stored| match (kept, stored) {
            (Some(text), stored) => {
                let stored = stored.and_then(|stored| origin_of(&text, &stored));
                (text, stored)
            }
            (None, Some(stored)) => {
                let value = Document::parse(stored.as_str()).value();
                (stored, Some(value))
            }
            // The draft is gone: sent already, or thrown away.
            (None, None) => (template::manifest(&beginning.namespace), None),
        });
        stage.try_set(match began {
            Ok((text, stored)) => start(text, stored),
            Err(error) => {
                session.notice(&error);
                Stage::Failed(error)
            }
        });
    });
}

/// What a draft began from, if the DaemonSet still is that: its generation tells.
fn origin_of(draft: &str, stored: &str) -> Option<Value> {
    let generation = |value: &Value| value.pointer("/metadata/generation").cloned();
    let stored = Document::parse(stored).value();
    (generation(&Document::parse(draft).value()) == generation(&stored)).then_some(stored)
}

/// The wizard over what it begins with, and the stream that tells it of the cluster.
pub fn wizard(start: Start) -> (Wizard, Live) {
    let beginning: Beginning = expect_context();
    let cluster = beginning.cluster;
    let document = DocumentState::new(start.text);
    let wizard = Wizard::provide(
        start.purpose,
        cluster,
        document,
        start.draft,
        start.stored,
        start.step,
        start.view,
    );
    wizard.draft.follow(document);
    follow_in_address(wizard, &beginning);
    let live = Live::follow(Signal::derive(move || Subject {
        cluster: cluster.get(),
        ..Subject::default()
    }));
    facts::follow(wizard, live);
    (wizard, live)
}

/// The address holds draft, step and view, so that a reload or a change of language keeps them.
fn follow_in_address(wizard: Wizard, beginning: &Beginning) {
    let navigate = use_navigate();
    let page = use_location().pathname.get_untracked();
    let id = beginning
        .draft
        .clone()
        .unwrap_or_else(|| beginning.fresh.clone());
    let namespace = beginning.namespace.clone();
    let is_new = matches!(wizard.purpose, Purpose::Create);
    Effect::new(move || {
        let step = wizard.step.get().word();
        let view = match wizard.view.get() {
            View::Form => "",
            // The other format is rendered from the text.
            View::Text | View::Other => "&view=text",
        };
        let namespace = match namespace.as_str() {
            "" => String::new(),
            name if is_new => format!("&namespace={}", contract::path::segment(name)),
            _ => String::new(),
        };
        let address = format!("{page}?draft={id}&step={step}{view}{namespace}");
        navigate(
            &address,
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    });
}
