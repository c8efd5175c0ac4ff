//! Where a volume is mounted: a row for each mount, in whatever container.

use leptos::prelude::*;
use manifest::{Document, FieldPath};
use serde_json::json;

use crate::pages::wizard::catalogue::places::struct_at;
use crate::pages::wizard::containers::shown;
use crate::pages::wizard::containers::tabs::name_of;
use crate::pages::wizard::control::Group;
use crate::pages::wizard::draw::structure;
use crate::pages::wizard::paths;
use crate::pages::wizard::state::Wizard;
use crate::reactive::{dynamic, memo};
use crate::state::document::Origin;
use crate::text::wizard::volumes as words;
use crate::ui::{Button, Card, Icon, Look, NamedRows, Shape};

/// The mounts of the volume of this name.
#[must_use]
pub fn of_volume(document: &Document, volume: &str) -> Vec<FieldPath> {
    let mut mounts = all(document);
    mounts.retain(|mount| document.text_at(&mount.key("name")).as_deref() == Some(volume));
    mounts
}

/// All mounts, in the order of the manifest.
fn all(document: &Document) -> Vec<FieldPath> {
    let mut found = Vec::new();
    for containers in [paths::containers(), paths::init_containers()] {
        for container in 0..document.len_of(&containers) {
            let list = containers.index(container).key("volumeMounts");
            for index in 0..document.len_of(&list) {
                found.push(list.index(index));
            }
        }
    }
    found
}

/// The mounts that name no volume of the manifest.
fn strays(document: &Document) -> Vec<FieldPath> {
    let list = paths::volumes();
    let mut volumes = Vec::new();
    for index in 0..document.len_of(&list) {
        volumes.extend(document.text_at(&list.index(index).key("name")));
    }
    let mut mounts = all(document);
    mounts.retain(|mount| {
        let name = document.text_at(&mount.key("name")).unwrap_or_default();
        name.is_empty() || !volumes.contains(&name)
    });
    mounts
}

/// The rows of one volume, and the buttons that mount it.
#[component]
pub fn Mounts(
    /// The volume's name.
    volume: Memo<String>,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let mounts = memo(move || {
        let volume = volume.get();
        wizard.document.with(|document| {
            if volume.is_empty() {
                Vec::new()
            } else {
                of_volume(document, &volume)
            }
        })
    });
    let containers = memo(move || shown(wizard));
    let add = move |container: &FieldPath| {
        let list = container.key("volumeMounts");
        let at = untrack(|| wizard.document.len_of(&list));
        wizard.document.edit(Origin::Act, |document| {
            let mount = json!({"name": volume.get_untracked(), "mountPath": ""});
            document.insert(&list, at, mount)
        });
        wizard.show_control(&list.index(at).key("mountPath"));
    };
    let button = move |container: FieldPath| {
        let name = {
            let container = container.clone();
            move || words::mount_in(name_of(wizard, &container))
        };
        view! {
            <Button
                look=Look::Quiet
                on_press=move |()| add(&container)
                disabled=Signal::derive(move || volume.with(String::is_empty))
                reason=words::mount_needs_name()
            >
                <Icon shape=Shape::Plus/>
                {dynamic(name)}
            </Button>
        }
        .into_any()
    };
    view! {
        <h3 class="form-heading">{words::mounts()}</h3>
        {rows(mounts)}
        <div class="add-row">
            {dynamic(move || {
                let mut buttons = Vec::new();
                for container in containers.get() {
                    buttons.push(button(container));
                }
                buttons
            })}
        </div>
    }
}

/// A row for each mount.
fn rows(mounts: Memo<Vec<FieldPath>>) -> impl IntoView {
    let names = Signal::derive(move || {
        let mut names = Vec::new();
        for path in mounts.get() {
            names.push(path.to_string());
        }
        names
    });
    let row = Callback::new(|name: String| {
        let path = name.parse().unwrap_or_default();
        view! { <Mount path/> }.into_any()
    });
    view! { <NamedRows names row/> }
}

/// The mounts that name no volume, where there are any.
#[component]
pub fn Strays() -> impl IntoView {
    let wizard = Wizard::expect();
    let mounts = memo(move || wizard.document.with(strays));
    let is_shown = memo(move || mounts.with(|mounts| !mounts.is_empty()));
    dynamic(move || {
        is_shown.get().then(|| {
            view! {
                <Card heading=words::strays() note=words::strays_note()>
                    {rows(mounts)}
                </Card>
            }
        })
    })
}

#[component]
fn Mount(
    /// The mount.
    path: FieldPath,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let container = path.parent().and_then(|list| list.parent());
    let container = container.unwrap_or_default();
    let fields = struct_at(&path).map(|of| structure::fields(&path, of, &[]));
    let remove = {
        let path = path.clone();
        move |()| wizard.document.remove(&path)
    };
    view! {
        <Group path=path.clone()>
            <div class="item">
                <p class="mount-container">
                    {words::in_container()} " " <code>{dynamic(move || name_of(wizard, &container))}</code>
                </p>
                <div class="item-body">{fields}</div>
                <Button look=Look::Quiet label=words::unmount() on_press=remove>
                    <Icon shape=Shape::Close/>
                </Button>
            </div>
        </Group>
    }
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::{of_volume, strays};

    #[test]
    fn a_mount_without_its_volume_is_a_stray() {
        let document = Document::parse(
            "spec: {template: {spec: {containers: [{volumeMounts: [{name: a}, {name: b}]}], \
             volumes: [{name: a}]}}}",
        );
        let places = |mounts: Vec<manifest::FieldPath>| -> Vec<_> {
            mounts.into_iter().map(|path| path.to_string()).collect()
        };
        assert_eq!(
            places(of_volume(&document, "a")),
            ["spec.template.spec.containers[0].volumeMounts[0]"]
        );
        assert_eq!(
            places(strays(&document)),
            ["spec.template.spec.containers[0].volumeMounts[1]"]
        );
    }
}
