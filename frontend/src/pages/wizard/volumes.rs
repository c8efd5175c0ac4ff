//! The third step: the volumes, and where they are mounted.

pub mod claim;
pub mod matrix;
pub mod mounts;
pub mod volume;

use leptos::prelude::*;
use manifest::{Document, FieldPath};
use serde_json::json;

use super::catalogue::labels;
use super::catalogue::places::struct_at;
use super::draw::structure::blank;
use super::paths;
use super::state::Wizard;
use crate::reactive::{dynamic, memo};
use crate::state::document::Origin;
use crate::text::wizard::volumes as words;
use crate::ui::{Button, EmptyState, Icon, Rows, Shape};
use matrix::Matrix;
use mounts::{Mounts, Strays};
use volume::Volume;

/// The kinds that have a button of their own; a volume of another begins without one.
const KINDS: [&str; 4] = ["hostPath", "emptyDir", "configMap", "secret"];

/// The form of the step.
#[component]
pub fn Volumes() -> impl IntoView {
    let wizard = Wizard::expect();
    let count = memo(move || wizard.document.len_of(&paths::volumes()));
    let add = move |kind: &'static str| {
        let source = struct_at(&paths::volumes().index(0).key(kind)).map(blank);
        let at = untrack(|| count.get());
        wizard.document.edit(Origin::Act, |document| {
            let list = paths::volumes();
            let mut volume = json!({"name": free_name(document, &list)});
            if let Some(source) = source {
                volume[kind] = source;
            }
            document.insert(&list, at, volume)
        });
        let volume = paths::volumes().index(at);
        wizard.show_control(&match kind {
            "hostPath" => volume.key(kind).key("path"),
            "configMap" => volume.key(kind).key("name"),
            "secret" => volume.key(kind).key("secretName"),
            _ => volume.key("name"),
        });
    };
    let buttons = move || {
        let mut buttons = Vec::new();
        for kind in KINDS.into_iter().chain([""]) {
            let label = if kind.is_empty() {
                words::add_other()
            } else {
                labels::label("Volume", kind)
            };
            buttons.push(
                view! {
                    <Button on_press=move |()| add(kind)>
                        <Icon shape=Shape::Plus/>
                        {label}
                    </Button>
                }
                .into_any(),
            );
        }
        view! { <div class="add-row">{buttons}</div> }
    };
    let body = move || {
        if count.get() == 0 {
            view! {
                <EmptyState heading=words::none() text=words::none_help()>{buttons()}</EmptyState>
            }
            .into_any()
        } else {
            view! {
                <Rows count row=Callback::new(|index| view! { <Volume index/> }.into_any())/>
                {buttons()}
            }
            .into_any()
        }
    };
    view! {
        {dynamic(body)}
        <Matrix/>
        <Strays/>
    }
}

/// A name that no volume has yet: `volume-1`, `volume-2` …
fn free_name(document: &Document, list: &FieldPath) -> String {
    let count = document.len_of(list);
    let taken: Vec<_> = (0..count)
        .filter_map(|index| document.text_at(&list.index(index).key("name")))
        .collect();
    // One of `count + 1` names is free, because `count` are taken at most.
    (count + 1..=count + count + 1)
        .map(|number| format!("volume-{number}"))
        .find(|name| !taken.contains(name))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use manifest::{Document, FieldPath};

    #[test]
    fn a_new_volume_has_a_name_of_its_own() {
        let list = FieldPath::root().key("volumes");
        let name = |text: &str| super::free_name(&Document::parse(text), &list);
        assert_eq!(name("a: 1\n"), "volume-1");
        assert_eq!(name("volumes:\n  - name: volume-2\n"), "volume-3");
        assert_eq!(
            name("volumes:\n  - name: volume-2\n  - name: volume-3\n"),
            "volume-4"
        );
    }
}
