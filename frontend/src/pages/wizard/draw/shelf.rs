//! Fields that are always shown, fields that are shown because they are used, and the quiet row of those that
//! can be added.

use leptos::prelude::*;
use manifest::FieldPath;

use crate::pages::wizard::catalogue::Place;
use crate::pages::wizard::show::focus_into;
use crate::pages::wizard::state::Wizard;
use crate::text::wizard::draw as words;
use crate::ui::{Button, Icon, Look, NamedRows, Shape};

/// How many fields may stand on a shelf without being folded away.
const FEW: usize = 4;

/// Draws fields in a grid; `key` is a place that stands for whether the shelf is open.
#[must_use]
pub fn fields(first: Vec<Place>, more: Vec<Place>, key: &FieldPath) -> AnyView {
    let wizard = Wizard::expect();
    let mut drawn = Vec::new();
    for place in &first {
        drawn.push(cell(place));
    }
    if more.is_empty() {
        return view! { <div class="form-grid">{drawn}</div> }.into_any();
    }
    let is_open = wizard.opened(key);
    let is_folded = more.len() > FEW;
    let more = StoredValue::new(more);
    let used = Memo::new(move |_| {
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
        place.map_or_else(|| ().into_any(), |place| cell(&place))
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
            if is_folded {
                let count = u32::try_from(left).unwrap_or(u32::MAX);
                buttons.push(
                    view! {
                        <Button
                            look=Look::Quiet
                            expanded=Signal::derive(move || Some(is_open.get()))
                            on_press=move |()| is_open.set(!is_open.get())
                        >
                            {words::more_fields(count)}
                        </Button>
                    }
                    .into_any(),
                );
            }
            for (position, place) in more.iter().enumerate() {
                if is_shown && !used.contains(&position.to_string()) {
                    buttons.push(opener(wizard, place.label(), &place.path));
                }
            }
            view! { <div class="shelf">{buttons}</div> }.into_any()
        })
    };
    view! {
        <div class="form-grid">
            {drawn}
            <NamedRows names=used row/>
        </div>
        {shelf}
    }
    .into_any()
}

/// A button that opens a part of the form and goes there.
#[must_use]
pub fn opener(wizard: Wizard, label: &'static str, path: &FieldPath) -> AnyView {
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

/// A control in its cell of the grid.
fn cell(place: &Place) -> AnyView {
    let class = if place.is_wide() {
        "form-grid-whole"
    } else {
        "form-grid-cell"
    };
    view! { <div class=class>{super::control(place)}</div> }.into_any()
}
