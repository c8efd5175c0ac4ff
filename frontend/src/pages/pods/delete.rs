//! Deleting the pod that is looked at: asked where it stands, with what will happen.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{ApiError, pods};
use crate::parts::Failure;
use crate::reactive::dynamic;
use crate::state::repeat_key::RepeatKey;
use crate::text::pods::delete as say;
use crate::ui::{Button, Look};

/// The question; it is there while it is asked.
#[component]
pub fn DeletePod(
    /// Whether it is asked now.
    asked: RwSignal<bool>,
    /// Whose pod it is.
    owner: pods::Owner,
    /// Its name.
    name: String,
    /// Its uid.
    uid: String,
    /// The node that it runs on.
    node: String,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let refusal = RwSignal::new(None::<ApiError>);
    let key = RepeatKey::new();
    let confirm = Callback::new(move |()| {
        busy.set(true);
        refusal.set(None);
        let (owner, name, uid) = (owner.clone(), name.clone(), uid.clone());
        let key = key.of(&uid);
        spawn_local(async move {
            match pods::delete(&owner, &name, &uid, &key).await {
                Ok(()) => drop(asked.try_set(false)),
                Err(error) => drop(refusal.try_set(Some(error))),
            }
            // The drawer may be closed by now.
            let _ = busy.try_set(false);
        });
    });
    dynamic(move || {
        asked.get().then(|| {
            view! {
                <div class="drawer-question" role="group" aria-label=say::confirm()>
                    <p>{say::what(&node)}</p>
                    <div class="drawer-actions">
                        <Button on_press=move |()| asked.set(false)>{say::cancel()}</Button>
                        <Button look=Look::Danger busy on_press=confirm>{say::confirm()}</Button>
                    </div>
                    {dynamic(move || {
                        refusal.get().map(|error| view! { <Failure error of_write=true/> })
                    })}
                </div>
            }
        })
    })
}
