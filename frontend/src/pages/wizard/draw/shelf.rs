//! Fields that are always shown, fields that are shown because they are used, and the quiet row of those that
//! can be added.

use leptos::prelude::*;
use manifest::FieldPath;

use crate::pages::wizard::catalogue::Place;
use crate::pages::wizard::documentation;
use crate::pages::wizard::memory::Opened;
use crate::pages::wizard::show::focus_into;
use crate::pages::wizard::state::Wizard;
use crate::reactive::{dynamic, memo};
use crate::text::wizard::draw as words;
use crate::ui::{Button, Icon, Look, NamedRows, Shape};

/// How many fields may stand on a shelf without being folded away.
const FEW: usize = 4;

/// Draws fields in a grid; `key` is a place that stands for whether the shelf is open. The shelf of a row is
/// folded into a button at its end.
#[must_use]
pub fn fields(first: Vec<Place>, more: Vec<Place>, key: &FieldPath, is_row: bool) -> AnyView {
    let wizard = Wizard::expect();
    let mut drawn = Vec::new();
    for place in &first {
        drawn.push(cell(place, false));
    }
    if more.is_empty() {
        return view! { <div class="form-grid">{drawn}</div> }.into_any();
    }
    let is_open = wizard.opened(key);
    let is_folded = is_row || more.len() > FEW;
    let more = StoredValue::new(more);
    let used = memo(move || {
        more.with_value(|more| {
            let mut used = Vec::new();
            for (position, place) in more.iter().enumerate() {
                if wizard.is_used(&place.path) {
                    used.push(position.to_string());
                }
            }
            used
        })
    });
    let row = Callback::new(move |position: String| {
        let place = more.with_value(|more| more.get(position.parse::<usize>().ok()?).cloned());
        place.map_or_else(|| ().into_any(), |place| cell(&place, is_row))
    });
    let shelf = move || {
        let used = used.get();
        more.with_value(|more| {
            let left = more.len() - used.len();
            if left == 0 {
                return ().into_any();
            }
            let is_shown = !is_folded || is_open.get();
            let mut buttons = Vec::new();
            let count = u32::try_from(left).unwrap_or(u32::MAX);
            let toggle = is_folded.then(|| fold(is_open, count, is_row));
            for (position, place) in more.iter().enumerate() {
                if is_shown && !used.contains(&position.to_string()) {
                    buttons.push(opener(wizard, place.label().to_owned(), &place.path));
                }
            }
            let shelf = is_shown.then(|| view! { <div class="shelf">{buttons}</div> });
            view! {
                {toggle}
                {shelf}
            }
            .into_any()
        })
    };
    view! {
        <div class="form-grid">
            {drawn}
            <NamedRows names=used row/>
        </div>
        {dynamic(shelf)}
    }
    .into_any()
}

/// The button that shows what else there is.
fn fold(is_open: Opened, count: u32, is_row: bool) -> AnyView {
    let label = words::more_fields(count);
    let icon = is_row.then(|| view! { <Icon shape=Shape::More/> });
    let text = (!is_row).then(|| label.clone());
    let expanded = Signal::derive(move || Some(is_open.get()));
    let on_press = move |()| is_open.set(!is_open.get());
    if is_row {
        view! { <Button look=Look::Quiet label expanded on_press>{icon}</Button> }.into_any()
    } else {
        view! { <Button look=Look::Quiet expanded on_press>{text}</Button> }.into_any()
    }
}

/// A button that opens a part of the form and goes there.
#[must_use]
pub fn opener(wizard: Wizard, label: String, path: &FieldPath) -> AnyView {
    let opened = wizard.opened(path);
    let id = path.to_string();
    let open = move |()| {
        opened.set(true);
        let id = id.clone();
        request_animation_frame(move || focus_into(&id));
    };
    view! {
        <Button look=Look::Quiet on_press=open>
            <Icon shape=Shape::Plus/>
            {label}
        </Button>
    }
    .into_any()
}

/// A control in its cell of the grid. What a row shows besides its columns has a line of its own.
fn cell(place: &Place, is_beside: bool) -> AnyView {
    let class = match (place.is_wide(), is_beside) {
        (true, _) => "form-grid-whole",
        (false, true) => "form-grid-beside",
        (false, false) => "form-grid-cell",
    };
    let field = format!("{}.{}", place.owner.name, place.field.name);
    view! {
        <div class=class data-field=field>
            {super::control(place)}
            {documentation::button()}
        </div>
    }
    .into_any()
}
