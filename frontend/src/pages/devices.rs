//! Where one is signed in: each session with its browser, since when, from where, and the way to end it.

mod browser;
pub mod everybody;

use contract::SessionRow;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::parts::preferences::SignOut;
use crate::parts::{Age, Failure, PageHead};
use crate::reactive::dynamic;
use crate::state::session::Session;
use crate::state::{clock, title};
use crate::text::common;
use crate::text::people::devices as say;
use crate::ui::{Badge, Button, Skeleton, Tone};
use browser::named;
use everybody::Everybody;

/// What the server has answered, or not yet.
type Answer = RwSignal<Option<Result<Vec<SessionRow>, ApiError>>>;

/// The page.
#[component]
pub fn DevicesPage() -> impl IntoView {
    title::follow(|| say::title().to_owned());
    let answer: Answer = RwSignal::new(None);
    let session = Session::expect();
    let read = Callback::new(move |()| {
        spawn_local(async move {
            let sessions = api::session::list().await;
            if let Err(error) = &sessions {
                session.notice(error);
            }
            answer.try_set(Some(sessions.map(|list| list.items)));
        });
    });
    read.run(());
    let everywhere = view! {
        <SignOut path="/sign-out/everywhere" class="button button-danger">{common::sign_out_everywhere()}</SignOut>
    };
    let content = move || match answer.get() {
        None => view! { <div class="card"><Skeleton lines=4/></div> }.into_any(),
        Some(Err(error)) => view! { <Failure error on_retry=read/> }.into_any(),
        Some(Ok(sessions)) => {
            let rows: Vec<AnyView> = sessions
                .into_iter()
                .map(|it| row(it, answer, session))
                .collect();
            view! {
                <div class="card">
                    <ul class="devices">{rows}</ul>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <PageHead
            title=say::title()
            note=view! { {say::note()} }.into_any()
            actions=everywhere.into_any()
        />
        <div class="page-body">
            {dynamic(content)}
            {dynamic(move || session.info().is_some_and(|info| info.admin).then(|| view! { <Everybody/> }))}
        </div>
    }
}

/// One session.
fn row(row: SessionRow, answer: Answer, session: Session) -> AnyView {
    let browser = named(&row.browser);
    let name = match browser.as_str() {
        "" => say::unknown_browser().to_owned(),
        name => name.to_owned(),
    };
    let failed = RwSignal::new(String::new());
    let label = match row.user.as_str() {
        "" => say::end_of(&name),
        user => say::end_of_user(user, &name),
    };
    let id = StoredValue::new(row.id);
    let end = move |()| {
        let id = id.get_value();
        spawn_local(async move {
            match api::session::end(&id).await {
                Ok(()) => {
                    answer.try_update(|answer| {
                        if let Some(Ok(sessions)) = answer {
                            sessions.retain(|it| it.id != id);
                        }
                    });
                }
                Err(error) => {
                    session.notice(&error);
                    failed.try_set(error.to_string());
                }
            }
        });
    };
    let way_out = if row.current {
        view! { <Badge tone=Signal::stored(Tone::Accent)>{say::this_one()}</Badge> }.into_any()
    } else {
        view! { <Button label on_press=end>{say::end()}</Button> }.into_any()
    };
    let began = say::began(clock::in_words(&row.began));
    let provider = (!row.issuer.is_empty()).then(|| {
        view! { <p class="devices-note">{say::by()} " " <span class="monospace">{row.issuer}</span></p> }
    });
    let address = (!row.address.is_empty()).then(|| {
        view! { " · " {say::from()} " " <span class="monospace">{row.address}</span> }
    });
    let user = (!row.user.is_empty()).then(|| {
        view! { <p class="monospace device-user">{row.user}</p> }
    });
    view! {
        <li class="device">
            <div class="device-text">
                {user}
                <strong class="device-name" translate="no" lang="en" title=row.browser>{name}</strong>
                <p class="devices-note">{began} {address}</p>
                {provider}
                <p class="devices-note">{say::used()} " " <Age created=row.used/> " " {say::ago()}</p>
                <span role="status">{failed}</span>
            </div>
            {way_out}
        </li>
    }
    .into_any()
}
