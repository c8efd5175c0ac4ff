//! How the wizard begins: from a kept draft, from a DaemonSet that exists, or from a new manifest.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_params_map, use_query_map};
use manifest::Document;
use preflight::Questions;
use serde_json::Value;

use super::state::{Purpose, View, Wizard};
use super::step::Step;
use super::template;
use crate::api::{self, ApiError};
use crate::state::clock;
use crate::state::document::DocumentState;
use crate::state::draft::{DraftState, fresh_id};
use crate::state::live::{Live, Subject};
use crate::state::place::Place;
use crate::state::session::Session;

/// How long after a change the facts are asked for, with all that changes meanwhile.
const FACTS_DELAY: Duration = Duration::from_millis(150);

/// How long it is at least from one question to the next that the cluster is the cause of, in milliseconds.
/// A large cluster changes all the time, and each answer reads the Secrets anew that the manifest names.
const FACTS_PAUSE: f64 = 1000.0;

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
    follow_facts(wizard, live);
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
            View::Text => "&view=text",
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

/// Keeps the facts that the verdict is made from those of the cluster now.
fn follow_facts(wizard: Wizard, live: Live) {
    let session = Session::expect();
    let namespace = Memo::new(move |_| wizard.namespace());
    let questions = Memo::new(move |_| {
        wizard.report.with(|report| {
            let asked = report.object.as_ref().map(Questions::of);
            asked.unwrap_or_default().to_text()
        })
    });
    // Which facts are here, and their version: of a large cluster only what has changed is fetched.
    let known = StoredValue::new(Known::default());
    let wanted = RwSignal::new(0_u32);
    // When they were last asked for, and whether they are about to be because of the cluster.
    let last = StoredValue::new((0.0, false));
    Effect::new(move |before: Option<()>| {
        live.facts_version.track();
        let (asked, is_due) = last.get_value();
        if before.is_none() || is_due {
            return;
        }
        last.set_value((asked, true));
        let delay = Duration::from_secs_f64((asked + FACTS_PAUSE - clock::now()).max(0.0) / 1000.0);
        set_timeout(
            move || {
                if last.try_set_value((clock::now(), false)).is_none() {
                    ask(wizard, session, (namespace, questions), known);
                }
            },
            delay.max(FACTS_DELAY),
        );
    });
    Effect::new(move || {
        namespace.track();
        questions.track();
        wizard.cluster.track();
        // Only the last of several changes in a row asks.
        let turn = wanted.try_update_untracked(|turn| {
            *turn += 1;
            *turn
        });
        set_timeout(
            move || {
                if turn == wanted.try_get_untracked() {
                    last.try_update_value(|last| last.0 = clock::now());
                    ask(wizard, session, (namespace, questions), known);
                }
            },
            FACTS_DELAY,
        );
    });
}

/// The facts that are here: of which cluster and namespace, and their version.
#[derive(Clone, Default, PartialEq)]
struct Known {
    of: (String, String),
    version: String,
}

fn ask(
    wizard: Wizard,
    session: Session,
    (namespace, questions): (Memo<String>, Memo<String>),
    known: StoredValue<Known>,
) {
    let (cluster, namespace) = (wizard.cluster.get_untracked(), namespace.get_untracked());
    let questions = questions.get_untracked();
    if cluster.is_empty() {
        return;
    }
    let own = match wizard.purpose {
        Purpose::Create => None,
        Purpose::Edit(place) => place.try_get_value(),
    };
    let of = (cluster.clone(), namespace.clone());
    let Some(since) = known.try_get_value() else {
        return;
    };
    let since = if since.of == of {
        since.version
    } else {
        String::new()
    };
    spawn_local(async move {
        // The pods of the one that is edited are told apart, where it is looked for in its own namespace.
        let name = own
            .as_ref()
            .filter(|(own_namespace, _)| *own_namespace == namespace)
            .map(|(_, name)| name.as_str());
        let name = name.unwrap_or_default();
        let answer = api::preflight::facts(&cluster, &namespace, name, &since, &questions).await;
        match answer {
            Ok(message) => {
                let version = message.version.clone();
                let Some(mut facts) = wizard
                    .facts
                    .try_with_untracked(|before| message.apply_to(before))
                else {
                    return;
                };
                if let Some((namespace, name)) = own
                    && let Some(names) = &mut facts.daemon_sets
                {
                    // The name of the one that is edited is taken by itself.
                    let own = format!("{namespace}/{name}");
                    names.retain(|name| *name != own);
                }
                known.try_set_value(Known { of, version });
                wizard.facts.try_set(facts);
            }
            // What was known stays: the banner says that the console does not answer.
            Err(error) => session.notice(&error),
        }
    });
}
