//! A list of structs: rows of the short ones, parts with a heading of the others.

use leptos::prelude::*;
use manifest::FieldPath;
use manifest::schema::Struct;
use wasm_bindgen::JsCast as _;

use super::{keys, paste, structure};
use crate::pages::wizard::catalogue::{Place, layouts};
use crate::pages::wizard::control::Group;
use crate::pages::wizard::memory::Opened;
use crate::pages::wizard::show::focus_into;
use crate::pages::wizard::state::Wizard;
use crate::reactive::memo;
use crate::state::document::Origin;
use crate::text::wizard::draw as words;
use crate::ui::{Button, Icon, Look, Rows, Shape};

/// The list of a field.
#[must_use]
pub fn items(place: &Place, of: &'static Struct) -> AnyView {
    let wizard = Wizard::expect();
    let (list, label) = (place.path.clone(), place.label());
    let (count, adding) = growing(wizard, &list);
    let row = {
        let list = list.clone();
        Callback::new(move |index: usize| item(label, list.index(index), index, of, adding))
    };
    let takes_pairs = of.name == "EnvVar";
    let variables = list.clone();
    let paste = move |event: web_sys::ClipboardEvent| {
        if takes_pairs
            && is_at_a_name(&event)
            && let Some(pairs) = paste::pasted_pairs(&event)
        {
            wizard.document.edit(Origin::Act, |document| {
                paste::write_variables(document, &variables, &pairs)
            });
        }
    };
    view! {
        <h3 class="form-heading">{label}</h3>
        <div on:paste:capture=paste>
            <Group path=list.clone()>
                <Rows count row/>
                <div class="shelf">
                    {add_button(label, list.clone(), count, adding)}
                    {takes_pairs.then(|| keys::of_config_map(wizard, &list))}
                </div>
            </Group>
        </div>
        <p class="field-help">{place.help()}</p>
    }
    .into_any()
}

/// Whether something is pasted where a name is typed: a value may be of any lines.
fn is_at_a_name(event: &web_sys::ClipboardEvent) -> bool {
    let target = event.target();
    let target = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.id().rsplit('.').next() == Some("name"))
}

/// How many items of a list are shown, and whether the last of them is not written yet: an empty item means
/// nothing.
pub fn growing(wizard: Wizard, list: &FieldPath) -> (Memo<usize>, Opened) {
    let list = list.clone();
    let adding = wizard.opened(&list);
    let written = memo(move || wizard.document.len_of(&list));
    let count = memo(move || written.get() + usize::from(adding.get()));
    Effect::new(move |last: Option<usize>| {
        if last.is_some_and(|last| written.get() > last) {
            adding.set(false);
        }
        written.get()
    });
    (count, adding)
}

/// The button that adds an item to a list, and goes there.
pub fn add_button(
    label: &'static str,
    list: FieldPath,
    count: Memo<usize>,
    adding: Opened,
) -> AnyView {
    let add = move |()| {
        let id = list.index(count.get_untracked()).to_string();
        adding.set(true);
        request_animation_frame(move || focus_into(&id));
    };
    view! {
        <Button
            look=Look::Quiet
            on_press=add
            disabled=adding.signal()
        >
            <Icon shape=Shape::Plus/>
            {words::add()}
            <span class="visually-hidden">" "{label}</span>
        </Button>
    }
    .into_any()
}

/// What takes an item of a list away.
pub fn remover(wizard: Wizard, item: &FieldPath, adding: Opened) -> impl Fn(()) + use<> {
    let item = item.clone();
    move |()| {
        if untrack(|| wizard.document.has(&item)) {
            wizard.document.remove(&item);
        } else {
            adding.set(false);
        }
    }
}

fn item(
    label: &'static str,
    path: FieldPath,
    index: usize,
    of: &'static Struct,
    adding: Opened,
) -> AnyView {
    let wizard = Wizard::expect();
    let is_row = layouts::layout(of.name).is_some_and(|layout| layout.is_row);
    let remove = remover(wizard, &path, adding);
    let number = index + 1;
    let name = {
        let path = path.key("name");
        memo(move || {
            let name = wizard.document.text_at(&path);
            if is_row || name.is_empty() {
                words::numbered(label, number)
            } else {
                name
            }
        })
    };
    let fields = structure::within(&path, of);
    let button = view! {
        <Button look=Look::Quiet label=words::remove_item(label, number) on_press=remove>
            <Icon shape=Shape::Close/>
        </Button>
    };
    if is_row {
        return view! {
            <div class="item item-row" role="group" aria-label=name>
                <div class="item-body">{fields}</div>
                {button}
            </div>
        }
        .into_any();
    }
    view! {
        <div class="item-part" role="group" aria-label=name>
            <div class="part-head">
                <p class="part-name">{name}</p>
                {button}
            </div>
            {fields}
        </div>
    }
    .into_any()
}
