//! A list of texts or numbers, one a row.

use leptos::prelude::*;
use manifest::{FieldPath, ScalarKind};

use super::items::{add_button, growing, remover};
use super::{paste, suggestions};
use crate::pages::wizard::catalogue::Place;
use crate::pages::wizard::control::{Group, ValueText};
use crate::pages::wizard::memory::Opened;
use crate::pages::wizard::state::Wizard;
use crate::text::wizard::draw as words;
use crate::ui::{Button, Icon, Look, Rows, Shape};

/// The list of a field.
#[must_use]
pub fn texts(place: &Place, kind: ScalarKind) -> AnyView {
    let wizard = Wizard::expect();
    let (list, label) = (place.path.clone(), place.label());
    let (count, adding) = growing(wizard, &list);
    let suggested = suggestions::of(wizard, place);
    let row = {
        let list = list.clone();
        Callback::new(move |index: usize| {
            item(label, list.index(index), index, kind, suggested, adding)
        })
    };
    let divide = is_command(place).then(|| paste::divide(wizard, &list));
    view! {
        <h3 class="form-heading">{label}</h3>
        <Group path=list.clone()>
            <div class="texts"><Rows count row/></div>
            <div class="shelf">
                {add_button(label, list.clone(), count, adding)}
                {divide}
            </div>
        </Group>
        <p class="field-help">{place.help()}</p>
    }
    .into_any()
}

/// Whether the texts are the words of a command.
fn is_command(place: &Place) -> bool {
    ["command", "args"].contains(&place.field.name)
}

fn item(
    label: &'static str,
    path: FieldPath,
    index: usize,
    kind: ScalarKind,
    suggestions: Signal<Vec<String>>,
    adding: Opened,
) -> AnyView {
    let wizard = Wizard::expect();
    let remove = remover(wizard, &path, adding);
    view! {
        <div class="text-row">
            <ValueText label=words::numbered(label, index + 1) path kind suggestions/>
            <Button look=Look::Quiet label=words::remove_item(label, index + 1) on_press=remove>
                <Icon shape=Shape::Close/>
            </Button>
        </div>
    }
    .into_any()
}
