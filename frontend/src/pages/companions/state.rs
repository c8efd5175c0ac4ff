//! What the parts of the page share of the objects: their rows, and what was chosen for those that are there already.

use leptos::prelude::*;

use super::fate::Fate;
use super::row::{Answer, Row};
use crate::api::ApiError;
use crate::reactive::{effect, memo};

/// The objects of a text. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Together {
    /// Where the page's text goes.
    pub cluster: Signal<String>,
    /// Where those go that name no namespace.
    pub namespace: Signal<String>,
    /// The text.
    pub text: Signal<String>,
    /// The objects of the text, with what the cluster says of them.
    pub rows: Memo<Vec<Row>>,
    /// What the cluster said last.
    pub answers: RwSignal<Vec<Answer>>,
    /// Why the cluster did not say anything when it was asked last; none where it did.
    pub silence: RwSignal<Option<ApiError>>,
    /// Grows when it is to be asked again.
    pub attempt: RwSignal<u32>,
    /// What was chosen, by [`Row::identity`].
    fates: RwSignal<Vec<(String, Fate)>>,
    /// Shows the object of a number.
    pub on_show: Callback<Row>,
    /// Takes the object of a number out of the text.
    pub on_leave_out: Callback<u32>,
    /// Writes one more object of a kind.
    pub on_add: Callback<&'static str>,
}

impl Together {
    /// Over the rows as the text has them.
    #[must_use]
    pub fn new(
        (cluster, namespace, text): (Signal<String>, Signal<String>, Signal<String>),
        bare: Memo<Vec<Row>>,
        (on_show, on_leave_out, on_add): (Callback<Row>, Callback<u32>, Callback<&'static str>),
    ) -> Self {
        let answers = RwSignal::new(Vec::new());
        let rows = memo(move || {
            let mut rows = bare.get();
            answers.with(|answers| {
                for row in &mut rows {
                    row.hear(answers);
                }
            });
            rows
        });
        Self {
            cluster,
            namespace,
            text,
            rows,
            answers,
            silence: RwSignal::new(None),
            attempt: RwSignal::new(0),
            fates: RwSignal::new(Vec::new()),
            on_show,
            on_leave_out,
            on_add,
        }
    }

    /// Runs when another fate is chosen, so that what was said of the one before is forgotten.
    pub fn on_choice(self, forget: impl Fn() + 'static) {
        let mut is_first = true;
        effect(move || {
            self.fates.track();
            if !std::mem::take(&mut is_first) {
                forget();
            }
        });
    }

    /// Whether there is more than one object; tracked.
    #[must_use]
    pub fn is_several(self) -> bool {
        self.rows.with(|rows| rows.len() > 1)
    }

    /// What becomes of one that is there already; tracked.
    #[must_use]
    pub fn fate_of(self, row: &Row) -> Fate {
        let identity = row.identity();
        self.fates.with(|fates| {
            let chosen = fates.iter().find(|(of, _)| *of == identity);
            chosen.map_or(Fate::default(), |(_, fate)| *fate)
        })
    }

    /// Chooses that.
    pub fn choose(self, row: &Row, fate: Fate) {
        let identity = row.identity();
        self.fates.update(|fates| {
            fates.retain(|(of, _)| *of != identity);
            fates.push((identity, fate));
        });
    }

    /// What is asked for, as the API has it in `existingOf`: `2:Leave,5:Keep`. Empty where nothing is there already.
    #[must_use]
    pub fn existing_of(self) -> String {
        let mut asked = String::new();
        for row in self.rows.get_untracked() {
            let word = if row.is_chosen || row.answer.is_none() {
                continue;
            } else if row.is_same() {
                "Keep"
            } else if row.is_another() {
                untrack(|| self.fate_of(&row)).word()
            } else {
                continue;
            };
            if !asked.is_empty() {
                asked.push(',');
            }
            asked.push_str(&row.number.to_string());
            asked.push(':');
            asked.push_str(word);
        }
        asked
    }
}
