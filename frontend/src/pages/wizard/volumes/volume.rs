//! One volume: its name, its kind, and what that kind asks for.

use leptos::prelude::*;
use manifest::{Document, EditError, FieldPath};

use super::Mounts;
use crate::pages::wizard::catalogue::places::struct_at;
use crate::pages::wizard::control::Group;
use crate::pages::wizard::draw::structure;
use crate::pages::wizard::paths;
use crate::pages::wizard::renaming::callers;
use crate::pages::wizard::state::Wizard;
use crate::reactive::memo;
use crate::state::document::Origin;
use crate::text::wizard::volumes as words;
use crate::ui::{Button, Card, Look};

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
        memo(move || wizard.document.text_at(&path))
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
    let fields = struct_at(&path).map(|of| structure::fields(&path, of, &[]));
    view! {
        <Group path=path>
            <Card
                heading=words::heading()
                note=name
                actions=actions.into_any()
            >
                <div class="volume">{fields}</div>
                <Mounts volume=name/>
            </Card>
        </Group>
    }
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
