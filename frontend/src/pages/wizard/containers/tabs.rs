//! The containers as tabs, with their tag and whether something is wrong with them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{add, shown};
use crate::pages::wizard::paths;
use crate::pages::wizard::state::Wizard;
use crate::pages::wizard::step::Step;
use crate::text::wizard::containers as words;
use crate::ui::{Button, Icon, Look, Rows, Shape};

/// A row of tabs, and the button that adds a container.
#[component]
pub fn ContainerTabs() -> impl IntoView {
    let wizard = Wizard::expect();
    let count = Memo::new(move |_| shown(wizard));
    // The one that was looked at may be gone: by undo, or by the editor.
    Effect::new(move || {
        let last = count.get() - 1;
        if wizard.container.get() > last {
            wizard.container.set(last);
        }
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        let (at, last) = (wizard.container.get_untracked(), count.get_untracked() - 1);
        let next = match event.key().as_str() {
            "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
            "ArrowRight" if at == last => 0,
            "ArrowRight" => at + 1,
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        wizard.container.set(next);
        request_animation_frame(move || focus_tab(next));
    };
    view! {
        <div class="container-tabs">
            <div class="container-tab-list" role="tablist" aria-label=words::heading() on:keydown=on_key>
                <Rows count row=Callback::new(|index| view! { <ContainerTab index/> }.into_any())/>
            </div>
            <Button look=Look::Quiet on_press=move |()| add(wizard)>
                <Icon shape=Shape::Plus/>
                {words::add()}
            </Button>
        </div>
    }
}

#[component]
fn ContainerTab(
    /// The position of the container.
    index: usize,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let path = paths::container(index);
    let is_chosen = Memo::new(move |_| wizard.container.get() == index);
    let name = {
        let path = path.key("name");
        move || {
            let name = wizard.document.text_at(&path);
            if name.is_empty() {
                words::nameless(index + 1)
            } else {
                name
            }
        }
    };
    let tag = {
        let path = path.key("image");
        move || tag_of(&wizard.document.text_at(&path))
    };
    let is_wrong = Memo::new(move |_| {
        wizard.problems.with(|problems| {
            problems.iter().any(|placed| {
                placed.is_error()
                    && placed.step == Step::Containers
                    && placed.problem.path.starts_with(&path)
            })
        })
    });
    view! {
        <button
            type="button"
            role="tab"
            class="container-tab"
            id=format!("tab-container-{index}")
            aria-controls="panel-container"
            aria-selected=move || if is_chosen.get() { "true" } else { "false" }
            tabindex=move || if is_chosen.get() { "0" } else { "-1" }
            on:click=move |_| wizard.container.set(index)
        >
            <span>{name}</span>
            <span class="container-tab-tag">{tag}</span>
            {move || {
                is_wrong.get().then(|| {
                    view! {
                        <i class="severity severity-error" aria-hidden="true"></i>
                        <span class="visually-hidden">{words::has_problems()}</span>
                    }
                })
            }}
        </button>
    }
}

/// The tag of an image as typed; empty where it has none.
fn tag_of(image: &str) -> String {
    let name = image.split('@').next().unwrap_or_default();
    let last = name.rsplit('/').next().unwrap_or_default();
    last.split_once(':')
        .map(|(_, tag)| tag.to_owned())
        .unwrap_or_default()
}

fn focus_tab(index: usize) {
    let tab = document()
        .get_element_by_id(&format!("tab-container-{index}"))
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(tab) = tab {
        // A tab that is not drawn cannot take the focus, and nothing is lost.
        let _ = tab.focus();
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_port_is_no_tag() {
        for (image, tag) in [
            ("nginx", ""),
            ("nginx:1.27", "1.27"),
            ("registry:5000/nginx", ""),
            ("registry:5000/a/nginx:1@sha256:ab", "1"),
        ] {
            assert_eq!(super::tag_of(image), tag, "{image}");
        }
    }
}
