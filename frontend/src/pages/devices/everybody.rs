//! Where everybody is signed in, for admins of the console, who end any session.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Answer, row};
use crate::api;
use crate::parts::{Failure, failure};
use crate::reactive::dynamic;
use crate::state::session::Session;
use crate::text::people::devices as say;
use crate::ui::{Button, Card, Look, Skeleton, TextField};

/// The card.
#[component]
pub fn Everybody() -> impl IntoView {
    let answer: Answer = RwSignal::new(None);
    let (wanted, failed) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let session = Session::expect();
    let read = Callback::new(move |()| {
        let user = wanted.get_untracked();
        spawn_local(async move {
            let sessions = api::session::list_of_all(user.trim()).await;
            if let Err(error) = &sessions {
                session.notice(error);
            }
            answer.try_set(Some(sessions.map(|list| list.items)));
        });
    });
    read.run(());
    let end_all = move |user: String| {
        spawn_local(async move {
            match api::session::end_all_of(&user).await {
                Ok(()) => read.run(()),
                Err(error) => {
                    session.notice(&error);
                    failed.try_set(failure::sentence(&error));
                }
            }
        });
    };
    let content = move || match answer.get() {
        None => view! { <Skeleton lines=4/> }.into_any(),
        Some(Err(error)) => view! { <Failure error on_retry=read/> }.into_any(),
        Some(Ok(sessions)) => {
            let mut users: Vec<String> = Vec::new();
            for session in &sessions {
                if !users.contains(&session.user) {
                    users.push(session.user.clone());
                }
            }
            let of_one = users.pop().filter(|_| users.is_empty());
            let whole = of_one.map(|user| {
                let label = say::end_all_of(&user);
                view! { <Button look=Look::Danger on_press=move |()| end_all(user.clone())>{label}</Button> }
            });
            let rows: Vec<AnyView> = sessions
                .into_iter()
                .map(|it| row(it, answer, session))
                .collect();
            let none = rows
                .is_empty()
                .then(|| view! { <p class="devices-note">{say::nobody()}</p> });
            view! { {whole} <ul class="devices">{rows}</ul> {none} }.into_any()
        }
    };
    let search = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        read.run(());
    };
    view! {
        <section aria-label=say::everybody()>
        <Card heading=say::everybody() note=say::everybody_note()>
            <form class="devices-search" on:submit=search>
                <TextField
                    label=say::person()
                    value=wanted
                    on_input=move |text: String| wanted.set(text)
                />
                <button type="submit" class="button">{say::search()}</button>
            </form>
            <p role="status" class="devices-note">{dynamic(move || failed.get())}</p>
            {dynamic(content)}
        </Card>
        </section>
    }
}
