//! What the wizard knows of a text, for its editor.

use leptos::prelude::*;
use manifest::{Document, FieldPath};

use super::{cursor, nearest, offers, places};
use crate::pages::wizard::documentation;
use crate::pages::wizard::state::Wizard;
use crate::parts::editor::knowledge::{Knowledge, Offers, Said};
use crate::parts::judgement::answers::Answer;
use crate::state::document::Origin;

/// What the wizard knows.
#[must_use]
pub fn known(wizard: Wizard) -> Knowledge {
    Knowledge {
        offers_at: Callback::new(move |(text, offset): (String, u32)| {
            untrack(|| offers_at(wizard, &text, offset)).unwrap_or_default()
        }),
        field_at: Callback::new(|(text, offset): (String, u32)| {
            places::field_at(
                &Document::parse(text.as_str()),
                places::byte_of(&text, offset),
            )
        }),
        path_at: Callback::new(|(text, offset): (String, u32)| {
            let path = places::path_at(
                &Document::parse(text.as_str()),
                places::byte_of(&text, offset),
            );
            path.map_or_else(String::new, |path| path.to_string())
        }),
        outline: Callback::new(|text: String| places::outline(&Document::parse(text))),
        explain: Callback::new(move |field: String| {
            let cluster = wizard.cluster.get_untracked();
            let said: Said = Box::pin(async move {
                // Without an answer nothing is shown: it was only hovered over.
                documentation::read(&cluster, &field)
                    .await
                    .unwrap_or_default()
            });
            StoredValue::new_local(Some(said))
        }),
        on_open: Callback::new(move |path: String| {
            if let Ok(path) = path.parse::<FieldPath>() {
                wizard.show_control(&path);
            }
        }),
        on_answer: Callback::new(move |answer: Answer| {
            let document = wizard.document;
            if let Some(text) = document.with_untracked(|document| answer.text(document)) {
                document.replace(&text, Origin::Act);
            }
        }),
    }
}

fn offers_at(wizard: Wizard, text: &str, offset: u32) -> Option<Offers> {
    let offset = places::byte_of(text, offset);
    let cursor = cursor::cursor(text, offset)?;
    let line = text[..cursor.typed.start]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let column = text[line..cursor.typed.start].chars().count();
    let column = column - usize::from(cursor.quote.is_some());
    let found = wizard.document.with(|document| {
        wizard
            .facts
            .with(|facts| offers::offers(document, facts, &cursor, column))
    });
    let (found, is_whole) = nearest::nearest(found, &text[cursor.typed.start..offset]);
    Some(Offers {
        is_whole,
        typed: (
            places::units_of(text, cursor.typed.start),
            places::units_of(text, cursor.typed.end),
        ),
        offers: found,
    })
}
