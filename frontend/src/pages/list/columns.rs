//! Which columns are shown: chosen in a menu, kept in the browser.

use leptos::prelude::*;

use crate::state::storage;
use crate::text::list::{self, column};
use crate::ui::{Icon, Menu, Shape, fresh_id};

/// Where the choice is kept.
const KEY: &str = "everynode.list.hidden";
/// What is hidden until somebody asks for it.
const HIDDEN: &str = "upToDate managedBy";

/// The columns that are hidden, by their words with spaces between. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Columns(RwSignal<String>);

impl Columns {
    /// As they were last chosen.
    #[must_use]
    pub fn kept() -> Self {
        let hidden = storage::read(KEY).unwrap_or_else(|| HIDDEN.to_owned());
        Self(RwSignal::new(hidden))
    }

    /// The classes of the table, by which the style sheet hides columns. Tracked.
    #[must_use]
    pub fn classes(self) -> String {
        let mut classes = "table list-table".to_owned();
        self.0.with(|hidden| {
            for word in hidden.split_ascii_whitespace() {
                classes.push_str(" hide-");
                classes.push_str(word);
            }
        });
        classes
    }

    fn hides(self, word: &str) -> bool {
        self.0
            .with(|hidden| hidden.split_ascii_whitespace().any(|one| one == word))
    }

    fn show(self, word: &str, shown: bool) {
        self.0.update(|hidden| {
            let mut kept = String::new();
            for one in hidden.split_ascii_whitespace() {
                if one != word {
                    kept.push_str(one);
                    kept.push(' ');
                }
            }
            if !shown {
                kept.push_str(word);
            }
            storage::keep(KEY, &kept);
            *hidden = kept;
        });
    }
}

/// The menu.
#[component]
pub fn ColumnMenu(
    /// The choice.
    columns: Columns,
) -> impl IntoView {
    let mut boxes: Vec<AnyView> = Vec::new();
    for (word, label) in [
        ("namespace", column::namespace()),
        ("nodes", column::nodes()),
        ("ready", column::ready()),
        ("upToDate", column::up_to_date()),
        ("image", column::image()),
        ("managedBy", column::managed_by()),
        ("age", column::age()),
    ] {
        let id = fresh_id("column");
        boxes.push(
            view! {
                <div class="checkbox">
                    <input
                        type="checkbox"
                        id=id.clone()
                        prop:checked=Signal::derive(move || !columns.hides(word))
                        on:change:target=move |event| columns.show(word, event.target().checked())
                    />
                    <label for=id>{label}</label>
                </div>
            }
            .into_any(),
        );
    }
    view! {
        <Menu label=list::columns() button=view! { <Icon shape=Shape::Columns/> }.into_any()>
            {boxes}
        </Menu>
    }
}
