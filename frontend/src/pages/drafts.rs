//! The drafts of the signed-in user: what was begun and neither created, saved nor thrown away.

use contract::DraftSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::parts::failure;
use crate::parts::{Age, Failure, PageHead};
use crate::reactive::dynamic;
use crate::routes;
use crate::state::draft;
use crate::state::place::Place;
use crate::state::session::Session;
use crate::state::title;
use crate::text::drafts as words;
use crate::ui::{Button, ButtonLink, EmptyState, Look, Skeleton};

/// What the server has answered, or not yet.
type Answer = Option<Result<Vec<DraftSummary>, ApiError>>;

/// The page.
#[component]
pub fn DraftsPage() -> impl IntoView {
    title::follow(|| words::title().to_owned());
    let answer = RwSignal::<Answer>::new(None);
    let session = Session::expect();
    let read = Callback::new(move |()| {
        answer.set(None);
        spawn_local(async move {
            let drafts = api::drafts::list().await;
            if let Err(error) = &drafts {
                session.notice(error);
            }
            answer.try_set(Some(drafts.map(|drafts| drafts.items)));
        });
    });
    read.run(());
    let place = Place::expect();
    let daemon_sets = move || routes::list(&place.cluster().get(), &place.namespace().get());
    let content = move || match answer.get() {
        None => view! { <div class="card"><Skeleton lines=4/></div> }.into_any(),
        Some(Err(error)) => view! { <Failure error on_retry=read/> }.into_any(),
        Some(Ok(drafts)) if drafts.is_empty() => view! {
            <div class="card">
                <EmptyState heading=words::empty() text=words::empty_help()>
                    <ButtonLink href=Signal::derive(daemon_sets)>{words::clear()}</ButtonLink>
                </EmptyState>
            </div>
        }
        .into_any(),
        Some(Ok(drafts)) => {
            let rows = drafts
                .into_iter()
                .map(|summary| view! { <Row summary answer session/> })
                .collect_view();
            view! {
                <div class="card list-card">
                    <table class="table drafts-table" aria-label=words::title()>
                        <thead>
                            <tr>
                                <th scope="col">{words::name()}</th>
                                <th scope="col">{words::what()}</th>
                                <th scope="col" class="drafts-cluster">{words::cluster()}</th>
                                <th scope="col">{words::kept()}</th>
                                <th scope="col"><span class="visually-hidden">{words::actions()}</span></th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <PageHead title=words::title()/>
        <div class="page-body">{dynamic(content)}</div>
    }
}

/// One draft: where it goes on, and the way to throw it away.
#[component]
fn Row(
    /// The draft.
    summary: DraftSummary,
    /// The list that it leaves when it is thrown away.
    answer: RwSignal<Answer>,
    /// Whose it is.
    session: Session,
) -> impl IntoView {
    let is_edit = !summary.origin_name.is_empty();
    let what = if is_edit {
        words::edit(&summary.origin_name, &summary.origin_namespace)
    } else {
        words::new().to_owned()
    };
    let href = if is_edit {
        let edit = routes::edit(
            &summary.cluster,
            &summary.origin_namespace,
            &summary.origin_name,
        );
        routes::with_draft(&edit, &summary.id)
    } else {
        routes::go_on(&summary.cluster, &summary.namespace, &summary.id)
    };
    let name = match summary.name.as_str() {
        "" => words::nameless().to_owned(),
        name => name.to_owned(),
    };
    // It cannot be taken back, so it is asked once more where one looks anyway.
    let is_sure = RwSignal::new(false);
    let failed = RwSignal::new(String::new());
    let id = StoredValue::new(summary.id);
    let discard = move |()| {
        let id = id.get_value();
        spawn_local(async move {
            match api::drafts::discard(&id).await {
                Ok(()) => {
                    draft::forget(&id);
                    answer.try_update(|answer| {
                        if let Some(Ok(drafts)) = answer {
                            drafts.retain(|draft| draft.id != id);
                        }
                    });
                }
                Err(error) => {
                    session.notice(&error);
                    failed.try_set(failure::sentence(&error));
                }
            }
        });
    };
    let actions = move || {
        if is_sure.get() {
            view! {
                <Button look=Look::Danger on_press=discard>{words::delete_surely()}</Button>
                <Button on_press=move |()| is_sure.set(false)>{words::keep()}</Button>
            }
            .into_any()
        } else {
            view! { <Button on_press=move |()| is_sure.set(true)>{words::delete()}</Button> }
                .into_any()
        }
    };
    view! {
        <tr>
            <th scope="row"><a href=href>{name}</a></th>
            <td>{what}</td>
            <td class="drafts-cluster">{summary.cluster}</td>
            <td><Age created=summary.updated/></td>
            <td class="drafts-actions">
                {dynamic(actions)}
                <span role="status">{failed}</span>
            </td>
        </tr>
    }
}
