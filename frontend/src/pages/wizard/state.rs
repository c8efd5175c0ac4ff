//! What the parts of the wizard share: the document, the verdict on it, and what of it is looked at.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use contract::NodeRow;
use leptos::prelude::*;
use manifest::{FieldPath, Segment};
use preflight::{Facts, Policy, Report};
use serde_json::Value;

use super::memory::Memory;
use super::other_view::Other;
use super::paths;
use super::placing::{Placed, Refusal, place};
use super::step::Step;
use crate::parts::editor;
use crate::parts::judgement::forecast;
use crate::reactive::memo;
use crate::state::document::DocumentState;
use crate::state::draft::DraftState;
use crate::state::session::Session;

/// What the middle of the page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The form of a step.
    #[default]
    Form,
    /// The whole text, YAML or JSON as it is written.
    Text,
    /// The same in the other format of the two.
    Other,
}

impl View {
    /// The view of a word in the address; the form where it is none of ours.
    #[must_use]
    pub fn from_word(word: Option<&str>) -> Self {
        match word {
            Some("text") => Self::Text,
            Some("other") => Self::Other,
            _ => Self::Form,
        }
    }

    /// The word in the address; none for the form.
    #[must_use]
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::Form => None,
            Self::Text => Some("text"),
            Self::Other => Some("other"),
        }
    }
}

/// What the wizard is open for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// A new DaemonSet.
    Create,
    /// Another manifest for the DaemonSet of this namespace and name.
    Edit(StoredValue<(String, String)>),
}

impl Purpose {
    /// Whether it is another manifest for a DaemonSet that exists, of which some fields cannot change.
    #[must_use]
    pub fn is_edit(self) -> bool {
        matches!(self, Self::Edit(_))
    }
}

/// The wizard, as a context. A reference, because every control holds several copies of it, which as a struct
/// of 264 bytes weigh on the module and on the heap; what it refers to are handles, which end with the page.
#[derive(Clone, Copy)]
pub struct Wizard(&'static Parts);

impl Deref for Wizard {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

/// What a [`Wizard`] is made of.
pub struct Parts {
    /// What it is open for.
    pub purpose: Purpose,
    /// The cluster that the DaemonSet goes to.
    pub cluster: Signal<String>,
    /// The namespace that it goes to where its text names none.
    fallback: StoredValue<String>,
    /// The manifest.
    pub document: DocumentState,
    /// Where what is typed is kept.
    pub draft: DraftState,
    /// The DaemonSet as it was stored when it was read last; none for a new one.
    pub stored: RwSignal<Option<Value>>,
    /// The text with which the page was opened.
    pub opened: StoredValue<String>,
    /// The text of the DaemonSet as it was stored when the page was opened; none for a new one.
    pub running: StoredValue<Option<String>>,
    /// What is known of the cluster; nothing before it has answered.
    pub facts: RwSignal<Facts>,
    /// What the house asks for on top of Kubernetes.
    pub policy: Memo<Policy>,
    /// The verdict on the document with these facts.
    pub report: Memo<Arc<Report>>,
    /// Everything that is wrong, with its place on the page.
    pub problems: Memo<Arc<Vec<Placed>>>,
    /// The same by the controls that show it, so that a thousand controls need not search it each.
    anchored: Memo<Arc<BTreeMap<String, Vec<Placed>>>>,
    /// The forecast, node by node.
    pub forecast: Memo<Arc<Vec<NodeRow>>>,
    /// What the server has refused.
    pub refusals: RwSignal<Vec<Refusal>>,
    /// Form or text.
    pub view: RwSignal<View>,
    /// The step whose form is shown.
    pub step: RwSignal<Step>,
    /// The container that its step shows.
    pub container: RwSignal<FieldPath>,
    /// Whether a field is looked for.
    pub finding: RwSignal<bool>,
    /// The field whose documentation is read, as `Struct.field`; empty while none is.
    pub asked: RwSignal<String>,
    /// A place that the editor is to bring into view.
    pub reveal: RwSignal<Option<editor::Place>>,
    /// The same of the editor that stands beside the form in a wide window.
    pub beside: RwSignal<Option<editor::Place>>,
    /// What the editor shows of the other format.
    pub other: RwSignal<Other>,
    /// What the page remembers of the typing.
    pub(super) memory: StoredValue<Memory>,
}

impl Wizard {
    /// A wizard over a document, as a context; cluster and namespace say where it goes if its text does not.
    pub fn provide(
        purpose: Purpose,
        (cluster, namespace): (Signal<String>, String),
        document: DocumentState,
        draft: DraftState,
        (stored, running): (Option<Value>, Option<String>),
        step: Step,
        view: View,
    ) -> Self {
        let stored = RwSignal::new(stored);
        let facts = RwSignal::new(Facts::default());
        let refusals = RwSignal::new(Vec::new());
        let session = Session::expect();
        let policy = memo(move || {
            let info = session.info();
            // Before the server has answered, as if there were none: what it refuses it says itself.
            info.and_then(|info| Policy::preset(&info.policy))
                .unwrap_or_default()
        });
        let report = memo(move || {
            let policy = policy.get();
            document.with(|document| {
                facts.with(|facts| {
                    stored.with(|stored| {
                        Arc::new(match stored {
                            Some(stored) => {
                                preflight::report_update(document, stored, facts, &policy)
                            }
                            None => preflight::report(document, facts, &policy),
                        })
                    })
                })
            })
        });
        let view = RwSignal::new(view);
        let other = RwSignal::new(Other::default());
        let problems = memo(move || {
            let placed = document.with(|document| {
                refusals.with(|refusals| {
                    report.with(|report| place(&report.problems, refusals, document))
                })
            });
            Arc::new(match view.get() {
                View::Other => other.with(|other| other.place(placed)),
                View::Form | View::Text => placed,
            })
        });
        let parts = Parts {
            purpose,
            cluster,
            fallback: StoredValue::new(namespace),
            document,
            draft,
            stored,
            opened: StoredValue::new(untrack(|| document.text())),
            running: StoredValue::new(running),
            facts,
            policy,
            report,
            problems,
            anchored: anchored(problems),
            forecast: forecast_of(report, facts),
            refusals,
            view,
            step: RwSignal::new(step),
            container: RwSignal::new(paths::container(0)),
            finding: RwSignal::new(false),
            asked: RwSignal::new(String::new()),
            reveal: RwSignal::new(None),
            beside: RwSignal::new(None),
            other,
            memory: StoredValue::new(Memory::begin()),
        };
        // A few bytes for each opening of the page are never given back.
        let wizard = Self(Box::leak(Box::new(parts)));
        wizard.follow_document();
        provide_context(wizard);
        wizard
    }

    /// The wizard of this page.
    #[must_use]
    pub fn expect() -> Self {
        expect_context()
    }

    /// The errors, in the order of the report. Tracked.
    #[must_use]
    pub fn errors(self) -> Vec<Placed> {
        self.problems.with(|problems| {
            problems
                .iter()
                .filter(|placed| placed.is_error())
                .cloned()
                .collect()
        })
    }

    /// What is shown at a control or card; what is merely missing only once it has been left.
    #[must_use]
    pub fn problems_at(self, path: &FieldPath) -> Memo<Vec<Placed>> {
        let name = path.to_string();
        memo(move || {
            let mut problems = self
                .anchored
                .with(|anchored| anchored.get(&name).cloned().unwrap_or_default());
            if !problems.is_empty() && !self.is_visited(&name) {
                problems.retain(|placed| !placed.is_blank());
            }
            problems
        })
    }

    /// Whether something at or below a place is wrong; tracked.
    #[must_use]
    pub fn is_wrong(self, path: &FieldPath) -> bool {
        self.problems.with(|problems| {
            problems
                .iter()
                .any(|placed| placed.is_error() && placed.problem.path.starts_with(path))
        })
    }

    /// Whether a field that may be left out is shown: it is written, or it was opened, or something is wrong
    /// with it. Tracked.
    #[must_use]
    pub fn is_used(self, path: &FieldPath) -> bool {
        self.document.has(path) || self.opened(path).get() || self.is_wrong(path)
    }

    /// Whether a place cannot be changed any more, because the DaemonSet exists.
    #[must_use]
    pub fn is_locked(self, path: &FieldPath) -> bool {
        self.purpose.is_edit() && path.starts_with(&paths::spec().key("selector"))
    }

    /// The namespace that it goes to; tracked.
    #[must_use]
    pub fn namespace(self) -> String {
        let written = self.document.text_at(&paths::metadata().key("namespace"));
        if !written.is_empty() {
            return written;
        }
        let fallback = self.fallback.get_value();
        if fallback.is_empty() {
            "default".to_owned()
        } else {
            fallback
        }
    }

    /// On how many nodes a pod will run; tracked.
    #[must_use]
    pub fn running_nodes(self) -> u32 {
        self.report.with(|report| forecast::running(report))
    }

    /// What the API server would store at a place, defaults filled in; none while that cannot be
    /// told. Tracked.
    #[must_use]
    pub fn stored(self, path: &FieldPath) -> Option<String> {
        self.report.with(|report| {
            let object = report.object.as_ref()?;
            let value =
                path.segments()
                    .iter()
                    .try_fold(object, |value, segment| match segment {
                        Segment::Key(key) => value.get(key),
                        Segment::Index(index) => value.get(index),
                    })?;
            Some(
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned),
            )
        })
    }
}

/// The problems by the `id` of the control or card that shows them.
fn anchored(problems: Memo<Arc<Vec<Placed>>>) -> Memo<Arc<BTreeMap<String, Vec<Placed>>>> {
    memo(move || {
        let mut anchored = BTreeMap::<String, Vec<Placed>>::new();
        problems.with(|problems| {
            for placed in problems.iter() {
                if let Some(anchor) = &placed.anchor {
                    let shown = anchored.entry(anchor.to_string()).or_default();
                    shown.push(placed.clone());
                }
            }
        });
        Arc::new(anchored)
    })
}

/// The forecast as rows of the grid.
fn forecast_of(report: Memo<Arc<Report>>, facts: RwSignal<Facts>) -> Memo<Arc<Vec<NodeRow>>> {
    let bare = memo(move || {
        facts.with(|facts| forecast::bare_rows(facts.nodes.as_deref().unwrap_or_default()))
    });
    memo(move || Arc::new(report.with(|report| bare.with(|bare| forecast::rows(report, bare)))))
}
