//! The containers as tabs, with their tag and whether something is wrong with them.

use leptos::prelude::*;
use manifest::{FieldPath, Segment};

use super::{Role, add, shown};
use crate::pages::wizard::paths;
use crate::pages::wizard::registry;
use crate::pages::wizard::show::focus;
use crate::pages::wizard::state::Wizard;
use crate::pages::wizard::step::Step;
use crate::reactive::{dynamic, effect, memo};
use crate::text::wizard::containers as words;
use crate::ui::{Button, Icon, Look, NamedRows, Shape};

/// A row of tabs, and the buttons that add a container.
#[component]
pub fn ContainerTabs() -> impl IntoView {
    let wizard = Wizard::expect();
    let all = memo(move || shown(wizard));
    // The one that was looked at may be gone: by undo, or by the editor.
    effect(move || {
        all.with(|all| {
            let is_there = wizard.container.with(|container| all.contains(container));
            if !is_there && let Some(first) = all.first() {
                wizard.container.set(first.clone());
            }
        });
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        let all = all.get_untracked();
        let chosen = wizard.container.get_untracked();
        let Some(at) = all.iter().position(|path| *path == chosen) else {
            return;
        };
        let last = all.len() - 1;
        let next = match event.key().as_str() {
            "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
            "ArrowRight" if at == last => 0,
            "ArrowRight" => at + 1,
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        let id = tab_id(&all[next]);
        wizard.container.set(all[next].clone());
        request_animation_frame(move || focus(&id));
    };
    let names = Signal::derive(move || {
        let mut names = Vec::new();
        all.with(|all| {
            for path in all {
                names.push(path.to_string());
            }
        });
        names
    });
    let row = Callback::new(|name: String| {
        let path = name.parse().unwrap_or_default();
        view! { <ContainerTab path/> }.into_any()
    });
    let adders = [
        (Role::Main, words::add()),
        (Role::Sidecar, words::add_sidecar()),
        (Role::Init, words::add_init()),
    ]
    .map(|(role, label)| {
        view! {
            <Button look=Look::Quiet on_press=move |()| add(wizard, role)>
                <Icon shape=Shape::Plus/>
                {label}
            </Button>
        }
        .into_any()
    });
    view! {
        <div class="container-tabs">
            <div class="container-tab-list" role="tablist" aria-label=words::heading() on:keydown=on_key>
                <NamedRows names row/>
            </div>
            {adders.into_iter().collect_view()}
        </div>
    }
}

/// The `id` of the tab of a container.
#[must_use]
pub fn tab_id(path: &FieldPath) -> String {
    format!("tab-{path}")
}

#[component]
fn ContainerTab(
    /// The container.
    path: FieldPath,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let is_chosen = {
        let path = path.clone();
        memo(move || wizard.container.with(|container| *container == path))
    };
    let name = {
        let path = path.clone();
        move || name_of(wizard, &path)
    };
    let role = {
        let path = path.clone();
        move || {
            let is_init = path.parent() == Some(paths::init_containers());
            match wizard.document.text_at(&path.key("restartPolicy")).as_str() {
                "Always" if is_init => words::role_sidecar(),
                _ if is_init => words::role_init(),
                _ => "",
            }
        }
    };
    let tag = {
        let path = path.key("image");
        move || registry::tag_of(&wizard.document.text_at(&path))
    };
    let is_wrong = {
        let path = path.clone();
        memo(move || {
            wizard.problems.with(|problems| {
                problems.iter().any(|placed| {
                    placed.is_error()
                        && placed.step == Step::Containers
                        && placed.problem.path.starts_with(&path)
                })
            })
        })
    };
    let id = tab_id(&path);
    let open = move |_| wizard.container.set(path.clone());
    view! {
        <button
            type="button"
            role="tab"
            class="container-tab"
            id=id
            aria-controls="panel-container"
            aria-selected=Signal::derive(move || if is_chosen.get() { "true" } else { "false" })
            tabindex=Signal::derive(move || if is_chosen.get() { "0" } else { "-1" })
            on:click=open
        >
            <span class="container-tab-role">{dynamic(role)}</span>
            <span>{name}</span>
            <span class="container-tab-tag">{dynamic(tag)}</span>
            {dynamic(move || {
                is_wrong.get().then(|| {
                    view! {
                        <i class="severity severity-error" aria-hidden="true"></i>
                        <span class="visually-hidden">{words::has_problems()}</span>
                    }
                })
            })}
        </button>
    }
}

/// The name of a container, or its number while it has none; tracked.
#[must_use]
pub fn name_of(wizard: Wizard, path: &FieldPath) -> String {
    let name = wizard.document.text_at(&path.key("name"));
    match path.last() {
        Some(Segment::Index(index)) if name.is_empty() => words::nameless(index + 1),
        _ => name,
    }
}
