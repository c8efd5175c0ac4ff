//! How the wizard begins: from a kept draft, from a DaemonSet that exists, or from a new manifest.

use contract::DraftOrigin;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_params_map, use_query_map};
use manifest::{Document, FieldPath};
use serde_json::Value;

use super::state::{Purpose, View, Wizard};
use super::step::Step;
use super::{clone, facts, in_address, naming, on_cluster, template};
use crate::api::{self, ApiError};
use crate::state::document::{DocumentState, Origin};
use crate::state::draft::{DraftState, fresh_id};
use crate::state::live::{Live, Subject};
use crate::state::place::{NamespaceClaim, Place};
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
    /// The text of the DaemonSet that is edited, as it is stored.
    running: Option<String>,
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
pub(super) struct Beginning {
    cluster: Signal<String>,
    pub(super) namespace: String,
    /// The DaemonSet to give another manifest; none for a new one.
    name: Option<String>,
    /// The DaemonSet of that namespace that a new one begins as.
    pub(super) clone: Option<String>,
    /// The draft to go on with.
    pub(super) draft: Option<String>,
    /// The name that a new draft gets.
    pub(super) fresh: String,
    step: Step,
    view: View,
    /// The field whose control is shown first.
    field: Option<FieldPath>,
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
            clone: query.get("clone"),
            draft: query.get("draft"),
            fresh: fresh_id(),
            step: query
                .get("step")
                .and_then(|word| Step::from_word(&word))
                .unwrap_or_default(),
            view: match View::from_word(query.get("view").as_deref()) {
                View::Form => View::Form,
                // The other format is rendered from the text.
                View::Text | View::Other => View::Text,
            },
            field: query.get("field").and_then(|field| field.parse().ok()),
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
    let start = move |text: String, stored: Option<Value>, running: Option<String>| {
        Stage::Ready(Start {
            purpose,
            draft,
            text,
            stored,
            running,
            step: beginning.step,
            view: beginning.view,
        })
    };
    if beginning.draft.is_none() && beginning.name.is_none() && beginning.clone.is_none() {
        stage.set(start(template::manifest(&beginning.namespace), None, None));
        return;
    }
    stage.set(Stage::Loading);
    spawn_local(async move {
        let kept = match beginning.draft {
            Some(_) => draft.load().await,
            None => None,
        };
        let cloned = match beginning.clone.filter(|_| kept.is_none()) {
            Some(name) => api::daemonsets::read_yaml(&cluster, &beginning.namespace, &name)
                .await
                .map(|text| Some((clone::of(text, &name), None))),
            None => Ok(None),
        };
        let kept = match cloned {
            Ok(cloned) => cloned.or(kept),
            Err(error) => {
                session.notice(&error);
                stage.try_set(Stage::Failed(error));
                return;
            }
        };
        let (kept, origin) = kept.map_or((None, None), |(text, origin)| (Some(text), origin));
        // What the draft began from, else what is stored now.
        let origin = match (beginning.name, origin) {
            (Some(name), None) => api::daemonsets::read_yaml(&cluster, &beginning.namespace, &name)
                .await
                .map(|text| {
                    Some(DraftOrigin {
                        namespace: beginning.namespace.clone(),
                        name,
                        text,
                    })
                }),
            (Some(_), origin) => Ok(origin),
            (None, _) => Ok(None),
        };
        let began = origin.map(|origin| {
            let stored = origin
                .as_ref()
                .map(|it| Document::parse(it.text.as_str()).value());
            let text = kept.or_else(|| Some(origin.as_ref()?.text.clone()));
            let running = origin.as_ref().map(|it| it.text.clone());
            if let Some(origin) = origin {
                draft.begin_from(origin);
            }
            // Without either the draft is gone: sent already, or thrown away.
            let text = text.unwrap_or_else(|| template::manifest(&beginning.namespace));
            (text, stored, running)
        });
        stage.try_set(match began {
            Ok((text, stored, running)) => start(text, stored, running),
            Err(error) => {
                session.notice(&error);
                Stage::Failed(error)
            }
        });
    });
}

/// The wizard over what it begins with, and the stream that tells it of the cluster.
pub fn wizard(start: Start) -> (Wizard, Live) {
    let beginning: Beginning = expect_context();
    let cluster = beginning.cluster;
    let document = DocumentState::new(start.text);
    let wizard = Wizard::provide(
        start.purpose,
        (cluster, beginning.namespace.clone()),
        document,
        start.draft,
        (start.stored, start.running),
        start.step,
        start.view,
    );
    wizard.draft.follow(document, &beginning.namespace);
    claim_namespace(wizard);
    on_cluster::claim(wizard);
    in_address::follow(wizard, &beginning);
    if let Some(field) = beginning.field {
        // After the form has been drawn.
        request_animation_frame(move || wizard.show_control(&field));
    }
    let live = Live::follow(Signal::derive(move || Subject {
        cluster: cluster.get(),
        ..Subject::default()
    }));
    facts::follow(wizard, live);
    (wizard, live)
}

/// The namespace in the bar is the one that the DaemonSet goes to; one that exists stays where it is.
fn claim_namespace(wizard: Wizard) {
    let choose = Callback::new(move |namespace: String| {
        wizard.document.edit(Origin::Act, |document| {
            naming::move_to(document, &namespace)
        });
    });
    Place::expect().claim_namespace(NamespaceClaim {
        value: Signal::derive(move || wizard.namespace()),
        choose: matches!(wizard.purpose, Purpose::Create).then_some(choose),
    });
}
