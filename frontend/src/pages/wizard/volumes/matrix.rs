//! Which container sees which volume where, at one look.

use leptos::prelude::*;
use manifest::{Document, FieldPath, ScalarKind};
use serde_json::json;

use super::mounts::of_volume;
use crate::pages::wizard::containers::shown;
use crate::pages::wizard::containers::tabs::name_of;
use crate::pages::wizard::paths;
use crate::pages::wizard::state::Wizard;
use crate::reactive::{dynamic, memo};
use crate::state::document::{Origin, write_text};
use crate::text::wizard::volumes as words;
use crate::ui::Card;

/// A table of mount paths, a container a row and a volume a column, where there are several of the one or the other.
#[component]
pub fn Matrix() -> impl IntoView {
    let wizard = Wizard::expect();
    let containers = memo(move || shown(wizard));
    let volumes = memo(move || wizard.document.with(names));
    let table = move || {
        let (containers, volumes) = (containers.get(), volumes.get());
        if volumes.is_empty() || containers.len() < 2 {
            return ().into_any();
        }
        let mut heads = Vec::new();
        for volume in &volumes {
            heads.push(view! { <th scope="col"><code>{volume.clone()}</code></th> });
        }
        let mut rows = Vec::new();
        for container in containers {
            let mut cells = Vec::new();
            for volume in &volumes {
                cells.push(cell(wizard, &container, volume));
            }
            let name = name_of(wizard, &container);
            rows.push(view! { <tr><th scope="row"><code>{name}</code></th> {cells}</tr> });
        }
        view! {
            <Card heading=words::matrix() note=words::matrix_note()>
                <div class="matrix">
                    <table>
                        <thead><tr><th scope="col">{words::matrix_container()}</th> {heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Card>
        }
        .into_any()
    };
    dynamic(table)
}

/// The names of the volumes.
fn names(document: &Document) -> Vec<String> {
    let list = paths::volumes();
    let mut names = Vec::new();
    for index in 0..document.len_of(&list) {
        let name = document.text_at(&list.index(index).key("name"));
        names.extend(name.filter(|name| !name.is_empty()));
    }
    names
}

/// The mounts of a volume in a container.
fn mounts(document: &Document, container: &FieldPath, volume: &str) -> Vec<FieldPath> {
    let mut mounts = of_volume(document, volume);
    mounts.retain(|mount| mount.starts_with(container));
    mounts
}

/// Where a container sees a volume; of several mounts the first, and how many more there are.
fn cell(wizard: Wizard, container: &FieldPath, volume: &str) -> AnyView {
    let label = words::matrix_cell(name_of(wizard, container), volume);
    let (container, volume) = (container.clone(), volume.to_owned());
    let found = {
        let (container, volume) = (container.clone(), volume.clone());
        memo(move || {
            wizard.document.with(|document| {
                let mounts = mounts(document, &container, &volume);
                let path = mounts.first().map(|mount| mount.key("mountPath"));
                let text = path.and_then(|path| document.text_at(&path));
                (text.unwrap_or_default(), mounts.len())
            })
        })
    };
    let write = move |typed: String| {
        wizard.document.edit(Origin::Act, |document| {
            mount_at(document, &container, &volume, &typed)
        });
    };
    let more = move || match found.with(|(_, count)| *count) {
        0 | 1 => String::new(),
        count => format!("+{}", count - 1),
    };
    view! {
        <td>
            <input
                class="input monospace"
                type="text"
                spellcheck="false"
                aria-label=label
                prop:value=Signal::derive(move || found.with(|(text, _)| text.clone()))
                on:change:target=move |event| write(event.target().value())
            />
            <span class="field-help">{dynamic(more)}</span>
        </td>
    }
    .into_any()
}

/// Mounts a volume at a path, changes where it is mounted first, or takes that mount away.
fn mount_at(
    document: &mut Document,
    container: &FieldPath,
    volume: &str,
    path: &str,
) -> Result<(), manifest::EditError> {
    match (mounts(document, container, volume).first(), path) {
        (Some(mount), "") => document.remove(mount),
        (Some(mount), path) => {
            write_text(document, &mount.key("mountPath"), path, ScalarKind::String)
        }
        (None, "") => Ok(()),
        (None, path) => {
            let list = container.key("volumeMounts");
            let mount = json!({"name": volume, "mountPath": path});
            document.insert(&list, document.len_of(&list), mount)
        }
    }
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::mount_at;
    use crate::pages::wizard::paths;

    #[test]
    fn a_mount_comes_moves_and_goes_with_its_path() {
        let text = "spec:\n  template:\n    spec:\n      containers:\n        - name: a # why\n      volumes:\n        - name: v\n";
        let mut document = Document::parse(text);
        let container = paths::container(0);
        mount_at(&mut document, &container, "v", "/a").unwrap();
        mount_at(&mut document, &container, "v", "/b").unwrap();
        let mounts = container.key("volumeMounts");
        assert_eq!(document.len_of(&mounts), 1);
        assert_eq!(
            document
                .text_at(&mounts.index(0).key("mountPath"))
                .as_deref(),
            Some("/b")
        );
        mount_at(&mut document, &container, "v", "").unwrap();
        assert_eq!(document.text(), text);
    }
}
