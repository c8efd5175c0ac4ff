//! The second step: the containers, one at a time, each behind its tab.

pub mod probe;
pub mod resources;
pub mod tabs;

use leptos::prelude::*;
use manifest::FieldPath;
use serde_json::json;

use super::control::{Group, ValueSelect, ValueText};
use super::paths;
use super::state::Wizard;
use crate::state::document::Origin;
use crate::text::wizard::containers as words;
use crate::ui::{Button, Card, Choice, Look};
use probe::Liveness;
use resources::Resources;
use tabs::ContainerTabs;

/// The form of the step.
#[component]
pub fn Containers() -> impl IntoView {
    let wizard = Wizard::expect();
    view! {
        <ContainerTabs/>
        {move || {
            let index = wizard.container.get();
            view! {
                <div role="tabpanel" id="panel-container" aria-labelledby=format!("tab-container-{index}")>
                    <Container index/>
                </div>
            }
            .into_any()
        }}
    }
}

/// How many containers the form shows: those of the manifest, and the first one before it is there.
#[must_use]
pub fn shown(wizard: Wizard) -> usize {
    wizard.document.len_of(&paths::containers()).max(1)
}

/// Adds a container and shows it.
pub fn add(wizard: Wizard) {
    let list = paths::containers();
    // The one that is shown before it is written counts.
    let index = untrack(|| shown(wizard));
    wizard.document.edit(Origin::Act, |document| {
        let written = document.len_of(&list);
        for position in written..=index {
            document.insert(&list, position, json!({"name": "", "image": ""}))?;
        }
        Ok(())
    });
    wizard.show_control(&list.index(index).key("name"));
}

/// The controls of one container.
#[component]
fn Container(
    /// Its position.
    index: usize,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let path = paths::container(index);
    let remove = {
        let path = path.clone();
        move |()| {
            wizard.document.remove(&path);
            wizard
                .container
                .update(|index| *index = index.saturating_sub(1));
        }
    };
    let actions = move || {
        (shown(wizard) > 1).then(|| {
            view! { <Button look=Look::Quiet on_press=remove.clone()>{words::remove()}</Button> }
        })
    };
    let (resources, liveness) = (path.key("resources"), path.key("livenessProbe"));
    view! {
        <Group path=path.clone()>
            <Card heading=words::image_heading() actions=actions.into_any()>
                <div class="form-grid">
                    <ValueText
                        label=words::name()
                        path=path.key("name")
                        on_input=wizard.rename_at(&path.key("name"))
                    />
                    <PullPolicy path=path.key("imagePullPolicy")/>
                    <div class="form-grid-whole">
                        <ValueText
                            label=words::image()
                            path=path.key("image")
                            placeholder="registry.example.com/team/agent:1.4.2"
                        />
                    </div>
                </div>
            </Card>
            <Resources path=resources/>
            <Liveness path=liveness/>
        </Group>
    }
}

/// The pull policy; the entry for "nothing written" says what the API server will make of it.
#[component]
fn PullPolicy(
    /// The place in the manifest.
    path: FieldPath,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let unset = {
        let path = path.clone();
        Signal::derive(move || match wizard.stored(&path) {
            Some(stored) => words::pull_policy_default(stored),
            None => words::pull_policy_unset().to_owned(),
        })
    };
    let choices = ["IfNotPresent", "Always", "Never"]
        .map(Choice::plain)
        .to_vec();
    view! { <ValueSelect label=words::pull_policy() path unset choices/> }
}
