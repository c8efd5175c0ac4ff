//! The third step: volumes of the kinds hostPath and emptyDir, and where they are mounted.

pub mod mounts;
pub mod volume;

use leptos::prelude::*;
use manifest::{Document, FieldPath};
use serde_json::{Value, json};

use super::paths;
use super::state::Wizard;
use crate::state::document::Origin;
use crate::text::wizard::volumes as words;
use crate::ui::{Button, EmptyState, Icon, Rows, Shape};
use mounts::{Mounts, Strays};
use volume::Volume;

/// A kind of volume that the form draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file or folder of the node.
    HostPath,
    /// A folder that begins empty and lives as long as the pod.
    EmptyDir,
}

impl Kind {
    /// The field of the volume that makes it of this kind.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::HostPath => "hostPath",
            Self::EmptyDir => "emptyDir",
        }
    }

    /// What that field begins as.
    #[must_use]
    pub fn blank(self) -> Value {
        match self {
            Self::HostPath => json!({"path": ""}),
            Self::EmptyDir => json!({}),
        }
    }
}

/// The form of the step.
#[component]
pub fn Volumes() -> impl IntoView {
    let wizard = Wizard::expect();
    let count = Memo::new(move |_| wizard.document.len_of(&paths::volumes()));
    let add = move |kind: Kind| {
        wizard.document.edit(Origin::Act, |document| {
            let list = paths::volumes();
            let mut volume = json!({"name": free_name(document, &list)});
            volume[kind.field()] = kind.blank();
            document.insert(&list, document.len_of(&list), volume)
        });
        if let Some(last) = untrack(|| count.get()).checked_sub(1) {
            let volume = paths::volumes().index(last);
            wizard.show_control(&match kind {
                Kind::HostPath => volume.key("hostPath").key("path"),
                Kind::EmptyDir => volume.key("name"),
            });
        }
    };
    let buttons = move || {
        view! {
            <div class="add-row">
                <Button on_press=move |()| add(Kind::HostPath)>
                    <Icon shape=Shape::Plus/>
                    {words::add_host_path()}
                </Button>
                <Button on_press=move |()| add(Kind::EmptyDir)>
                    <Icon shape=Shape::Plus/>
                    {words::add_empty_dir()}
                </Button>
            </div>
        }
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
        {body}
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
