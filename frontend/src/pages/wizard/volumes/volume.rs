//! One volume: its name, its kind, and what that kind asks for.

use leptos::prelude::*;
use manifest::{Document, EditError, FieldPath, ScalarKind};

use super::{Kind, Mounts};
use crate::pages::wizard::control::{Group, ValueSelect, ValueText};
use crate::pages::wizard::paths;
use crate::pages::wizard::renaming::callers;
use crate::pages::wizard::state::Wizard;
use crate::state::document::Origin;
use crate::text::wizard::volumes as words;
use crate::ui::{Button, Card, Choice, Look, Select};

/// What `hostPath.type` may be besides "no check".
const HOST_PATH_TYPES: [&str; 7] = [
    "DirectoryOrCreate",
    "Directory",
    "FileOrCreate",
    "File",
    "Socket",
    "CharDevice",
    "BlockDevice",
];

/// The card of a volume.
#[component]
pub fn Volume(
    /// Its position.
    index: usize,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let path = paths::volumes().index(index);
    let name = {
        let path = path.key("name");
        Memo::new(move |_| wizard.document.text_at(&path))
    };
    let remove = {
        let path = path.clone();
        move |()| {
            wizard
                .document
                .edit(Origin::Act, |document| remove(document, &path));
        }
    };
    let actions = view! { <Button look=Look::Quiet on_press=remove>{words::remove()}</Button> };
    let kind = {
        let path = path.clone();
        Memo::new(move |_| wizard.document.with(|document| kind_of(document, &path)))
    };
    let details = {
        let path = path.clone();
        move || match kind.get().as_str() {
            "hostPath" => view! { <HostPath path=path.key("hostPath")/> }.into_any(),
            "emptyDir" => view! { <EmptyDir path=path.key("emptyDir")/> }.into_any(),
            _ => ().into_any(),
        }
    };
    view! {
        <Group path=path.clone()>
            <Card
                heading=words::heading()
                note=Signal::derive(move || name.get())
                actions=actions.into_any()
            >
                <div class="form-grid">
                    <ValueText
                        label=words::name()
                        path=path.key("name")
                        on_input=wizard.rename_at(&path.key("name"))
                    />
                    <KindSelect path=path.clone() kind/>
                    {details}
                </div>
                <Mounts volume=name/>
            </Card>
        </Group>
    }
}

/// The kind of a volume. One that the form does not draw is shown by the name of its field.
#[component]
fn KindSelect(
    /// The volume.
    path: FieldPath,
    /// The field that makes its kind.
    kind: Memo<String>,
) -> impl IntoView {
    let wizard = Wizard::expect();
    let choices = vec![
        Choice::new("hostPath", words::host_path()),
        Choice::new("emptyDir", words::empty_dir()),
    ];
    let choose = move |chosen: String| {
        let Some(new) = [Kind::HostPath, Kind::EmptyDir]
            .into_iter()
            .find(|kind| kind.field() == chosen)
        else {
            return;
        };
        let before = kind.get_untracked();
        wizard.document.edit(Origin::Act, |document| {
            document.set(&path.key(new.field()), new.blank())?;
            if before.is_empty() {
                Ok(())
            } else {
                document.remove(&path.key(before))
            }
        });
    };
    view! { <Select label=words::kind() value=kind choices on_choose=choose help=words::kind_help()/> }
}

#[component]
fn HostPath(
    /// `hostPath` of the volume.
    path: FieldPath,
) -> impl IntoView {
    let types = HOST_PATH_TYPES.map(Choice::plain).to_vec();
    view! {
        <ValueText label=words::path_on_node() path=path.key("path") placeholder="/var/log"/>
        <ValueSelect
            label=words::host_path_type()
            path=path.key("type")
            unset=words::host_path_type_unset()
            choices=types
        />
    }
}

#[component]
fn EmptyDir(
    /// `emptyDir` of the volume.
    path: FieldPath,
) -> impl IntoView {
    let media = vec![Choice::new("Memory", words::medium_memory())];
    view! {
        <ValueSelect
            label=words::medium()
            path=path.key("medium")
            unset=words::medium_unset()
            choices=media
        />
        <ValueText
            label=words::size_limit()
            path=path.key("sizeLimit")
            kind=ScalarKind::Number
            placeholder=words::no_limit()
        />
    }
}

/// The field that makes a volume's kind: the first one besides its name; empty where there is none.
fn kind_of(document: &Document, path: &FieldPath) -> String {
    document
        .keys(path)
        .into_iter()
        .find(|key| key != "name")
        .unwrap_or_default()
}

/// Takes a volume away, and the mounts that would mean nothing any more.
fn remove(document: &mut Document, path: &FieldPath) -> Result<(), EditError> {
    // From the last, so that the positions of the others stay true.
    for name in callers(document, &path.key("name")).into_iter().rev() {
        if let Some(mount) = name.parent() {
            document.remove(&mount)?;
        }
    }
    document.remove(path)
}

#[cfg(test)]
mod tests {
    use manifest::Document;

    use super::remove;
    use crate::pages::wizard::paths;

    const TEXT: &str = "\
spec:
  template:
    spec:
      containers:
        - name: a
          volumeMounts:
            - name: logs
              mountPath: /a
            - name: other
              mountPath: /b
            - name: logs
              mountPath: /c
      volumes:
        - name: logs
          emptyDir: {}
        - name: other
          emptyDir: {}
";

    #[test]
    fn mounts_go_with_their_volume() {
        let mut document = Document::parse(TEXT);
        remove(&mut document, &paths::volumes().index(0)).unwrap();
        assert!(!document.text().contains("logs"), "{}", document.text());
        assert!(
            document.text().contains("mountPath: /b"),
            "{}",
            document.text()
        );
    }
}
