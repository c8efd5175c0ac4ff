//! CPU and memory: what a pod asks for, and what it may not go beyond.

use leptos::prelude::*;
use manifest::{FieldPath, ScalarKind};

use crate::pages::wizard::control::{Group, ValueText};
use crate::pages::wizard::state::Wizard;
use crate::text::wizard::resources as words;
use crate::ui::Card;

/// The card of a container's resources.
#[component]
pub fn Resources(
    /// `resources` of the container.
    path: FieldPath,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let note = Signal::derive(move || {
        let nodes = wizard.running_nodes();
        if nodes == 0 {
            words::note().to_owned()
        } else {
            words::note_nodes(nodes)
        }
    });
    let (requests, limits) = (path.key("requests"), path.key("limits"));
    view! {
        <Card heading=words::heading() note=note>
            <Group path>
                <div class="form-grid">
                    <Quantity
                        label=words::cpu_request()
                        path=requests.key("cpu")
                        placeholder=words::no_request()
                    />
                    <Quantity
                        label=words::cpu_limit()
                        path=limits.key("cpu")
                        placeholder=words::no_limit()
                    />
                    <Quantity
                        label=words::memory_request()
                        path=requests.key("memory")
                        placeholder=words::no_request()
                    />
                    <Quantity
                        label=words::memory_limit()
                        path=limits.key("memory")
                        placeholder=words::no_limit()
                    />
                </div>
            </Group>
        </Card>
    }
}

#[component]
fn Quantity(
    /// What it is called.
    label: &'static str,
    /// The place in the manifest.
    path: FieldPath,
    /// What holds while nothing is typed.
    placeholder: &'static str,
) -> impl IntoView {
    let shown_path = path
        .parent()
        .and_then(|parent| match (parent.last(), path.last()) {
            (Some(manifest::Segment::Key(list)), Some(manifest::Segment::Key(resource))) => {
                Some(format!("{list}.{resource}"))
            }
            _ => None,
        })
        .unwrap_or_default();
    view! { <ValueText label path kind=ScalarKind::Number placeholder shown_path/> }
}
