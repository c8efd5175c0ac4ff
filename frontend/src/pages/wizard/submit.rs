//! Create, save and dry run: what is sent, and what the answer changes.

use contract::FieldError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use serde_json::Value;
use wasm_bindgen::JsCast as _;

use super::catch_up::{CONFLICTS, Meanwhile, catch_up};
use super::paths;
use super::placing::Refusal;
use super::state::{Purpose, Wizard};
use crate::api::ApiError;
use crate::api::daemonsets::{self, Mode};
use crate::pages::companions::Together;
use crate::parts::rights::Rights;
use crate::routes;
use crate::state::repeat_key::RepeatKey;
use crate::state::session::Session;

/// How often a change of the status alone is caught up with before it is said.
const MOST_ATTEMPTS: u32 = 5;

/// How far the sending is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Sending {
    /// Nothing has been sent, or what was said of it holds no longer.
    #[default]
    Idle,
    /// On its way.
    Under(Mode),
    /// The API server would accept it.
    WouldDo,
    /// It did not work out.
    Failed(ApiError),
}

impl Sending {
    fn is_absence(&self) -> bool {
        match self {
            Self::Failed(ApiError::Unreachable { .. }) => true,
            // That it is not known whether it was created stays true when the cluster is back.
            Self::Failed(error) if error.is_outcome_unknown() => false,
            Self::Failed(error) => matches!(error.status(), Some(502..=504)),
            _ => false,
        }
    }
}

/// Sends the manifest. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Submit {
    /// What is sent.
    pub wizard: Wizard,
    /// The objects that it holds.
    pub together: Together,
    /// What notices that nobody is signed in any more. A key or a button is pressed where no context is.
    session: Session,
    /// How far it is.
    pub sending: RwSignal<Sending>,
    /// What the user may do where it goes.
    pub rights: Rights,
    /// For sending the very same text again when no answer came.
    unanswered: RepeatKey,
    /// Whether Services that are there already and say the same are to be kept.
    keeps: StoredValue<bool>,
    /// What somebody else changed while this one was edited.
    pub meanwhile: RwSignal<Option<Meanwhile>>,
    done: Callback<(String, String)>,
}

/// Where the DaemonSet goes: cluster, namespace and, of one that is there, its name.
fn target_of(wizard: Wizard) -> [Signal<String>; 3] {
    let name = move || match wizard.purpose {
        Purpose::Create => String::new(),
        Purpose::Edit(place) => place.with_value(|(_, name)| name.clone()),
    };
    [
        Signal::derive(move || wizard.cluster.get()),
        Signal::derive(move || wizard.namespace()),
        Signal::derive(name),
    ]
}

impl Submit {
    /// Ready to send; a DaemonSet that was written is shown by the page's router.
    #[must_use]
    pub fn new(wizard: Wizard, together: Together) -> Self {
        let navigate = routes::use_navigate();
        let sending = RwSignal::new(Sending::Idle);
        let keeps = StoredValue::new(false);
        // What was said of one text says nothing of the next.
        Effect::new(move |last: Option<()>| {
            wizard.document.with(|_| ());
            keeps.set_value(false);
            if last.is_some() && !matches!(sending.get_untracked(), Sending::Under(_)) {
                sending.set(Sending::Idle);
            }
        });
        together.on_choice(move || {
            wizard.refusals.set(Vec::new());
            if !matches!(sending.get_untracked(), Sending::Under(_)) {
                sending.set(Sending::Idle);
            }
        });
        Self {
            wizard,
            together,
            session: Session::expect(),
            rights: Rights::of(target_of(wizard), || ()),
            sending,
            unanswered: RepeatKey::new(),
            keeps,
            meanwhile: RwSignal::new(None),
            done: Callback::new(move |(namespace, name): (String, String)| {
                let cluster = wizard.cluster.get_untracked();
                let address = routes::detail(&cluster, &namespace, &name);
                navigate(&address, NavigateOptions::default());
            }),
        }
    }

    /// Whether it is on its way; tracked.
    #[must_use]
    pub fn is_under(self, mode: Mode) -> bool {
        self.sending
            .with(|sending| *sending == Sending::Under(mode))
    }

    /// Whether what was sent failed because the cluster or the server did not answer; tracked.
    #[must_use]
    pub fn is_absence(self) -> bool {
        self.sending.with(Sending::is_absence)
    }

    /// Forgets a failure that was the cluster's or the server's absence: they have come back.
    pub fn forget_absence(self) {
        if self.sending.with_untracked(Sending::is_absence) {
            self.sending.set(Sending::Idle);
        }
    }

    /// Why Kubernetes lets the user not do it; empty where it does, or where that is not known.
    #[must_use]
    pub fn why_not(self) -> Signal<String> {
        let verb = match self.wizard.purpose {
            Purpose::Create => "create",
            Purpose::Edit(_) => "update",
        };
        self.rights.why_not(verb, "daemonsets")
    }

    /// Creates or saves or, where something holds that back, shows the first such thing.
    pub fn write(self) {
        if !self.why_not().with_untracked(String::is_empty) || self.is_undecided() {
            return;
        }
        self.wizard.attempt();
        match untrack(|| self.wizard.errors()).first() {
            Some(first) => self.wizard.show(first),
            None => self.send(Mode::Write),
        }
    }

    /// Creates, and leaves the Services as they are that are there already and say the same.
    pub fn keep(self) {
        self.keeps.set_value(true);
        self.send(Mode::Write);
    }

    /// Asks the API server what it would say.
    pub fn dry_run(self) {
        if self.is_undecided() {
            return;
        }
        self.wizard.attempt();
        match untrack(|| self.wizard.errors()).first() {
            Some(first) if self.wizard.is_refusing() => self.wizard.show(first),
            _ => self.send(Mode::DryRun),
        }
    }

    /// How many fields have still to be decided between one's own value and somebody else's; tracked.
    #[must_use]
    pub fn undecided(self) -> u32 {
        self.meanwhile
            .with(|all| all.as_ref().map_or(0, Meanwhile::undecided))
    }

    /// Whether such a field holds everything back; then it is shown.
    fn is_undecided(self) -> bool {
        let is_undecided = untrack(|| self.undecided()) > 0;
        if is_undecided && let Some(place) = document().get_element_by_id(CONFLICTS) {
            place.scroll_into_view();
            // What cannot take the focus is in view all the same.
            let _ = place.unchecked_into::<web_sys::HtmlElement>().focus();
        }
        is_undecided
    }

    fn send(self, mode: Mode) {
        if matches!(self.sending.get_untracked(), Sending::Under(_)) {
            return;
        }
        let wizard = self.wizard;
        let session = self.session;
        let cluster = wizard.cluster.get_untracked();
        let text = untrack(|| wizard.document.text());
        let namespace = untrack(|| wizard.namespace());
        let keeps = self.keeps.get_value();
        wizard.refusals.set(Vec::new());
        self.meanwhile.set(None);
        self.sending.set(Sending::Under(mode));
        spawn_local(async move {
            let answer = match wizard.purpose {
                Purpose::Create => {
                    let mut existing = String::new();
                    if keeps {
                        existing.push_str("&existingServices=Keep");
                    }
                    let of = self.together.existing_of();
                    if !of.is_empty() {
                        existing.push_str("&existingOf=");
                        existing.push_str(&of);
                    }
                    // With and without is not the same thing to ask for.
                    let key = self.key_for(&[text.as_str(), &existing].concat(), mode);
                    let how = (mode, existing.as_str());
                    daemonsets::create(&cluster, &namespace, text, how, key.as_deref()).await
                }
                Purpose::Edit(place) => match place.try_get_value() {
                    Some((namespace, name)) => self.replace(&namespace, &name, mode).await,
                    // The page was left meanwhile.
                    None => return,
                },
            };
            if let Err(error) = &answer {
                session.notice(error);
            }
            self.answered(mode, answer, namespace);
        });
    }

    /// Replaces the stored one. While it rolls out its status changes all the time, and each change makes
    /// the version that one has read an old one: then the new one is read, and where nothing has changed
    /// that people write, it is sent again.
    async fn replace(self, namespace: &str, name: &str, mode: Mode) -> Result<Value, ApiError> {
        let wizard = self.wizard;
        let cluster = wizard.cluster.get_untracked();
        let mut attempts = 0;
        loop {
            let text = wizard
                .document
                .with_untracked(|document| document.text().to_owned());
            let key = self.key_for(&text, mode);
            let answer =
                daemonsets::replace(&cluster, namespace, name, text, mode, key.as_deref()).await;
            attempts += 1;
            let is_conflict = matches!(&answer, Err(error) if error.status() == Some(409));
            if !is_conflict || attempts == MOST_ATTEMPTS {
                return answer;
            }
            match catch_up(wizard, namespace, name).await? {
                None => return answer,
                Some(meanwhile) if meanwhile.is_empty() => {}
                Some(meanwhile) => {
                    self.meanwhile.try_set(Some(meanwhile));
                    return answer;
                }
            }
        }
    }

    fn answered(self, mode: Mode, answer: Result<Value, ApiError>, namespace: String) {
        // After a refusal the key is free again, and where nobody knows what came of it, it must stay the same.
        if answer.is_ok() && !self.unanswered.forget() {
            // The page was left meanwhile.
            return;
        }
        match answer {
            Ok(_) if mode == Mode::DryRun => {
                self.sending.try_set(Sending::WouldDo);
            }
            Ok(object) => {
                self.wizard.draft.discard();
                self.sending.try_set(Sending::Idle);
                let name = object.pointer("/metadata/name").and_then(Value::as_str);
                self.done
                    .run((namespace, name.unwrap_or_default().to_owned()));
            }
            Err(error) => self.refused(error),
        }
    }

    fn refused(self, error: ApiError) {
        // What somebody else changed says more than that they did.
        if self.meanwhile.with_untracked(Option::is_some) {
            self.sending.set(Sending::Idle);
            return;
        }
        let refusals = self.wizard.document.with_untracked(|document| {
            errors_of(&error)
                .iter()
                .map(|error| Refusal::new(error, document))
                .collect::<Vec<_>>()
        });
        self.wizard.refusals.set(refusals);
        self.sending.set(Sending::Failed(error));
    }

    /// The key under which a text is written once however often it is sent; a dry run needs none.
    fn key_for(self, text: &str, mode: Mode) -> Option<String> {
        (mode == Mode::Write).then(|| self.unanswered.of(text))
    }
}

/// What a refusal says of single fields. That a name is taken is said of the name.
fn errors_of(error: &ApiError) -> Vec<FieldError> {
    let Some(problem) = error.problem() else {
        return Vec::new();
    };
    let is_taken = problem.status == 409
        && problem
            .upstream
            .as_ref()
            .and_then(|status| status.get("reason"))
            .is_some_and(|reason| reason == "AlreadyExists");
    if problem.errors.is_empty() && is_taken {
        return vec![FieldError {
            field: paths::metadata().key("name").to_string(),
            reason: "AlreadyExists".to_owned(),
            message: problem.detail.clone(),
            code: problem.code.clone(),
            arguments: problem.arguments.clone(),
            ..FieldError::default()
        }];
    }
    problem.errors.clone()
}

#[cfg(test)]
mod tests {
    use contract::ProblemDocument;
    use serde_json::json;

    use super::errors_of;
    use crate::api::ApiError;

    #[test]
    fn a_taken_name_is_said_at_the_name() {
        let refused = |reason: &str| {
            let problem = ProblemDocument {
                status: 409,
                detail: "taken".to_owned(),
                upstream: Some(json!({"reason": reason})),
                ..ProblemDocument::default()
            };
            errors_of(&ApiError::Refused(Box::new(problem)))
        };
        assert_eq!(refused("AlreadyExists")[0].field, "metadata.name");
        assert_eq!(refused("Conflict"), []);
    }
}
