//! What one cluster would make of the text, and what came of it there.

use contract::ClusterSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::verdict::Brief;
use crate::api::daemonsets::{self, Mode};
use crate::api::{self, ApiError};
use crate::parts::failure;
use crate::parts::quoted::spoken;
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::draft::fresh_id;
use crate::text::clusters as say;
use crate::ui::{Button, Look};

/// What the cluster says of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is being asked.
    Asked,
    /// This.
    Said(Brief),
    /// Nothing, for this reason.
    Silent(ApiError),
}

/// What came of the text in the cluster.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was not sent.
    Unsent,
    /// It was sent.
    Sent,
    /// It was made: namespace and name.
    Made(String, String),
    /// It was not, or nobody knows.
    Failed(ApiError),
}

/// One cluster of the page. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Target {
    /// The cluster.
    pub cluster: StoredValue<ClusterSummary>,
    /// Whether the text is to go there.
    pub chosen: RwSignal<bool>,
    /// What it says of the text.
    pub verdict: RwSignal<Verdict>,
    /// What came of it.
    pub outcome: RwSignal<Outcome>,
    /// The key of the one write; it stays, so that what was sent twice is done once.
    key: StoredValue<String>,
}

/// A text and the namespace where its objects go that name none.
pub type Text = StoredValue<(String, String)>;

impl Target {
    /// One that is not asked yet.
    #[must_use]
    pub fn new(cluster: ClusterSummary, chosen: bool) -> Self {
        Self {
            cluster: StoredValue::new(cluster),
            chosen: RwSignal::new(chosen),
            verdict: RwSignal::new(Verdict::Asked),
            outcome: RwSignal::new(Outcome::Unsent),
            key: StoredValue::new(fresh_id()),
        }
    }

    /// The name of the cluster.
    #[must_use]
    pub fn name(self) -> String {
        self.cluster.with_value(|cluster| cluster.name.clone())
    }

    /// Asks the cluster, without waiting for any other.
    pub fn ask(self, text: Text) {
        self.verdict.set(Verdict::Asked);
        let (text, namespace) = text.get_value();
        spawn_local(async move {
            let answer = api::preflight::verdict(&self.name(), &namespace, text).await;
            // The page may be gone by then.
            self.verdict.try_set(match answer {
                Ok(verdict) => Verdict::Said(Brief::of(&verdict)),
                Err(error) => Verdict::Silent(error),
            });
        });
    }

    /// Whether it is to be sent there, and was not made yet. Tracked.
    #[must_use]
    pub fn is_ready(self) -> bool {
        let open = self
            .outcome
            .with(|outcome| matches!(outcome, Outcome::Unsent | Outcome::Failed(_)));
        let accepted = self
            .verdict
            .with(|verdict| matches!(verdict, Verdict::Said(brief) if brief.accepted && !brief.is_blind()));
        self.chosen.get() && open && accepted
    }

    /// Sends it there: a write of its own, which fails and succeeds alone.
    pub fn send(self, text: Text) {
        self.outcome.set(Outcome::Sent);
        let (text, namespace) = text.get_value();
        let key = self.key.get_value();
        spawn_local(async move {
            let how = (Mode::Write, "");
            let cluster = self.name();
            let answer = daemonsets::create(&cluster, &namespace, text, how, Some(&key)).await;
            self.outcome.try_set(match answer {
                Ok(object) => Outcome::Made(
                    said(&object, "namespace").unwrap_or(namespace),
                    said(&object, "name").unwrap_or_default(),
                ),
                Err(error) => {
                    // Another attempt after a refusal is another write.
                    if !error.is_outcome_unknown() {
                        self.key.try_set_value(fresh_id());
                    }
                    Outcome::Failed(error)
                }
            });
        });
    }
}

fn said(object: &Value, field: &str) -> Option<String> {
    Some(object["metadata"][field].as_str()?.to_owned())
}

/// The card.
#[component]
pub fn TargetCard(
    /// The cluster.
    target: Target,
    /// What is to be made.
    text: Text,
) -> impl IntoView {
    let name = target.name();
    let version = target.cluster.with_value(|cluster| cluster.version.clone());
    let badge = move || {
        let (tone, word) = match target.outcome.get() {
            Outcome::Made(..) => ("good", say::made()),
            Outcome::Sent => ("waiting", say::sent()),
            Outcome::Failed(_) => ("bad", say::not_made()),
            Outcome::Unsent => match target.verdict.get() {
                Verdict::Asked => ("waiting", say::asked()),
                Verdict::Silent(_) => ("bad", say::silent()),
                Verdict::Said(brief) if brief.is_blind() => ("bad", say::silent()),
                Verdict::Said(brief) if !brief.accepted => ("bad", say::refused()),
                Verdict::Said(brief) if brief.refused > 0 => ("bad", say::pods_refused()),
                Verdict::Said(brief) if brief.nodes.is_none() || !brief.unknown.is_empty() => {
                    ("waiting", say::partly_unknown())
                }
                Verdict::Said(_) => ("good", say::accepted()),
            },
        };
        view! { <span class=["status status-", tone].concat()>{word}</span> }
    };
    let body = move || match target.verdict.get() {
        Verdict::Asked => ().into_any(),
        Verdict::Said(brief) if brief.is_blind() => view! {
            <p class="clusters-reason">{brief.stale}</p>
            <Button on_press=move |()| target.ask(text)>{say::ask_again()}</Button>
        }
        .into_any(),
        Verdict::Said(brief) => in_brief(brief),
        Verdict::Silent(error) => view! {
            <p class="clusters-reason">{failure::sentence(&error)}</p>
            <Button on_press=move |()| target.ask(text)>{say::ask_again()}</Button>
        }
        .into_any(),
    };
    let outcome = {
        let cluster = name.clone();
        move || match target.outcome.get() {
            Outcome::Unsent | Outcome::Sent => ().into_any(),
            Outcome::Made(namespace, name) => {
                let href = routes::detail(&cluster, &namespace, &name);
                view! { <a href=href>{say::watch(&name)}</a> }.into_any()
            }
            Outcome::Failed(error) => failed(&error),
        }
    };
    let label = name.clone();
    let made = memo(move || {
        target
            .outcome
            .with(|outcome| matches!(outcome, Outcome::Made(..)))
    });
    let id = crate::ui::fresh_id("target");
    view! {
        <section class="card clusters-card" aria-label=label>
            <header class="clusters-card-head">
                <input
                    type="checkbox"
                    id=id.clone()
                    prop:checked=target.chosen
                    disabled=made
                    on:change:target=move |event| target.chosen.set(event.target().checked())
                />
                <label for=id><b>{name}</b> " " <span class="clusters-note">{version}</span></label>
                <span role="status">{dynamic(badge)}</span>
            </header>
            {dynamic(body)}
            <div role="status">{dynamic(outcome)}</div>
        </section>
    }
}

fn in_brief(brief: Brief) -> AnyView {
    let mut rows: Vec<AnyView> = Vec::new();
    for (field, words) in brief.problems {
        rows.push(view! { <li><code>{field}</code> " " {words}</li> }.into_any());
    }
    for (why, nodes) in brief.without {
        rows.push(
            view! { <li>{why} " " <span class="number">{say::nodes(nodes)}</span></li> }.into_any(),
        );
    }
    if !brief.unknown.is_empty() {
        let why = brief.why_unknown;
        rows.push(
            view! { <li>{say::unknown()} " " {brief.unknown} " (" {why} ")"</li> }.into_any(),
        );
    }
    if !brief.stale.is_empty() {
        rows.push(view! { <li>{say::stale_facts()} " " {brief.stale}</li> }.into_any());
    }
    let covered = match brief.nodes {
        Some(nodes) => view! {
            <p class="clusters-covered">
                <b class="number">{brief.running}</b> " " {say::of_nodes(nodes)}
            </p>
        }
        .into_any(),
        None => {
            view! { <p class="clusters-covered"><b>"?"</b> " " {say::no_nodes()}</p> }.into_any()
        }
    };
    view! { {covered} <ul class="clusters-lines">{rows}</ul> }.into_any()
}

fn failed(error: &ApiError) -> AnyView {
    let mut lines: Vec<AnyView> = Vec::new();
    let errors = error.problem().map(|problem| problem.errors.clone());
    for wrong in errors.unwrap_or_default() {
        let message = spoken(&wrong.said());
        lines.push(view! { <li><code>{wrong.field}</code> " " {message}</li> }.into_any());
    }
    view! {
        <p class="clusters-reason">{failure::sentence(error)}</p>
        <ul class="clusters-lines">{lines}</ul>
    }
    .into_any()
}

/// The button that sends to all that are ready.
#[must_use]
pub fn create_button(targets: Signal<Vec<Target>>, text: Text) -> AnyView {
    let ready = memo(move || {
        let mut count = 0;
        for target in targets.get() {
            count += u32::from(target.is_ready());
        }
        count
    });
    let busy = Signal::derive(move || {
        let mut targets = targets.get().into_iter();
        targets.any(|target| target.outcome.with(|outcome| *outcome == Outcome::Sent))
    });
    let send = move |()| {
        for target in targets.get_untracked() {
            if untrack(|| target.is_ready()) {
                target.send(text);
            }
        }
    };
    view! {
        <Button
            look=Look::Primary
            busy
            disabled=Signal::derive(move || ready.get() == 0)
            reason=Signal::derive(move || {
                if ready.get() == 0 { say::none_ready().to_owned() } else { String::new() }
            })
            on_press=send
        >
            {dynamic(move || say::create_on(ready.get()))}
        </Button>
    }
    .into_any()
}
