//! A dialog that asks before something is done, does it, and says why where it is refused.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::dialogs::Question;
use crate::api::ApiError;
use crate::parts::Failure;
use crate::reactive::{dynamic, effect, memo};
use crate::state::repeat_key::RepeatKey;
use crate::text::common;
use crate::ui::{Button, Dialog, Look};

/// What is done once it is confirmed, under this `Idempotency-Key`.
pub type Act = Callback<String, Pin<Box<dyn Future<Output = Result<(), ApiError>>>>>;

/// The dialog; it closes when it is done, and stays with the refusal where it is refused.
#[component]
pub fn ConfirmDialog(
    /// Which question this is.
    question: Question,
    /// Which question is asked now.
    asked: RwSignal<Option<Question>>,
    /// What it asks.
    #[prop(into)]
    heading: Signal<String>,
    /// The word on the button that does it.
    confirm: &'static str,
    /// How that button looks.
    look: Look,
    /// Whether it cannot be done now.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// What was chosen in it: another choice is another thing to do. Untracked.
    #[prop(into, optional)]
    chosen: Signal<String>,
    /// Does it.
    act: Act,
    /// Runs when it is done.
    #[prop(into, optional)]
    on_done: Option<Callback<()>>,
    /// What to know before one confirms.
    children: Children,
) -> impl IntoView {
    let open = memo(move || asked.get() == Some(question));
    let close = move || {
        // Gone with its page, or another question by now.
        let _ = asked.try_update(|asked| {
            if *asked == Some(question) {
                *asked = None;
            }
        });
    };
    let busy = RwSignal::new(false);
    let refusal = RwSignal::new(None::<ApiError>);
    let key = RepeatKey::new();
    // What was refused the last time says nothing of the next, and who asks again after closing means it anew.
    effect(move || {
        if open.get() {
            refusal.set(None);
            key.forget();
        }
    });
    let on_confirm = move |()| {
        busy.set(true);
        refusal.set(None);
        let key = key.of(&chosen.get_untracked());
        spawn_local(async move {
            match act.run(key).await {
                Ok(()) => {
                    close();
                    if let Some(on_done) = on_done {
                        on_done.run(());
                    }
                }
                Err(error) => drop(refusal.try_set(Some(error))),
            }
            // The dialog may be gone by now.
            let _ = busy.try_set(false);
        });
    };
    let buttons = view! {
        <Button on_press=move |()| close()>{common::cancel()}</Button>
        <Button look busy disabled on_press=on_confirm>{confirm}</Button>
    };
    view! {
        <Dialog open heading on_close=move |()| close() buttons=buttons.into_any()>
            {children()}
            {dynamic(move || refusal.get().map(|error| view! { <Failure error of_write=true/> }))}
        </Dialog>
    }
}
