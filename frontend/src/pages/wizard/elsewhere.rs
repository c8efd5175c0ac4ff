//! The same draft was changed in another browser: which of the two texts it shall be.

use leptos::prelude::*;

use super::state::Wizard;
use crate::parts::Age;
use crate::reactive::{dynamic, memo};
use crate::state::draft::Keeping;
use crate::text::wizard::elsewhere as words;
use crate::ui::{Banner, Button, Tone};

/// Asks, while it is open which text is the draft.
#[component]
pub fn Elsewhere() -> impl IntoView {
    let wizard = Wizard::expect();
    let theirs = memo(move || match wizard.draft.keeping() {
        Keeping::Elsewhere(draft) => Some(draft.updated),
        _ => None,
    });
    dynamic(move || {
        theirs.get().map(|updated| {
            let decide = move |theirs| wizard.draft.decide(wizard.document, theirs);
            let actions = view! {
                <Button on_press=move |()| decide(true)>{words::take()}</Button>
                <Button on_press=move |()| decide(false)>{words::keep()}</Button>
            };
            view! {
                <Banner tone=Tone::Bad heading=words::heading() actions=actions.into_any()>
                    {words::help()} " " <Age created=updated/>
                </Banner>
            }
        })
    })
}
