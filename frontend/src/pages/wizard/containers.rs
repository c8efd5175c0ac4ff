//! The second step: the containers, one at a time, each behind its tab.

pub mod of_node;
pub mod tabs;

use leptos::prelude::*;
use manifest::{FieldPath, Segment};
use serde_json::json;

use super::control::Group;
use super::draw::cards::cards;
use super::paths;
use super::state::Wizard;
use super::step::Step;
use crate::reactive::{dynamic, memo};
use crate::state::document::Origin;
use crate::text::wizard::containers as words;
use crate::ui::{Button, Icon, Look, Shape};
use tabs::ContainerTabs;

/// The form of the step.
#[component]
pub fn Containers() -> impl IntoView {
    let wizard = Wizard::expect();
    view! {
        <ContainerTabs/>
        {dynamic(move || {
            let path = wizard.container.get();
            let tab = tabs::tab_id(&path);
            view! {
                <div
                    role="tabpanel"
                    id="panel-container"
                    class="wizard-cards"
                    aria-labelledby=tab
                >
                    <Group path=path.clone()>
                        {cards(Step::Containers, &path, &[])}
                        {of_node::of_node(wizard, &path)}
                        <Acts path/>
                    </Group>
                </div>
            }
            .into_any()
        })}
        <h3 class="form-heading">{words::whole_pod()}</h3>
        {cards(Step::Containers, &FieldPath::root(), &[])}
    }
}

/// The containers that the form shows: those of the manifest, and the first one before it is there. Tracked.
#[must_use]
pub fn shown(wizard: Wizard) -> Vec<FieldPath> {
    let mut all = Vec::new();
    for list in [paths::containers(), paths::init_containers()] {
        let least = usize::from(list == paths::containers());
        for index in 0..wizard.document.len_of(&list).max(least) {
            all.push(list.index(index));
        }
    }
    all
}

/// The list that a container is in, and its position there.
fn place_of(container: &FieldPath) -> Option<(FieldPath, usize)> {
    match container.last() {
        Some(Segment::Index(index)) => Some((container.parent()?, *index)),
        _ => None,
    }
}

/// What kind of container is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// One that runs as long as the pod.
    Main,
    /// One that has to end before the others begin.
    Init,
    /// An init container that goes on beside the others.
    Sidecar,
}

/// Adds a container and shows it.
pub fn add(wizard: Wizard, role: Role) {
    let (list, blank) = match role {
        Role::Main => (paths::containers(), json!({"name": "", "image": ""})),
        Role::Init => (paths::init_containers(), json!({"name": "", "image": ""})),
        Role::Sidecar => (
            paths::init_containers(),
            json!({"name": "", "image": "", "restartPolicy": "Always"}),
        ),
    };
    let written = untrack(|| wizard.document.len_of(&list));
    // The one that is shown before it is written counts.
    let index = match role {
        Role::Main => written.max(1),
        Role::Init | Role::Sidecar => written,
    };
    wizard.document.edit(Origin::Act, |document| {
        for position in written..=index {
            document.insert(&list, position, blank.clone())?;
        }
        Ok(())
    });
    wizard.show_control(&list.index(index).key("name"));
}

/// What can be done with a whole container.
#[component]
fn Acts(
    /// The container.
    path: FieldPath,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let Some((list, index)) = place_of(&path) else {
        return ().into_any();
    };
    let count = {
        let list = list.clone();
        memo(move || wizard.document.len_of(&list))
    };
    let step_to = {
        let list = list.clone();
        move |to: usize| {
            wizard
                .document
                .edit(Origin::Act, |document| document.move_item(&list, index, to));
            wizard.container.set(list.index(to));
        }
    };
    let earlier = {
        let step_to = step_to.clone();
        move |()| step_to(index - 1)
    };
    let later = move |()| step_to(index + 1);
    let copy = {
        let list = list.clone();
        move |()| {
            wizard.document.edit(Origin::Act, |document| {
                document.repeat_item(&list, index)?;
                document.set(&list.index(index + 1).key("name"), "")
            });
            wizard.show_control(&list.index(index + 1).key("name"));
        }
    };
    let remove = {
        let list = list.clone();
        move |()| {
            wizard.document.remove(&path);
            let left = untrack(|| wizard.document.len_of(&list));
            let next = match left {
                0 => paths::container(0),
                left => list.index(index.min(left - 1)),
            };
            wizard.show_control(&next.key("name"));
        }
    };
    let is_only = move || list == paths::containers() && count.get() <= 1;
    view! {
        <div class="shelf container-acts">
            {(index > 0)
                .then(|| {
                    view! {
                        <Button look=Look::Quiet on_press=earlier>
                            <Icon shape=Shape::ChevronLeft/>
                            {words::earlier()}
                        </Button>
                    }
                })}
            {
                let later = later.clone();
                move || {
                    let later = later.clone();
                    (index + 1 < count.get()).then(|| {
                        view! {
                            <Button look=Look::Quiet on_press=later>
                                <Icon shape=Shape::ChevronRight/>
                                {words::later()}
                            </Button>
                        }
                    })
                }
            }
            <Button look=Look::Quiet on_press=copy>
                <Icon shape=Shape::Copy/>
                {words::duplicate()}
            </Button>
            {dynamic(move || {
                let remove = remove.clone();
                (!is_only()).then(|| {
                    view! {
                        <Button look=Look::Quiet on_press=remove>
                            <Icon shape=Shape::Delete/>
                            {words::remove()}
                        </Button>
                    }
                })
            })}
        </div>
    }
    .into_any()
}
