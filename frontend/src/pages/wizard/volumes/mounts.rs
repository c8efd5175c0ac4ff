//! Where a volume is mounted: a row for each mount, in whatever container.

use leptos::prelude::*;
use manifest::{Document, FieldPath};
use serde_json::json;

use crate::pages::wizard::control::{Checkbox, Group, ValueText};
use crate::pages::wizard::paths;
use crate::pages::wizard::state::Wizard;
use crate::state::document::Origin;
use crate::text::wizard::volumes as words;
use crate::ui::{Button, Card, Icon, Look, Shape};

/// The mounts of the volume of this name: the container's position and the mount's place.
#[must_use]
pub fn of_volume(document: &Document, volume: &str) -> Vec<(usize, FieldPath)> {
    all(document)
        .into_iter()
        .filter(|(_, mount)| document.text_at(&mount.key("name")).as_deref() == Some(volume))
        .collect()
}

/// All mounts, in the order of the manifest.
fn all(document: &Document) -> Vec<(usize, FieldPath)> {
    (0..document.len_of(&paths::containers()))
        .flat_map(|container| {
            let list = paths::container(container).key("volumeMounts");
            (0..document.len_of(&list)).map(move |index| (container, list.index(index)))
        })
        .collect()
}

/// The mounts that name no volume of the manifest.
fn strays(document: &Document) -> Vec<(usize, FieldPath)> {
    let list = paths::volumes();
    let volumes: Vec<_> = (0..document.len_of(&list))
        .filter_map(|index| document.text_at(&list.index(index).key("name")))
        .collect();
    all(document)
        .into_iter()
        .filter(|(_, mount)| {
            let name = document.text_at(&mount.key("name")).unwrap_or_default();
            name.is_empty() || !volumes.contains(&name)
        })
        .collect()
}

/// The rows of one volume, and the buttons that mount it.
#[component]
pub fn Mounts(
    /// The volume's name.
    volume: Memo<String>,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let mounts = Memo::new(move |_| {
        let volume = volume.get();
        wizard.document.with(|document| {
            if volume.is_empty() {
                Vec::new()
            } else {
                of_volume(document, &volume)
            }
        })
    });
    let containers = Memo::new(move |_| wizard.document.len_of(&paths::containers()));
    let add = move |container: usize| {
        wizard.document.edit(Origin::Act, |document| {
            let list = paths::container(container).key("volumeMounts");
            let mount = json!({"name": volume.get_untracked(), "mountPath": ""});
            document.insert(&list, document.len_of(&list), mount)
        });
    };
    let button = move |container: usize| {
        view! {
            <Button
                look=Look::Quiet
                on_press=move |()| add(container)
                disabled=Signal::derive(move || volume.with(String::is_empty))
                reason=words::mount_needs_name()
            >
                <Icon shape=Shape::Plus/>
                {move || words::mount_in(container_name(wizard, container))}
            </Button>
        }
    };
    view! {
        <h3 class="form-heading">{words::mounts()}</h3>
        {rows(mounts, false)}
        <div class="add-row">
            {move || (0..containers.get()).map(button).collect_view()}
        </div>
    }
}

/// A row for each mount: the position of its container and its path.
fn rows(mounts: Memo<Vec<(usize, FieldPath)>>, name_shown: bool) -> impl IntoView {
    view! {
        <For each=move || mounts.get() key=Clone::clone let:mount>
            <Mount container=mount.0 path=mount.1 name_shown/>
        </For>
    }
}

/// The mounts that name no volume, where there are any.
#[component]
pub fn Strays() -> impl IntoView {
    let wizard = Wizard::expect();
    let mounts = Memo::new(move |_| wizard.document.with(strays));
    let is_shown = Memo::new(move |_| mounts.with(|mounts| !mounts.is_empty()));
    move || {
        is_shown.get().then(|| {
            view! {
                <Card heading=words::strays() note=words::strays_note()>
                    {rows(mounts, true)}
                </Card>
            }
        })
    }
}

#[component]
fn Mount(
    /// The position of the container.
    container: usize,
    /// The mount.
    path: FieldPath,
    /// Whether the name of the volume is a control of its own.
    name_shown: bool,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let name =
        name_shown.then(|| view! { <ValueText label=words::volume_name() path=path.key("name")/> });
    let remove = {
        let path = path.clone();
        move |()| wizard.document.remove(&path)
    };
    view! {
        <Group path=path.clone()>
            <div class="mount">
                <p class="mount-container">
                    {words::in_container()} " " <code>{move || container_name(wizard, container)}</code>
                </p>
                {name}
                <ValueText
                    label=words::mount_path()
                    path=path.key("mountPath")
                    placeholder="/var/log"
                />
                <ValueText label=words::sub_path() path=path.key("subPath") placeholder=words::whole_volume()/>
                <Checkbox label=words::read_only() path=path.key("readOnly")/>
                <Button look=Look::Quiet label=words::unmount() on_press=remove>
                    <Icon shape=Shape::Close/>
                </Button>
            </div>
        </Group>
    }
}

/// The name of a container, or its number while it has none; tracked.
fn container_name(wizard: Wizard, index: usize) -> String {
    let name = wizard
        .document
        .text_at(&paths::container(index).key("name"));
    if name.is_empty() {
        crate::text::wizard::containers::nameless(index + 1)
    } else {
        name
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
        let places = |mounts: Vec<(usize, manifest::FieldPath)>| -> Vec<_> {
            mounts
                .into_iter()
                .map(|(_, path)| path.to_string())
                .collect()
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
